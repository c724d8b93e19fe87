#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Rows of several models as JSON: example data for development and tests, written from one database and read into
/// another of any kind.
///
/// ```swift
/// let fixtures = Fixtures(Artist.self, Album.self, Track.self)
/// let json = try await fixtures.dump(from: database)
/// try await fixtures.load(json, into: database)
/// ```
///
/// The document has an array for each table, with an object for each row:
/// `{"artists": [{"id": 1, "name": "AC/DC"}], "albums": []}`. Bytes are Base64, moments, days, times and UUIDs have their
/// ISO form, decimals are strings, lengths of time are microseconds.
public struct Fixtures: Sendable {
    private let tables: [FixtureTable]

    /// Chooses the models; their order does not matter.
    public init(_ models: any Model.Type...) { self.init(models) }

    /// Chooses the models; their order does not matter.
    public init(_ models: [any Model.Type]) { tables = models.map { FixtureTable.of($0) } }

    /// All rows of the models, also those that are marked as deleted, in one state of the database.
    ///
    /// Tables come in the order in which they refer to each other, rows in that of their keys, so that two documents of
    /// the same rows are equal.
    /// - Throws: ``FixtureError`` when tables refer to each other in a circle, ``DatabaseError``, ``DecodingFailure``.
    public func dump(from database: some QueryExecutor) async throws -> Data {
        let ordered = try FixtureOrder.tables(tables)
        let options = TransactionOptions(isolation: .repeatableRead, isReadOnly: true)
        let text = try await database.atomically(true, options) { database in
            var parts: [String] = []
            for table in ordered {
                let rows = try await table.dump(database)
                let list = rows.isEmpty ? "[]" : "[\n    \(rows.joined(separator: ",\n    "))\n  ]"
                parts.append("  \(ArrayText.quoted(table.schema.name)): \(list)")
            }
            return "{\n\(parts.joined(separator: ",\n"))\n}\n"
        }
        return Data(text.utf8)
    }

    /// Inserts the rows of a document with their keys and moments as they are there; all of them or none.
    ///
    /// A column that a row leaves out gets its initial value. Hooks are not called. Afterwards PostgreSQL's sequences go
    /// on behind the largest key; the other databases do that by themselves.
    /// - Returns: how many rows were inserted.
    /// - Throws: ``FixtureError`` for what does not fit the models, naming table, row and column; ``DatabaseError`` when
    ///   the database refuses a row.
    @discardableResult
    public func load(_ json: Data, into database: some QueryExecutor) async throws -> Int {
        let document: [String: [[String: FixtureValue]]]
        do {
            document = try JSONDecoder().decode([String: [[String: FixtureValue]]].self, from: json)
        } catch {
            throw FixtureError(
                "the fixtures are not a JSON object with an array of rows for each table: \(Self.reason(error))")
        }
        let names = tables.map(\.schema.name)
        for name in document.keys.sorted() where !names.contains(name) {
            throw FixtureError("the fixtures have rows of \(name), expected \(names.joined(separator: ", "))")
        }
        let ordered = try FixtureOrder.tables(tables)
        return try await database.atomically(true) { database in
            var count = 0
            for table in ordered {
                guard let rows = document[table.schema.name], !rows.isEmpty else { continue }
                let values = try rows.enumerated().map { try table.values($1, $0 + 1) }
                try await table.insert(FixtureOrder.rows(values, of: table.schema), database)
                count += rows.count
            }
            return count
        }
    }

    private static func reason(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(error)" }
        switch error {
        case .dataCorrupted(let context), .keyNotFound(_, let context), .typeMismatch(_, let context),
            .valueNotFound(_, let context):
            let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
            return path.isEmpty
                ? context.debugDescription : "\(path.joined(separator: " ")): \(context.debugDescription)"
        @unknown default: return "\(error)"
        }
    }
}

/// Fixtures do not fit the models.
public struct FixtureError: Error, CustomStringConvertible, Equatable {
    public let description: String
    init(_ description: String) { self.description = description }
}
