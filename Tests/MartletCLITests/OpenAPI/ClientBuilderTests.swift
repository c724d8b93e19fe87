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

    /// The files of a client of a description without its first lines.
    private func files(_ text: String) throws -> [String: String] {
        let head = "openapi: 3.1.0\ninfo: {title: Test, version: '1'}\n"
        let document = try OpenAPIDocument(text: head + text, file: "test.yml")
        return ClientFiles.files(of: try ClientBuilder.model(of: document), access: .public)
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
            ("properties: {a: {type: [string, 'null']}}", "var a: String?\n"),
            ("properties: {a: {anyOf: [{$ref: '#/components/schemas/B'}, {type: 'null'}]}}", "var a: B?\n"),
            ("required: [a], properties: {a: {const: x}}", "var a: String\n"),
            ("required: [a], properties: {a: {type: integer, const: 7}}", "var a: Int\n"),
            ("properties: {a: {const: true}}", "var a: Bool?\n"),
            ("required: [a], properties: {a: {enum: [x]}}", "var a: AA\n"),
            ("required: [a], properties: {a: {allOf: [{$ref: '#/components/schemas/B'}], title: T}}", "var a: B\n"),
            ("required: [a], properties: {a: {}}", "var a: JSONValue\n"),
            ("required: [a-b_c], properties: {a-b_c: {type: string}}", "var aBC: String\n"),
            ("required: [URLPath], properties: {URLPath: {type: string}}", "var urlPath: String\n"),
            ("required: [1st], properties: {1st: {type: string}}", "var value1st: String\n"),
            ("required: [class], properties: {class: {type: string}}", "var `class`: String\n"),
            ("required: [await], properties: {await: {type: string}}", "var `await`: String\n"),
            ("required: [höhe], properties: {höhe: {type: string}}", "var hohe: String\n"),
            ("required: [日本], properties: {日本: {type: string}}", "var value: String\n"),
            ("required: [a b, a-b], properties: {a b: {}, a-b: {}}", "var aB2: JSONValue\n"),
            ("properties: {a: {type: object, properties: {b: {}}}}", "var a: AA?\n"),
            ("required: [default, Default], properties: {default: {}, Default: {}}", "var default2: JSONValue\n"),
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

    @Test func `values that are one keyword are told apart before they get quotes`() throws {
        let source = try types("{A: {type: string, enum: [in, IN, self, Self]}}")
        #expect(
            source.matches(of: /case (\S+)$/.anchorsMatchLineEndings()).map { String($0.1) }
                == ["`in`", "in2", "selfValue", "selfValue2", "unknown(String)"])
        let union = try types(
            "{A: {oneOf: [{$ref: '#/components/schemas/in'}, {$ref: '#/components/schemas/IN'}]}, "
                + "in: {type: object, properties: {a: {}}}, IN: {type: object, properties: {b: {}}}}")
        #expect(union.contains("    case `in`(In)\n    case in2(IN)\n"))
    }

    @Test func `members that have the names of the code around them are told apart by self`() throws {
        let source = try types(
            """
            {A: {type: object, required: [container], additionalProperties: {type: integer}, properties: {
              container: {type: string}, encoder: {type: string}, others: {type: [string, 'null']}}}}
            """)
        #expect(source.contains("self.container = try container.decode(String.self, forKey: .container)\n"))
        #expect(source.contains("try container.encode(self.container, forKey: .container)\n"))
        #expect(source.contains("try container.encodeIfPresent(self.encoder, forKey: .encoder)\n"))
        #expect(source.contains("for (name, value) in self.additionalProperties {\n"))
    }

    @Test func `types of operations have names of their own`() throws {
        let answers = "{'200': {description: A}, '304': {description: B}, '404': {description: C}}"
        let files = try files(
            """
            paths:
              /a: {get: {operationId: search, responses: \(answers)}}
              /b: {get: {operationId: get-user, responses: \(answers)}}
              /c: {get: {operationId: getUser, responses: \(answers)}}
              /d: {get: {operationId: client, responses: \(answers)}}
            components: {schemas: {SearchResult: {type: object, properties: {a: {}}}}}

            """)
        let source = try #require(files["OperationTypes.swift"])
        #expect(
            source.matches(of: /enum (\w+)/).map { String($0.1) } == [
                "SearchResult2", "SearchFailure", "GetUserResult", "GetUserFailure", "GetUserResult2",
                "GetUserFailure2", "ClientResult", "ClientFailureValue",
            ])
        let methods = try #require(files["Operations.swift"])
        #expect(methods.contains("func getUser2() async throws(GetUserFailure2) -> GetUserResult2 {"))
        #expect(methods.contains("} catch let failure as ClientFailureValue {"))
    }

    @Test func `texts of a description stay texts`() throws {
        let evil = "x\\npublic let evil = 1\\u2028public let evil = 2"
        let files = try files(
            """
            paths:
              '/a/{b"}/\\(evil)/{c}':
                post:
                  operationId: make
                  tags: ["\(evil)"]
                  summary: "\(evil)"
                  parameters:
                    - {name: 'b"', in: path, required: true, schema: {type: string}}
                    - {name: c, in: path, required: true, description: "\(evil)", schema: {type: string}}
                  requestBody: {content: {"application/\(evil)": {}, "text/\(evil)": {}}}
                  responses: {'200': {description: "\(evil)", headers: {"\(evil)": {description: "\(evil)"}}}}
            components:
              securitySchemes: {"\(evil)": {type: apiKey, in: header, name: "\(evil)", description: "\(evil)"}}
              schemas: {"\(evil)": {enum: ["\(evil)"], title: "\(evil)"}}

            """)
        for (name, text) in files {
            let lines = text.split(whereSeparator: \.isNewline)
            #expect(!lines.contains { $0.hasPrefix("public let evil") }, "\(name)")
        }
        #expect(files["OperationTypes.swift"]?.contains("    /// public let evil = 2`\n    case data(Data)") == true)
        let path = #""/a/\(PercentEncoding.segment(b, "b\""))/\\(evil)/\(PercentEncoding.segment(c, "c"))""#
        #expect(files["Operations.swift"]?.contains(path) == true)
    }

    @Test(
        arguments: [
            ("{type: http, scheme: Token}", #"authorization("Token", secret)"#),
            ("{type: http, scheme: bearer}", #"authorization("Bearer", secret)"#),
            ("{type: oauth2, flows: {}}", #"authorization("Bearer", secret)"#),
            ("{type: http, scheme: Basic}", "basic(secret)"),
            ("{type: apiKey, in: cookie, name: sid}", #"cookie("sid", secret)"#),
        ])
    func `credentials stand where their scheme says`(_ scheme: String, _ place: String) throws {
        let source = try #require(
            try files("paths: {}\ncomponents: {securitySchemes: {in: \(scheme)}}\n")["Client.swift"])
        #expect(source.contains("        if let secret = self.in { placed[\"in\"] = .\(place) }\n"), "\(source)")
    }

    @Test(
        arguments: [
            (
                "readAll", "",
                "    public func readAll() async throws(ReadAllFailure) -> ClientAnswer<String, ReadAllHeaders> {"
            ),
            (
                "readCommentsOfOneArticle", "{name: slug, in: query, schema: {type: string}}",
                """
                    public func readCommentsOfOneArticle(
                        slug: String? = nil
                    ) async throws(ReadCommentsOfOneArticleFailure) -> ClientAnswer<String, ReadCommentsOfOneArticleHeaders> {
                """
            ),
            (
                "readCommentsOfOneArticleByItsSlug", "{name: slug, in: query, schema: {type: string}}",
                """
                    public func readCommentsOfOneArticleByItsSlug(
                        slug: String? = nil
                    ) async throws(ReadCommentsOfOneArticleByItsSlugFailure)
                        -> ClientAnswer<String, ReadCommentsOfOneArticleByItsSlugHeaders>
                    {
                """
            ),
            (
                "readCommentsOfOneArticleByTheSlugOfItOrByTheNumber", "",
                """
                    public func readCommentsOfOneArticleByTheSlugOfItOrByTheNumber()
                        async throws(ReadCommentsOfOneArticleByTheSlugOfItOrByTheNumberFailure)
                        -> ClientAnswer<String, ReadCommentsOfOneArticleByTheSlugOfItOrByTheNumberHeaders>
                    {
                """
            ),
        ])
    func `the head of a method has the lines that it needs`(_ id: String, _ parameter: String, _ head: String) throws {
        let source = try #require(
            try files(
                """
                paths:
                  /a:
                    get:
                      operationId: \(id)
                      parameters: [\(parameter)]
                      responses:
                        '200':
                          description: Good
                          headers: {ETag: {schema: {type: string}}}
                          content: {text/plain: {}}
                        '404': {description: None}

                """)["Operations.swift"])
        #expect(source.contains(head + "\n        do {\n"), "\(source)")
    }

    @Test func `schemes have names that the client does not have itself`() throws {
        let files = try files(
            """
            paths:
              /a: {get: {operationId: send, responses: {'200': {description: Good}}}}
              /b: {get: {operationId: credentials, responses: {'200': {description: Good}}}}
            components:
              securitySchemes:
                credentials: {type: http, scheme: basic}
                send: {type: http, scheme: bearer}
                placed credentials: {type: http, scheme: bearer}

            """)
        let source = try #require(files["Client.swift"])
        #expect(
            source.matches(of: /var (\w+): (?:ClientSecret|BasicCredentials)\?\n/).map { String($0.1) }
                == ["credentials", "send2", "placedCredentials2"])
        let methods = try #require(files["Operations.swift"])
        #expect(methods.matches(of: /func (\w+)\(/).map { String($0.1) } == ["send", "credentials2"])
        #expect(methods.contains("try await self.authorize(&request, [])\n"))
        #expect(methods.contains("let response = try await self.send(request)\n"))
    }

    @Test(
        arguments: [
            ("{type: string, enum: [cat]}", ""), ("{$ref: '#/components/schemas/Slug'}", ""),
            ("{type: boolean}", ""), ("{type: array, items: {type: integer, format: int32}}", ""),
            ("{type: array, items: {type: boolean}}", ""), ("{type: array, items: {type: string, format: date}}", ""),
            ("{type: array, items: {type: string, format: byte}}", ""), ("{$ref: '#/components/schemas/Slugs'}", ""),
            ("{type: array, items: {$ref: '#/components/schemas/Slug'}}", ""),
            ("{type: string, format: binary}", "file: "), ("{$ref: '#/components/schemas/Files'}", "files: "),
            ("{type: object}", "json: "), ("{type: array, items: {type: object}}", "json: "),
            ("{type: array, items: {type: [string, 'null']}}", "json: "),
        ])
    func `texts and lists of texts are parts of a form, other values are JSON`(
        _ schema: String, _ label: String
    ) throws {
        let body = "{content: {multipart/form-data: {schema: {type: object, properties: {form: \(schema)}}}}}"
        let source = try #require(
            try files(
                """
                paths: {/a: {post: {operationId: make, requestBody: \(body), responses: {'200': {description: Good}}}}}
                components:
                  schemas:
                    Slug: {type: string}
                    Slugs: {type: array, items: {$ref: '#/components/schemas/Slug'}}
                    Files: {type: array, items: {type: string, format: binary}}

                """)["Types.swift"])
        let call = (label == "json: " ? "try " : "") + "add(\"form\", \(label)body.form)\n"
        #expect(
            source.contains("    init(_ body: MakeBody) throws {\n        self.init()\n        \(call)"), "\(source)")
    }

    @Test func `what stands beside a reference counts, allOf too`() throws {
        let source = try types(
            """
            {A: {$ref: '#/components/schemas/B', allOf: [{required: [b], properties: {c: {type: string}}}]},
             B: {type: object, properties: {b: {type: string}}}}
            """)
        #expect(
            source.contains(
                "public struct A: Codable, Sendable, Hashable {\n    public var b: String\n    public var c: String?\n"),
            "\(source)")
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
                #"parameters: [{name: a, in: "query(1)\n", schema: {type: string}}]"#,
                #"/parameters/0: a parameter in "query(1)\n"; path, query, header and cookie are known"#
            ),
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

    @Test(arguments: ["ok-ish", "20", "2000", "+20", "6XX", "x\\npublic let evil = 1"])
    func `statuses that are none are refused`(_ status: String) throws {
        let found = refusals("paths: {/a: {get: {responses: {\"\(status)\": {description: Good}}}}}\n")
        #expect(found.count == 1)
        #expect(found.first?.hasSuffix("a response of status \"\(status)\", which is none") == true)
    }

    @Test(arguments: ["200", "599", "4XX", "4xx", "default"])
    func `statuses, ranges and the rest are known`(_ status: String) {
        #expect(refusals("paths: {/a: {get: {responses: {\"\(status)\": {description: Good}}}}}\n") == [])
    }

    @Test(
        arguments: [
            ("digest", "`digest` authentication, whose credentials are made anew for each request"),
            ("DPoP", "`DPoP` authentication, whose credentials are made anew for each request"),
            ("two words", "this security scheme is unknown; an API key, HTTP, OAuth 2 and OpenID Connect are known"),
        ])
    func `schemes whose credentials are not a secret are refused`(_ scheme: String, _ refusal: String) {
        let text = "paths: {}\ncomponents: {securitySchemes: {A: {type: http, scheme: \(scheme)}}}\n"
        #expect(refusals(text) == ["#/components/securitySchemes/A: \(refusal)"])
    }

    @Test func `everything that is refused is listed at once`() {
        let text = """
            paths:
              /a/{id}:
                get: {responses: {'404': {description: Bad, content: {text/event-stream: {}}}}}
            components:
              securitySchemes: {A: {type: other}}
              schemas: {B: {patternProperties: {a: {}}}}
            """
        #expect(
            refusals(text) == [
                "#/components/schemas/B/patternProperties: `patternProperties` has no type in Swift",
                "#/components/securitySchemes/A: this security scheme is unknown; an API key, HTTP, OAuth 2 and OpenID Connect "
                    + "are known",
                "#/paths/~1a~1{id}/get: the path parameter `id` is not described",
                "#/paths/~1a~1{id}/get/responses/404/content/text~1event-stream: a stream of events that is no success",
            ])
    }
}
