public import MartletAPI
public import MartletCore
public import MartletData
public import MartletJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A handler's result: a row of a model as clients are told it, without a `Codable` model.
///
/// Members are named like columns, as ``NewRow``, ``RowChanges`` and resources take and tell them. Columns that are write-only
/// or hidden are left out. It may stand alone, in a list, as an optional (`nil` is a 404), in ``Created`` and inside of whatever
/// is `Encodable`; documents tell its members and their types.
///
/// ```swift
/// app.get("/tracks/{id:int}") { (id: Path<Int>, database: Database) in
///     try await Track.find(id.value, in: database).map { Row($0) }
/// }
/// app.get("/tracks/longest") { (database: Database) in
///     try await Track.query.order { $0.seconds.descending }.limit(10).all(in: database).map { Row($0) }
/// }
/// ```
@dynamicMemberLookup
public struct Row<Root: Model>: Sendable {
    /// The row.
    public var value: Root

    /// Wraps a row.
    public init(_ value: Root) { self.value = value }

    /// The properties of the row.
    public subscript<Member>(dynamicMember path: KeyPath<Root, Member>) -> Member { value[keyPath: path] }
}

extension Row: JSONWritable {
    public func write(json: inout [UInt8]) throws {
        var writer = JSONWriter(json)
        json = []
        RowRendering([value], PlainModel<Root>.shared.columns.shown).write(at: 0, to: &writer)
        json = try writer.finish()
    }

    /// Encodes what JSON tells, for formats that are no JSON.
    public func encode(to encoder: any Encoder) throws {
        var json: [UInt8] = []
        try write(json: &json)
        try JSONDecoder().decode([String: InputValue].self, from: Data(json)).encode(to: encoder)
    }
}

extension Row: SchemaDescribing {
    /// An object of the columns that clients are told.
    public static var describedSchema: ValueSchema { PlainModel<Root>.reference(to: \.told) }
}

/// A list of rows is a table as well.
extension Row: CSVColumns {
    /// The columns that clients are told.
    public static var csvColumns: [String] { PlainModel<Root>.shared.columns.shown.map(\.name) }
}

extension Row: Equatable where Root: Equatable {}
