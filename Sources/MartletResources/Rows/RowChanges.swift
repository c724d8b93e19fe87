import HTTPTypes
public import MartletCore
public import MartletData
import MartletHTTP
public import MartletJSON

/// A handler's parameter: changes of a row as a client sends them, a JSON merge patch (RFC 7396).
///
/// A member that is absent stays as it is, `null` is NULL, and a document (`JSONDocument`, `JSONColumn`) is changed member by
/// member. What is right depends on the row, of which a read-only member may come back as it was told: so it is checked where
/// the row is, as ``RouteBuilder/resource(_:at:_:)`` checks it, and told at once as one 422 (``ValidationError``).
///
/// ```swift
/// app.patch("/tracks/{id:int}") { (id: Path<Int>, changes: RowChanges<Track>, database: Database) in
///     guard let track = try await Track.find(id.value, in: database) else { throw HTTPError(.notFound) }
///     return Row(try await changes.save(to: track, in: database))
/// }
/// ```
/// The content is JSON; another type is a 415. `Form<RowChanges<Track>>` takes a form, whose documents are replaced.
public struct RowChanges<Root: Model>: Sendable {
    /// An object of JSON.
    private let json: [UInt8]
    private let place: InputPlace

    /// The changes of a row, checked as far as the model says what is right.
    ///
    /// ```swift
    /// let changes = try patch.changes(of: track)
    /// if changes[\.price] != nil, !user.isEditor { throw HTTPError(.forbidden) }
    /// ```
    /// - Throws: ``HTTPError`` 400 for what is no JSON, ``ValidationError`` with everything that is wrong.
    public func changes(of row: Root) throws -> Changeset<Root> {
        let model = PlainModel<Root>.shared
        var current = row.databaseValues
        // A form shows a whole document, so that what is sent of it is all of it.
        if place.isOfTexts {
            let documents = model.columns.all.filter { $0.schema.type == .json }
            for position in documents.map(\.position) where current.indices.contains(position) {
                current[position] = .null
            }
        }
        let input = try json.withUnsafeBufferPointer {
            try model.read($0, for: .patch, current: current, at: place)
        }
        return model.columns.changes(input, of: row)
    }

    /// Changes a row; only columns that are different are written.
    ///
    /// Before that the application sets and checks more, and it is looked whether the rows that it refers to are there for
    /// queries.
    /// - Parameters:
    ///   - row: the row as it is.
    ///   - prepare: what the application does with the changes; nothing by default.
    /// - Returns: the row as it is stored.
    /// - Throws: what ``changes(of:)`` and `prepare` throw; ``ValidationError`` with everything that is wrong by the
    ///   application's rules, by the model and in the eyes of the database; ``HTTPError`` 404 when the row is gone and 409
    ///   when another has changed it since it was read; ``DatabaseError`` for what is nobody's input.
    @discardableResult
    public func save(
        to row: Root, in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line,
        _ prepare: (inout Changeset<Root>) async throws -> Void = { _ in }
    ) async throws -> Root {
        let columns = PlainModel<Root>.shared.columns
        var changes = try changes(of: row)
        try await prepare(&changes)
        do {
            try await columns.check(references: [("", changes.changes)], in: database)
            return try await changes.save(in: database, fileID: fileID, line: line)
        } catch {
            throw place.answer(error, columns)
        }
    }
}

extension RowChanges: Extractor {
    nonisolated(nonsending) public static func extract(from source: inout ExtractionSource) async throws -> RowChanges {
        let content = try await ResourceContent.collect(source.request)
        return RowChanges(json: Array(content.readableBytesView), place: .content(""))
    }

    public static var readsBody: Bool { true }

    public static var parameters: [ParameterDescription] {
        [
            ParameterDescription(
                .body, RowChanges.self, contentTypes: ["application/merge-patch+json", "application/json"],
                refusals: ContentType.refusals + [.conflict])
        ]
    }
}

extension RowChanges: SchemaDescribing {
    /// An object of the columns that clients set, none of which has to be there.
    public static var describedSchema: ValueSchema { PlainModel<Root>.reference(to: \.changes) }
}

extension RowChanges: JSONReadable, FieldsReadable {
    public static func read(json: UnsafeRawBufferPointer) throws -> RowChanges {
        RowChanges(json: Array(json), place: .content(""))
    }

    /// Reads a form; names that it does not have, and those of columns that clients do not set, are passed over.
    public static func read(fields: QueryParameters) throws -> RowChanges {
        let reading = FieldsReading(PlainModel<Root>.shared.changes, fields)
        return RowChanges(json: reading.json, place: .fields(reading))
    }

    /// Reads the row of a table.
    public static func read(cells: QueryParameters) throws -> RowChanges {
        let reading = CellsReading(PlainModel<Root>.shared.changes, cells)
        return RowChanges(json: reading.json, place: .cells(reading))
    }

    /// Reads changes where they stand in something else that a client has sent, or from any other value.
    public init(from decoder: any Decoder) throws {
        if let input = decoder as? any JSONInputDecoder, let content = input.content {
            self.init(json: Array(try Self.value(of: content, at: input.offset)), place: .content(input.pointer))
            return
        }
        try JSONInput.current?.refuse()
        let values = try [String: InputValue](from: decoder)
        self.init(json: Array(try JSONCoding.encode(values).readableBytesView), place: .content(""))
    }

    /// The JSON of the value that begins at a place.
    private static func value(of content: [UInt8], at start: Int) throws -> ArraySlice<UInt8> {
        let end = try content.withUnsafeBufferPointer { bytes in
            var reader = JSONReader(bytes)
            reader.position = start
            do throws(JSONSyntaxError) { try reader.skipValue() } catch {
                throw HTTPError(.badRequest, error.sentence(in: bytes))
            }
            return reader.position
        }
        return content[start..<end]
    }
}
