import SwiftParser
import SwiftSyntax
import Testing

@testable import MartletMacros

/// Which members of a model are told.
@Suite struct UntoldMemberTests {
    /// The names of the members that a struct tells; `nil` without any that are not told.
    private func told(_ members: String) throws -> [String]? {
        let file = Parser.parse(source: "struct Agent { \(members) }")
        let declaration = try #require(file.statements.first?.item.as(StructDeclSyntax.self))
        return ModelDescription(reading: declaration).toldMembers
    }

    @Test(
        arguments: [
            ("var id: Int; @Column(access: .readOnly) var name: String", nil),
            ("var id: Int; @Column(access: .hidden) var hash: String; var name: String", ["id", "name"]),
            ("var id: Int; @Column(max: 9, access: ColumnAccess.writeOnly) var pin: String", ["id"]),
            ("var id: Int; @Column(access: ColumnAccess.readWrite) var pin: String", nil),
            // What the macro cannot read.
            ("var id: Int; @Column(access: Self.secret) var hash: String", ["id"]),
            ("var id: Int; @BelongsTo(access: .hidden) var owner: Owner.ID", ["id"]),
            (
                """
                var id: Int; @Column(access: .hidden) var hash: String; var name: String
                enum CodingKeys: String, CodingKey { case id; case hash = "name_hash", name = "full_name", more }
                """, ["id", "full_name", "more"]
            ),
            (
                """
                var id: Int; @Column(access: .hidden) var hash: String
                func encode(to encoder: any Encoder) throws {}
                """, nil
            ),
        ] as [(String, [String]?)])
    func `members that are not told are known`(_ members: String, _ expected: [String]?) throws {
        #expect(try told(members) == expected)
    }
}
