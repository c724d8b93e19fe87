import MartletData
import Synchronization

/// Remembers the statements that it is asked to run and answers with rows that a test gives it.
final class RecordingDatabase: QueryExecutor {
    /// Writes SQL as PostgreSQL does: numbered placeholders.
    struct NumberedDialect: Dialect {
        var name: String { "PostgreSQL" }
        var family: DatabaseFamily { .postgres }
        var features: DialectFeatures { DialectFeatures() }
        func placeholder(_ position: Int) -> String { "$\(position)" }
        func typeName(of column: ColumnSchema) -> String {
            switch column.type {
            case .integer: "integer"
            case .text: column.maximumLength.map { "varchar(\($0))" } ?? "text"
            default: "\(column.type)"
            }
        }
        var maximumBindings: Int { 6 }
    }

    struct Row: RowSource {
        let values: [DatabaseValue]
        var count: Int { values.count }
        func value(at index: Int) -> DatabaseValue { values.indices.contains(index) ? values[index] : .null }
    }

    private let asked = Mutex<[Statement]>([])
    private let answers: Mutex<[[[DatabaseValue]]]>
    private let changes: Int

    /// - Parameters:
    ///   - answers: the rows of each query, in the order of the queries; none when they are used up.
    ///   - changes: how many rows each write changes.
    init(answers: [[[DatabaseValue]]] = [], changes: Int = 1) {
        self.answers = Mutex(answers)
        self.changes = changes
    }

    var dialect: any Dialect { NumberedDialect() }
    var statements: [Statement] { asked.withLock { $0 } }

    func query<Value: Sendable>(
        _ statement: Statement, _ decode: @escaping @Sendable (any RowSource) throws -> Value
    ) async throws -> [Value] {
        asked.withLock { $0.append(statement) }
        let rows = answers.withLock { $0.isEmpty ? [] : $0.removeFirst() }
        return try rows.map { try decode(Row(values: $0)) }
    }

    func stream<Value: Sendable>(
        _ statement: Statement, batch: Int, _ decode: @escaping @Sendable (any RowSource) throws -> Value,
        _ body: ([Value]) async throws -> Void
    ) async throws {
        try await body(query(statement, decode))
    }

    func execute(_ statement: Statement) async throws -> WriteResult {
        asked.withLock { $0.append(statement) }
        return WriteResult(changes: changes, lastInsertedKey: 42)
    }
}

@Model struct Artist: Equatable {
    var id: Int
    var name: String
    static let albums = HasMany<Album>(\.artist)
}

@Model struct Album: Equatable {
    var id: Int
    var title: String
    @BelongsTo var artist: Artist.ID
    @BelongsTo(onDelete: .setNull) var cover: Picture.ID?
}

@Model struct Picture: Equatable {
    @Column(primaryKey: true) var path: String
    @BelongsTo var owner: Artist.ID
}

/// Names that generated code uses itself, and a keyword.
@Model struct Awkward: Equatable {
    var id: Int
    var row: Int
    var path: String
    var key: Int
    var copy: Int
    var property: Int
    var place: Int
    var `default`: Int
}
