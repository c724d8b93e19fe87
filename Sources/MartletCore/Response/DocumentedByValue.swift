/// A type of which a value can be made up, so that documents see what it encodes; `@Model` makes each model one of them.
///
/// It is asked for types that are `Encodable`, while documents are made.
public protocol DocumentedByValue: SendableMetatype {
    /// A value whose members are made up.
    /// - Throws: any error, where none can be made; documents say nothing of the members then.
    static func madeUpForDocuments() throws -> Self

    /// The most characters of a text, by the name of its member; `nil` for no limit and for what is no text.
    static func maximumLength(ofMember name: String) -> Int?
}
