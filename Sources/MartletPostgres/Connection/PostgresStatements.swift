import MartletData
import Synchronization

/// What the server says of a prepared statement.
final class PostgresDescription: Sendable {
    /// How the parameters were declared.
    let declaration: PostgresDeclaration
    /// What the values are for which it was prepared.
    let kinds: [PostgresParameterKind]
    /// As what the parameters are declared.
    let declared: [UInt32]
    /// The types of the parameters, as the server sees them.
    let inferred: [UInt32]
    /// Whether every column of the result is read in the binary format.
    let isBinary: Bool

    init(
        declaration: PostgresDeclaration, kinds: [PostgresParameterKind], declared: [UInt32], inferred: [UInt32],
        isBinary: Bool
    ) {
        self.declared = declared
        self.declaration = declaration
        self.kinds = kinds
        self.inferred = inferred
        self.isBinary = isBinary
    }

    /// Whether values can be bound: NULL for anything, anything else as what it was prepared for.
    func fits(_ values: [DatabaseValue]) -> Bool {
        guard values.count == kinds.count else { return false }
        if declaration == .inferred { return true }
        for (value, kind) in zip(values, kinds) {
            if case .null = value { continue }
            guard PostgresParameterKind(value) == kind else { return false }
        }
        return true
    }
}

/// The descriptions of statements that some connection has prepared already, so that the others need not ask again.
final class PostgresDescriptions: Sendable {
    private static let limit = 4096
    private let known = Mutex<[Int: [PostgresDescription]]>([:])

    func find(_ statement: Statement) -> PostgresDescription? {
        known.withLock { $0[statement.text.id]?.first { $0.fits(statement.bindings) } }
    }

    func add(_ description: PostgresDescription, for statement: Statement) {
        known.withLock { known in
            if known.count >= Self.limit { known.removeAll() }
            known[statement.text.id, default: []].append(description)
        }
    }

    /// Forgets a statement whose tables have changed.
    func remove(_ statement: Statement) {
        known.withLock { _ = $0.removeValue(forKey: statement.text.id) }
    }
}

/// The statements that one connection has prepared; those that were not used for longest make room.
struct PostgresPrepared {
    struct Entry {
        let name: String
        let description: PostgresDescription
        fileprivate var lastUse: UInt64
    }

    private let limit: Int
    private var entries: [Int: [Entry]] = [:]
    private(set) var count = 0
    private var uses: UInt64 = 0
    private var names: UInt64 = 0

    init(limit: Int) { self.limit = max(1, limit) }

    mutating func find(_ statement: Statement) -> Entry? {
        uses += 1
        let key = statement.text.id
        guard let variants = entries[key] else { return nil }
        for (index, entry) in variants.enumerated() where entry.description.fits(statement.bindings) {
            entries[key]?[index].lastUse = uses
            return entry
        }
        return nil
    }

    mutating func newName() -> String {
        names += 1
        return "m\(names)"
    }

    /// Notes a statement that was prepared.
    /// - Returns: the names of those that have to make room.
    mutating func add(_ name: String, _ description: PostgresDescription, for statement: Statement) -> [String] {
        uses += 1
        entries[statement.text.id, default: []].append(Entry(name: name, description: description, lastUse: uses))
        count += 1
        var removed: [String] = []
        while count > limit {
            var oldest: (key: Int, index: Int, use: UInt64)?
            for (key, variants) in entries {
                for (index, entry) in variants.enumerated() where entry.lastUse < oldest?.use ?? .max {
                    oldest = (key, index, entry.lastUse)
                }
            }
            guard let oldest, let entry = entries[oldest.key]?.remove(at: oldest.index) else { break }
            if entries[oldest.key]?.isEmpty == true { entries[oldest.key] = nil }
            count -= 1
            removed.append(entry.name)
        }
        return removed
    }

    /// Forgets a text.
    /// - Returns: the names that it had.
    mutating func remove(_ statement: Statement) -> [String] {
        let removed = entries.removeValue(forKey: statement.text.id) ?? []
        count -= removed.count
        return removed.map(\.name)
    }
}
