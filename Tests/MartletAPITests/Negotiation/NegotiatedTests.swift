import HTTPTypes
import MartletAPI
import MartletHTTP
import MartletTesting
import NIOCore
import Testing

@Suite struct NegotiatedTests {
    private func app() -> App {
        let app = NegotiationApp.make()
        app.get("/tracks") { Negotiated(NegotiationApp.tracks) }
        app.get("/track") { Negotiated(NegotiationApp.tracks[0]) }
        app.get("/none") { Negotiated([] as [NegotiatedTrack]) }
        app.get("/numbers") { Negotiated([1, 2]) }
        app.get("/created") { Reply(.created, Negotiated(NegotiationApp.tracks[0])) }
        app.get("/page") {
            Negotiated(NegotiationApp.tracks[0]).offering(.html) { HTML("<h1>\(HTML.escape($0.title))</h1>") }
        }
        app.group("/own") { own in
            own.use(ContentFormats.standard.adding(LoudFormat()))
            own.get("/track") { Negotiated(NegotiationApp.tracks[0]) }
            own.post("/text") { (text: Content<[String: String]>) in text.value["text"] ?? "" }
        }
        app.group("/csv") { csv in
            csv.use(ContentFormats(encoders: [CSVFormat(unsafeKeepingFormulas: true)], decoders: []))
            csv.get("/tracks") { Negotiated(NegotiationApp.tracks) }
        }
        app.group("/api") { api in
            api.answerProblems()
            api.get("/tracks") { Negotiated(NegotiationApp.tracks) }
        }
        return app
    }

    private let json = #"[{"title":"Kashmir","seconds":515,"genre":"rock, hard"},{"title":"=1+1","seconds":60}]"#

    @Test(arguments: [nil, "*/*", "application/json", "application/*", "text/html;q=0.9,*/*;q=0.8", "rubbish"])
    func `JSON is what clients get that like it, or say nothing`(_ accept: String?) async throws {
        try await app().test { (client) async throws in
            let response = try await client.get("/tracks", headers: accept.map { [.accept: $0] } ?? [:])
            #expect(response.status == .ok)
            #expect(response.headers[.contentType] == "application/json; charset=utf-8")
            #expect(response.headers[.vary] == "Accept")
            #expect(!response.text.contains("secret"))
            #expect(response.text.contains(#""title":"Kashmir","seconds":515"#))
        }
    }

    @Test func `lists are also lines and tables`() async throws {
        try await app().test { (client) async throws in
            let lines = try await client.get("/tracks", headers: [.accept: "application/jsonl"])
            #expect(lines.headers[.contentType] == "application/jsonl")
            #expect(lines.text.split(separator: "\n").count == 2)
            #expect(lines.text.hasSuffix("}\n"))
            let table = try await client.get("/tracks", headers: [.accept: "text/csv, application/json;q=0.5"])
            #expect(table.headers[.contentType] == "text/csv; charset=utf-8; header=present")
            #expect(table.text == "title,seconds,genre\r\nKashmir,515,\"rock, hard\"\r\n'=1+1,60,\r\n")
            #expect(try await client.get("/none", headers: [.accept: "text/csv"]).text == "title,seconds,genre\r\n")
            let kept = try await client.get("/csv/tracks", headers: [.accept: "text/*"])
            #expect(kept.text.contains("\r\n=1+1,60,\r\n"))
        }
    }

    @Test func `a client that takes nothing of it gets a 406 that lists what there is`() async throws {
        try await app().test { (client) async throws in
            let refused = try await client.get("/api/tracks", headers: [.accept: "text/html, application/json;q=0"])
            #expect(refused.status == .notAcceptable)
            #expect(refused.headers[.contentType] == "application/problem+json")
            #expect(refused.headers[.vary] == "Accept")
            #expect(
                refused.text.contains(
                    #""available":["application/json","application/x-ndjson","application/ndjson","application/jsonl","text/csv"]"#
                ))
            // Tables hold lists of structs alone.
            #expect(try await client.get("/track", headers: [.accept: "text/csv"]).status == .notAcceptable)
            #expect(try await client.get("/numbers", headers: [.accept: "text/csv"]).status == .notAcceptable)
            #expect(try await client.get("/numbers", headers: [.accept: "application/x-ndjson"]).text == "1\n2\n")
            #expect(
                try await client.get("/csv/tracks", headers: [.accept: "application/json"]).status == .notAcceptable)
        }
    }

    @Test func `a result offers more, and a group has formats of its own`() async throws {
        try await app().test { (client) async throws in
            let page = try await client.get("/page", headers: [.accept: "text/html"])
            #expect(page.text == "<h1>Kashmir</h1>")
            #expect(page.headers[.contentType] == "text/html; charset=utf-8")
            #expect(page.headers[.vary] == "Accept")
            #expect(try await client.get("/page").headers[.contentType] == "application/json; charset=utf-8")
            #expect(try await client.get("/created").status == .created)
            let loud = try await client.get("/own/track", headers: [.accept: "text/x-loud"])
            #expect(loud.text == #"{"TITLE":"KASHMIR","SECONDS":515,"GENRE":"ROCK, HARD"}"#)
            #expect(loud.headers[.contentType] == "text/x-loud")
            #expect(try await client.get("/track", headers: [.accept: "text/x-loud"]).status == .notAcceptable)
            let text = try await client.post("/own/text", .text("HELLO", type: "text/x-loud"))
            #expect(text.text == "hello")
        }
    }
}

/// A format of an application's own.
private struct LoudFormat: ContentEncoder, ContentDecoder {
    var mediaTypes: [MediaType] { [MediaType("text", "x-loud")] }
    var readTypes: [MediaType] { mediaTypes }

    func encode(_ value: some Encodable, into bytes: inout ByteBuffer) throws {
        var json = ByteBuffer()
        try JSONFormat().encode(value, into: &json)
        bytes.writeString(String(buffer: json).uppercased())
    }

    func decode<Value: Decodable & Sendable>(_ type: Value.Type, from request: Request) async throws -> Value {
        let text = String(buffer: try await request.body.collect()).lowercased()
        guard let value = ["text": text] as? Value else { throw HTTPError(.unprocessableContent) }
        return value
    }
}
