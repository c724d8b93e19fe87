public import MartletData

/// How the members of JSON are named after columns.
///
/// ```swift
/// app.resource(Track.self) { $0.names(.camelCase) }              // album_id becomes albumId
/// app.resource(Album.self) { $0.names(MemberNaming { "x_\($0)" }) }
/// ```
public struct MemberNaming: Sendable {
    /// The name of a column's member.
    let name: @Sendable (String) -> String

    /// Names members in an application's own way.
    /// - Parameter name: the member's name, made of the column's; asked once for each column, before the port opens.
    public init(_ name: @escaping @Sendable (_ column: String) -> String) { self.name = name }

    /// Like columns; what holds where nothing is said.
    public static var columns: MemberNaming { MemberNaming { $0 } }

    /// `album_id` and `AlbumId` become `albumId`.
    public static var camelCase: MemberNaming {
        MemberNaming { column in
            let words = FieldName.snakeCase(column).split(separator: "_")
            guard let first = words.first else { return column }
            return words.dropFirst().reduce(String(first)) { $0 + capitalised(String($1)) }
        }
    }

    /// `albumId` and `AlbumID` become `album_id`.
    public static var snakeCase: MemberNaming { MemberNaming(FieldName.snakeCase) }
}

/// The names that a resource, or what it tells of a relation, gives to members.
struct ResourceNames: Sendable {
    /// That of what is around where nothing is said.
    var naming: MemberNaming?
    /// The names of single columns.
    private(set) var own: [String: String] = [:]
    /// What is wrong with what was said.
    private(set) var mistakes: [String] = []

    /// Gives the member of a column a name.
    /// - Parameter columns: the columns that were named, of which there has to be one.
    mutating func name(_ columns: [String], _ name: String, of model: String) {
        if let column = columns.first, columns.count == 1 {
            own[column] = name
        } else {
            mistakes.append(
                "the member `\(name)` of the resource of \(model) stands for \(columns.count) columns; name one")
        }
    }

    /// The name of a column's member.
    func name(of column: String, _ around: MemberNaming) -> String {
        own[column] ?? (naming ?? around).name(column)
    }
}

extension Resource {
    /// Names all members after their columns in one way; relations that are told with the rows have it too, unless their
    /// shape says otherwise.
    ///
    /// ```swift
    /// app.resource(Track.self) { $0.names(.camelCase) }
    /// ```
    public mutating func names(_ naming: MemberNaming) { names.naming = naming }

    /// Gives the member of a column another name: in content, problems, filters, orders, `fields` and documents.
    ///
    /// ```swift
    /// tracks.member(\.albumID, as: "album")
    /// ```
    public mutating func member<Column: ColumnReference>(_ column: KeyPath<Root.Fields, Column>, as name: String) {
        names.name(Root.Fields(at: Root.place)[keyPath: column].columnNames, name, of: "\(Root.self)")
    }
}

extension IncludeShape {
    /// Names all members after their columns in one way; that of the resource where nothing is said.
    public mutating func names(_ naming: MemberNaming) { names.naming = naming }

    /// Gives the member of a column another name.
    ///
    /// ```swift
    /// tracks.include("album") { $0.album } shape: { $0.member(\.artistID, as: "artist") }
    /// ```
    public mutating func member<Column: ColumnReference>(_ column: KeyPath<Target.Fields, Column>, as name: String) {
        names.name(Target.Fields(at: Target.place)[keyPath: column].columnNames, name, of: "\(Target.self)")
    }
}

/// What is wrong with the names of members.
enum MemberMistakes {
    /// Those of a model's columns, of what is computed and of relations together, in sentences for the start.
    /// - Parameter isReadLater: whether there are rows that were not read by a statement of their own.
    static func find<Root: Model>(
        _ columns: ResourceColumns<Root>, computed: [ComputedMember<Root>], includes: [Include<Root>],
        isReadLater: Bool
    ) -> [String] {
        let owner = "of the resource of \(Root.self)"
        let visible = columns.all.filter { $0.access != .hidden }.map(\.member)
        let others = computed.map { ("member", $0.name) } + includes.map { ("relation", $0.name) }
        var mistakes: [String] = []
        var seen: Set<String> = []
        for name in visible {
            if !seen.insert(name).inserted { mistakes.append("the member `\(name)` \(owner) stands for two columns") }
        }
        for (kind, name) in others {
            if visible.contains(name) {
                mistakes.append("the \(kind) `\(name)` \(owner) has the name of a column; give it another")
            } else if !seen.insert(name).inserted {
                mistakes.append("the \(kind) `\(name)` \(owner) is there twice")
            }
        }
        for name in visible + computed.map(\.name) where !isNameable(name) {
            mistakes.append(
                "the member `\(name)` \(owner) has a name that queries cannot hold; leave commas and brackets out")
        }
        let chosen = columns.all.filter { $0.access != .hidden && $0.member != $0.name }.map(\.member)
        for name in chosen + computed.map(\.name) where OwnParameters.own.contains(name) {
            mistakes.append("the member `\(name)` \(owner) has the name of a parameter of lists; give it another")
        }
        return mistakes + computed.compactMap { $0.mistake(isReadLater: isReadLater) }
    }

    /// Whether `fields`, `order` and filters can hold a name.
    private static func isNameable(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix("-") && !name.contains { ",[]".contains($0) }
    }
}
