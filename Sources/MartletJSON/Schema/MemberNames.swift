/// How the members of a struct are called in JSON, where none has a name of its own; what `@Schema(names:)` takes.
///
/// ```swift
/// @Schema(names: .snakeCase) struct Place {
///     var postCode: String                        // post_code
///     @Field(name: "iso") var countryCode: String // iso
/// }
/// ```
public enum MemberNames: Sendable, Equatable {
    /// As their properties: `postCode`.
    case asWritten
    /// In small letters, with low lines between words: `post_code`.
    case snakeCase
    /// In small letters, with hyphens between words: `post-code`.
    case kebabCase
    /// With a large first letter: `PostCode`.
    case pascalCase
}
