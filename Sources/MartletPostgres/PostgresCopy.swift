public import MartletData

extension PostgresSession {
    /// Copies rows into a table by `COPY … FROM STDIN`, much faster than by `INSERT`.
    ///
    /// All or nothing: when the body throws, nothing is copied.
    /// - Parameters:
    ///   - table: the table's name.
    ///   - columns: the columns of the rows, in order.
    ///   - body: writes the rows.
    /// - Returns: how many rows were copied.
    /// - Throws: ``DatabaseError``, and what the body throws.
    @discardableResult
    public func copy(
        into table: String, columns: [String], _ body: (inout PostgresCopyWriter) async throws -> Void
    ) async throws -> Int {
        let names = columns.map(dialect.quote).joined(separator: ", ")
        return try await copy("COPY \(dialect.quote(table)) (\(names)) FROM STDIN", body)
    }

    /// Copies data into the database by a `COPY … FROM STDIN` of any format.
    /// - Parameters:
    ///   - sql: the statement.
    ///   - body: writes the data, in pieces of any size.
    /// - Returns: how many rows were copied.
    @discardableResult
    public func copy(
        _ sql: String, _ body: (inout PostgresCopyWriter) async throws -> Void
    ) async throws -> Int {
        var writer = PostgresCopyWriter(connection: connection)
        return try await connection.copy(sql, isInto: true) {
            try await body(&writer)
            try await writer.flush()
        }
    }

    /// Copies data out of the database by a `COPY … TO STDOUT` of any format, in flat memory.
    /// - Parameters:
    ///   - sql: the statement.
    ///   - body: gets the data as the server cuts it: a piece for each row.
    /// - Returns: how many rows were copied.
    @discardableResult
    public func copyOut(_ sql: String, _ body: ([UInt8]) async throws -> Void) async throws -> Int {
        try await connection.copy(sql, isInto: false) {
            while let piece = try await connection.get() { try await body(piece) }
        }
    }

    /// Copies the rows of a query out of the database, with the values of their types.
    /// - Parameters:
    ///   - query: a `SELECT` without parameters.
    ///   - body: gets each row.
    /// - Returns: how many rows were copied.
    @discardableResult
    public func copyRows(of query: String, _ body: ([DatabaseValue]) async throws -> Void) async throws -> Int {
        let types = try await connection.types(of: query)
        return try await copyOut("COPY (\(query)) TO STDOUT") { line in
            try await body(PostgresCopyText.row(line, types))
        }
    }
}

extension Database {
    /// Copies rows into a table; see ``PostgresSession/copy(into:columns:_:)``.
    /// - Throws: ``DatabaseError`` of kind ``DatabaseError/Kind/unsupported`` for a database that is not PostgreSQL.
    @discardableResult
    public func copy(
        into table: String, columns: [String], fileID: StaticString = #fileID, line: UInt = #line,
        _ body: (inout PostgresCopyWriter) async throws -> Void
    ) async throws -> Int {
        try await withPostgres(CodePlace(fileID: fileID, line: line)) {
            try await $0.copy(into: table, columns: columns, body)
        }
    }

    /// Copies data into the database by a `COPY … FROM STDIN` of any format; see ``PostgresSession/copy(_:_:)``.
    /// - Throws: ``DatabaseError`` of kind ``DatabaseError/Kind/unsupported`` for a database that is not PostgreSQL.
    @discardableResult
    public func copy(
        _ sql: String, fileID: StaticString = #fileID, line: UInt = #line,
        _ body: (inout PostgresCopyWriter) async throws -> Void
    ) async throws -> Int {
        try await withPostgres(CodePlace(fileID: fileID, line: line)) { try await $0.copy(sql, body) }
    }

    /// Copies data out of the database by a `COPY … TO STDOUT` of any format; see ``PostgresSession/copyOut(_:_:)``.
    /// - Throws: ``DatabaseError`` of kind ``DatabaseError/Kind/unsupported`` for a database that is not PostgreSQL.
    @discardableResult
    public func copyOut(
        _ sql: String, fileID: StaticString = #fileID, line: UInt = #line, _ body: ([UInt8]) async throws -> Void
    ) async throws -> Int {
        try await withPostgres(CodePlace(fileID: fileID, line: line)) { try await $0.copyOut(sql, body) }
    }

