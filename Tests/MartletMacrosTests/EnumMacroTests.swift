import SwiftParser
import SwiftSyntax
import SwiftSyntaxMacroExpansion
import SwiftSyntaxMacros
import SwiftSyntaxMacrosGenericTestSupport
import Testing

@testable import MartletMacros

/// What `@Schema` makes of enumerations, and says about mistakes.
@Suite struct EnumMacroTests {
    private func expect(
        _ source: String, _ diagnostics: [DiagnosticSpec], at location: Testing.SourceLocation = #_sourceLocation
    ) {
        let macros: [String: MacroSpec] = [
            "Schema": MacroSpec(type: SchemaMacro.self, conformances: ["SchemaUnion"]),
            "Field": MacroSpec(type: FieldMacro.self), "Case": MacroSpec(type: CaseMacro.self),
        ]
        // Without its attributes, in which no parentheses are.
        let plain = source.replacing(#/@(?:Schema|Case|Field)(?:\([^)]*\))? /#, with: "")
        assertMacroExpansion(
            source, expandedSource: plain, diagnostics: diagnostics, macroSpecs: macros
        ) { failure in
            Issue.record("\(failure.message)", sourceLocation: location)
        }
    }

    private func writer(_ source: String) throws -> EnumWriter {
        let declaration = try #require(
            Parser.parse(source: source).statements.first?.item.as(EnumDeclSyntax.self))
        let node = try #require(declaration.attributes.first?.as(AttributeSyntax.self))
        let description = EnumDescription(reading: declaration, node)
        #expect(description.mistakes.map(\.message) == [])
        return EnumWriter(description: description, access: declaration.accessLevel)
    }

