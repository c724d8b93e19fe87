import Testing

@testable import MartletCLI

/// What members, alternatives and failures of a client look like by the way that their values travel.
@Suite struct ClientShapeTests {
    private func files(
        _ text: String, _ access: ClientAccess = .public, keepingChoices: Bool = false
    ) throws -> [String: String] {
        let head = "openapi: 3.1.0\ninfo: {title: Test, version: '1'}\n"
        let document = try OpenAPIDocument(text: head + text, file: "test.yml")
        return ClientFiles.files(
            of: try ClientBuilder.model(of: document, keepingChoices: keepingChoices), access: access)
    }

    private func types(_ text: String, _ access: ClientAccess = .public) throws -> String {
        try #require(try files(text, access)["Types.swift"])
    }

    @Test(
        arguments: [
            ("post", "application/json", "properties: {a: {type: [string, 'null']}}", "String?"),
            ("post", "application/json", "properties: {a: {type: [string, 'null'], default: null}}", "String?"),
            ("post", "application/json", "properties: {a: {type: [string, 'null'], default: x}}", "Nullable<String>?"),
            ("post", "application/merge-patch+json", "properties: {a: {type: [string, 'null']}}", "Nullable<String>?"),
            ("patch", "application/json", "properties: {a: {type: [string, 'null']}}", "Nullable<String>?"),
            ("patch", "application/json", "properties: {a: {type: string}}", "String?"),
            ("patch", "application/json", "required: [a], properties: {a: {type: [string, 'null']}}", "String?"),
            ("put", "application/json", "properties: {a: {type: [string, 'null']}}", "Nullable<String>?"),
            (
                "put", "application/json",
                "required: [b], properties: {a: {type: [string, 'null']}, b: {type: string}}",
                "String?"
            ),
            ("patch", "application/x-www-form-urlencoded", "properties: {a: {type: [string, 'null']}}", "String?"),
        ])
    func `null and what is missing are told apart where they differ`(
        _ method: String, _ mediaType: String, _ members: String, _ type: String
    ) throws {
        let source = try types(
            """
            paths:
              /a:
                \(method):
                  operationId: make
                  requestBody: {content: {\(mediaType): {schema: {type: object, \(members)}}}}
                  responses: {'200': {description: Good}}

            """)
        #expect(source.contains("    public var a: \(type)\n"), "\(source)")
    }

    @Test func `what is sent says what is taken where it is left out`() throws {
        let source = try types(
            """
            paths:
              /a:
                post:
                  requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/New'}}}}
                  responses: {'200': {description: Good, content: {application/json: {schema: {$ref: '#/components/schemas/Told'}}}}}
            components:
              schemas:
                New: {type: object, properties: {a: {type: string, default: x, description: Kind}}}
                Told: {type: object, properties: {a: {type: string, default: y}}}

            """)
        #expect(source.contains("    /// Kind\n    ///\n    /// Left out, it is `\"x\"`.\n    public var a: String?\n"))
        #expect(!source.contains("`\"y\"`"))
    }