    /// Copies the rows of a query out of the database; see ``PostgresSession/copyRows(of:_:)``.
    /// - Throws: ``DatabaseError`` of kind ``DatabaseError/Kind/unsupported`` for a database that is not PostgreSQL.
    @discardableResult
    public func copyRows(
        of query: String, fileID: StaticString = #fileID, line: UInt = #line,
        _ body: ([DatabaseValue]) async throws -> Void
    ) async throws -> Int {
        try await withPostgres(CodePlace(fileID: fileID, line: line)) { try await $0.copyRows(of: query, body) }
    }

    private func withPostgres<Value: Sendable>(
        _ place: CodePlace, _ body: (PostgresSession) async throws -> Value
    ) async throws -> Value {
        guard let driver = driver as? PostgresDriver else {
            throw DatabaseError(
                .unsupported,
                "\(dialect.name) has no COPY, which is PostgreSQL's; insert many rows by Model.insert(_:in:)")
        }
        return try await driver.pool.withConnection(place: place) { try await body(PostgresSession(connection: $0)) }
    }
}

/// Takes the data of a COPY into the database.
public struct PostgresCopyWriter {
    private static let limit = 1 << 16
    private let connection: PostgresConnection
    private var bytes: [UInt8] = []

    init(connection: PostgresConnection) { self.connection = connection }

    /// Writes a row of a COPY in the text format, which is that of ``PostgresSession/copy(into:columns:_:)``.
    public mutating func write(_ row: [DatabaseValue]) async throws {
        try PostgresCopyText.append(row, to: &bytes)
        if bytes.count >= Self.limit { try await flush() }
    }

    /// Writes data as it is.
    public mutating func write(_ data: some Sequence<UInt8>) async throws {
        bytes.append(contentsOf: data)
        if bytes.count >= Self.limit { try await flush() }
    }

    mutating func flush() async throws {
        guard !bytes.isEmpty else { return }
        try await connection.put(bytes)
        bytes.removeAll(keepingCapacity: true)
    }
}

/// Rows of COPY's text format: columns between tabs, `\N` for NULL.
///
/// Source: <https://www.postgresql.org/docs/current/sql-copy.html>
enum PostgresCopyText {
    static func append(_ row: [DatabaseValue], to bytes: inout [UInt8]) throws(DatabaseError) {
        for (index, value) in row.enumerated() {
            if index > 0 { bytes.append(0x09) }
            guard let literal = try PostgresText.literal(value) else {
                bytes.append(contentsOf: [0x5C, 0x4E])
                continue
            }
            for byte in literal.utf8 {
                switch byte {
                case 0: throw PostgresParameters.nul
                case 0x5C: bytes.append(contentsOf: [0x5C, 0x5C])
                case 0x09: bytes.append(contentsOf: [0x5C, 0x74])
                case 0x0A: bytes.append(contentsOf: [0x5C, 0x6E])
                case 0x0D: bytes.append(contentsOf: [0x5C, 0x72])
                default: bytes.append(byte)
                }
            }
        }
        bytes.append(0x0A)
    }

    static func row(_ line: [UInt8], _ types: [PostgresType]) -> [DatabaseValue] {
        var values: [DatabaseValue] = []
        var field: [UInt8] = []
        var isNull = false
        var index = 0
        func end() {
            let type = values.count < types.count ? types[values.count] : .other
            values.append(isNull ? .null : PostgresText.value(type, String(decoding: field, as: UTF8.self)))
            field = []
            isNull = false
        }
        while index < line.count, line[index] != 0x0A {
            let byte = line[index]
            index += 1
            switch byte {
            case 0x09: end()
            case 0x5C where index < line.count:
                switch line[index] {
                case 0x4E: isNull = true
                case 0x62: field.append(0x08)
                case 0x66: field.append(0x0C)
                case 0x6E: field.append(0x0A)
                case 0x72: field.append(0x0D)
                case 0x74: field.append(0x09)
                case 0x76: field.append(0x0B)
                case let other: field.append(other)
                }
                index += 1
            default: field.append(byte)
            }
        }
        end()
        return values
    }
}
