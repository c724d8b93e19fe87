/// A type that the client declares.
struct TypeDeclaration {
    enum Content {
        case structure(Structure)
        case enumeration(Enumeration)
        case union(Union)
        /// Another name of a type.
        case alias(SwiftType)
    }

    struct Structure {
        var members: [Member]
        /// The type of members of other names, if there may be some.
        var additional: SwiftType?
        /// Whether it is the body of a form with files, which is not JSON.
        var isMultipart = false
    }

    struct Member {
        /// The name in JSON.
        let name: String
        let swiftName: String
        let use: TypeUse
        let isRequired: Bool
        let isReadOnly: Bool
        let isWriteOnly: Bool
        let isDeprecated: Bool
        let description: String?
        /// What it is where it is left out, as JSON.
        var initial: String?
        /// The only value that it has, as a Swift literal.
        var constant: String?
        /// Whether it is one text in a form with files, or a list of them.
        var isText = false
    }

    struct Enumeration {
        /// `String` or `Int`.
        let raw: SwiftType
        /// The names of the cases and their values as Swift literals.
        let cases: [(name: String, literal: String)]
    }

    struct Union {
        let cases: [UnionCase]
        /// The member that tells the cases apart.
        let discriminator: String?
        var isIndirect = false
    }

    struct UnionCase {
        let name: String
        let type: SwiftType
        /// The values of the discriminator that mean this case.
        let values: [String]
        /// Whether it is one of those that are left where the discriminator says nothing of the others.
        var isFallback = false
        /// The order of trying where nothing tells the cases apart: the highest comes first, since it accepts least.
        let rank: Int
    }

    let name: String
    let description: String?
    var content: Content
    var isDeprecated = false
}
