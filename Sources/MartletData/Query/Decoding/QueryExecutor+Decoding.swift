import Synchronization

extension QueryExecutor {
    /// Runs a hand-written query and reads each row as an own type, its properties by the names of the columns.
    ///
    /// ```swift
    /// struct Line: Decodable { let title: String, trackCount: Int }
    /// let lines = try await database.query(
    ///     "SELECT title, count(*) AS track_count FROM albums JOIN tracks ON album_id = albums.id GROUP BY title",
    ///     decoding: Line.self)
    /// ```
    /// - Throws: ``DecodingFailure`` for a column that is missing or holds something else.
    public func query<Row: Decodable & Sendable>(
        _ sql: SQL, decoding type: Row.Type, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> [Row] {
        let columns = ColumnPositions()
        return try await query(sql, fileID: fileID, line: line) { row in
            try Row(from: RowDecoder(row: row, columns: columns.of(row)))
        }
    }

    /// Runs a hand-written query and reads each row as a model, its columns by their names.
    ///
    /// ```swift
    /// let albums = try await database.query("SELECT * FROM albums WHERE title LIKE \(pattern)", as: Album.self)
    /// ```
    /// - Throws: ``DecodingFailure`` for a column that is missing or holds something else.
    public func query<Root: Model>(
        _ sql: SQL, as type: Root.Type, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> [Root] {
        let columns = ColumnPositions()
        return try await query(sql, fileID: fileID, line: line) { row in
            let positions = columns.of(row)
            // A driver that knows no names gives the columns in the order of the statement.
            guard !positions.isEmpty else { return try Root.decode(row) }
            for column in Root.schema.columns where positions[column.name] == nil {
                throw DecodingFailure(
                    table: Root.schema.name, column: column.name, expected: "a column of that name",
                    got: positions.keys.sorted().joined(separator: ", "))
            }
            return try Root.decode(RenamedRow(row: row, positions: Root.schema.columns.map { positions[$0.name] }))
        }
    }

    /// Runs a hand-written query and reads each row as a value, or as a tuple of values, of its first columns.
    ///
    /// ```swift
    /// let rows = try await database.query("SELECT id, title FROM albums", as: (Int, String).self)
    /// ```
    public func query<each Value: ColumnValue>(
        _ sql: SQL, as type: (repeat each Value).Type, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> [(repeat each Value)] {
        try await query(sql, fileID: fileID, line: line) { row in
            var index = 0
            func next() -> Int {
                defer { index += 1 }
                return index
            }
            return (repeat try row.read((each Value).self, at: next()))
        }
    }
}

/// The positions of a result's columns, looked up with its first row.
private final class ColumnPositions: Sendable {
    private let known = Mutex<[String: Int]?>(nil)

    func of(_ row: any RowSource) -> [String: Int] {
        known.withLock { known in
            if let known { return known }
            let columns = RowDecoder.columns(of: row)
            known = columns
            return columns
        }
    }
}

/// A row whose columns stand in another order.
private struct RenamedRow: RowSource {
    let row: any RowSource
    let positions: [Int?]
    var count: Int { positions.count }

    private func position(_ index: Int) -> Int? { positions.indices.contains(index) ? positions[index] : nil }

    func value(at index: Int) -> DatabaseValue { position(index).map { row.value(at: $0) } ?? .null }
    // A column that is missing is not taken for NULL, which an optional would read as `nil`.
    func isNull(at index: Int) -> Bool { position(index).map { row.isNull(at: $0) } ?? false }
    func hasColumn(at index: Int) -> Bool { position(index) != nil }
    func integer(at index: Int) -> Int64? { position(index).flatMap { row.integer(at: $0) } }
    func real(at index: Int) -> Double? { position(index).flatMap { row.real(at: $0) } }
    func text(at index: Int) -> String? { position(index).flatMap { row.text(at: $0) } }
    func timestamp(at index: Int) -> Int64? { position(index).flatMap { row.timestamp(at: $0) } }
    func name(at index: Int) -> String? { position(index).flatMap { row.name(at: $0) } }
}