    @Test(arguments: ClientAccess.allCases)
    func `a constant need not be said`(_ access: ClientAccess) throws {
        let source = try types(
            """
            paths: {}
            components:
              schemas:
                A: {type: object, required: [a, b, c], properties: {a: {const: "x\\"y"}, b: {const: 7}, c: {type: string}}}

            """, access)
        let word = access == .internal ? "" : "\(access.rawValue) "
        #expect(
            source.contains("    \(word)init(c: String, a: String = \"x\\\"y\", b: Int = 7) {\n"), "\(source)")
    }

    private static let problems = """
        components:
          schemas:
            Problem: {type: object, properties: {type: {type: string}, title: {type: string}}}
            OutOfCredit: {type: object, required: [type, balance], properties: {type: {const: 'urn:credit'}, balance: {type: integer}}}
            Invalid: {type: object, required: [errors], properties: {type: {type: string}, errors: {type: array}}}
            Expired: {type: object, required: [type], properties: {type: {const: 'urn:expired'}, title: {type: string}}}

        """

    @Test(
        arguments: [
            ("Problem, OutOfCredit, Expired", ["problem", "outOfCredit", "expired"], true),
            ("OutOfCredit, Expired, Problem", ["outOfCredit", "expired", "problem"], true),
            ("OutOfCredit, Expired", ["outOfCredit", "expired"], false),
            ("Problem, Invalid, OutOfCredit", ["problem", "invalid", "outOfCredit"], true),
        ])
    func `a plain problem stands for the types that no other has`(
        _ names: String, _ cases: [String], _ hasPlain: Bool
    ) throws {
        let all = names.split(separator: ", ").map { "{$ref: '#/components/schemas/\($0)'}" }
        let files = try files(
            """
            paths:
              /a:
                get:
                  operationId: pay
                  responses:
                    '200': {description: Good}
                    '402': {description: Bad, content: {application/problem+json: {schema: {anyOf: [\(all.joined(separator: ", "))]}}}}

            """ + Self.problems)
        let source = try #require(files["Types.swift"])
        let union = try #require(source.split(separator: "enum PayPaymentRequiredResponse: ").last)
        #expect(
            union.matches(of: /^    case (\w+)\(/.anchorsMatchLineEndings()).map { String($0.1) } == cases + ["unknown"]
        )
        #expect(union.contains("        case \"urn:credit\": self = .outOfCredit(try OutOfCredit(from: decoder))\n"))
        #expect(union.contains("let value = try? Problem(from: decoder) {\n") == hasPlain)
        #expect(union.contains("switch try? container.decode(String.self, forKey: MemberKey(\"type\"))") == hasPlain)
        #expect(
            files["OperationTypes.swift"]?.contains(
                "        case .paymentRequired(let answer): FailureSummary(status: 402, problem: ProblemDetails(describing: answer))\n"
            )
                == true)
    }

    @Test(
        arguments: [
            ("mapping: {card: A, bank-transfer: B}", ["card", "bankTransfer"], ["card", "bank-transfer"]),
            ("mapping: {card: A, visa: A, 'https://b': B}", ["a", "b"], ["card", "https://b"]),
            ("mapping: {}", ["a", "b"], ["one", "B"]),
        ])
    func `alternatives are called by the values that mean them`(
        _ mapping: String, _ cases: [String], _ values: [String]
    ) throws {
        let source = try types(
            """
            paths: {}
            components:
              schemas:
                Payment:
                  oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]
                  discriminator: {propertyName: type, \(mapping)}
                A: {type: object, required: [type], properties: {type: {const: one}}}
                B: {type: object, required: [type], properties: {type: {type: string}}}

            """)
        let union = try #require(source.split(separator: "enum Payment: ").last)
        #expect(
            union.matches(of: /^    case (\w+)\(/.anchorsMatchLineEndings()).map { String($0.1) } == cases + ["unknown"]
        )
        for (name, value) in zip(cases, values) {
            #expect(union.firstMatch(of: try Regex("case \"\(value)\".*: self = \\.\(name)\\(")) != nil, "\(union)")
        }
    }

    private static let rows = """
        paths:
          /tracks:
            get:
              operationId: listTracks
              parameters:
                - {name: fields, in: query, explode: false, schema: {type: array, items: {type: string}}}
                - {name: page, in: query, description: The page., schema: {type: integer, default: 1}}
              responses: {'200': {description: Rows, content: {application/json: {schema: {$ref: '#/components/schemas/Page'}}}}}
          /other:
            get:
              operationId: listOthers
              parameters: [{name: fields, in: query, schema: {type: string}}]
              responses: {'200': {description: Rows}}
        components:
          schemas:
            Page: {type: object, required: [items], properties: {items: {type: array, items: {$ref: '#/components/schemas/Track'}}}}
            Track:
              type: object
              properties: {id: {type: integer}, note: {type: [string, 'null']}, album: {type: string}}
              x-required-without: {fields: [id, note]}

        """

    @Test func `rows are whole, since nothing chooses among their members`() throws {
        let files = try files(Self.rows)
        let track = try #require(files["Types.swift"]?.split(separator: "struct Track: ").last)
        #expect(track.contains("    public init(id: Int, note: String? = nil, album: String? = nil) {\n"))
        let methods = try #require(files["Operations.swift"])
        #expect(methods.contains("func listTracks(page: Int? = nil)"), "\(methods)")
        #expect(methods.contains("    /// - Parameter page: The page. Left out, it is `1`.\n"))
        #expect(methods.contains("func listOthers(fields: String? = nil)"))
    }

    @Test func `what chooses among members stays if that is asked for`() throws {
        let files = try files(Self.rows, keepingChoices: true)
        #expect(
            files["Types.swift"]?.contains("init(id: Int? = nil, note: String? = nil, album: String? = nil) {\n")
                == true)
        #expect(
            files["Operations.swift"]?.contains("func listTracks(fields: [String]? = nil, page: Int? = nil)") == true)
    }

    @Test func `refusals of one kind share the type of their header fields`() throws {
        func operation(_ name: String, _ headers: String) -> String {
            "{get: {operationId: \(name), responses: {'200': {description: A, headers: {ETag: {}}}, "
                + "'429': {description: B, headers: {\(headers)}}}}}"
        }
        let source = try #require(
            try files(
                """
                paths:
                  /a: \(operation("a", "Retry-After: {schema: {type: integer}}"))
                  /b: \(operation("b", "Retry-After: {schema: {type: integer}}"))
                  /c: \(operation("c", "retry-after: {required: true, schema: {type: string}}"))

                """)["OperationTypes.swift"])
        #expect(
            source.matches(of: /struct (\w+)/).map { String($0.1) } == [
                "AHeaders", "TooManyRequestsHeaders", "BHeaders", "CHeaders", "TooManyRequestsHeaders2",
            ])
        #expect(
            source.matches(of: /FailureSummary\(status: 429, retryAfter: FailureSummary.seconds\(answer.retryAfter\)\)/)
                .count == 3)
    }

    @Test func `events come as a stream, beside other answers that are whole`() throws {
        let files = try files(
            """
            paths:
              /a:
                get:
                  operationId: watch
                  responses:
                    '200': {description: Good, headers: {RateLimit: {}}, content: {text/event-stream: {schema: {type: string}}}}
                    '204': {description: Nothing}
                    '404': {description: None, content: {application/json: {schema: {type: string}}}}
              /b: {get: {operationId: read, responses: {'200': {description: Good}}}}

            """)
        let methods = try #require(files["Operations.swift"])
        #expect(
            methods.contains(
                """
                            let stream = try await self.stream(request)
                            let response = try await stream.response { $0 == 200 }
                            switch response.status {
                            case 200:
                                let headers = try WatchOkHeaders(response)
                                let body = ServerEvents(stream)
                                return .ok(ClientAnswer(body: body, headers: headers))
                            case 204: return .noContent
                            case 404: throw WatchFailure.notFound(try response.json(String.self))

                """), "\(methods)")
        #expect(methods.contains("            let response = try await self.send(request)\n"))
        #expect(files["OperationTypes.swift"]?.contains("public enum WatchResult: Sendable {\n") == true)
        #expect(
            files["Client.swift"]?.contains(
                "    func stream(_ request: RequestDraft) async throws -> StreamedResponse {\n") == true)
    }
}
