import Foundation
import GRDB
import GRDBSQLite

/// Adding decimals up without rounding, as far as 38 digits hold; the sum and the average of no values are NULL.
extension SQLiteDecimal {
    static func registerAggregates(in database: GRDB.Database) throws {
        database.add(
            function: DatabaseFunction(
                "martlet_decimal_avg", argumentCount: 1, pure: true, aggregate: Average.self))
        // GRDB's aggregates cannot look at windows.
        let code = sqlite3_create_window_function(
            database.sqliteConnection, "martlet_decimal_sum", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil,
            { context, _, values in SQLiteDecimal.change(context, values?.pointee) { try $0.add($1) } },
            { context in
                let total = SQLiteDecimal.total(context, makes: false)
                SQLiteDecimal.answer(context, total?.takeUnretainedValue())
                total?.release()
            },
            { context in
                SQLiteDecimal.answer(context, SQLiteDecimal.total(context, makes: false)?.takeUnretainedValue())
            },
            { context, _, values in SQLiteDecimal.change(context, values?.pointee) { try $0.remove($1) } }, nil)
        guard code == SQLITE_OK else { throw GRDB.DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }

    /// What has been added up so far.
    private final class Total {
        private(set) var sum = Decimal(0)
        private(set) var count = 0

        func add(_ number: Decimal) throws {
            sum = try SQLiteDecimal.add(sum, number)
            count += 1
        }

        func remove(_ number: Decimal) throws {
            sum = try SQLiteDecimal.add(sum, -number)
            count -= 1
        }
    }

    /// `martlet_decimal_avg`.
    private struct Average: DatabaseAggregate {
        private let total = Total()

        mutating func step(_ values: [GRDB.DatabaseValue]) throws {
            for value in values { if let number = try SQLiteDecimal.number(value) { try total.add(number) } }
        }

        func finalize() -> (any DatabaseValueConvertible)? {
            total.count == 0 ? nil : (total.sum / Decimal(total.count)).description
        }
    }

    /// The total of a group or window, which SQLite's memory for it points at.
    private static func total(_ context: OpaquePointer?, makes: Bool) -> Unmanaged<Total>? {
        let size = makes ? Int32(MemoryLayout<UnsafeMutableRawPointer?>.size) : 0
        guard let memory = sqlite3_aggregate_context(context, size) else { return nil }
        let place = memory.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
        if let pointer = place.pointee { return Unmanaged.fromOpaque(pointer) }
        guard makes else { return nil }
        let made = Unmanaged.passRetained(Total())
        place.pointee = made.toOpaque()
        return made
    }

    private static func change(
        _ context: OpaquePointer?, _ value: OpaquePointer?, _ body: (Total, Decimal) throws -> Void
    ) {
        guard let total = total(context, makes: true) else { return sqlite3_result_error_nomem(context) }
        do {
            guard let number = try number(value) else { return }
            try body(total.takeUnretainedValue(), number)
        } catch {
            sqlite3_result_error(context, (error as? GRDB.DatabaseError)?.message ?? "\(error)", -1)
        }
    }

    private static func number(_ value: OpaquePointer?) throws -> Decimal? {
        switch sqlite3_value_type(value) {
        case SQLITE_NULL: return nil
        case SQLITE_INTEGER: return Decimal(sqlite3_value_int64(value))
        case SQLITE_FLOAT: return try number(sqlite3_value_double(value).databaseValue)
        case SQLITE_TEXT:
            guard let text = sqlite3_value_text(value) else { return nil }
            return try number(String(cString: text))
        default: throw noNumber("a blob")
        }
    }

    private static func answer(_ context: OpaquePointer?, _ total: Total?) {
        guard let total, total.count > 0 else { return sqlite3_result_null(context) }
        sqlite3_result_text(context, strdup(total.sum.description), -1) { free($0) }
    }
}
