import ArgumentParser
import Testing

@testable import MartletCLI

@Suite struct DiffCommandTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(SchemaDiffCase.document("{type: string, enum: [a]}"), to: "old.yml")
        try folder.write(SchemaDiffCase.document("{type: string, enum: [a, b]}"), to: "warning.yml")
        try folder.write(SchemaDiffCase.document("{type: integer, enum: [1]}"), to: "breaking.yml")
        try folder.write("openapi: [", to: "unreadable.yml")
    }

    @Test(
        arguments: [
            ("old.yml", "old.yml", [], nil), ("old.yml", "warning.yml", [], nil),
            ("old.yml", "warning.yml", ["--warn-as-error"], 1), ("old.yml", "breaking.yml", [], 1),
            ("old.yml", "unreadable.yml", [], 2), ("missing.yml", "old.yml", [], 2),
        ] as [(String, String, [String], Int32?)])
    func `the status says what was found`(_ old: String, _ new: String, _ options: [String], _ status: Int32?) throws {
        var command = try MartletCommand.parseAsRoot(
            ["openapi", "diff", "\(folder.path)/\(old)", "\(folder.path)/\(new)"] + options)
        do {
            try command.run()
            #expect(status == nil)
        } catch {
            #expect((error as? ExitCode)?.rawValue == status)
        }
    }

    private func findings() throws -> Findings {
        try Findings.between(
            SchemaDiffCase.answer("{type: object, properties: {'a|b': {type: string}, c: {enum: [x]}}}"),
            SchemaDiffCase.answer("{type: object, properties: {'a|b': {type: integer}, c: {enum: [x, y]}, d: {}}}"))
    }

    @Test func `a report for people`() throws {
        #expect(
            DiffReport(findings: try findings()).text(.text) == """
                1 breaking change, 1 warning, 1 compatible change

                Breaking
                  the type was string and is integer [type-changed]
                    POST /a, response 200 (application/json), /a|b
                    #/paths/~1a/post/responses/200/content/application~1json/schema/properties/a|b

                Warnings
                  the value "y" is new [enum-value-added]
                    POST /a, response 200 (application/json), /c
                    #/paths/~1a/post/responses/200/content/application~1json/schema/properties/c

                Not breaking
                  the member `d` is new [member-added]
                    POST /a, response 200 (application/json), /d
                    #/paths/~1a/post/responses/200/content/application~1json/schema/properties/d
                """)
    }

    @Test func `a report for a page`() throws {
        #expect(
            DiffReport(findings: try findings()).text(.markdown) == """
                1 breaking change, 1 warning, 1 compatible change.

                ## Breaking

                | Place | Change | Check |
                | --- | --- | --- |
                | POST /a, response 200 (application/json), /a\\|b | the type was string and is integer | `type-changed` |

                ## Warnings

                | Place | Change | Check |
                | --- | --- | --- |
                | POST /a, response 200 (application/json), /c | the value "y" is new | `enum-value-added` |

                ## Not breaking

                | Place | Change | Check |
                | --- | --- | --- |
                | POST /a, response 200 (application/json), /d | the member `d` is new | `member-added` |
                """)
    }

    @Test func `a report for programs`() throws {
        let report = DiffReport(findings: try findings()).text(.json)
        let value = DocumentNode(value: try DocumentReader.read(report, file: "report.json"), pointer: "#")
        #expect(value["breaking"]?.elements.map { $0["check"]?.string } == ["type-changed"])
        #expect(value["warning"]?.elements.first?["text"]?.string == #"the value "y" is new"#)
        #expect(
            value["compatible"]?.elements.first?["places"]?.value.text
                == #"[{"member":"/d","operation":"POST /a","subject":"response 200 (application/json)"}]"#)
    }

    @Test func `no change is said in words`() throws {
        let same = try Findings.between("paths: {}", "paths: {}")
        #expect(DiffReport(findings: same).text(.text) == "nothing that a client can see has changed")
        #expect(
            DiffReport(findings: same).text(.json)
                == "{\n  \"breaking\": [],\n  \"warning\": [],\n  \"compatible\": []\n}")
    }

    @Test func `many places are counted`() throws {
        func text(_ type: String) -> String {
            let response = "responses: {'200': {$ref: '#/components/responses/A'}}"
            let paths = (1...5).map { "  /\($0): {get: {\(response)}}\n" }.joined()
            return "paths:\n\(paths)components: {responses: {A: {description: A, content: "
                + "{application/json: {schema: {type: \(type)}}}}}}\n"
        }
        let report = DiffReport(findings: try Findings.between(text("string"), text("integer"))).text(.text)
        #expect(report.contains("    GET /3, response 200 (application/json)\n    and 2 more\n"))
    }
}

extension SchemaDiffCase {
    /// A whole description that answers by a schema.
    static func document(_ schema: String) -> String {
        "openapi: 3.1.0\ninfo: {title: Test, version: '1'}\n" + answer(schema)
    }
}
