import Testing

@testable import MartletCLI

@Suite struct ComparisonTests {
    @Test(arguments: ValueDiffCases.all + MemberDiffCases.all)
    func `a change of a schema is found, and counts by the way of the value`(_ item: SchemaDiffCase) throws {
        let sent = try Findings.between(SchemaDiffCase.body(item.old), SchemaDiffCase.body(item.new))
        #expect(SchemaDiffCase.texts(sent) == item.request)
        let received = try Findings.between(SchemaDiffCase.answer(item.old), SchemaDiffCase.answer(item.new))
        #expect(SchemaDiffCase.texts(received) == item.response)
    }

    @Test(arguments: ValueDiffCases.all + MemberDiffCases.all)
    func `nothing is found where nothing changed`(_ item: SchemaDiffCase) throws {
        for text in [SchemaDiffCase.body(item.old), SchemaDiffCase.answer(item.new)] {
            #expect(try Findings.between(text, text).all == [])
        }
    }

    @Test(arguments: OperationDiffCases.all + BodyDiffCases.all + ReferenceDiffCases.all)
    func `a change of a description is found at its place`(_ item: DocumentDiffCase) throws {
        #expect(DocumentDiffCase.texts(try Findings.between(item.old, item.new)) == item.findings)
    }

    @Test(
        arguments: [
            ("{type: string, nullable: true}", "{type: [string, 'null']}"),
            ("{type: integer, minimum: 1, exclusiveMinimum: true}", "{type: integer, exclusiveMinimum: 1}"),
            ("{type: string, enum: [a]}", "{const: a, type: string}"),
            (
                "{nullable: true, allOf: [{type: object, properties: {a: {type: string}}}]}",
                "{anyOf: [{type: object, properties: {a: {type: string}}}, {type: 'null'}]}"
            ),
        ])
    func `3_0 and 3_1 say the same in other words`(_ old: String, _ new: String) throws {
        let before = SchemaDiffCase.body(old)
        let after = SchemaDiffCase.body(new)
        #expect(try Findings.between(before, after, "3.0.3", "3.1.0").all == [])
        #expect(try Findings.between(after, before, "3.1.0", "3.0.3").all == [])
    }

    @Test func `what stands beside a reference holds in 3_1 alone`() throws {
        func text(_ schema: String) -> String {
            SchemaDiffCase.body(schema) + "\ncomponents: {schemas: {A: {type: string}}}\n"
        }
        let old = text("{$ref: '#/components/schemas/A'}")
        let new = text("{$ref: '#/components/schemas/A', maxLength: 3}")
        #expect(
            SchemaDiffCase.texts(try Findings.between(old, new)) == [
                "breaking limit-tightened `maxLength` was not said and is 3"
            ])
        #expect(try Findings.between(old, new, "3.0.0", "3.0.0").all == [])
    }

    @Test func `what was deprecated may be removed if that is allowed`() throws {
        let old = """
            paths:
              /a:
                get:
                  deprecated: true
                  responses: {'200': {description: Good}}
                put:
                  parameters: [{name: x, in: query, deprecated: true}, {name: y, in: query}]
                  requestBody:
                    content: {application/json: {schema: {properties: {a: {deprecated: true}, b: {}}}}}
                  responses: {'200': {description: Good}}
            """
        let new = """
            paths:
              /a:
                put:
                  requestBody: {content: {application/json: {schema: {}}}}
                  responses: {'200': {description: Good}}
            """
        let strict = try Findings.between(old, new)
        #expect(strict.of(.breaking).count == 5)
        let options = Findings.Options(allowsRemovingDeprecated: true)
        let lenient = try Findings.between(old, new, options: options)
        #expect(
            lenient.of(.breaking).flatMap(\.places).map(\.text) == [
                "PUT /a, query parameter `y`", "PUT /a, request body (application/json), /b",
            ])
        #expect(lenient.of(.compatible).count == 3)
    }

    @Test func `every change has a severity each way, and a name of its own`() {
        #expect(Set(Change.allCases.map(\.rawValue)).count == Change.allCases.count)
        // What breaks one way is harmless or a warning the other way, unless it breaks both.
        for change in Change.allCases {
            let ways = [change.severity(.request), change.severity(.response)]
            #expect(
                ways.contains(.compatible) || ways == [.breaking, .breaking] || ways.contains(.warning), "\(change)")
        }
    }
}
