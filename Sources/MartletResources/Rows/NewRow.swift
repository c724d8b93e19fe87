import HTTPTypes
public import MartletCore
public import MartletData
import MartletHTTP
public import MartletJSON

/// A handler's parameter: a new row of a model as a client sends it, checked by what the model says.
///
/// Members are named like columns. What ``RouteBuilder/resource(_:at:_:)`` checks is checked here, and told in the same words:
/// types, lengths, enumerations, `null`, members that are missing, unknown, there twice or not the client's to set, all at
/// once as one 422 (``ValidationError``). What was not sent has the property's initial value. Columns that are read-only or
/// hidden, and what the database or the model fills in, are set by the application alone:
///
/// ```swift
/// app.post("/tracks") { (user: Authenticated<Account>, new: NewRow<Track>, database: Database) in
///     let track = try await new.insert(in: database) { $0.set(\.ownerID, to: user.id) }
///     return Created(Row(track), at: "/tracks/\(track.id)")
/// }
/// ```
/// The content is JSON; another type is a 415. `Form<NewRow<Track>>` takes a form, `Content<NewRow<Track>>` either of both,
/// `JSON<[NewRow<Track>]>` a list. A struct that is `Decodable` may have one as a member.
public struct NewRow<Root: Model>: Sendable {
    /// What the client sent, which the application may add to, check and change.
    public var changes: Changeset<Root>
    private let place: InputPlace

    /// Wraps values, for tests.
    public init(_ changes: Changeset<Root>) {
        self.changes = changes
        place = .content("")
    }

    private init(
        _ json: UnsafeBufferPointer<UInt8>, from start: Int? = nil, at place: InputPlace = .content("")
    ) throws {
        let model = PlainModel<Root>.shared
        changes = model.columns.changes(try model.read(json, from: start, for: .create, at: place), of: nil)
        self.place = place
    }

    /// Inserts the row.
    ///
    /// Before that the application sets and checks more, and it is looked whether the rows that it refers to are there for
    /// queries.
    /// - Parameter prepare: what the application does with the values; nothing by default.
    /// - Returns: the row as it is stored.
    /// - Throws: ``ValidationError`` with everything that is wrong by the application's rules, by the model and in the eyes
    ///   of the database, such as a value that is taken; what `prepare` throws; ``DatabaseError`` for what is nobody's
    ///   input; an error that names a column which nobody has set.
    @discardableResult
    public func insert(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line,
        _ prepare: (inout Changeset<Root>) async throws -> Void = { _ in }
    ) async throws -> Root {
        let columns = PlainModel<Root>.shared.columns
        var changes = changes
        try await prepare(&changes)
        do {
            try columns.checkComplete(changes, setter: "NewRow.insert(in:) { … }")
            _ = try columns.preview(changes)
            try await columns.check(references: [("", changes.changes)], in: database)
            return try await changes.insert(in: database, fileID: fileID, line: line)
        } catch {
            throw place.answer(error, columns)
        }
    }
}

extension NewRow: Extractor {
    nonisolated(nonsending) public static func extract(from source: inout ExtractionSource) async throws -> NewRow {
        let content = try await ResourceContent.collect(source.request)
        return try content.withUnsafeReadableBytes { try read(json: $0) }
    }

    public static var readsBody: Bool { true }

    public static var parameters: [ParameterDescription] {
        [
            ParameterDescription(
                .body, NewRow.self, contentTypes: ["application/json"], refusals: ContentType.refusals + [.conflict])
        ]
    }
}

extension NewRow: SchemaDescribing {
    /// An object of the columns that clients set.
    public static var describedSchema: ValueSchema { PlainModel<Root>.reference(to: \.new) }
}

extension NewRow: JSONReadable, FieldsReadable {
    public static func read(json: UnsafeRawBufferPointer) throws -> NewRow {
        try json.withMemoryRebound(to: UInt8.self) { try NewRow($0) }
    }

    /// Reads a form; names that it does not have, and those of columns that clients do not set, are passed over.
    public static func read(fields: QueryParameters) throws -> NewRow {
        let reading = FieldsReading(PlainModel<Root>.shared.new, fields)
        return try reading.json.withUnsafeBufferPointer { try NewRow($0, at: .fields(reading)) }
    }

    /// Reads the row of a table.
    public static func read(cells: QueryParameters) throws -> NewRow {
        let reading = CellsReading(PlainModel<Root>.shared.new, cells)
        return try reading.json.withUnsafeBufferPointer { try NewRow($0, at: .cells(reading)) }
    }

    /// Reads the row where it stands in something else that a client has sent.
    ///
    /// Of other values, such as those of a session, it takes what is a value of a column that clients set; what is wrong
    /// with them is told when the row is inserted.
    public init(from decoder: any Decoder) throws {
        if let input = decoder as? any JSONInputDecoder, let content = input.content {
            let place = InputPlace.content(input.pointer)
            self = try content.withUnsafeBufferPointer { try NewRow($0, from: input.offset, at: place) }
            return
        }
        try JSONInput.current?.refuse()
        var changes = Changeset<Root>()
        let taken = PlainModel<Root>.shared.columns.takenNames(by: .create)
        changes.cast(try [String: InputValue](from: decoder)) { _ in
            taken.map { SQLExpression<BoundValue>(column: $0, at: Root.place) }
        }
        self.init(changes)
    }
}
