import MartletCore
import MartletData
import MartletJSON

/// A relation that clients may ask for with the rows of a model.
struct Include<Source: Model>: Sendable {
    let name: String
    /// The member's name as it stands in JSON, with quotes and colon.
    let memberName: [UInt8]
    /// What may be asked for with what is loaded.
    let nested: [String: IncludeNames]
    /// The shape of what is loaded, for documents.
    let shape: @Sendable (String) -> ValueSchema
    /// Loads the relation for rows by one query, and what is selected behind it by one query each.
    let load: @Sendable ([Source], IncludeSelection, Request, Database) async throws -> any IncludedValues
    /// What is wrong with what is told of it.
    let mistakes: [String]
}

/// A relation as it was declared: how its members are named may be said of the resource later.
struct IncludeDeclaration<Source: Model>: Sendable {
    let name: String
    /// What is wrong with the declaration.
    let mistakes: [String]
    /// The relation where members are named in a way around it.
    let served: @Sendable (MemberNaming) -> Include<Source>

    init(name: String, mistakes: [String], served: @escaping @Sendable (MemberNaming) -> Include<Source>) {
        self.name = name
        self.served = served
        let isUsable = !name.isEmpty && !name.contains { ".,".contains($0) }
        let ownMistake =
            "the relation `\(name)` of the resource of \(Source.self) has a name that `include` cannot hold; leave points "
            + "and commas out"
        self.mistakes = mistakes + (isUsable ? [] : [ownMistake])
    }
}

/// The names of relations, and of those behind them.
struct IncludeNames: Sendable {
    let nested: [String: IncludeNames]
}

/// The relations that a request asks for.
struct IncludeSelection: Sendable {
    var nested: [String: IncludeSelection] = [:]
    /// The order in which they were asked for.
    var names: [String] = []

    var isEmpty: Bool { names.isEmpty }

    /// Adds a path of names, such as `album.artist`.
    mutating func add(_ path: ArraySlice<String>) {
        guard let name = path.first else { return }
        if nested[name] == nil { names.append(name) }
        nested[name, default: IncludeSelection()].add(path.dropFirst())
    }
}

/// What was loaded of a relation, a value for each row that it was loaded for.
protocol IncludedValues: Sendable {
    func write(at row: Int, to writer: inout JSONWriter)
}

/// How many rows of a relation belong to one.
enum IncludedCount: Sendable { case one, many }

/// Loaded rows in one list, and which of them belong to which row.
struct IncludedRows<Target: Model>: IncludedValues {
    let rendering: RowRendering<Target>
    let ranges: [Range<Int>]
    let count: IncludedCount

    func write(at row: Int, to writer: inout JSONWriter) {
        let range = ranges.indices.contains(row) ? ranges[row] : 0..<0
        switch count {
        case .many:
            writer.beginArray()
            for index in range {
                writer.separate()
                rendering.write(at: index, to: &writer)
            }
            writer.endArray()
        case .one:
            if let index = range.first { rendering.write(at: index, to: &writer) } else { writer.literal("null") }
            writer.needsComma = true
        }
    }
}

/// Loaded rows of which each may belong to several, written once.
struct SharedRows: IncludedValues {
    private let json: [UInt8]
    private let ranges: [Range<Int>]
    /// For each row that they were loaded for, the place of its own.
    private let places: [Int?]

    init(_ rendering: RowRendering<some Model>, _ places: [Int?]) throws {
        var writer = JSONWriter()
        var ranges: [Range<Int>] = []
        for index in rendering.rows.indices {
            let start = writer.count
            rendering.write(at: index, to: &writer)
            ranges.append(start..<writer.count)
        }
        json = try writer.finish()
        self.ranges = ranges
        self.places = places
    }

    func write(at row: Int, to writer: inout JSONWriter) {
        guard places.indices.contains(row), let place = places[row] else { return writer.literal("null") }
        writer.raw(json[ranges[place]])
    }
}

/// Rows of a model with what was loaded with them, ready to be written.
struct RowRendering<Root: Model>: Sendable {
    let rows: [Root]
    let columns: [ResourceColumn]
    /// What stands behind the columns.
    let parts: [(memberName: [UInt8], values: any IncludedValues)]

    /// Rows with their columns alone.
    init(_ rows: [Root], _ columns: [ResourceColumn]) {
        self.rows = rows
        self.columns = columns
        parts = []
    }

    /// Computes and loads what is wished for with the rows.
    init(
        _ found: FoundRows<Root>, _ wish: RowWish<Root>, of includes: [Include<Root>], for request: Request,
        in database: Database
    ) async throws {
        rows = found.rows
        columns = wish.columns
        if wish.computed.isEmpty, wish.selection.isEmpty {
            parts = []
            return
        }
        var parts: [(memberName: [UInt8], values: any IncludedValues)] = []
        if !wish.computed.isEmpty {
            parts = try await ComputedMember.values(wish.computed, of: found, for: request, in: database)
        }
        for include in includes {
            guard let behind = wish.selection.nested[include.name] else { continue }
            parts.append((include.memberName, try await include.load(found.rows, behind, request, database)))
        }
        self.parts = parts
    }

    func write(at index: Int, to writer: inout JSONWriter) {
        guard rows.indices.contains(index) else { return writer.literal("null") }
        let values = rows[index].databaseValues
        writer.beginObject()
        for column in columns where values.indices.contains(column.position) {
            writer.name(column.memberName)
            writer.value(values[column.position])
        }
        for part in parts {
            writer.name(part.memberName)
            part.values.write(at: index, to: &writer)
            writer.needsComma = true
        }
        writer.endObject()
    }

    /// All rows as an array.
    func write(to writer: inout JSONWriter) {
        writer.beginArray()
        for index in rows.indices {
            writer.separate()
            write(at: index, to: &writer)
        }
        writer.endArray()
    }
}
