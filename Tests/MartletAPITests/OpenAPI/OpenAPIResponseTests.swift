import MartletAPI
import MartletHTTP
import MartletJSON
import MartletTesting
import Testing

/// What a description says of answers, errors and security.
@Suite struct OpenAPIResponseTests {
    @Test func `answers are those of the results`() async throws {
        let document = try await Document.of { app in
            app.get("/text") { "text" }
            app.get("/tracks") { [Track(id: 1, title: "a")] }
            app.get("/tracks/{id:int}") { (id: Path<Int>) -> Track? in nil }
            app.post("/tracks") { Created(Track(id: 1, title: "a"), at: "/tracks/1") }
            app.delete("/tracks") { NoContent() }
            app.get("/events") { EventStream { _ in } }
            app.get("/page") { HTML("") }
            app.put("/tracks") { Reply(.accepted, Track(id: 1, title: "a")) }.describe(status: .accepted)
            app.get("/any") { Response(.ok) }
            app.webSocket("/socket") { (_: WebSocket) in }
        }
        func content(_ operation: String, _ status: Int) -> String? {
            document["/paths/\(operation)/responses/\(status)/content"]
        }
        let track = ##"{"$ref":"#/components/schemas/Track"}"##
        #expect(content("~1text/get", 200) == #"{"text/plain":{"schema":{"type":"string"}}}"#)
        #expect(
            content("~1tracks/get", 200) == #"{"application/json":{"schema":{"items":\#(track),"type":"array"}}}"#)
        #expect(content("~1tracks~1{id}/get", 200) == #"{"application/json":{"schema":\#(track)}}"#)
        #expect(document.names("/paths/~1tracks~1{id}/get/responses") == ["200", "404"])
        #expect(content("~1tracks/post", 201) == #"{"application/json":{"schema":\#(track)}}"#)
        #expect(document["/paths/~1tracks/post/responses/201/headers/Location/schema"] == #"{"type":"string"}"#)
        #expect(document["/paths/~1tracks/delete/responses"] == #"{"204":{"description":"No Content"}}"#)
        #expect(content("~1events/get", 200) == #"{"text/event-stream":{"schema":{"type":"string"}}}"#)
        #expect(content("~1page/get", 200) == #"{"text/html":{"schema":{"type":"string"}}}"#)
        #expect(content("~1tracks/put", 202) == #"{"application/json":{"schema":\#(track)}}"#)
        #expect(document["/paths/~1any/get/responses"] == #"{"200":{"description":"OK"}}"#)
        #expect(document.names("/paths/~1socket/get/responses") == ["101", "426"])
    }

