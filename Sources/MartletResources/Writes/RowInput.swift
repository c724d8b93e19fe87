import MartletCore
import MartletData
import MartletJSON

/// The values of a row as a client sent them, by the positions of their columns.
struct RowInput: Sendable {
    var values: [Int: DatabaseValue] = [:]
}

extension JSONReader {
    /// Reads a row from the object that comes, and notes everything that is wrong with it.
    /// - Parameters:
    ///   - action: what the row is for; it decides which members may and must be there.
    ///   - current: the values of the row that is changed.
    mutating func readRow<Root: Model>(
        _ columns: ResourceColumns<Root>, for action: WriteAction, current: [DatabaseValue]?
    ) throws(JSONSyntaxError) -> RowInput? {
        guard try peek() == UInt8(ascii: "{") else {
            try refuse(expected: "an object")
            return nil
        }
        try enter()
        var input = RowInput()
        var seen: Set<Int> = []
        var isFirst = true
        while let token = try nextName(isFirst: isFirst) {
            isFirst = false
            let name = try text(of: token)
            push(.name(shortened(name)))
            if let column = columns[member: name] {
                if seen.insert(column.position).inserted {
                    let value = try readMember(column, for: action, current: current)
                    if let value { input.values[column.position] = value }
                } else {
                    note("duplicate_member", "must not stand there twice")
                    try skipValue()
                }
            } else {
                if !columns.computed.contains(name) {
                    noteUnknown(name, among: columns.takenNames(by: action))
                } else if action == .create {
                    note("read_only", "cannot be set")
                }
                // What is computed may come back with a row that is changed; what it was told may be another by now.
                try skipValue()
            }
            pop()
        }
        if action != .patch { complete(&input, columns, for: action, seen: seen) }
        return input
    }

    private mutating func noteUnknown(_ name: String, among known: [String]) {
        let meant = NearMatch.find(name.utf8.count > 100 ? "" : name, among: known)
        let hint = meant.map { "; did you mean `\($0)`?" } ?? ""
        note("unknown_member", "is not known here\(hint)", meant.map { ["meant": $0] } ?? [:])
    }

    private mutating func readMember(
        _ column: ResourceColumn, for action: WriteAction, current: [DatabaseValue]?
    ) throws(JSONSyntaxError) -> DatabaseValue? {
        let old = current.flatMap { $0.indices.contains(column.position) ? $0[column.position] : nil }
        guard column.isTaken(by: action) else {
            try passReadOnly(column, old)
            return nil
        }
        if action == .patch, column.schema.type == .json, let old, try peek() != UInt8(ascii: "n") {
            return try readMerged(into: Self.document(of: old), column.schema)
        }
        return try read(column.schema)
    }

    private static func document(of value: DatabaseValue) -> String {
        if case .json(let document) = value { document } else { "null" }
    }

    /// What a client was told of a row may come back as it is; that is no attempt to set it.
    private mutating func passReadOnly(_ column: ResourceColumn, _ old: DatabaseValue?) throws(JSONSyntaxError) {
        _ = try peek()
        let start = position
        try skipValue()
        guard column.isShown, let old, column.isSame(bytes[start..<position], as: old) else {
            return note("read_only", "cannot be set")
        }
    }

    /// A document is changed by a merge patch too (RFC 7396).
    private mutating func readMerged(into document: String, _ column: ColumnSchema) throws(JSONSyntaxError)
        -> DatabaseValue?
    {
        let start = position
        try skipValue()
        let patch = String(decoding: bytes[start..<position], as: UTF8.self)
        let merged = DatabaseValue.json(MergePatch.apply(patch, to: document))
        guard let violation = ColumnRule.violation(of: merged, column) else { return merged }
        note(violation.code, violation.detail, violation.parameters)
        return nil
    }

    /// Puts in what a whole row has where nothing was sent, and notes what had to be sent.
    private mutating func complete<Root: Model>(
        _ input: inout RowInput, _ columns: ResourceColumns<Root>, for action: WriteAction, seen: Set<Int>
    ) {
        for column in columns.all where column.isTaken(by: action) && !seen.contains(column.position) {
            if column.isRequired {
                push(.name(column.member))
                note("required", "is required")
                pop()
            } else if action == .replace {
                input.values[column.position] = ResourceColumns<Root>.initialValue(of: column.schema)
            }
        }
    }
}

extension ResourceColumn {
    /// Whether JSON says the value of a row, in whatever form clients write it: a UUID in capitals, `1.50` for `1.5`,
    /// other escapes or spaces.
    fileprivate func isSame(_ json: Slice<UnsafeBufferPointer<UInt8>>, as value: DatabaseValue) -> Bool {
        guard let told = JSONFragment.bytes(of: value) else { return false }
        if json.elementsEqual(told) { return true }
        var reader = JSONReader(UnsafeBufferPointer(rebasing: json))
        if let read = try? reader.read(schema), read == value { return true }
        guard let content = JSONContent(json) else { return false }
        return content == JSONContent(told)
    }
}

extension JSONFragment {
    /// A value as clients read it.
    static func bytes(of value: DatabaseValue) -> [UInt8]? {
        var writer = JSONWriter()
        writer.value(value)
        return try? writer.finish()
    }
}
