import ArgumentParser
import Testing

@testable import MartletCLI

@Suite struct ClientSelectionTests {
    private static let head = "openapi: 3.1.0\ninfo: {title: Test, version: '1'}\n"
    private static let good = "responses: {'200': {description: Good}}"

    private func selection(_ text: String, excluding excluded: [String] = []) throws -> ClientSelection {
        try ClientSelection(of: OpenAPIDocument(text: Self.head + text, file: "test.yml"), excluding: excluded)
    }

    @Test func `operations that cannot be expressed are left out with a warning, and so is what needs the same`() throws
    {
        let selection = try selection(
            """
            paths:
              /notes: {get: {operationId: listNotes, \(Self.good)}}
              /events:
                get:
                  operationId: getEvents
                  responses: {'200': {description: Good}, default: {description: Bad, content: {text/event-stream: {}}}}
              /tuples:
                get:
                  operationId: getTuple
                  responses: {'200': {description: A, content: {application/json: {schema: {$ref: '#/components/schemas/Pairs'}}}}}
              /areas/{id}:
                parameters: [{name: id, in: path, required: true, style: matrix, schema: {type: string}}]
                get: {operationId: getArea, \(Self.good)}
              /locked: {get: {operationId: getLocked, security: [{odd: []}], \(Self.good)}}
              /either: {get: {operationId: getEither, security: [{odd: []}, {key: []}], \(Self.good)}}
            components:
              schemas:
                Pairs: {type: array, items: {$ref: '#/components/schemas/Pair'}}
                Pair: {type: array, prefixItems: [{}]}
                Note: {type: object, properties: {a: {type: string}}}
              securitySchemes:
                odd: {type: http, scheme: digest}
                key: {type: apiKey, in: header, name: X-Key}

            """)
        #expect(selection.model.operations.map(\.name) == ["listNotes", "getEither"])
        #expect(selection.model.types.map(\.name) == ["Note"])
        #expect(selection.model.schemes.map(\.name) == ["key"])
        let tuple = "is left out: `prefixItems` has no type in Swift (#/components/schemas/Pair/prefixItems)"
        #expect(
            selection.warnings == [
                "the schema `Pairs` \(tuple)", "the schema `Pair` \(tuple)",
                "the security scheme `odd` is left out: `digest` authentication, whose credentials are made anew for each "
                    + "request (#/components/securitySchemes/odd)",
                "`getEvents` (GET /events) is left out: a stream of events that is no success "
                    + "(#/paths/~1events/get/responses/default/content/text~1event-stream)",
                "`getTuple` (GET /tuples) \(tuple)",
                "`getArea` (GET /areas/{id}) is left out: a value in a path parameter of style `matrix` "
                    + "(#/paths/~1areas~1{id}/parameters/0)",
                "`getLocked` (GET /locked) is left out: none of its security schemes can be expressed",
            ])
    }

    @Test func `operations are left out by their names`() throws {
        let text = """
            paths:
              /notes: {get: {operationId: list-notes, \(Self.good)}}
              /events: {get: {responses: {'200': {description: Good, content: {text/event-stream: {}}}}}}
              /health: {get: {operationId: health, \(Self.good)}}

            """
        let some = try selection(text, excluding: ["list-notes", "getEvents"])
        #expect(some.model.operations.map(\.name) == ["health"])
        #expect(some.warnings == [])
        let error = #expect(throws: UnknownOperationError.self) { try selection(text, excluding: ["health", "helth"]) }
        #expect(error?.description == "test.yml has no operation of the name `helth`")
    }

    @Test func `where nothing is left everything that is refused is listed`() {
        let error = #expect(throws: RefusalError.self) {
            try selection(
                "paths: {/a: {get: {responses: {default: {description: Bad, content: {text/event-stream: {}}}}}}}\n")
        }
        #expect(error?.refusals.count == 1)
    }

    @Test(
        arguments: [
            // The same in another format.
            ("application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/A'}}", "A", 1),
            // What no form can hold.
            ("application/x-www-form-urlencoded: {schema: {properties: {a: {type: object}}}}", "A", 1),
            ("multipart/form-data: {schema: {type: object}}", "A", 1),
            // Something else, which is an alternative.
            ("text/plain: {schema: {type: string}}", "MakeBody", 2),
        ])
    func `a request is JSON where the other formats say no more`(_ other: String, _ type: String, _ count: Int) throws {
        let selection = try selection(
            """
            paths:
              /a:
                post:
                  operationId: make
                  requestBody: {content: {\(other), application/json: {schema: {$ref: '#/components/schemas/A'}}}}
                  \(Self.good)
            components: {schemas: {A: {type: object, properties: {a: {type: string}}}}}

            """)
        let operation = try #require(selection.model.operations.first)
        #expect(operation.bodyType?.text == type)
        #expect(operation.bodies.count == count)
        #expect(selection.warnings == [])
    }

    @Test func `the command leaves out what it is told to`() throws {
        let folder = try TemporaryFolder()
        let paths =
            "paths:\n  /a: {get: {operationId: first, \(Self.good)}}\n  /b: {get: {operationId: second, \(Self.good)}}\n"
        try folder.write(Self.head + paths, to: "api.yml")
        var command = try MartletCommand.parseAsRoot(
            ["openapi", "client", "\(folder.path)/api.yml", "--output", "\(folder.path)/Client", "--exclude", "first"])
        try command.run()
        let operations = try folder.read("Client/Operations.swift")
        #expect(operations.contains("func second()") && !operations.contains("func first()"))
    }
}
