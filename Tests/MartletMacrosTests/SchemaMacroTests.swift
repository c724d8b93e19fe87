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

    @Test func `a schema has one set of members`() {
        expect(
            """
            @Schema struct Page<Item> {
                var items: [Item]
            }
            """,
            [
                DiagnosticSpec(
                    message: "a schema has one set of members, so `Page` cannot be generic", line: 1, column: 20)
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
