import SwiftSyntax

extension ModelDescription {
    /// The names of the members that are told, for a struct with some that are not; `nil` where all are, and where the
    /// struct encodes itself.
    var toldMembers: [String]? {
        guard !encodesItself, properties.contains(where: { !$0.isTold }) else { return nil }
        let untold = Set(properties.filter { !$0.isTold }.map(\.plainName))
        guard let codingNames else { return properties.filter(\.isTold).map(\.plainName) }
        return codingNames.filter { !untold.contains($0.member) }.map(\.name)
    }

    /// Reads what the struct says of its encoding: `CodingKeys` and `encode(to:)`.
    mutating func readCoding(_ declaration: StructDeclSyntax) {
        for member in declaration.memberBlock.members {
            if let keys = member.decl.as(EnumDeclSyntax.self), keys.name.text == "CodingKeys" {
                codingNames = Self.cases(of: keys)
            } else if let function = member.decl.as(FunctionDeclSyntax.self), function.name.text == "encode",
                function.signature.parameterClause.parameters.map(\.firstName.text) == ["to"]
            {
                encodesItself = true
            }
        }
    }

    /// The cases of an enumeration and their raw values; one whose value is not a literal is left out.
    private static func cases(of keys: EnumDeclSyntax) -> [(member: String, name: String)] {
        keys.memberBlock.members.compactMap { $0.decl.as(EnumCaseDeclSyntax.self) }.flatMap(\.elements).compactMap {
            let name = $0.name.identifier?.name ?? $0.name.text
            guard let value = $0.rawValue?.value else { return (name, name) }
            return value.literalText.map { (name, $0) }
        }
    }
}
