import SwiftSyntaxMacroExpansion
import SwiftSyntaxMacros
import SwiftSyntaxMacrosGenericTestSupport
import Testing

@testable import MartletMacros

/// What `@Schema` says about mistakes.
@Suite struct SchemaMacroTests {
    private static let macros: [String: MacroSpec] = [
        "Schema": MacroSpec(type: SchemaMacro.self, conformances: ["Schema"]),
        "Field": MacroSpec(type: FieldMacro.self),
        "Each": MacroSpec(type: FieldMacro.self),
        "Keys": MacroSpec(type: FieldMacro.self),
    ]

    private func expect(
        _ source: String, _ diagnostics: [DiagnosticSpec], applying fixes: [String]? = nil, fixed: String? = nil,
        at location: SourceLocation = #_sourceLocation
    ) {
        var plain = source
        for attribute in [
            "@Schema ", "@Field(length: 1...2) ", "@Field(pattern: text) ", "@Field(name: \"a\") ",
            "@Field(access: .readOnly) ", "@Field(access: hidden) ", "@Field(access: .hidden) ",
            "@Field(access: .writeOnly) ", "@MartletJSON.Field(length: 1...2) ",
            "@Schema(names: style) ", "@Schema(names: .snakeCase) ", "@Field(name: \"post_code\") ",
            "@Each(length: 1...2) ", "@Each(pattern: text) ", "@Each ", "@Keys(length: 1...2) ", "@Keys ",
        ] {
            plain = plain.split(separator: attribute, omittingEmptySubsequences: false).joined()
        }
        assertMacroExpansion(
            source, expandedSource: plain, diagnostics: diagnostics, macroSpecs: Self.macros, applyFixIts: fixes,
            fixedSource: fixed
        ) { failure in
            Issue.record("\(failure.message)", sourceLocation: location)
        }
    }

    @Test func `only values are schemas`() {
        expect(
            """
            @Schema final class Genre {
                let name = "rock"
            }
            """,
            [
                DiagnosticSpec(
                    message: "@Schema describes a value, a struct or an enumeration; it is no class or actor", line: 1,
                    column: 15)
            ])
    }

    @Test func `a generic schema is one over values`() {
        expect(
            """
            @Schema struct Page<Item, each Other, let size: Int> {
                var items: [Item]
            }
            """,
            [
                DiagnosticSpec(
                    message:
                        "`Item` has to be a value that JSON can hold: write `Item: Schema`, or `Item: SchemaValue`",
                    line: 1, column: 21),
                DiagnosticSpec(
                    message: "a schema is generic over types alone, not over numbers or any number of types", line: 1,
                    column: 27),
                DiagnosticSpec(
                    message: "a schema is generic over types alone, not over numbers or any number of types", line: 1,
                    column: 39),
            ])
    }

    @Test func `the names of members are written where they stand`() {
        expect(
            """
            @Schema(names: style) struct Place {
                var postCode: String
            }
            """,
            [
                DiagnosticSpec(
                    message:
                        "`names` has to be `.asWritten`, `.snakeCase`, `.kebabCase` or `.pascalCase`: the macro reads it from the source",
                    line: 1, column: 16)
            ])
    }

    @Test func `a name that is made may be taken`() {
        expect(
            """
            @Schema(names: .snakeCase) struct Place {
                var postCode: String
                @Field(name: "post_code") var code: String
            }
            """,
            [DiagnosticSpec(message: "`postCode` has the name `post_code` in JSON already", line: 3, column: 5)])
    }

    @Test func `rules of elements are rules`() {
        expect(
            """
            @Schema struct Album {
                @Each var tags: [String]
                @Each(pattern: text) var names: [String]
                @Keys var titles: [String: String]
                @Keys(length: 1...2) @Keys(length: 1...2) var notes: [String: String]
                @Each(length: 1...2) @Each var grid: [[String]]
            }
            """,
            [
                DiagnosticSpec(
                    message: "@Each says nothing of the elements yet: give it a rule, such as `length: 1...20`",
                    line: 2, column: 5),
                DiagnosticSpec(
                    message: "`pattern` has to be a literal such as /^[a-z]+$/: the macro reads it from the source",
                    line: 3, column: 20),
                DiagnosticSpec(
                    message: "@Keys says nothing of the names yet: give it a rule, such as `length: 1...20`", line: 4,
                    column: 5),
                DiagnosticSpec(
                    message: "a member has one @Keys: write its arguments in the first", line: 5, column: 26),
                DiagnosticSpec(
                    message: "@Each says nothing of the elements yet: give it a rule, such as `length: 1...20`",
                    line: 6, column: 26),
            ])
    }

