import CMartletMySQL
import MartletData
import Synchronization

/// One connection to a server, through libmariadb's non-blocking interface.
///
/// Source: <https://mariadb.com/kb/en/using-the-non-blocking-library/>
final class MySQLConnection: PooledConnection, @unchecked Sendable {  // safe: one task at a time has its turn
    let handle: UnsafeMutablePointer<MYSQL>
    let socket: MySQLSocket
    let options: MySQLOptions
    let turn = MySQLTurn()
    let parameters = MySQLParameters()
    var statements: [Int: MySQLStatement] = [:]
    var uses = 0
    /// What the server says that it is.
    private(set) var isMySQL = false
    /// The largest packet that the server takes, in bytes.
    private(set) var maximumPacket = Int.max
    private let broken = Atomic<Bool>(false)

    private init(_ handle: UnsafeMutablePointer<MYSQL>, _ options: MySQLOptions) {
        self.handle = handle
        self.options = options
        socket = MySQLSocket()
    }

    var dialect: MySQLDialect { MySQLDialect(isMySQL: isMySQL) }

    /// The number by which the server knows the connection.
    var threadID: UInt { mysql_thread_id(handle) }

    // MARK: Connecting

    /// Connects and sets the session up.
    /// - Throws: ``DatabaseError`` of kind ``DatabaseError/Kind/connection`` or ``DatabaseError/Kind/authentication``.
    static func connect(_ options: MySQLOptions) async throws -> MySQLConnection {
        do { return try await connect(options, tls: options.tls != .disabled) } catch let error as DatabaseError
            where options.tls == .preferred && error.code == "\(CR_SSL_CONNECTION_ERROR)"
        {
            return try await connect(options, tls: false)
        }
    }

    private static func connect(_ options: MySQLOptions, tls: Bool) async throws -> MySQLConnection {
        guard let handle = mysql_init(nil) else {
            throw DatabaseError(.connection, "there is no memory for a connection to \(options.name)")
        }
        let connection = MySQLConnection(handle, options)
        configure(handle, options, tls: tls)
        // libmariadb runs its calls on a stack of its own, which has to be large enough for TLS and for name look-ups.
        var stack = 262_144
        mysql_options(handle, MYSQL_OPT_NONBLOCK, &stack)
        let timer = SocketReactor.shared.schedule(after: options.pool.connectTimeout) { connection.socket.abort() }
        do {
            try await connection.open()
            try await connection.setUp()
        } catch {
            timer.cancel()
            let isLate = connection.socket.isAborted
            await connection.close()
            guard isLate else { throw error }
            throw DatabaseError(
                .connection,
                "\(options.name) did not answer within \(options.pool.connectTimeout); see that the server runs and that "
                    + "host and port are right, or raise connect_timeout")
        }
        timer.cancel()
        return connection
    }

