import Testing

@testable import MartletData

/// Read-only copies of a database.
@Suite struct DatabaseRolesTests {
    @Test func `copies take turns in reading, the primary writes`() async throws {
        let primary = RecordingDriver()
        let database = Database(primary, replicas: [RecordingDriver("one"), RecordingDriver("two")])
        var read: [String] = []
        for _ in 0..<4 { read.append(try await database.answering() ?? "") }
        #expect(Set(read) == ["one", "two"])
        #expect(read[0] != read[1] && read[0] == read[2])
        _ = try await database.execute(Statement("write"))
        #expect(try await database.answering("INSERT INTO t VALUES (1) RETURNING id") == "primary")
        #expect(try await database.answering("SELECT a FROM t FOR UPDATE") == "primary")
        #expect(primary.log == ["write", "INSERT INTO t VALUES (1) RETURNING id", "SELECT a FROM t FOR UPDATE"])
        #expect(try await database.primary.answering() == "primary")
    }

    @Test func `a request that has written reads what it wrote`() async throws {
        let database = Database(RecordingDriver(), replicas: [RecordingDriver("copy")])
        try await DatabaseScope().run {
            #expect(try await database.answering() == "copy")
            _ = try await database.execute(Statement("write"))
            #expect(try await database.answering() == "primary")
        }
        try await DatabaseScope().run {
            try await database.transaction { _ in }
            #expect(try await database.answering() == "primary")
        }
        #expect(try await database.answering() == "copy")
    }

    @Test func `a copy that cannot be reached is left alone`() async throws {
        let lost = DatabaseError(.connection, "connection refused")
        let copy = RecordingDriver("copy", failures: ["SELECT 1": [lost]])
        let database = Database(RecordingDriver(), replicas: [copy])
        #expect(try await database.answering() == "primary")
        #expect(try await database.answering() == "primary")
        #expect(copy.log == ["SELECT 1"])
        // What the copy refuses for another reason is the caller's to know.
        let wrong = RecordingDriver("copy", failures: ["SELECT 1": [DatabaseError(.statement, "no such table")]])
        let other = Database(RecordingDriver(), replicas: [wrong])
        await #expect(throws: DatabaseError.self) { try await other.answering() }
    }

    @Test func `closing closes all`() async throws {
        let drivers = [RecordingDriver(), RecordingDriver("copy")]
        try await Database(drivers[0], replicas: [drivers[1]]).close()
        #expect(drivers.map(\.log) == [["close"], ["close"]])
    }
}