    @Test func `structs are told apart`() throws {
        let writer = try writer(
            """
            @Schema(name: "Paid", discriminator: "type") enum Payment {
                case card(Card)
                @Case("in-cash") case cash
                @Case("gift") case voucher(code: Code)
            }
            """)
        #expect(
            writer.members == [
                """
                private enum SchemaTypes {
                    typealias payload0 = Card
                    typealias payload2 = Code
                }
                """,
                """
                static let schema = UnionSchema(
                    name: "Paid", discriminator: "type",
                    variants: [
                        UnionVariant("card", (Card).self),
                        UnionVariant("in-cash"),
                        UnionVariant("gift", (Code).self),
                    ], isNamed: true)
                """,
            ])
        #expect(
            writer.extensionMembers == [
                """
                private enum SchemaCases: String, CaseIterable, Codable {
                    case cash = "in-cash"
                    case card = "card"
                    case voucher = "gift"
                }
                """,
                """
                private enum SchemaKeys: String, CodingKey {
                    case discriminator = "type"
                }
                """,
                """
                static func read(from reader: inout JSONReader) throws(JSONSyntaxError) -> Self? {
                    switch try reader.variant(of: Self.schema) {
                    case 0?:
                        guard let payload = try reader.payload(SchemaTypes.payload0.self, of: Self.schema) else { return nil }
                        return Self.card(payload)
                    case 1?: return try reader.noPayload(of: Self.schema) ? Self.cash : nil
                    case 2?:
                        guard let payload = try reader.payload(SchemaTypes.payload2.self, of: Self.schema) else { return nil }
                        return Self.voucher(code: payload)
                    default: return nil
                    }
                }
                """,
                """
                func write(to writer: inout JSONWriter) {
                    switch self {
                    case .card(let payload): writer.variant(0, payload, of: Self.schema)
                    case .cash: writer.variant(1, of: Self.schema)
                    case .voucher(let payload): writer.variant(2, payload, of: Self.schema)
                    }
                }
                """,
                """
                init(from decoder: any Decoder) throws {
                    if let input = try Self.input(from: decoder) {
                        self = input
                        return
                    }
                    let container = try decoder.container(keyedBy: SchemaKeys.self)
                    switch try container.decode(SchemaCases.self, forKey: .discriminator) {
                    case .card: self = Self.card(try SchemaTypes.payload0(from: decoder))
                    case .cash: self = Self.cash
                    case .voucher: self = Self.voucher(code: try SchemaTypes.payload2(from: decoder))
                    }
                }
                """,
                """
                func encode(to encoder: any Encoder) throws {
                    var container = encoder.container(keyedBy: SchemaKeys.self)
                    switch self {
                    case .card(let payload):
                        try container.encode(SchemaCases.card, forKey: .discriminator)
                        try payload.encode(to: encoder)
                    case .cash: try container.encode(SchemaCases.cash, forKey: .discriminator)
                    case .voucher(let payload):
                        try container.encode(SchemaCases.voucher, forKey: .discriminator)
                        try payload.encode(to: encoder)
                    }
                }
                """,
            ])
    }

    @Test(arguments: [
        (
            "@Schema enum Genre: String {\n    case rock\n}",
            "an enumeration with raw values conforms to `CaseIterable` and `SchemaValue`; @Schema describes one of structs",
            1, 14
        ),
        (
            "@Schema enum Payment {\n    case card(Card)\n}",
            "cases with structs are told apart by a member: write `@Schema(discriminator: \"type\")`", 1, 14
        ),
        (
            "@Schema(discriminator: member) enum Payment {\n    case card(Card)\n}",
            "`discriminator` has to be a string literal with a name: the macro reads it from the source", 1, 24
        ),
        (
            "@Schema(discriminator: \"\") enum Payment {\n    case card(Card)\n}",
            "`discriminator` has to be a string literal with a name: the macro reads it from the source", 1, 24
        ),
        (
            "@Schema(discriminator: \"type\") enum Box<Item> {\n    case item(Item)\n}",
            "a schema has one set of cases, so `Box` cannot be generic", 1, 40
        ),
        (
            "@Schema(discriminator: \"type\") enum Nothing {\n}", "`Nothing` has no cases, so it has no values", 1, 37
        ),
        (
            "@Schema(discriminator: \"type\") enum Payment {\n    case card(Card, Int)\n}",
            "the case `card` holds one struct with @Schema, whose members stand beside the discriminator", 2, 10
        ),
        (
            "@Schema(discriminator: \"type\") enum Payment {\n    case card(Card)\n    @Case(\"card\") case other(Other)\n}",
            "`card` is called `card` in JSON already", 3, 24
        ),
        (
            "@Schema(discriminator: \"type\") enum Payment {\n    @Case(\"a\") case card(Card), cash\n}",
            "@Case says what one case is called in JSON; give each case one, in a declaration of its own", 2, 5
        ),
        (
            "@Schema(discriminator: \"type\") enum Payment {\n    @Case(\"a\") @Case(\"b\") case cash\n}",
            "@Case says what one case is called in JSON; give each case one, in a declaration of its own", 2, 16
        ),
        (
            "@Schema(discriminator: \"type\") enum Payment {\n    @Case(name) case cash\n}",
            "`@Case` has to be a string literal: the macro reads it from the source", 2, 11
        ),
        (
            "@Schema(discriminator: \"type\") enum Payment {\n    @Field(name: \"a\") case cash\n}",
            "@Field describes a member of a struct; `@Case(\"…\")` says what a case is called in JSON", 2, 5
        ),
        (
            "@Schema(discriminator: \"type\") enum Payment {\n    case cash\n    #if DEBUG\n    case test\n    #endif\n}",
            "@Schema does not see which of these cases there are; declare all of them without `#if`", 3, 5
        ),
        (
            "@Schema(discriminator: \"type\") struct Card {\n    var number: String\n}",
            "`discriminator` tells the cases of an enumeration apart; a struct has none", 1, 24
        ),
        (
            "enum Genre: String {\n    @Case(\"a\") case rock\n}",
            "@Case says something only about a case of an enumeration with `@Schema(discriminator:)`", 2, 5
        ),
    ])
    func `mistakes are told where they are`(_ source: String, _ message: String, _ line: Int, _ column: Int) {
        expect(source, [DiagnosticSpec(message: message, line: line, column: column)])
    }
}
