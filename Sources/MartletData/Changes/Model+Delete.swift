#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Model {
    /// Deletes the row that has this one's key; a model with the role ``ColumnRole/deleted`` only marks it.
    /// - Returns: whether there was one.
    /// - Throws: ``RowConflict`` when the model has a version and another has changed the row,
    ///   ``DatabaseError`` when the database refuses it.
    @discardableResult
    public func delete(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Bool {
        let place = CodePlace(fileID: fileID, line: line)
        guard let column = Self.roles[.deleted] else { return try await removed(in: database, place) }
        return try await marked(column, Date(), in: database, place)
    }

    /// Deletes the row that has this one's key, also where ``delete(in:fileID:line:)`` would only mark it.
    /// - Returns: whether there was one.
    /// - Throws: as ``delete(in:fileID:line:)``.
    @discardableResult
    public func deletePermanently(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Bool {
        try await removed(in: database, CodePlace(fileID: fileID, line: line))
    }

    /// Takes the mark of the deletion away.
    /// - Returns: the row as it is stored.
    /// - Throws: ``RowConflict`` when it is no longer there.
    @discardableResult
    public func restore(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Self {
        guard let column = Self.roles[.deleted] else { return try await reloaded(in: database) }
        let place = CodePlace(fileID: fileID, line: line)
        let statement = try SQLWriter.statement(for: database.dialect, place: place, isReadOnly: false) { writer in
            writer.text("UPDATE ")
            writer.table(Self.table)
            writer.text(" SET ")
            writer.identifier(column)
            writer.text(" = NULL")
            Self.note(Date(), &writer)
            writer.whereEqual(Self.table.key, primaryKey.keyValues)
        }
        guard try await database.execute(statement).changes > 0 else { throw conflict(.missing) }
        return try await reloaded(in: database)
    }

    /// Appends what every change of a row notes in it: the next version and the moment.
    private static func note(_ moment: Date, _ writer: inout SQLWriter) {
        if let version = roles[.version] { writer.raise(version) }
        if let updated = roles[.updated] {
            writer.text(", ")
            writer.identifier(updated)
            writer.text(" = ")
            writer.bind(moment.databaseValue)
        }
    }

    private func removed(in database: any QueryExecutor, _ place: CodePlace) async throws -> Bool {
        try await deleting(in: database, place) { writer in
            writer.text("DELETE FROM ")
            writer.table(Self.table)
        }
    }

    private func marked(
        _ column: String, _ moment: Date, in database: any QueryExecutor, _ place: CodePlace
    ) async throws -> Bool {
        try await deleting(in: database, place, remainsIf: column) { writer in
            writer.text("UPDATE ")
            writer.table(Self.table)
            writer.text(" SET ")
            writer.identifier(column)
            writer.text(" = ")
            writer.bind(moment.databaseValue)
            Self.note(moment, &writer)
        }
    }

    private func deleting(
        in database: any QueryExecutor, _ place: CodePlace, remainsIf mark: String? = nil,
        _ write: (inout SQLWriter) -> Void
    ) async throws -> Bool {
        try Self.checkWritable()
        try await willDelete(in: database)
        let version = Self.roles[.version]
        let statement = try SQLWriter.statement(for: database.dialect, place: place, isReadOnly: false) { writer in
            write(&writer)
            writer.whereEqual(Self.table.key, primaryKey.keyValues)
            if let version {
                writer.text(" AND ")
                writer.node(unchanged(version))
            }
            guard let mark else { return }
            writer.text(" AND ")
            writer.identifier(mark)
            writer.text(" IS NULL")
        }
        guard try await database.execute(statement).changes > 0 else {
            guard let version, let row = try await Self.fetchRow(Self.table.key, primaryKey.keyValues, in: database)
            else { return false }
            if let mark, row.values(of: [mark]) != [.null] { return false }
            if row.values(of: [version]) != self.values(of: [version]) { throw conflict(.stale) }
            return false
        }
        try await didDelete(in: database)
        return true
    }

    /// Whether the row has the version that this instance was read with; a mark of deletion, which raises it, is no change
    /// of what is deleted for good.
    private func unchanged(_ version: String) -> SQLNode {
        let path = TablePath(root: Self.schema.name)
        let number = values(of: [version]).first ?? .null
        let same = SQLNode.binary(.column(path, version), "=", .value(number))
        guard let deleted = Self.roles[.deleted], case .integer(let value) = number else { return same }
        let next = SQLNode.binary(.column(path, version), "=", .value(.integer(value &+ 1)))
        return .any([same, .all([next, .isNull(.column(path, deleted), negated: true)])])
    }
}
