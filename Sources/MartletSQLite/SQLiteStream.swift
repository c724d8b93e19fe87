import GRDBSQLite
import MartletData

/// Reads the rows of a statement in batches: the statement stands still while a batch is worked on.
enum SQLiteStream {
    private struct Batch<Value: Sendable>: Sendable {
        let values: [Value]
        let isLast: Bool
    }

    static func run<Value: Sendable>(
        _ connection: SQLiteConnection, _ statement: Statement, batch: Int,
        _ decode: @escaping @Sendable (any RowSource) throws -> Value, _ body: ([Value]) async throws -> Void,
        entering enter: @escaping @Sendable (SQLiteHandle) throws -> Void = { _ in }
    ) async throws {
        let size = max(1, batch)
        let id = try await connection.run { handle in
            try enter(handle)
            return handle.statements.open(try handle.prepare(statement))
        }
        do {
            while true {
                let batch = try await connection.run { handle in try next(handle, id, size, decode) }
                if !batch.values.isEmpty { try await body(batch.values) }
                if batch.isLast { break }
            }
        } catch {
            try? await connection.runToEnd { $0.statements.close(stream: id) }
            throw error
        }
    }

    private static func next<Value>(
        _ handle: SQLiteHandle, _ id: Int, _ size: Int, _ decode: (any RowSource) throws -> Value
    ) throws -> Batch<Value> {
        guard let prepared = handle.statements.stream(id) else { return Batch(values: [], isLast: true) }
        var values: [Value] = []
        values.reserveCapacity(min(size, 1024))
        while values.count < size {
            guard try handle.step(prepared) else {
                handle.statements.close(stream: id)
                return Batch(values: values, isLast: true)
            }
            values.append(try decode(SQLiteRow(prepared.pointer)))
        }
        return Batch(values: values, isLast: false)
    }
}
