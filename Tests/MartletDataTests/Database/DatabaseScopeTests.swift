import Logging
import Synchronization
import Testing

@testable import MartletData

/// What is known of the statements that a request asked.
@Suite struct DatabaseScopeTests {
    private let text = StatementText("SELECT a")

    @Test func `a scope counts what is asked inside it, in tasks too`() async throws {
        let database = Database(RecordingDriver())
        let scope = DatabaseScope()
        try await scope.run {
            _ = try await database.query(Statement(text)) { _ in () }
            async let other: [Void] = database.query(Statement(text)) { _ in () }
            _ = try await other
            try await database.transaction { tx in _ = try await tx.execute(Statement("b")) }
        }
        _ = try await database.execute(Statement("outside"))
        #expect(scope.count == 3)
        #expect(scope.shapes.map(\.sql) == ["SELECT a", "b"])
        #expect(scope.shapes.map(\.count) == [2, 1])
    }

    @Test func `a statement that runs again and again is told of once`() async throws {
        let told = Mutex<[String]>([])
        let scope = DatabaseScope(warningAfter: 2) { shape in
            told.withLock { $0.append("\(shape.count) × \(shape.sql) at \(shape.place.map { "\($0)" } ?? "?")") }
        }
        let database = Database(RecordingDriver())
        try await scope.run {
            for _ in 0..<5 {
                let place = CodePlace(fileID: "Shop/Cart.swift", line: 12)
                _ = try await database.query(Statement(text, place: place)) { _ in () }
            }
        }
        #expect(told.withLock { $0 } == ["3 × SELECT a at Shop/Cart.swift:12"])
    }

    @Test func `a test says how many statements it expects`() async throws {
        let database = Database(RecordingDriver())
        try await assertQueries(1) { _ = try await database.execute(Statement("a")) }
        let error = await #expect(throws: UnexpectedQueries.self) {
            try await assertQueries(1, fileID: "Tests/Cart.swift", line: 3) {
                _ = try await database.execute(Statement("a"))
                _ = try await database.execute(Statement("a"))
                _ = try await database.query(
                    Statement(text, place: CodePlace(fileID: "Shop/Cart.swift", line: 12))
                ) { _ in () }
            }
        }
        #expect(
            error?.description == """
                Tests/Cart.swift:3: expected 1 statement, got 3:
                  2 × a
                  1 × SELECT a (Shop/Cart.swift:12)
                """)
    }

    @Test func `an observer hears of rows, failures and transactions`() async throws {
        struct Ear: DatabaseObserver {
            let heard: @Sendable (QueryEvent) -> Void
            func didRun(_ event: QueryEvent) { heard(event) }
        }
        let heard = Mutex<[String]>([])
        let failing = RecordingDriver(failures: ["bad": [DatabaseError(.statement, "syntax error")]])
        let database = Database(failing).observed(
            by: Ear { event in
                let end = event.error.map { "\($0)" } ?? "\(event.rows ?? -1) rows"
                heard.withLock { $0.append("\(event.database) \(event.sql): \(end), \(event.isInTransaction)") }
            })
        _ = try await database.query(Statement(text)) { _ in () }
        await #expect(throws: DatabaseError.self) { try await database.execute(Statement("bad")) }
        try await database.transaction { tx in _ = try await tx.execute(Statement("b")) }
        #expect(
            heard.withLock { $0 } == [
                "postgres SELECT a: 1 rows, false", "postgres bad: syntax error, false", "postgres b: 1 rows, true",
            ])
    }

    @Test func `slow statements are warnings, values are in no log`() async throws {
        struct Memory: LogHandler {
            let lines: @Sendable (String) -> Void
            var metadata: Logger.Metadata = [:]
            var logLevel = Logger.Level.debug
            subscript(metadataKey key: String) -> Logger.Metadata.Value? {
                get { metadata[key] }
                set { metadata[key] = newValue }
            }
            func log(event: LogEvent) {
                let fields = (event.metadata ?? [:]).filter { $0.key != "ms" }.sorted { $0.key < $1.key }
                lines(
                    "\(event.level) \(event.message) " + fields.map { "\($0.key)=\($0.value)" }.joined(separator: " "))
            }
        }
        let lines = Mutex<[String]>([])
        let logger = Logger(label: "test") { _ in Memory { line in lines.withLock { $0.append(line) } } }
        let statement = Statement(text, [.text("secret")], place: CodePlace(fileID: "Shop/Cart.swift", line: 12))
        for limit in [Duration.seconds(60), .zero] {
            let database = Database(RecordingDriver()).observed(by: QueryLog(logger: logger, slowerThan: limit))
            _ = try await database.query(statement) { _ in () }
        }
        let fields = "database=postgres place=Shop/Cart.swift:12 rows=1 sql=SELECT a"
        #expect(lines.withLock { $0 } == ["debug statement \(fields)", "warning slow statement \(fields)"])
    }
}
