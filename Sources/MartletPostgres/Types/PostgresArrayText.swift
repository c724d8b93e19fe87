import MartletData

/// Lists and ranges as text: `{1,NULL,"a b"}` and `[1,5)`.
enum PostgresArrayText {
    /// The type of values of a kind, as columns name it.
    static func elementType(_ kind: PostgresType.Kind) -> ColumnType {
        switch kind {
        case .boolean: .boolean
        case .int2: .integer(.int16)
        case .int4: .integer(.int32)
        case .int8, .oid: .integer(.int64)
        case .float4: .real(.float)
        case .float8: .real(.double)
        case .numeric: .decimal
        case .text, .void, .other: .text
        case .bytea: .blob
        case .uuid: .uuid
        case .timestamp: .timestamp
        case .date: .date
        case .time: .time
        case .interval: .duration
        case .json, .jsonb: .json
        }
    }

    // MARK: Writing

    static func write(_ values: [DatabaseValue]) throws(DatabaseError) -> String {
        var text = "{"
        for (index, value) in values.enumerated() {
            if index > 0 { text += "," }
            if case .array(let inner, of: _) = value {
                text += try write(inner)
            } else if let literal = try PostgresText.literal(value) {
                text += quoted(literal)
            } else {
                text += "NULL"
            }
        }
        return text + "}"
    }

    static func write(_ range: DatabaseRange) throws(DatabaseError) -> String {
        guard !range.isEmpty else { return "empty" }
        var text = range.includesLower && range.lower != nil ? "[" : "("
        if let lower = range.lower, let literal = try PostgresText.literal(lower) { text += quoted(literal) }
        text += ","
        if let upper = range.upper, let literal = try PostgresText.literal(upper) { text += quoted(literal) }
        return text + (range.includesUpper && range.upper != nil ? "]" : ")")
    }

    private static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = [0x22]
        for byte in text.utf8 {
            if byte == 0x22 || byte == 0x5C { bytes.append(0x5C) }
            bytes.append(byte)
        }
        bytes.append(0x22)
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: Reading

    static func read(_ text: String, _ kind: PostgresType.Kind) -> DatabaseValue? {
        var bytes = Array(text.utf8)[...]
        // Lists that do not begin at 1 say so first: [0:2]={1,2,3}
        if bytes.first == 0x5B {
            guard let mark = bytes.firstIndex(of: 0x3D) else { return nil }
            bytes = bytes[(mark + 1)...]
        }
        guard let value = list(&bytes, kind), bytes.isEmpty else { return nil }
        return value
    }

    private static func list(_ bytes: inout ArraySlice<UInt8>, _ kind: PostgresType.Kind) -> DatabaseValue? {
        guard bytes.popFirst() == 0x7B else { return nil }
        var values: [DatabaseValue] = []
        var type = elementType(kind)
        if bytes.first == 0x7D {
            bytes.removeFirst()
            return .array([], of: type)
        }
        while true {
            if bytes.first == 0x7B {
                guard let inner = list(&bytes, kind) else { return nil }
                if case .array(_, let innerType) = inner { type = .array(innerType) }
                values.append(inner)
            } else {
                guard let (word, isQuoted) = word(&bytes, ends: [0x2C, 0x7D]) else { return nil }
                if !isQuoted, word == "NULL" {
                    values.append(.null)
                } else {
                    guard let value = PostgresText.single(kind, word) else { return nil }
                    values.append(value)
                }
            }
            switch bytes.popFirst() {
            case 0x2C: continue
            case 0x7D: return .array(values, of: type)
            default: return nil
            }
        }
    }

    /// Takes one value, without its quotes and backslashes; what ends it stays.
    private static func word(_ bytes: inout ArraySlice<UInt8>, ends: [UInt8]) -> (String, isQuoted: Bool)? {
        var word: [UInt8] = []
        var isQuoted = false
        var isInside = false
        while let byte = bytes.first {
            if !isInside, ends.contains(byte) { break }
            bytes.removeFirst()
            switch byte {
            case 0x22:
                // Ranges write a quotation mark inside of quotes twice.
                if isInside, bytes.first == 0x22 {
                    bytes.removeFirst()
                    word.append(byte)
                } else {
                    isInside.toggle()
                    isQuoted = true
                }
            case 0x5C:
                guard let next = bytes.popFirst() else { return nil }
                word.append(next)
            default: word.append(byte)
            }
        }
        return isInside ? nil : (String(decoding: word, as: UTF8.self), isQuoted)
    }

    static func readRange(_ text: String, _ kind: PostgresType.Kind) -> DatabaseValue? {
        let type = elementType(kind)
        guard text != "empty" else {
            return .range(DatabaseRange(lower: nil, upper: nil, isEmpty: true), of: type)
        }
        var bytes = Array(text.utf8)[...]
        guard let open = bytes.popFirst(), open == 0x5B || open == 0x28,
            let (lower, isLowerQuoted) = word(&bytes, ends: [0x2C]), bytes.popFirst() == 0x2C,
            let (upper, isUpperQuoted) = word(&bytes, ends: [0x29, 0x5D]), let close = bytes.popFirst(), bytes.isEmpty
        else { return nil }
        var bounds: [DatabaseValue?] = []
        for (bound, isQuoted) in [(lower, isLowerQuoted), (upper, isUpperQuoted)] {
            guard !bound.isEmpty || isQuoted else {
                bounds.append(nil)
                continue
            }
            guard let value = PostgresText.single(kind, bound) else { return nil }
            bounds.append(value)
        }
        return .range(
            DatabaseRange(
                lower: bounds[0], upper: bounds[1], includesLower: open == 0x5B, includesUpper: close == 0x5D),
            of: type)
    }
}
