import MartletData
import Synchronization

/// A driver that remembers what it is asked, in words, and answers with what a test gives it.
final class RecordingDriver: DatabaseDriver {
    struct Plain: Dialect {
        let family: DatabaseFamily
        var name: String { "\(family)" }
        var features: DialectFeatures { DialectFeatures() }
        func placeholder(_ position: Int) -> String { "?" }
        func typeName(of column: ColumnSchema) -> String { "TEXT" }
        var maximumBindings: Int { 100 }
    }

    private struct Row: RowSource {
        let values: [DatabaseValue]
        var count: Int { values.count }
        func value(at index: Int) -> DatabaseValue { values.indices.contains(index) ? values[index] : .null }
    }

    let dialect: any Dialect
    private let label: String
    private let asked = Mutex<[String]>([])
    private let failures: Mutex<[String: [DatabaseError]]>

    /// - Parameters:
    ///   - label: stands in each row that is read, so that a test sees which driver answered.
    ///   - failures: errors by the text of the statement that fails, one for each time.
    init(
        _ label: String = "primary", family: DatabaseFamily = .postgres, failures: [String: [DatabaseError]] = [:]
    ) {
        self.label = label
        dialect = Plain(family: family)
        self.failures = Mutex(failures)
    }

    /// What was asked, in order.
    var log: [String] { asked.withLock { $0 } }

    private func note(_ text: String) throws {
        asked.withLock { $0.append(text) }
        let failure = failures.withLock { failures -> DatabaseError? in
            guard failures[text]?.isEmpty == false else { return nil }
            return failures[text]?.removeFirst()
        }
        if let failure { throw failure }
    }

    func query<Value: Sendable>(
        _ statement: Statement, _ decode: @escaping @Sendable (any RowSource) throws -> Value
    ) async throws -> [Value] {
        try note(statement.sql)
        return [try decode(Row(values: [.text(label)]))]
    }

    func execute(_ statement: Statement) async throws -> WriteResult {
        try note(statement.sql)
        return WriteResult(changes: 1)
    }

    func stream<Value: Sendable>(
        _ statement: Statement, batch: Int, _ decode: @escaping @Sendable (any RowSource) throws -> Value,
        _ body: ([Value]) async throws -> Void
    ) async throws {
        try await body(query(statement, decode))
    }

    func withSession<Value: Sendable>(
        _ request: SessionRequest, _ body: (any DatabaseSession) async throws -> Value
    ) async throws -> Value {
        try await body(Session(driver: self))
    }

    func close() async throws { try note("close") }

    private struct Session: DatabaseSession {
        let driver: RecordingDriver
        var dialect: any Dialect { driver.dialect }
        func begin(_ options: TransactionOptions) async throws {
            try driver.note(options.isReadOnly ? "begin read only" : "begin")
        }
        func commit() async throws { try driver.note("commit") }
        func rollback() async { try? driver.note("rollback") }
        func query<Value: Sendable>(
            _ statement: Statement, _ decode: @escaping @Sendable (any RowSource) throws -> Value
        ) async throws -> [Value] {
            try await driver.query(statement, decode)
        }
        func execute(_ statement: Statement) async throws -> WriteResult { try await driver.execute(statement) }
        func stream<Value: Sendable>(
            _ statement: Statement, batch: Int, _ decode: @escaping @Sendable (any RowSource) throws -> Value,
            _ body: ([Value]) async throws -> Void
        ) async throws {
            try await driver.stream(statement, batch: batch, decode, body)
        }
    }
}

extension QueryExecutor {
    /// Which driver answers a statement that reads.
    func answering(_ sql: String = "SELECT 1") async throws -> String? {
        try await query(Statement(sql)) { try $0.read(String.self, at: 0) }.first
    }
}
