import MartletData
import Testing

// What the forms of the comparison need besides the models of the other tests.

@Model struct Tag {
    var id: Int
    @Column(max: 80, unique: true) var name: String
    var uses: Int
}

@Model struct Essay {
    var id: Int
    var body: String
    static let indexes = [Index<Essay>(\.body, method: "fulltext")]
}

@Model struct Shelf {
    var id: Int
    var labels: [String]
    var span: Range<Int>
}

struct Length {
    let name: String
    let seconds: Int
}

/// Writes a query for databases, all by default; every other one has to refuse it by its name.
func write(_ query: ModelQuery<some Model, some Sendable>, for dialects: any Dialect...) throws {
    try write(query.sql, dialects)
}

/// Writes a query for databases, all by default; every other one has to refuse it by its name.
func write(_ query: RowQuery<some Any, some Sendable>, for dialects: any Dialect...) throws {
    try write(query.sql, dialects)
}

private func write(_ sql: (any Dialect) throws -> Statement, _ dialects: [any Dialect]) throws {
    for dialect in [Dialects.sqlite, Dialects.postgres, Dialects.mariadb] as [any Dialect] {
        if dialects.isEmpty || dialects.contains(where: { $0.name == dialect.name }) {
            let statement = try sql(dialect)
            #expect(statement.sql.hasPrefix("SELECT ") || statement.sql.hasPrefix("WITH "))
            #expect(statement.sql.count { $0 == "(" } == statement.sql.count { $0 == ")" }, "\(statement.sql)")
            continue
        }
        let error = #expect(throws: DatabaseError.self) { try sql(dialect) }
        #expect(error?.kind == .unsupported)
        #expect(error?.message.hasPrefix("\(dialect.name) ") == true, "\(error?.message ?? "nothing")")
    }
}

/// Runs what a database answers with no rows; that a row is missing is no mistake here, anything else is.
/// - Parameter missing: what the error says.
func run(_ missing: String = "got none", _ body: () async throws -> Void) async throws {
    do { try await body() } catch let error as QueryError where error.description.contains(missing) {}
}
