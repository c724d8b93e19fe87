/// Makes a struct a ``Schema``: it reads itself from JSON, says everything that is wrong with it, and writes itself.
///
/// Every stored property is a member, required unless it is optional, a ``Change`` or has a value already. Its type is a
/// ``SchemaValue``; `@Field` says more of it.
///
/// ```swift
/// @Schema struct NewTrack {
///     @Field(length: 1...200) var title: String
///     @Field(range: 1...86_400, description: "its length in seconds") var seconds: Int
///     @Field(count: ...10, unique: true) var tags: [String] = []
///     var album: Int?
///     var genre: Genre = .rock
/// }
/// enum Genre: String, CaseIterable, SchemaValue { case rock, jazz }
/// ```
/// - Parameters:
///   - name: the name under which documents know it; that of the struct by default.
///   - unknown: what becomes of members that it does not have; they are problems by default. Where they are passed over,
///     so are members that are never taken.
@attached(member, names: named(schema), named(memberTable), named(SchemaRules), named(SchemaTypes))
@attached(
    extension, conformances: Schema,
    names: named(schemaName), named(init(members:)), named(init(from:)), named(write(to:)), named(CodingKeys))
public macro Schema(name: String? = nil, unknown: UnknownMembers = .refused) =
    #externalMacro(module: "MartletMacros", type: "SchemaMacro")

/// Says more of a member of a struct with ``Schema(name:unknown:)``: its rules, and what documents tell of it.
/// - Parameters:
///   - name: its name in JSON; that of the property by default.
///   - length: how many characters a text has: `1...200`, `...200`.
///   - range: from where to where a number or a moment reaches: `1...`, `0..<1`.
///   - multipleOf: what a number is a multiple of.
///   - count: how many elements a list has.
///   - unique: whether no element of a list may stand there twice.
///   - pattern: a regular expression that a text has to hold, as a literal: `/^[A-Z]{3}$/`.
///   - format: the form of a text: `.email`, `.url`.
///   - oneOf: the texts or numbers that there are.
///   - description: what it is for.
///   - example: an example.
///   - deprecated: whether it should not be used any more.
///   - access: in which direction it goes; a `.writeOnly` member is never told, a `.readOnly` one never taken.
@attached(peer)
public macro Field(
    name: String? = nil, length: (any BoundedRange<Int>)? = nil, range: (any BoundedRange)? = nil,
    multipleOf: (any SchemaValue)? = nil, count: (any BoundedRange<Int>)? = nil, unique: Bool = false,
    pattern: (any RegexComponent)? = nil, format: TextFormat? = nil, oneOf: [any SchemaValue]? = nil,
    description: String? = nil, example: (any SchemaValue)? = nil, deprecated: Bool = false,
    access: MemberAccess = .readWrite
) = #externalMacro(module: "MartletMacros", type: "FieldMacro")
