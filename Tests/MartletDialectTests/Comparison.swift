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

/// Writes a query for databases, all by default.
func write(_ query: ModelQuery<some Model, some Sendable>, for dialects: any Dialect...) throws {
    for dialect in dialects.isEmpty ? [Dialects.sqlite, Dialects.postgres, Dialects.mariadb] : dialects {
        #expect(try !query.sql(for: dialect).sql.isEmpty)
    }
}

/// Writes a query for databases, all by default.
func write(_ query: RowQuery<some Any, some Sendable>, for dialects: any Dialect...) throws {
    for dialect in dialects.isEmpty ? [Dialects.sqlite, Dialects.postgres, Dialects.mariadb] : dialects {
        #expect(try !query.sql(for: dialect).sql.isEmpty)
    }
}

/// Runs what a database answers with no rows; that a row is missing is no mistake here.
func run(_ body: () async throws -> Void) async throws {
    do { try await body() } catch is QueryError {}
}
