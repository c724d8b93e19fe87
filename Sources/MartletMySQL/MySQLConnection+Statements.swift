import CMartletMySQL
import MartletData

extension MySQLConnection {
    /// How many statements a connection keeps prepared; the server has a limit for all connections together.
    static let statementLimit = 200

    /// Runs a statement and decodes its rows.
    func rows<Value>(_ statement: Statement, _ decode: (any RowSource) throws -> Value) async throws -> [Value] {
        let open = try await self.open(statement)
        var result: [Value] = []
        do {
            let row = MySQLRow(statement: open.pointer, columns: open.columns)
            while try await next(open) { result.append(try decode(row)) }
        } catch {
            await abandon(open)
            throw error
        }
        await close(open)
        return result
    }

    /// Runs a statement whose rows do not matter.
    func run(_ statement: Statement) async throws -> WriteResult {
        if statement.bindings.isEmpty, !statement.isPrepared {
            // Also what cannot be prepared.
            guard try await command(statement.sql) else { return WriteResult(changes: 0) }
            return result(mysql_affected_rows(handle), mysql_insert_id(handle))
        }
        let open = try await self.open(statement)
        do {
            while try await next(open) {}
        } catch {
            await abandon(open)
            throw error
        }
        let result = result(mysql_stmt_affected_rows(open.pointer), mysql_stmt_insert_id(open.pointer))
        let isReading = !open.columns.isEmpty && statement.text.isReadOnly
        await close(open)
        return isReading ? WriteResult(changes: 0) : result
    }

    private func result(_ changes: UInt64, _ key: UInt64) -> WriteResult {
        // The library's word for "none" is the largest number.
        WriteResult(
            changes: changes == .max ? 0 : Int(clamping: changes), lastInsertedKey: Int64(bitPattern: key))
    }

    /// Prepares a statement, or finds it, and sends it; its rows are then there to be read.
    func open(_ statement: Statement) async throws -> MySQLStatement {
        do { return try await send(statement) } catch let error as DatabaseError
            where error.code == "\(CR_NEW_STMT_METADATA)" && statement.text.isReadOnly
        {
            // Its table has other columns now.
            if let old = statements.removeValue(forKey: statement.text.id) { await release(old) }
            return try await send(statement)
        }
    }

    private func send(_ statement: Statement) async throws -> MySQLStatement {
        let prepared = try await prepare(statement)
        prepared.isOpen = true
        do {
            let expected = Int(mysql_stmt_param_count(prepared.pointer))
            guard expected == statement.bindings.count else {
                throw DatabaseError(
                    .statement, "the statement has \(expected) placeholders, got \(statement.bindings.count) values",
                    sql: statement.sql)
            }
            let binds = try parameters.lay(statement, limit: maximumPacket, name: dialect.name)
            if expected > 0, mysql_stmt_bind_param(prepared.pointer, binds) != 0 {
                throw failure(statement.sql, prepared.pointer)
            }
            var result: Int32 = 0
            await drive(
                { mysql_stmt_execute_start(&result, prepared.pointer) },
                { mysql_stmt_execute_cont(&result, prepared.pointer, $0) })
            parameters.shrink()
            guard result == 0 else { throw failure(statement.sql, prepared.pointer) }
            prepared.readColumns()
            return prepared
        } catch {
            await close(prepared)
            throw error
        }
    }

    /// Steps to the next row.
    /// - Returns: whether there is one.
    func next(_ statement: MySQLStatement) async throws -> Bool {
        guard !statement.columns.isEmpty else { return false }
        var result: Int32 = 0
        await drive(
            { mysql_stmt_fetch_start(&result, statement.pointer) },
            { mysql_stmt_fetch_cont(&result, statement.pointer, $0) })
        switch result {
        case 0, Int32(MYSQL_DATA_TRUNCATED): return true
        case Int32(MYSQL_NO_DATA): return false
        default: throw failure(statement.sql, statement.pointer)
        }
    }

    /// Ends a statement; what is left of its rows is read and thrown away.
    func close(_ statement: MySQLStatement) async {
        if !statement.columns.isEmpty {
            var result: my_bool = 0
            await drive(
                { mysql_stmt_free_result_start(&result, statement.pointer) },
                { mysql_stmt_free_result_cont(&result, statement.pointer, $0) })
        }
        statement.isOpen = false
        if !statement.isKept { await release(statement) }
    }

    private func prepare(_ statement: Statement) async throws -> MySQLStatement {
        uses += 1
        let found = statement.isPrepared ? statements[statement.text.id] : nil
        if let found, !found.isOpen {
            found.lastUse = uses
            return found
        }
        guard let pointer = mysql_stmt_init(handle) else { throw failure(statement.sql) }
        let made = MySQLStatement(pointer, statement.sql, isKept: statement.isPrepared && found == nil)
        let texts = MySQLTexts([statement.sql])
        defer { texts.free() }
        var result: Int32 = 0
        await drive(
            { mysql_stmt_prepare_start(&result, pointer, texts[0], UInt(statement.sql.utf8.count)) },
            { mysql_stmt_prepare_cont(&result, pointer, $0) })
        guard result == 0 else {
            let error = failure(statement.sql, pointer)
            await release(made)
            throw error
        }
        made.lastUse = uses
        if made.isKept {
            if statements.count >= Self.statementLimit { await forgetOldest() }
            statements[statement.text.id] = made
        }
        return made
    }

    private func release(_ statement: MySQLStatement) async {
        var result: my_bool = 0
        await drive(
            { mysql_stmt_close_start(&result, statement.pointer) },
            { mysql_stmt_close_cont(&result, statement.pointer, $0) })
    }

    private func forgetOldest() async {
        // A quarter of them at once, so that this is rare.
        let ages = statements.values.map(\.lastUse).sorted()
        let limit = ages[ages.count / 4]
        for (id, statement) in statements where statement.lastUse < limit && !statement.isOpen {
            statements[id] = nil
            await release(statement)
        }
    }
}
