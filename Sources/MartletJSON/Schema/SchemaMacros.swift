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
///
/// A struct may be generic over values: `@Schema struct Page<Item: Schema>`. What is known of `Page<Track>` is made when it
/// is first asked for and looked up from then on, and documents call it `PageOfTrack`.
/// - Parameters:
///   - name: the name under which documents know it; that of the struct by default, with its arguments where it is generic.
///     Nothing else of a document may be named so.
///   - names: how members are called that have no `@Field(name:)`; as their properties by default.
///   - unknown: what becomes of members that it does not have; they are problems by default. Where they are passed over,
///     so are members that are never taken.
@attached(member, names: named(schema), named(memberTable), named(SchemaRules), named(SchemaTypes))
@attached(
    extension, conformances: Schema,
    names: named(schemaName), named(init(members:)), named(init(from:)), named(write(to:)), named(CodingKeys))
public macro Schema(name: String? = nil, names: MemberNames = .asWritten, unknown: UnknownMembers = .refused) =
    #externalMacro(module: "MartletMacros", type: "SchemaMacro")

/// Says more of a member of a struct with ``Schema(name:names:unknown:)``: its rules, and what documents tell of it.
/// - Parameters:
///   - name: its name in JSON; that of the property by default, as `@Schema(names:)` writes it.
///   - trim: whether space and line breaks at both ends of a text are taken off, before its rules are checked.
///   - length: how many characters a text has: `1...200`, `...200`.
///   - range: from where to where a number or a moment reaches: `1...`, `0..<1`.
///   - multipleOf: what a number is a multiple of.
///   - count: how many elements a list, a set or a dictionary has.
///   - unique: whether no element of a list may stand there twice.
///   - pattern: a regular expression that a text has to hold, as a literal: `/^[A-Z]{3}$/`.
///   - format: the form of a text: `.email`, `.url`, `.url(schemes: ["https"])`.
///   - oneOf: the texts or numbers that there are.
///   - description: what it is for.
///   - example: an example.
///   - deprecated: whether it should not be used any more.
///   - access: in which direction it goes; a `.writeOnly` member is never told, a `.readOnly` one never taken.
@attached(peer)
public macro Field(
    name: String? = nil, trim: Bool = false, length: (any BoundedRange<Int>)? = nil,
    range: (any BoundedRange)? = nil, multipleOf: (any SchemaValue)? = nil, count: (any BoundedRange<Int>)? = nil,
    unique: Bool = false, pattern: (any RegexComponent)? = nil, format: TextFormat? = nil,
    oneOf: [any SchemaValue]? = nil, description: String? = nil, example: (any SchemaValue)? = nil,
    deprecated: Bool = false,
    access: MemberAccess = .readWrite
) = #externalMacro(module: "MartletMacros", type: "FieldMacro")

/// Says what each element of a list or a set has to be, or each value of a dictionary; the rules are those of `@Field`.
///
/// A second one is about the elements of the elements. An element that breaks a rule is told with its place, `/tags/3`;
/// those behind the most that `@Field(count:)` lets in are not looked at.
///
/// ```swift
/// @Schema struct Album {
///     @Field(count: ...10) @Each(length: 1...20, pattern: /^[a-z]+$/) var tags: [String]
///     @Each(count: 3...3) @Each(range: 0...255) var colours: [[Int]] = []
/// }
/// ```
/// - Parameters:
///   - trim: whether space and line breaks at both ends of a text are taken off, before its rules are checked.
///   - length: how many characters a text has: `1...200`, `...200`.
///   - range: from where to where a number or a moment reaches: `1...`, `0..<1`.
///   - multipleOf: what a number is a multiple of.
///   - count: how many elements an inner list has.
///   - unique: whether no element of an inner list may stand there twice.
///   - pattern: a regular expression that a text has to hold, as a literal: `/^[A-Z]{3}$/`.
///   - format: the form of a text: `.email`, `.url`.
///   - oneOf: the texts or numbers that there are.
@attached(peer)
public macro Each(
    trim: Bool = false, length: (any BoundedRange<Int>)? = nil, range: (any BoundedRange)? = nil,
    multipleOf: (any SchemaValue)? = nil, count: (any BoundedRange<Int>)? = nil, unique: Bool = false,
    pattern: (any RegexComponent)? = nil, format: TextFormat? = nil, oneOf: [any SchemaValue]? = nil
) = #externalMacro(module: "MartletMacros", type: "FieldMacro")

/// Says what each name in a dictionary has to be; ``Each(trim:length:range:multipleOf:count:unique:pattern:format:oneOf:)``
/// is about its values.
///
/// ```swift
/// @Schema struct Album {
///     @Field(count: ...20) @Keys(pattern: /^[a-z]{2}$/) @Each(length: 1...200) var titles: [String: String]
/// }
/// ```
/// - Parameters:
///   - length: how many characters a name has.
///   - pattern: a regular expression that a name has to hold, as a literal.
///   - format: the form of a name: `.slug`.
///   - oneOf: the names that there are.
@attached(peer)
public macro Keys(
    length: (any BoundedRange<Int>)? = nil, pattern: (any RegexComponent)? = nil, format: TextFormat? = nil,
    oneOf: [String]? = nil
) = #externalMacro(module: "MartletMacros", type: "FieldMacro")
