import MartletData

/// Reads the rows of a statement in batches; what is not read yet waits at the server.
enum MySQLStream {
    static func run<Value: Sendable>(
        _ connection: MySQLConnection, _ statement: Statement, batch: Int,
        _ decode: @escaping @Sendable (any RowSource) throws -> Value, _ body: ([Value]) async throws -> Void
    ) async throws {
        let size = max(1, batch)
        let open = try await connection.interruptible(statement.sql) { try await connection.open(statement) }
        do {
            var isLast = false
            while !isLast {
                let values = try await connection.interruptible(statement.sql) {
                    var values: [Value] = []
                    let row = MySQLRow(statement: open.pointer, columns: open.columns)
                    while values.count < size {
                        guard try await connection.next(open) else {
                            isLast = true
                            break
                        }
                        values.append(try decode(row))
                    }
                    return values
                }
                if !values.isEmpty { try await body(values) }
            }
        } catch {
            await connection.abandon(open)
            throw error
        }
        await connection.close(open)
    }
}