    /// Sets a handle up for connecting.
    private static func configure(_ handle: UnsafeMutablePointer<MYSQL>, _ options: MySQLOptions, tls: Bool) {
        mysql_options(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4")
        var off: my_bool = 0
        mysql_options(handle, MYSQL_OPT_RECONNECT, &off)
        // Otherwise a server could ask the client for files.
        var none: UInt32 = 0
        mysql_options(handle, MYSQL_OPT_LOCAL_INFILE, &none)
        var packet: UInt = 1 << 30
        mysql_options(handle, MYSQL_OPT_MAX_ALLOWED_PACKET, &packet)
        var enforce: my_bool = tls ? 1 : 0
        mysql_options(handle, MYSQL_OPT_SSL_ENFORCE, &enforce)
        guard tls else { return }
        if let authorities = options.authorities { mysql_options(handle, MYSQL_OPT_SSL_CA, authorities) }
        var verify: my_bool = options.tls == .verifyIdentity ? 1 : 0
        mysql_options(handle, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify)
    }

    /// Connects, looks what the server is, and goes; waits on the calling thread.
    /// - Returns: whether it is MySQL; `nil` when it cannot be reached.
    static func detect(_ options: MySQLOptions) -> Bool? {
        let modes = options.tls == .preferred ? [true, false] : [options.tls != .disabled]
        for tls in modes {
            guard let handle = mysql_init(nil) else { return nil }
            defer { mysql_close(handle) }
            configure(handle, options, tls: tls)
            var seconds = UInt32(clamping: max(1, options.pool.connectTimeout.components.seconds))
            for option in [MYSQL_OPT_CONNECT_TIMEOUT, MYSQL_OPT_READ_TIMEOUT, MYSQL_OPT_WRITE_TIMEOUT] {
                mysql_options(handle, option, &seconds)
            }
            let made = mysql_real_connect(
                handle, options.host, options.user, options.password, options.database, options.port, options.socket, 0)
            if made != nil { return isMySQL(handle) }
        }
        return nil
    }

    private static func isMySQL(_ handle: UnsafeMutablePointer<MYSQL>) -> Bool {
        !text(mysql_get_server_info(handle)).contains("MariaDB")
    }

    private func open() async throws {
        let texts = MySQLTexts([options.host, options.user, options.password, options.database, options.socket])
        defer { texts.free() }
        // On one thread of its own: it looks the host's name up and reads the trusted authorities, which takes a while, and
        // libmariadb keeps the address of that thread's `errno` over its waits.
        let deadline = ContinuousClock.now + options.pool.connectTimeout
        let isMade = try await DriverThread.run { [self] in
            var result: UnsafeMutablePointer<MYSQL>?
            var status = mysql_real_connect_start(
                &result, handle, texts[0], texts[1], texts[2], texts[3], options.port, texts[4], UInt(CLIENT_FOUND_ROWS)
            )
            while status != 0 {
                let ready = MySQLSocket.wait(status, mysql_get_socket(handle), until: deadline)
                if ready == MYSQL_WAIT_TIMEOUT { socket.abort() }
                status = mysql_real_connect_cont(&result, handle, ready)
            }
            return result != nil
        }
        guard isMade else {
            throw MySQLErrors.connecting(mysql_errno(handle), Self.text(mysql_error(handle)), options)
        }
        // libmariadb leaves a socket with TLS in the mode in which reading waits, also when its caller must not.
        MySQLSocket.neverBlock(mysql_get_socket(handle))
        MySQLSocket.noticeLoss(mysql_get_socket(handle))
    }

    /// Brings the session into the state that everything else relies on.
    private func setUp() async throws {
        isMySQL = Self.isMySQL(handle)
        var settings = [
            "NAMES utf8mb4 COLLATE \(dialect.collation)", "time_zone = '+00:00'",
            "sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,"
                + "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY,"
                // What an update assigns is computed from the row as it was, as on every other database but MySQL.
                + (isMySQL ? "" : "SIMULTANEOUS_ASSIGNMENT,") + "NO_UNSIGNED_SUBTRACTION'",
            "group_concat_max_len = 1073741824",
        ]
        if let limit = options.pool.statementTimeout {
            let milliseconds = limit / .milliseconds(1)
            settings.append(
                isMySQL ? "max_execution_time = \(Int(milliseconds))" : "max_statement_time = \(milliseconds / 1000)")
        }
        try await command("SET \(settings.joined(separator: ", "))")
        let packet = try await rows(Statement("SELECT @@max_allowed_packet")) { $0.integer(at: 0) }
        if let bytes = packet.first.flatMap({ $0 }) { maximumPacket = Int(bytes) }
    }

    // MARK: Calls

    /// Runs a call of libmariadb, waiting for the socket as often as it asks for that.
    func drive(_ start: () -> Int32, _ resume: (Int32) -> Int32) async {
        TLSErrors.clear()
        var status = start()
        while status != 0 {
            let ready = await socket.wait(status, mysql_get_socket(handle))
            TLSErrors.clear()
            status = resume(ready)
        }
    }

    /// Runs a statement without preparing it; rows that it may have are thrown away.
    /// - Returns: whether it has changed rows, and not read them.
    @discardableResult
    func command(_ sql: String) async throws -> Bool {
        let texts = MySQLTexts([sql])
        defer { texts.free() }
        var result: Int32 = 0
        await drive(
            { mysql_real_query_start(&result, handle, texts[0], UInt(sql.utf8.count)) },
            { mysql_real_query_cont(&result, handle, $0) })
        guard result == 0 else { throw failure(sql) }
        guard mysql_field_count(handle) > 0 else { return true }
        var rows: UnsafeMutablePointer<MYSQL_RES>?
        await drive({ mysql_store_result_start(&rows, handle) }, { mysql_store_result_cont(&rows, handle, $0) })
        mysql_free_result(rows)
        return false
    }

    /// The error of the last call; the connection is broken when it was lost.
    func failure(_ sql: String?, _ statement: UnsafeMutablePointer<MYSQL_STMT>? = nil) -> DatabaseError {
        var code = statement.map { mysql_stmt_errno($0) } ?? 0
        var message = Self.text(statement.flatMap { mysql_stmt_error($0) })
        // What ends a result while its rows are read is noted with the connection alone.
        if code == 0 {
            code = mysql_errno(handle)
            message = Self.text(mysql_error(handle))
        }
        let error = MySQLErrors.translate(code, message, sql, options)
        if error.kind == .connection { markBroken() }
        return error
    }

    static func text(_ pointer: UnsafePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }

    // MARK: State

    /// Whether a transaction is open, as the server said last.
    var isInTransaction: Bool { handle.pointee.server_status & UInt32(SERVER_STATUS_IN_TRANS) != 0 }

    /// Has the pool replace the connection.
    func markBroken() { broken.store(true, ordering: .releasing) }

    /// Whether it cannot be used any more.
    var isLost: Bool { broken.load(ordering: .acquiring) || socket.isAborted }

    /// Nothing comes to a connection that asks for nothing, except that the server ends it.
    var isUsable: Bool { !isLost && !isInTransaction && !MySQLSocket.hasInput(mysql_get_socket(handle)) }

    func check() async -> Bool {
        let timer = SocketReactor.shared.schedule(after: options.pool.checkTimeout) { [socket] in socket.abort() }
        defer { timer.cancel() }
        var result: Int32 = 0
        await drive({ mysql_ping_start(&result, handle) }, { mysql_ping_cont(&result, handle, $0) })
        return result == 0
    }

    func close() async {
        socket.unwatch()
        // Says goodbye without waiting for an answer, and takes itself out of its statements.
        mysql_close(handle)
        for statement in statements.values { mysql_stmt_close(statement.pointer) }
        statements = [:]
        parameters.free()
    }
}
