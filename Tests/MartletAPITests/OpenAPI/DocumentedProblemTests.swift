import Foundation
import MartletAPI
import MartletHTTP
import MartletJSON
import Testing

/// What a description says of problems of an application's own.
@Suite struct DocumentedProblemTests {
    @Test func `they have a schema and an example`() async throws {
        let document = try await Document.of { app in
            app.post("/orders") { () -> String in throw SoldOut(left: 0) }.describe("Order", problems: [SoldOut.self])
        }
        let media = "/paths/~1orders/post/responses/409/content/application~1problem+json"
        #expect(
            document["\(media)/examples"]
                == #"{"sold-out":{"value":{"detail":"Nothing is left.","left":0,"status":409,"title":"Sold out","type":"https://example.com/problems/sold-out"}}}"#
        )
        #expect(
            document["\(media)/schema"]
                == ##"{"anyOf":[{"$ref":"#/components/schemas/SoldOut"},{"$ref":"#/components/schemas/Problem"}]}"##)
        let schema = "/components/schemas/SoldOut"
        #expect(document["\(schema)/required"] == #"["type","title","status","left"]"#)
        #expect(
            document["\(schema)/properties/type"]
                == #"{"const":"https://example.com/problems/sold-out","type":"string"}"#)
        #expect(document["\(schema)/properties/title"] == #"{"const":"Sold out","type":"string"}"#)
        #expect(document["\(schema)/properties/status"] == #"{"const":409,"type":"integer"}"#)
        #expect(document["\(schema)/properties/left"] == #"{"format":"int64","type":"integer"}"#)
        #expect(document["\(schema)/properties/detail/type"] == #""string""#)
        #expect(document["\(schema)/additionalProperties"] == nil)
    }

    @Test func `their members have the types of their values, or of how those are written`() async throws {
        let document = try await Document.of { app in
            app.get("/crates") { () -> String in throw Many() }.describe(problems: [Many.self])
        }
        let properties = "/components/schemas/Many/properties"
        #expect(
            document.names(properties)
                == [
                    "detail", "label", "list", "map", "missing", "object", "price", "status", "text", "title", "type",
                ])
        #expect(document["\(properties)/label"] == ##"{"$ref":"#/components/schemas/Label"}"##)
        #expect(document["\(properties)/list"] == #"{"items":{"format":"date-time","type":"string"},"type":"array"}"#)
        #expect(document["\(properties)/missing"] == #"{"format":"int64","type":["integer","null"]}"#)
        #expect(document["\(properties)/price"] == #"{"format":"double","type":"number"}"#)
        #expect(document["\(properties)/text"] == #"{"type":"string"}"#)
        #expect(document["\(properties)/object"] == #"{"additionalProperties":{},"type":"object"}"#)
        #expect(
            document["\(properties)/map"]
                == #"{"additionalProperties":{"format":"int64","type":"integer"},"type":"object"}"#)
        #expect(document["\(properties)/title"] == #"{"const":"Conflict","type":"string"}"#)
        #expect(document["/components/schemas/Label/properties/name"] == #"{"type":"string"}"#)
    }

    @Test func `several of one status stand beside the plain problem, each once`() async throws {
        let document = try await Document.of { app in
            app.describe(problems: [Many.self])
            app.post("/orders") { (_: JSON<NewTrack>) -> String in throw SoldOut(left: 0) }
                .describe(problems: [SoldOut.self, Many.self, Shop.Many.self, Rejected.self])
        }
        func schema(_ status: Int) -> String? {
            document["/paths/~1orders/post/responses/\(status)/content/application~1problem+json/schema"]
        }
        #expect(
            schema(409)
                == ##"{"anyOf":[{"$ref":"#/components/schemas/ManyProblem"},{"$ref":"#/components/schemas/SoldOut"},"##
                + ##"{"$ref":"#/components/schemas/ShopManyProblem"},{"$ref":"#/components/schemas/Problem"}]}"##)
        #expect(
            schema(422)
                == ##"{"anyOf":[{"$ref":"#/components/schemas/Rejected"},{"$ref":"#/components/schemas/ValidationProblem"}]}"##
        )
        #expect(
            document.names("/paths/~1orders/post/responses/409/content/application~1problem+json/examples")
                == ["many", "many-2", "sold-out"])
        #expect(
            document.names("/paths/~1orders/post/responses/409/content")
                == ["application/problem+json", "text/html", "text/plain"])
    }

    @Test func `a group with a form of its own tells that alone`() async throws {
        let document = try await Document.of { app in
            app.group("/own") { own in
                own.answerErrors { problem, _ in JSON(Failure(message: problem.detail ?? "")) }
                own.get("/orders") { () -> String in throw SoldOut(left: 0) }.describe(problems: [SoldOut.self])
            }
        }
        #expect(
            document["/paths/~1own~1orders/get/responses/409/content"]
                == ##"{"application/json":{"schema":{"$ref":"#/components/schemas/Failure"}}}"##)
        #expect(document.names("/components/schemas") == ["Failure"])
    }
}

private struct Crate: Encodable, Sendable {
    var weight = 1
}

private struct Many: DocumentedProblem {
    var type: String { "/problems/many" }
    var status: HTTPResponse.Status { .conflict }
    var extensions: [String: any Encodable & Sendable] {
        [
            "label": Label(name: "a"), "list": [Date(timeIntervalSince1970: 0)], "map": ["a": 1], "missing": Int?.none,
            "object": Crate(), "price": 1.5, "text": "a", "instance": 1, "broken": Double.nan,
        ]
    }
    static var example: Many { Many() }
}

private enum Shop {
    struct Many: DocumentedProblem {
        var type: String { "/other/many" }
        var status: HTTPResponse.Status { .conflict }
        static var example: Many { Many() }
    }
}

private struct Rejected: DocumentedProblem {
    var type: String { "/problems/rejected" }
    var status: HTTPResponse.Status { .unprocessableContent }
    static var example: Rejected { Rejected() }
}
