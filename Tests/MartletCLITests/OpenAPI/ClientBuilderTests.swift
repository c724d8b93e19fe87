import Testing

@testable import MartletCLI

@Suite struct ClientBuilderTests {
    /// The types of a client of these schemas, without the first lines of the file.
    private func types(_ schemas: String, version: String = "3.1.0") throws -> String {
        let text = """
            openapi: \(version)
            info: {title: Test, version: '1'}
            paths: {}
            components: {schemas: \(schemas)}
            """
        let model = try ClientBuilder.model(of: OpenAPIDocument(text: text, file: "test.yml"))
        let source = try #require(ClientFiles.files(of: model, access: .public)["Types.swift"])
        return source.split(separator: "\n", maxSplits: 1).last.map { String($0.drop { $0 == "\n" }) } ?? ""
    }

    /// What is refused of operations, or of schemas.
    private func refusals(_ text: String) -> [String] {
        do {
            let head = "openapi: 3.1.0\ninfo: {title: Test, version: '1'}\n"
            _ = try ClientBuilder.model(of: OpenAPIDocument(text: head + text, file: "test.yml"))
            return []
        } catch let error as RefusalError {
            return error.refusals.map { "\($0.pointer): \($0.problem)" }
        } catch {
            return ["\(error)"]
        }
    }

    @Test(
        arguments: [
            ("string", "String"), ("string, format: date-time", "Date"), ("string, format: date", "CalendarDay"),
            ("string, format: uuid", "UUID"), ("string, format: byte", "Data"), ("string, format: email", "String"),
            ("integer", "Int"), ("integer, format: int32", "Int32"), ("integer, format: int64", "Int"),
            ("number", "Double"), ("number, format: float", "Float"), ("boolean", "Bool"),
            ("array", "[JSONValue]"), ("array, items: {type: string}", "[String]"),
            ("array, items: {type: [string, 'null']}", "[String?]"), ("object", "[String: JSONValue]"),
            ("object, additionalProperties: {type: array, items: {type: integer}}", "[String: [Int]]"),
        ])
    func `schemas that need no declaration are types of Swift`(_ schema: String, _ type: String) throws {
        #expect(try types("{A: {type: \(schema)}}").hasSuffix("public typealias A = \(type)\n"))
    }

    @Test(
        arguments: [
            ("required: [a], properties: {a: {type: string}}", "var a: String\n"),
            ("properties: {a: {type: string}}", "var a: String?\n"),
            ("required: [a], properties: {a: {type: [string, 'null']}}", "var a: String?\n"),
            ("properties: {a: {type: [string, 'null']}}", "var a: Nullable<String>?\n"),
            ("properties: {a: {anyOf: [{$ref: '#/components/schemas/B'}, {type: 'null'}]}}", "var a: Nullable<B>?\n"),
            ("required: [a], properties: {a: {allOf: [{$ref: '#/components/schemas/B'}], title: T}}", "var a: B\n"),
            ("required: [a], properties: {a: {}}", "var a: JSONValue\n"),
            ("required: [a-b_c], properties: {a-b_c: {type: string}}", "var aBC: String\n"),
            ("required: [URLPath], properties: {URLPath: {type: string}}", "var urlPath: String\n"),
            ("required: [1st], properties: {1st: {type: string}}", "var value1st: String\n"),
            ("required: [class], properties: {class: {type: string}}", "var `class`: String\n"),
            ("required: [höhe], properties: {höhe: {type: string}}", "var hohe: String\n"),
            ("required: [日本], properties: {日本: {type: string}}", "var value: String\n"),
            ("required: [a b, a-b], properties: {a b: {}, a-b: {}}", "var aB2: JSONValue\n"),
            ("properties: {a: {type: object, properties: {b: {}}}}", "var a: AA?\n"),
        ])
    func `members are optional, nullable and named as Swift needs it`(_ schema: String, _ member: String) throws {
        let source = try types("{A: {type: object, \(schema)}, B: {type: object, properties: {x: {}}}}")
        #expect(source.contains("    public \(member)"), "\(source)")
    }

    @Test func `3_0 says by nullable what 3_1 says by a type`() throws {
        let old = "{A: {type: object, properties: {a: {type: string, nullable: true}}}}"
        let new = "{A: {type: object, properties: {a: {type: [string, 'null']}}}}"
        #expect(try types(old, version: "3.0.3") == types(new))
    }

