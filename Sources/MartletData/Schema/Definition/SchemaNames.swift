extension TableSchema {
    /// The longest name that every database takes: PostgreSQL cuts longer ones off.
    static let longestName = 63

    /// The name of the primary key's constraint.
    var primaryKeyName: String { Self.join([name], "pkey") }

    /// The name of a foreign key: its own, or made of table and columns.
    func name(of key: ForeignKeySchema) -> String { key.name ?? Self.join([name] + key.columns, "fkey") }

    /// The name of an index: its own, or made of table and columns.
    func name(of index: IndexSchema) -> String {
        let parts = index.parts.map { part in
            switch part.content {
            case .column(let column): column
            // An expression has no name; what it says tells two of them apart.
            case .expression(let text): "expr_" + StableHash.hex(text).suffix(4)
            }
        }
        return index.name ?? Self.join([name] + parts, index.isUnique ? "key" : "idx")
    }

    /// The name of the constraint that makes a column unique.
    func uniqueName(of column: String) -> String { Self.join([name, column], "key") }
    /// The name of the constraint that holds a column's own condition.
    func checkName(of column: String) -> String { Self.join([name, column], "check") }
    /// The name of the constraint that limits a column's length.
    func lengthName(of column: String) -> String { Self.join([name, column], "length") }
    /// The name of the constraint that keeps a whole number within its width.
    func rangeName(of column: String) -> String { Self.join([name, column], "range") }
    /// The name of the constraint that lets only JSON in.
    func jsonName(of column: String) -> String { Self.join([name, column], "json") }

    private static func join(_ parts: [String], _ ending: String) -> String {
        let name = (parts + [ending]).joined(separator: "_")
        guard name.utf8.count > longestName else { return name }
        let hash = StableHash.hex(name).suffix(8)
        var start = ""
        for character in name where start.utf8.count + character.utf8.count + hash.utf8.count + 1 <= longestName {
            start.append(character)
        }
        return "\(start)_\(hash)"
    }
}

/// A number of a text that is the same in every process and version.
enum StableHash {
    /// Sixteen hexadecimal digits (FNV-1a, 64 bits).
    static func hex(_ text: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