    @Test func `members go the ways that they may`() async throws {
        let document = try await Document.of { app in
            app.post("/tracks") { (track: JSON<Track>) in track.value }
            app.get("/folders") { Folder(name: "", folders: []) }
            app.put("/folders") { (folder: JSON<Folder>) in folder.value }
        }
        #expect(
            document.names("/components/schemas")
                == [
                    "Folder", "Label", "LabelInput", "Problem", "InputProblem", "Track", "TrackInput",
                    "ValidationProblem",
                ].sorted())
        #expect(document.names("/components/schemas/TrackInput/properties") == ["label", "length", "secret", "title"])
        #expect(document["/components/schemas/TrackInput/required"] == #"["title"]"#)
        #expect(document["/components/schemas/TrackInput/additionalProperties"] == "false")
        #expect(document.names("/components/schemas/Track/properties") == ["id", "label", "length", "title"])
        #expect(document["/components/schemas/Track/required"] == #"["id","title","label","length"]"#)
        #expect(document["/components/schemas/Track/additionalProperties"] == nil)
        #expect(document["/components/schemas/Track/properties/length/deprecated"] == "true")
        #expect(
            document["/components/schemas/Folder/properties/folders"]
                == ##"{"items":{"$ref":"#/components/schemas/Folder"},"type":"array"}"##)
    }

    @Test func `a name that a type was given is its own`() async throws {
        let document = try await Document.of { app in
            app.get("/plain") { A.Detail(a: 1) }
            app.get("/given") { Given(given: 1) }
        }
        #expect(document.names("/components/schemas") == ["ADetail", "Detail"])
        #expect(document.names("/components/schemas/Detail/properties") == ["given"])
    }

    @Test func `two types that were given one name stop the start`() async throws {
        let error = await #expect(throws: BootError.self) {
            try await Document.of { app in
                app.get("/a") { Given(given: 1) }
                app.get("/b") { OtherGiven.Detail(other: 1) }
                app.post("/c") { (given: JSON<Given>) in given.value }
            }
        }
        #expect(
            error?.problems == [
                "MartletAPITests.Given and MartletAPITests.OtherGiven.Detail were both given the name `Detail` in the API's "
                    + "document; give one another by @Schema(name:), or by named(_:) of its resource"
            ])
    }

    @Test func `two types of one name are told apart`() async throws {
        let document = try await Document.of { app in
            app.get("/a") { A.Detail(a: 1) }
            app.get("/b") { B.Detail(b: 1) }
        }
        #expect(document.names("/components/schemas") == ["ADetail", "BDetail"])
    }

    @Test func `names that types would share are told apart, those of requests too`() async throws {
        let document = try await Document.of { app in
            app.post("/problems") { (_: JSON<Problem>) in "" }
            app.get("/items") { NewItem(own: 1) }
            app.get("/others") { OtherFile.item }
            app.post("/labels") { (label: JSON<Label>) in label.value }
            app.get("/inputs") { LabelInput(own: 1) }
        }
        let components = document.text.split(separator: #""components""#).last ?? ""
        let names = components.matches(of: /^      "([A-Za-z0-9]+)": \{$/.anchorsMatchLineEndings()).map {
            String($0.output.1)
        }
        #expect(names.count == Set(names).count, "\(names)")
        func properties(_ schema: String?) -> [String] {
            document.names(
                "/components/schemas/\((schema ?? "").dropLast(2).split(separator: "/").last ?? "")/properties")
        }
        func answer(_ path: String) -> [String] {
            properties(document["/paths/~1\(path)/get/responses/200/content/application~1json/schema"])
        }
        #expect(answer("items") == ["own"])
        #expect(answer("others") == ["other"])
        #expect(answer("inputs") == ["own"])
        #expect(document.names("/components/schemas/LabelInput/properties") == ["own"])
        let body = "requestBody/content/application~1json/schema"
        #expect(document["/paths/~1labels/post/\(body)"] == ##"{"$ref":"#/components/schemas/LabelInput2"}"##)
        #expect(document["/components/schemas/LabelInput2/additionalProperties"] == "false")
        #expect(properties(document["/paths/~1problems/post/\(body)"]) == ["mine"])
        #expect(
            document["/paths/~1problems/post/responses/400/content/application~1problem+json/schema"]
                == ##"{"$ref":"#/components/schemas/MartletAPIProblem"}"##)
    }

    @Test func `errors are of the form that the group gives them`() async throws {
        let document = try await Document.of { app in
            app.post("/plain") { (_: JSON<NewTrack>) in "" }
            app.group("/api") { api in
                api.answerProblems()
                api.describe(errors: [.tooManyRequests])
                api.post("/tracks") { (_: JSON<NewTrack>) in "" }
            }
            app.group("/own") { api in
                api.answerErrors { problem, _ in JSON(Failure(message: problem.detail ?? "")) }
                api.get("/{id}") { (_: Path<String>) in "" }
            }
        }
        let statuses = ["200", "400", "413", "415", "422"]
        #expect(document.names("/paths/~1plain/post/responses") == statuses)
        #expect(
            document.names("/paths/~1plain/post/responses/422/content")
                == ["application/problem+json", "text/html", "text/plain"])
        #expect(document.names("/paths/~1api~1tracks/post/responses") == statuses + ["429"])
        #expect(
            document["/paths/~1api~1tracks/post/responses/422/content"]
                == ##"{"application/problem+json":{"schema":{"$ref":"#/components/schemas/ValidationProblem"}}}"##)
        #expect(
            document["/paths/~1api~1tracks/post/responses/400/content"]
                == ##"{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}"##)
        #expect(
            document["/paths/~1own~1{id}/get/responses/404/content"]
                == ##"{"application/json":{"schema":{"$ref":"#/components/schemas/Failure"}}}"##)
    }

    @Test func `a path that cannot be read is refused in text, whatever the group answers`() async throws {
        let document = try await Document.of { app in
            app.group("/api") { api in
                api.answerProblems()
                api.put("/tracks/{id}") { (_: Path<String>, _: JSON<NewTrack>) in "" }
            }
        }
        let responses = "/paths/~1api~1tracks~1{id}/put/responses"
        #expect(document.names("\(responses)/400/content") == ["application/problem+json", "text/plain"])
        #expect(document.names("\(responses)/422/content") == ["application/problem+json"])
    }

    @Test func `security is what parameters and groups ask for`() async throws {
        let document = try await Document.of { app in
            app.get("/open") { "" }
            app.get("/me") { (_: Keyed) in "" }
            app.get("/maybe") { (_: Keyed?) in "" }
            app.group("/staff") { staff in
                staff.use(Requiring(Keyed.self))
                staff.get("/orders") { "" }
                staff.get("/reports") { (_: Reporting) in "" }
            }
        }
        #expect(document["/paths/~1open/get/security"] == nil)
        #expect(document["/paths/~1me/get/security"] == #"[{"key":[]},{"token":[]}]"#)
        #expect(document["/paths/~1me/get/responses/401"] != nil)
        #expect(document["/paths/~1maybe/get/security"] == #"[{"key":[]},{"token":[]},{}]"#)
        #expect(document["/paths/~1staff~1orders/get/security"] == #"[{"key":[]},{"token":[]}]"#)
        #expect(document["/paths/~1staff~1reports/get/security"] == #"[{"key":["reports"]},{"token":["reports"]}]"#)
        #expect(document.names("/paths/~1staff~1reports/get/responses") == ["200", "401", "403"])
        #expect(
            document["/components/securitySchemes"]
                == #"{"key":{"in":"header","name":"X-Key","type":"apiKey"},"token":{"bearerFormat":"JWT","description":"from /login","scheme":"bearer","type":"http"}}"#
        )
    }

    @Test func `one name for two ways to authenticate stops the start`() async throws {
        let error = await #expect(throws: BootError.self) {
            try await Document.of { app in
                app.get("/a") { (_: Keyed) in "" }
                app.get("/b") { (_: OtherKeyed) in "" }
                app.get("/c") { (_: OtherKeyed) in "" }
            }
        }
        #expect(
            error?.problems == [
                "two ways to authenticate are called `key` in the API's document; give one another name: .named(\"key2\")"
            ])
    }

    @Test func `a scheme that is asked for twice is named once, with all scopes`() async throws {
        let document = try await Document.of { app in
            app.group("/staff") { staff in
                staff.use(Requiring(Keyed.self))
                staff.get("/reports") { (_: Token) in "" }
            }
        }
        #expect(
            document["/paths/~1staff~1reports/get/security"]
                == #"[{"key":[],"token":["write"]},{"token":["write"]}]"#)
        #expect(document.text.matches(of: /"token": \[/).count == 2)
    }

    @Test func `what no Swift type stands for is described by hand`() async throws {
        let row = SchemaReference("Row", typeName: "Reports.Row") {
            ObjectSchema(
                name: "Row", unknown: .ignored,
                members: [
                    MemberSchema(
                        "sum", .number(format: "double"), isRequired: true, isAlwaysWritten: false, example: "1.5",
                        deprecated: true)
                ])
        }
        var description = OperationDescription()
        description.content = .init(.object(row), isRequired: false)
        description.responses = [.init(.ok, .init(.array(.object(row), isUnique: false)))]
        let document = try await Document.of { app in app.post("/reports") { "" }.annotate(description) }
        #expect(
            document["/components/schemas/Row/properties/sum"]
                == #"{"deprecated":true,"examples":[1.5],"format":"double","type":"number"}"#)
        #expect(document["/paths/~1reports/post/requestBody/required"] == nil)
        #expect(document["/paths/~1reports/post/requestBody/content"] != nil)
    }
}

