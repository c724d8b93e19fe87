import MartletData
import Synchronization

/// The database of one case, with tables that are dropped at the end.
public final class SuiteContext: Sendable {
    let driver: any DatabaseDriver
    let database: Database
    private let suffix: String
    private let tables = Mutex<[String]>([])

    /// Opens the same database once more.
    let open: @Sendable () throws -> any DatabaseDriver

    init(_ open: @escaping @Sendable () throws -> any DatabaseDriver) throws {
        self.open = open
        driver = try open()
        database = Database(driver)
        suffix = String(UInt32.random(in: 0 ... .max), radix: 36)
    }

    var dialect: any Dialect { driver.dialect }

    /// Creates a table.
    /// - Parameters:
    ///   - name: what it is called in this case.
    ///   - columns: its columns.
    ///   - constraints: what stands behind the columns, as standard SQL.
    /// - Returns: the name that it has in the database.
    func table(_ name: String, _ columns: [ColumnSchema], _ constraints: [String] = []) async throws -> Identifier {
        let full = "suite_\(name)_\(suffix)"
        let lines =
            columns.map { "\(dialect.quote($0.name)) \(dialect.typeName(of: $0))\($0.isNullable ? "" : " NOT NULL")" }
            + constraints
        _ = try await driver.execute(
            Statement("CREATE TABLE \(dialect.quote(full)) (\(lines.joined(separator: ", ")))"))
        tables.withLock { $0.append(full) }
        return Identifier(full)
    }

    /// The name in the database of a table that has been made.
    func name(_ name: String) -> String { "suite_\(name)_\(suffix)" }

    /// A table of numbers and texts: `id` is the key, `name` a text, `amount` a number that may be missing.
    func items(_ rows: Int = 0) async throws -> Identifier {
        let items = try await table(
            "items",
            [
                ColumnSchema(name: "id", type: .integer), ColumnSchema(name: "name", type: .text),
                ColumnSchema(name: "amount", type: .integer, isNullable: true),
            ], ["PRIMARY KEY (\(dialect.quote("id")))"])
        var start = 0
        while start < rows {
            let end = min(start + 500, rows)
            var values: [DatabaseValue] = []
            var groups: [String] = []
            for id in start..<end {
                groups.append(
                    "(\(dialect.placeholder(values.count + 1)), \(dialect.placeholder(values.count + 2)), "
                        + "\(dialect.placeholder(values.count + 3)))")
                values += [.integer(Int64(id)), .text("item \(id)"), .integer(Int64(id % 10))]
            }
            _ = try await driver.execute(
                Statement(
                    "INSERT INTO \(dialect.quote(name("items"))) (\(quoted("id", "name", "amount"))) VALUES "
                        + groups.joined(separator: ", "), values))
            start = end
        }
        return items
    }

    func quoted(_ names: String...) -> String { names.map(dialect.quote).joined(separator: ", ") }

    /// The number in the only column of the only row.
    func number(_ sql: SQL, in executor: (any QueryExecutor)? = nil) async throws -> Int {
        let executor = executor ?? database
        return try await executor.query(sql) { try $0.read(Int.self, at: 0) }.first ?? -1
    }

    /// The texts in the only column.
    func texts(_ sql: SQL, in executor: (any QueryExecutor)? = nil) async throws -> [String] {
        let executor = executor ?? database
        return try await executor.query(sql) { try $0.read(String.self, at: 0) }
    }

    /// Drops the tables and closes the database.
    func end() async {
        for table in tables.withLock({ $0.reversed() }) {
            _ = try? await driver.execute(Statement("DROP TABLE \(dialect.quote(table))"))
        }
        try? await driver.close()
    }
}

/// Fails a case when two values differ.
func expect<Value: Equatable>(
    _ value: Value, equals expected: Value, _ what: @autoclosure () -> String = "the result"
) throws {
    guard value == expected else {
        throw DriverSuite.Failure("\(what()): expected \(expected), got \(value)")
    }
}

/// Fails a case when something does not hold.
func expect(_ condition: Bool, _ what: @autoclosure () -> String) throws {
    guard condition else { throw DriverSuite.Failure(what()) }
}

/// Fails a case unless the body throws a database's error of a kind.
@discardableResult
func expectError(
    _ kinds: DatabaseError.Kind..., from what: String, _ body: () async throws -> Void
) async throws -> DatabaseError {
    do { try await body() } catch let error as DatabaseError {
        guard kinds.contains(error.kind) else {
            throw DriverSuite.Failure(
                "\(what): expected an error of kind \(kinds.map(\.rawValue)), got \(error.kind.rawValue): \(error)")
        }
        return error
    } catch {
        throw DriverSuite.Failure("\(what): expected a DatabaseError of kind \(kinds.map(\.rawValue)), got \(error)")
    }
    throw DriverSuite.Failure("\(what): expected an error of kind \(kinds.map(\.rawValue)), got none")
}

/// What a case throws to end something.
struct Stop: Error {}
