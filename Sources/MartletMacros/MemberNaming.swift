/// How the members of a schema are called in JSON: the cases of `MemberNames`.
enum MemberNaming: String, CaseIterable {
    case asWritten, snakeCase, kebabCase, pascalCase

    /// The name of a member by that of its property, which begins with a small letter.
    func name(of property: String) -> String {
        switch self {
        case .asWritten: property
        case .snakeCase: SnakeCase.convert(property)
        case .kebabCase: SnakeCase.convert(property).map { $0 == "_" ? "-" : String($0) }.joined()
        case .pascalCase: property.prefix(1).uppercased() + property.dropFirst()
        }
    }
}
