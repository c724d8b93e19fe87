import MartletCore

/// A JSON text, taken apart; numbers stay as they are written, so that none loses its size or precision.
struct JSONNode {
    indirect enum Value {
        case null
        case bool(Bool)
        case number(String)
        case string(String)
        case array([JSONNode])
        case object([String: JSONNode])
    }

    var value: Value
    /// Where it begins in the text.
    var offset: Int

    /// How messages show it: short values as they are, of others the kind.
    var shown: String {
        switch value {
        case .null: "null"
        case .bool(let flag): "\(flag)"
        case .number(let text): Expectation.shortened(text)
        case .string(let text): "\"\(Expectation.shortened(text))\""
        case .array: "an array"
        case .object: "an object"
        }
    }
}

/// A place in a text that is not JSON.
struct MalformedJSON: Error {
    let line: Int
    /// Counted in bytes, from 1.
    let column: Int
    let expected: String
}

/// Reads JSON strictly (RFC 8259).
///
/// It only runs for content that could not be decoded, to find out why, and for types in which some have rules.
struct JSONParser {
    /// How deep arrays and objects may lie in each other, as in Foundation.
    static let maximumDepth = 512

    private var rest: ArraySlice<UInt8>
    private let bytes: [UInt8]
    private var depth = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        rest = bytes[...]
    }

    /// - Throws: ``MalformedJSON``
    static func parse(_ bytes: [UInt8]) throws(MalformedJSON) -> JSONNode {
        var parser = JSONParser(bytes)
        // A byte order mark may be passed over (RFC 8259 §8.1).
        if parser.rest.starts(with: [0xEF, 0xBB, 0xBF]) { parser.rest.removeFirst(3) }
        let node = try parser.value()
        parser.skipSpace()
        guard parser.rest.isEmpty else { throw parser.failure("the end of the content") }
        return node
    }

    private func failure(_ expected: String) -> MalformedJSON {
        let before = bytes[..<rest.startIndex]
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return MalformedJSON(
            line: before.count { $0 == UInt8(ascii: "\n") } + 1, column: before.count - lineStart + 1,
            expected: expected)
    }

    private mutating func skipSpace() {
        rest = rest.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func value() throws(MalformedJSON) -> JSONNode {
        skipSpace()
        let offset = rest.startIndex
        let value: JSONNode.Value
        switch rest.first {
        case UInt8(ascii: "{"): value = try object()
        case UInt8(ascii: "["): value = try array()
        case UInt8(ascii: "\""): value = .string(try string())
        case UInt8(ascii: "t"): value = try literal("true", .bool(true))
        case UInt8(ascii: "f"): value = try literal("false", .bool(false))
        case UInt8(ascii: "n"): value = try literal("null", .null)
        case let byte? where byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte): value = try number()
        default: throw failure("a value")
        }
        return JSONNode(value: value, offset: offset)
    }

    private mutating func literal(
        _ text: StaticString, _ node: JSONNode.Value
    ) throws(MalformedJSON) -> JSONNode.Value {
        let word = text.description.utf8
        guard rest.starts(with: word) else { throw failure("a value") }
        rest.removeFirst(word.count)
        return node
    }

    private mutating func enter() throws(MalformedJSON) {
        depth += 1
        guard depth <= Self.maximumDepth else {
            throw failure("at most \(Self.maximumDepth) arrays and objects in each other")
        }
        rest.removeFirst()
        skipSpace()
    }

    private mutating func array() throws(MalformedJSON) -> JSONNode.Value {
        try enter()
        defer { depth -= 1 }
        var elements: [JSONNode] = []
        if take(UInt8(ascii: "]")) { return .array([]) }
        while true {
            elements.append(try value())
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            guard take(UInt8(ascii: ",")) else { throw failure("a comma or the end of the array") }
        }
    }

    private mutating func object() throws(MalformedJSON) -> JSONNode.Value {
        try enter()
        defer { depth -= 1 }
        var members: [String: JSONNode] = [:]
        if take(UInt8(ascii: "}")) { return .object([:]) }
        while true {
            skipSpace()
            guard rest.first == UInt8(ascii: "\"") else { throw failure("the name of a member") }
            let name = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw failure("a colon") }
            members[name] = try value()
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw failure("a comma or the end of the object") }
        }
    }

    private mutating func number() throws(MalformedJSON) -> JSONNode.Value {
        let start = rest.startIndex
        _ = take(UInt8(ascii: "-"))
        let startsWithZero = rest.first == UInt8(ascii: "0")
        let whole = digits()
        guard whole > 0 else { throw failure("a digit") }
        guard !startsWithZero || whole == 1 else { throw failure("no digit behind a leading zero") }
        if take(UInt8(ascii: ".")), digits() == 0 { throw failure("a digit") }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            guard digits() > 0 else { throw failure("a digit") }
        }
        return .number(String(decoding: bytes[start..<rest.startIndex], as: UTF8.self))
    }

    private mutating func digits() -> Int {
        let count = rest.prefix { (0x30...0x39).contains($0) }.count
        rest.removeFirst(count)
        return count
    }

    private mutating func string() throws(MalformedJSON) -> String {
        rest.removeFirst()
        var text: [UInt8] = []
        while true {
            let plain = rest.prefix { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
            text += plain
            rest.removeFirst(plain.count)
            if take(UInt8(ascii: "\"")) { return String(decoding: text, as: UTF8.self) }
            guard take(UInt8(ascii: "\\")), let escape = rest.popFirst() else { throw failure("the end of the string") }
            switch escape {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(escape)
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "u"): text += Array(String(Character(try unicodeEscape())).utf8)
            default: throw failure("an escape of JSON behind the backslash")
            }
        }
    }

    /// The four digits behind `\u`, and the second half of a pair (RFC 8259 §7).
    private mutating func unicodeEscape() throws(MalformedJSON) -> Unicode.Scalar {
        let unit = try codeUnit()
        if let scalar = Unicode.Scalar(UInt32(unit)) { return scalar }
        guard UTF16.isLeadSurrogate(unit), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw failure("both halves of a surrogate pair")
        }
        let second = try codeUnit()
        let value = 0x1_0000 + (UInt32(unit & 0x3FF) << 10) + UInt32(second & 0x3FF)
        guard UTF16.isTrailSurrogate(second), let scalar = Unicode.Scalar(value) else {
            throw failure("both halves of a surrogate pair")
        }
        return scalar
    }

    private mutating func codeUnit() throws(MalformedJSON) -> UInt16 {
        let digits = rest.prefix(4)
        guard digits.count == 4, let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16),
            digits.first != UInt8(ascii: "+")
        else { throw failure("four hexadecimal digits") }
        rest.removeFirst(4)
        return unit
    }
}
