import SwiftParser
import SwiftSyntax
import Testing

@testable import MartletMacros

/// What `@Schema` writes for rules of elements, generic structs and names.
@Suite struct SchemaWriterTests {
    private func writer(_ source: String) throws -> SchemaWriter {
        let file = Parser.parse(source: source)
        let declaration = try #require(file.statements.first?.item.as(StructDeclSyntax.self))
        let node = try #require(declaration.attributes.first?.as(AttributeSyntax.self))
        let schema = SchemaDescription(reading: declaration, node)
        #expect(schema.mistakes.isEmpty)
        return SchemaWriter(schema: schema, access: "")
    }

    @Test(arguments: [
        ("@Each(length: 1...5) var a: [String]", "FieldRules<([String]).Constrained>(each: .init(.length(1...5)))"),
        (
            "@Field(count: ...2) @Keys(format: .slug) @Each(trim: true) var a: [String: String]",
            "FieldRules<([String: String]).Constrained>(.count(...2), keys: .init(.format(.slug)), each: .init(.trim(true)))"
        ),
        (
            "@Each @Each(count: 1...) @Each(range: 0...) var a: [[[Int]]]",
            "FieldRules<([[[Int]]]).Constrained>(each: .init(each: .init(.count(1...), each: .init(.range(0...)))))"
        ),
        (
            #"@Each(pattern: /^"\d$/) var a: [String]"#,
            #"FieldRules<([String]).Constrained>(each: .init(.pattern(/^"\d$/, source: "^\"\\d$")))"#
        ),
    ])
    func `rules of elements stand in those of their member`(_ member: String, _ rules: String) throws {
        let members = try writer("@Schema struct Album { \(member) }").members
        #expect(members.contains("private enum SchemaRules {\n    static let a = \(rules)\n}"))
    }

    @Test func `what is not generic has constants, what is looks them up`() throws {
        let plain = try writer("@Schema struct Album { var a: Int }")
        #expect(plain.members.contains { $0.hasPrefix("static let schema = ObjectSchema(") })
        #expect(plain.members.contains { $0.hasPrefix("static let memberTable = MemberTable(") })
        #expect(!plain.members.joined().contains("GenericSchema"))
        #expect(plain.extensionMembers.first == #"static var schemaName: String { "Album" }"#)
        let generic = try writer("@Schema struct Page<Item: Schema> { @Field(range: 0...) var a: Int }")
        #expect(!generic.members.joined().contains("static let"))
        #expect(
            generic.extensionMembers.first
                == #"static var schemaName: String { GenericSchema.name("Page", of: Item.self) }"#)
    }

    @Test(arguments: [
        (MemberNaming.asWritten, "artistID", "artistID"), (.snakeCase, "artistID", "artist_id"),
        (.snakeCase, "name", "name"), (.kebabCase, "urlOfPage", "url-of-page"), (.pascalCase, "urlOfPage", "UrlOfPage"),
        (.snakeCase, "line2Text", "line2_text"),
    ])
    func `names are made of words`(_ naming: MemberNaming, _ property: String, _ name: String) {
        #expect(naming.name(of: property) == name)
    }
}
