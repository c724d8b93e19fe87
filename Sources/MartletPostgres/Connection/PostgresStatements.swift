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
    /// The columns of the result.
    let columns: PostgresColumns
    /// Whether every column of the result is read in the binary format.
    let isBinary: Bool
    /// Whether it is known to be answered quickly.
    let speed: PostgresSpeed

    init(
        _ text: StatementText, declaration: PostgresDeclaration, kinds: [PostgresParameterKind], declared: [UInt32],
        inferred: [UInt32], columns: PostgresColumns
    ) {
        speed = PostgresSpeed(text)
        self.declared = declared
        self.declaration = declaration
        self.kinds = kinds
        self.inferred = inferred
        self.columns = columns
        isBinary = columns.areBinary
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

/// The descriptions of statements that some connection has prepared already, so that the others need not ask again, and
/// what the server told of types.
final class PostgresDescriptions: Sendable {
    private struct Known {
        var descriptions: [Int: [PostgresDescription]] = [:]
        var types: [UInt32: PostgresType] = [:]
    }

    private static let limit = 4096
    /// How many patterns of values are known of one text.
    private static let variants = 32
    private let known = Mutex(Known())

    func find(_ statement: Statement) -> PostgresDescription? {
        known.withLock { $0.descriptions[statement.text.id]?.first { $0.fits(statement.bindings) } }
    }

    func add(_ description: PostgresDescription, for statement: Statement) {
        known.withLock { known in
            if known.descriptions.count >= Self.limit { known.descriptions.removeAll() }
            var variants = known.descriptions[statement.text.id] ?? []
            if variants.count >= Self.variants { variants.removeFirst() }
            variants.append(description)
            known.descriptions[statement.text.id] = variants
        }
    }

    /// What is known of types that are not built in.
    var types: [UInt32: PostgresType] { known.withLock { $0.types } }

    func add(_ types: [UInt32: PostgresType]) {
        known.withLock { known in
            if known.types.count >= Self.limit { known.types.removeAll() }
            known.types.merge(types) { _, new in new }
        }
    }

    /// Forgets a statement whose tables have changed.
    func remove(_ statement: Statement) {
        known.withLock { _ = $0.descriptions.removeValue(forKey: statement.text.id) }
    }

    /// Forgets everything: a server that comes back may be another one, with other numbers for its types.
    func removeAll() { known.withLock { $0 = Known() } }
}

/// The statements that one connection has prepared; those that were not used for longest make room.
struct PostgresPrepared {
    /// A prepared statement; an object, so that noting its use copies nothing.
    final class Entry {
        let name: String
        let description: PostgresDescription
        fileprivate var lastUse: UInt64

        fileprivate init(_ name: String, _ description: PostgresDescription, lastUse: UInt64) {
            self.name = name
            self.description = description
            self.lastUse = lastUse
        }
    }

    private let limit: Int
    private var entries: [Int: [Entry]] = [:]
    private(set) var count = 0
    private var uses: UInt64 = 0
    private var names: UInt64 = 0

    init(limit: Int) { self.limit = max(1, limit) }

    mutating func find(_ statement: Statement) -> Entry? {
        uses += 1
        guard let entry = entries[statement.text.id]?.first(where: { $0.description.fits(statement.bindings) })
        else { return nil }
        entry.lastUse = uses
        return entry
    }

    mutating func newName() -> String {
        names += 1
        return "m\(names)"
    }

    /// Notes a statement that was prepared.
    /// - Returns: the names of those that have to make room.
    mutating func add(_ name: String, _ description: PostgresDescription, for statement: Statement) -> [String] {
        uses += 1
        entries[statement.text.id, default: []].append(Entry(name, description, lastUse: uses))
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