private enum A {
    @Schema struct Detail { var a: Int }
}

private enum B {
    @Schema struct Detail { var b: Int }
}

@Schema(name: "Detail") private struct Given { var given: Int }

private enum OtherGiven {
    @Schema(name: "Detail") struct Detail { var other: Int }
}

/// One of the application's own beside that of the framework.
@Schema private struct Problem { var mine: Int }

@Schema private struct NewItem { var own: Int }

@Schema private struct LabelInput { var own: Int }

private struct OtherKeyed: Extractor, SecurityDescribing {
    static func extract(from source: inout ExtractionSource) -> OtherKeyed { OtherKeyed() }
    static var security: SecurityRequirementDescription {
        SecurityRequirementDescription { _ in
            [SecuritySchemeDescription(id: "key", kind: .apiKey(in: .header, name: "X-Other-Key"))]
        }
    }
}

private struct Token: Extractor, SecurityDescribing {
    static func extract(from source: inout ExtractionSource) -> Token { Token() }
    static var security: SecurityRequirementDescription {
        SecurityRequirementDescription(scopes: ["write"]) { services in
            Keyed.security.schemes(in: services).filter { $0.id == "token" }
        }
    }
}

private struct Keyed: Extractor, SecurityDescribing {
    static func extract(from source: inout ExtractionSource) -> Keyed { Keyed() }
    static var security: SecurityRequirementDescription {
        SecurityRequirementDescription { _ in
            [
                SecuritySchemeDescription(id: "key", kind: .apiKey(in: .header, name: "X-Key")),
                SecuritySchemeDescription(
                    id: "token", kind: .http(scheme: "bearer", bearerFormat: "JWT"), summary: "from /login"),
            ]
        }
    }
}

private struct Reporting: Extractor, SecurityDescribing {
    static func extract(from source: inout ExtractionSource) -> Reporting { Reporting() }
    static var security: SecurityRequirementDescription {
        var security = Keyed.security
        security.scopes = ["reports"]
        security.refusals.append(.forbidden)
        return security
    }
}