    @Test func `names that Swift or the client's files have are changed`() throws {
        let source = try types(
            "{Error: {properties: {a: {}}}, data: {properties: {a: {}}}, error model: {properties: {b: {}}}}")
        #expect(source.matches(of: /struct (\w+)/).map { String($0.1) } == ["ErrorModel", "DataModel", "ErrorModel2"])
    }

    @Test func `a chain of many schemas is as deep as they are many`() throws {
        let schemas = (0..<3000).map { number in
            "S\(number): {type: object, properties: {a: {$ref: '#/components/schemas/S\((number + 1) % 3000)'}}}"
        }
        #expect(try types("{\(schemas.joined(separator: ", "))}").contains("@Indirect public var a: S0?"))
    }

    @Test(
        arguments: [
            (
                "{A: {type: array, items: {$ref: '#/components/schemas/A'}}}",
                "#/components/schemas/A: the schema contains itself without an object in between"
            ),
            (
                "{A: {$ref: '#/components/schemas/B'}, B: {allOf: [{$ref: '#/components/schemas/A'}]}}",
                "#/components/schemas/B: the schema contains itself without an object in between"
            ),
            (
                "{A: {type: array, prefixItems: [{}]}}",
                "#/components/schemas/A/prefixItems: `prefixItems` has no type in Swift"
            ),
            (
                "{A: {properties: {a: {}}, oneOf: [{type: object}, {type: string}]}}",
                "#/components/schemas/A/oneOf/0: alternatives beside members; put the members into each alternative by `allOf`"
            ),
            (
                "{A: {oneOf: [{type: string}, {type: object}], discriminator: {propertyName: a}}}",
                "#/components/schemas/A/oneOf/0: alternatives with a discriminator that are no objects with members"
            ),
            (
                "{A: {oneOf: [{type: string}, {type: integer}], anyOf: [{type: string}, {type: integer}]}}",
                "#/components/schemas/A/oneOf/0: more than one list of alternatives"
            ),
        ])
    func `schemas that no type can express are refused`(_ schemas: String, _ refusal: String) {
        #expect(refusals("paths: {}\ncomponents: {schemas: \(schemas)}\n").contains(refusal))
    }

    @Test(
        arguments: [
            (
                "parameters: [{name: a, in: path, required: true, style: matrix, schema: {type: string}}]",
                "/parameters/0: a value in a path parameter of style `matrix`"
            ),
            (
                "parameters: [{name: a, in: header, schema: {type: object, properties: {b: {}}}}]",
                "/parameters/0: a value of type `GetAA` in a header parameter of style `simple`"
            ),
            (
                "parameters: [{name: a, in: header, content: {application/json: {}}}]",
                "/parameters/0: a header parameter written as `application/json`"
            ),
            ("servers: [{url: 'https://a'}]", "/servers: a server of its own; a client has one server"),
            (
                "requestBody: {content: {multipart/form-data: {schema: {type: object}}}}",
                "/requestBody/content/multipart~1form-data: a form whose members are not described"
            ),
            (
                "requestBody: {content: {application/x-www-form-urlencoded: {schema: {properties: {a: {type: object}}}}}}",
                "/requestBody/content/application~1x-www-form-urlencoded/schema: "
                    + "members of a form that are neither texts nor lists of texts"
            ),
        ])
    func `operations that no method can express are refused`(_ operation: String, _ refusal: String) {
        let text = "paths: {/a: {get: {\(operation), responses: {'200': {description: Good}}}}}\n"
        #expect(refusals(text) == ["#/paths/~1a/get" + refusal])
    }

    @Test func `everything that is refused is listed at once`() {
        let text = """
            paths:
              /a/{id}:
                get: {responses: {'200': {description: Good, content: {text/event-stream: {}}}}}
            components:
              securitySchemes: {A: {type: http, scheme: digest}}
              schemas: {B: {patternProperties: {a: {}}}}
            """
        #expect(
            refusals(text) == [
                "#/components/schemas/B/patternProperties: `patternProperties` has no type in Swift",
                "#/components/securitySchemes/A: this security scheme is unknown; an API key, basic, bearer, OAuth 2 and OpenID "
                    + "Connect are known",
                "#/paths/~1a~1{id}/get: the path parameter `id` is not described",
                "#/paths/~1a~1{id}/get/responses/200/content/text~1event-stream: a stream of events; a client's response is "
                    + "whole",
            ])
    }
}