    @Test func `rules of elements need a schema and a stored property, too`() {
        expect(
            """
            struct Album {
                @Each(length: 1...2) var tags: [String]
            }
            """,
            [
                DiagnosticSpec(
                    message: "@Each says something only in a struct with @Schema, which is missing here", line: 2,
                    column: 5)
            ])
        expect(
            """
            @Schema struct Album {
                @Keys(length: 1...2) var tags: [String: Int] { [:] }
            }
            """,
            [
                DiagnosticSpec(
                    message: "@Keys describes a stored property; a computed one is no member", line: 2, column: 5,
                    fixIts: [FixItSpec(message: "remove `@Keys(length: 1...2)`")])
            ])
    }

    @Test func `a member without a type gets that of its literal`() {
        expect(
            """
            @Schema struct Paging {
                var page = 1
            }
            """,
            [
                DiagnosticSpec(
                    message: "the member `page` needs a type annotation, as in `var page: String`", line: 2, column: 9,
                    fixIts: [FixItSpec(message: "add `: Int`")])
            ], applying: ["add `: Int`"],
            fixed: """
                @Schema struct Paging {
                    var page: Int = 1
                }
                """)
    }

    @Test func `a constant with a value becomes a variable`() {
        expect(
            """
            @Schema struct Paging {
                let page: Int = 1
            }
            """,
            [
                DiagnosticSpec(
                    message:
                        "the constant `page` has its value already, so nothing can be read into it; make it a `var`",
                    line: 2, column: 5, fixIts: [FixItSpec(message: "make it a `var`")])
            ], applying: ["make it a `var`"],
            fixed: """
                @Schema struct Paging {
                    var page: Int = 1
                }
                """)
    }

    @Test func `a computed property has no rules`() {
        expect(
            """
            @Schema struct Paging {
                var page: Int
                @Field(length: 1...2) var text: String { "" }
            }
            """,
            [
                DiagnosticSpec(
                    message: "@Field describes a stored property; a computed one is no member", line: 3, column: 5,
                    fixIts: [FixItSpec(message: "remove `@Field(length: 1...2)`")])
            ])
    }

    @Test func `a pattern is a literal`() {
        expect(
            """
            @Schema struct Search {
                @Field(pattern: text) var q: String
            }
            """,
            [
                DiagnosticSpec(
                    message: "`pattern` has to be a literal such as /^[a-z]+$/: the macro reads it from the source",
                    line: 2, column: 21)
            ])
    }

    @Test(arguments: ["hidden", ".hidden"]) func `an access is written where it stands`(access: String) {
        expect(
            """
            @Schema struct Account {
                @Field(access: \(access)) var password: String
            }
            """,
            [
                DiagnosticSpec(
                    message:
                        "`access` has to be `.readOnly`, `.writeOnly` or `.readWrite`: the macro reads it from the source",
                    line: 2, column: 20)
            ])
    }

    @Test func `a member has one attribute`() {
        expect(
            """
            @Schema struct Account {
                @Field(length: 1...2) @Field(access: .writeOnly) var password: String
            }
            """,
            [
                DiagnosticSpec(
                    message: "a member has one @Field: write its arguments in the first", line: 2, column: 27)
            ])
    }

    @Test func `an attribute without a schema around it says so`() {
        expect(
            """
            struct Account {
                @Field(length: 1...2) var name: String
            }
            """,
            [
                DiagnosticSpec(
                    message: "@Field says something only in a struct with @Schema, which is missing here", line: 2,
                    column: 5)
            ])
    }

    @Test func `two members cannot have one name`() {
        expect(
            """
            @Schema struct Search {
                var a: String
                @Field(name: "a") var b: String
            }
            """, [DiagnosticSpec(message: "`a` has the name `a` in JSON already", line: 3, column: 5)])
    }

    @Test func `what is never taken needs a value`() {
        expect(
            """
            @Schema struct Track {
                @Field(access: .readOnly) var id: Int
            }
            """,
            [
                DiagnosticSpec(
                    message:
                        "`id` is never taken from input, so it needs a value to begin with, or an optional type",
                    line: 2, column: 39)
            ])
    }
}
