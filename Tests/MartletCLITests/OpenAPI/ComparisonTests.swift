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

        let parts = text("{$ref: '#/components/schemas/A', allOf: [{maxLength: 3}]}")
        #expect(try Findings.between(new, parts).all == [])
        #expect(try Findings.between(old, parts, "3.0.0", "3.0.0").all == [])
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

    @Test func `every change has a name of its own`() {
        #expect(Set(Change.allCases.map(\.rawValue)).count == Change.allCases.count)
    }

    /// The changes that count the same both ways; every other one is worse the one way than the other.
    @Test(
        arguments: [
            (
                .breaking,
                [
                    .operationRemoved, .operationIDChanged, .operationIDRemoved, .parameterRemoved,
                    .parameterStyleChanged, .bodyRemoved, .successRemoved, .headerRemoved, .linkRemoved, .linkChanged,
                    .schemeChanged, .typeChanged, .formatChanged, .memberRemoved, .discriminatorChanged,
                    .conditionChanged,
                ]
            ),
            (.warning, [.serverRemoved, .optionalSecurityNarrowed]),
            (
                .compatible,
                [
                    .operationAdded, .operationIDAdded, .operationDeprecated, .serverAdded, .parameterAdded,
                    .parameterRenamed, .parameterDeprecated, .bodyAdded, .errorAdded, .headerAdded, .linkAdded,
                    .memberAdded, .memberDeprecated, .specialAlternativeRemoved,
                ]
            ),
        ] as [(Severity, Set<Change>)])
    func `what narrows or widens hurts one side, other changes both or neither`(
        _ severity: Severity, _ changes: Set<Change>
    ) {
        let found = Change.allCases.filter { $0.severity(.request) == severity && $0.severity(.response) == severity }
        #expect(Set(found) == changes)
    }

    @Test(arguments: WebhookDiffCases.all)
    func `webhooks are judged the other way round`(_ item: DocumentDiffCase) throws {
        #expect(DocumentDiffCase.texts(try Findings.between(item.old, item.new)) == item.findings)
    }

    @Test(arguments: OperationDiffCases.all + BodyDiffCases.all + ReferenceDiffCases.all + WebhookDiffCases.all)
    func `a description is as it was`(_ item: DocumentDiffCase) throws {
        for text in [item.old, item.new] { #expect(try Findings.between(text, text).all == []) }
    }

    @Test func `a reference beside which it is in a part of itself ends`() throws {
        let text =
            SchemaDiffCase.body("{$ref: '#/components/schemas/A'}") + """

                components:
                  schemas:
                    A: {$ref: '#/components/schemas/B', allOf: [{$ref: '#/components/schemas/A'}, {maxLength: 3}]}
                    B: {type: string}

                """
        let found = try Findings.between(text, text.replacing("maxLength: 3", with: "maxLength: 2"))
        #expect(SchemaDiffCase.texts(found) == ["breaking limit-tightened `maxLength` was 3 and is 2"])
    }
}
