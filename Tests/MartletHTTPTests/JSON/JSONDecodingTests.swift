import Foundation
import MartletHTTP
import MartletTesting
import NIOCore
import Testing

@testable import MartletHTTP

/// What a client learns of content that is not what the handler takes.
@Suite struct JSONDecodingTests {
    private struct Album: Decodable, Sendable {
        enum Order: String, Decodable { case newest, oldest }
        struct Track: Decodable, Sendable {
            var name: String
            var seconds: UInt8?
        }
        var title: String
        var year: Int
        var rating: Double?
        var price: Decimal?
        var released: Date?
        var id: UUID?
        var page: URL?
        var cover: Data?
        var order: Order?
        var live: Bool?
        var tracks: [Track]?
        var sales: [String: Int]?
    }

    private struct Even: Decodable, Sendable {
        var value: Int
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            value = try container.decode(Int.self)
            guard value % 2 == 0 else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "internal words")
            }
        }
    }

    private struct Pair: Decodable, Sendable {
        var even: Even
        var either: String
        enum Key: String, CodingKey { case even, either }
        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            even = try container.decode(Even.self, forKey: .even)
            do {
                either = try container.decode(String.self, forKey: .either)
            } catch DecodingError.typeMismatch {
                either = "\(try container.decode(Int.self, forKey: .either))"
            }
        }
    }

    private func app() -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .all)
        app.post("/album") { (album: JSON<Album>) in album.title }
        app.post("/list") { (numbers: JSON<[Int]>) in "\(numbers.value)" }
        app.post("/pair") { (pair: JSON<Pair>) in "\(pair.even.value) \(pair.either)" }
        return app
    }

    private static let base = "\"title\":\"One\",\"year\":1999"
    private static let integers = "a whole number from -9223372036854775808 to 9223372036854775807"

    @Test(arguments: [
        ("{}", "/title is required."),
        ("[]", "The content must be an object, not an array."),
        ("null", "The content must be an object, not null."),
        ("\"text\"", "The content must be an object, not \"text\"."),
        ("{\"title\":7,\"year\":1999}", "/title must be a string, not 7."),
        ("{\"title\":null,\"year\":1999}", "/title must be a string, not null."),
        ("{\"title\":\"One\",\"year\":\"x\"}", "/year must be a whole number, not \"x\"."),
        ("{\"title\":\"One\",\"year\":1.5}", "/year must be a whole number, not 1.5."),
        ("{\"title\":\"One\",\"year\":99999999999999999999}", "/year must be \(integers), not 99999999999999999999."),
        (
            "{\(base),\"rating\":1e400}",
            "/rating must be a number from -1.7976931348623157e+308 to 1.7976931348623157e+308, not 1e400."
        ),
        ("{\(base),\"price\":\"1,99\"}", "/price must be a number, not \"1,99\"."),
        (
            "{\(base),\"released\":\"2026-13-01T00:00:00Z\"}",
            "/released must be a time such as \"2026-01-31T12:00:00Z\", not \"2026-13-01T00:00:00Z\"."
        ),
        ("{\(base),\"released\":7}", "/released must be a time such as \"2026-01-31T12:00:00Z\", not 7."),
        ("{\(base),\"id\":\"x\"}", "/id must be a UUID, not \"x\"."),
        ("{\(base),\"cover\":\"*\"}", "/cover must be bytes in Base64, not \"*\"."),
        ("{\(base),\"order\":\"best\"}", "/order must be one of the known values, not \"best\"."),
        ("{\(base),\"live\":1}", "/live must be true or false, not 1."),
        ("{\(base),\"tracks\":{}}", "/tracks must be an array, not an object."),
        ("{\(base),\"tracks\":[{\"name\":\"a\"},{}]}", "/tracks/1/name is required."),
        (
            "{\(base),\"tracks\":[{\"name\":\"a\",\"seconds\":256}]}",
            "/tracks/0/seconds must be a whole number from 0 to 255, not 256."
        ),
        ("{\(base),\"sales\":{\"a/b~c\":\"x\"}}", "/sales/a~1b~0c must be a whole number, not \"x\"."),
    ])
    func `JSON of another form is a 422 that says where, what was expected and got`(
        content: String, message: String
    ) async throws {
        try await app().test { client in
            let answer = try await client.post(
                "/album", .text(content, type: "application/json"), headers: [.accept: "text/plain"])
            #expect(answer.status == .unprocessableContent)
            #expect(answer.text == "422 Unprocessable Content\n\(message)\n")
        }
    }

    @Test(arguments: [
        ("/list", "[1,null]", "/1 must be a whole number, not null."),
        ("/pair", "{\"even\":3,\"either\":1}", "/even has a value that is not allowed."),
        ("/pair", "{\"even\":2,\"either\":true}", "/either must be a whole number, not true."),
    ])
    func `types that decode themselves are understood`(path: String, content: String, message: String) async throws {
        try await app().test { client in
            let answer = try await client.post(
                path, .text(content, type: "application/json"), headers: [.accept: "text/plain"])
            #expect(answer.text == "422 Unprocessable Content\n\(message)\n")
            let taken = try await client.post("/pair", .text("{\"even\":2,\"either\":1}", type: "application/json"))
            #expect(taken.text == "2 1")
        }
    }

    @Test(arguments: ["", " \n"]) func `content that is empty is told to be so`(content: String) async throws {
        try await app().test { client in
            let answer = try await client.post(
                "/album", .text(content, type: "application/json"), headers: [.accept: "text/plain"])
            #expect(answer.text == "400 Bad Request\nThe content is empty.\n")
        }
    }

    @Test(arguments: [
        ("nope", "expected a value at line 1, column 1"),
        ("{\n  \"title\": \"One\",\n  year: 1\n}", "expected the name of a member at line 3, column 3"),
        ("{\"title\": One}", "expected a value at line 1, column 11"),
        ("[1, 2", "expected a comma or the end of the array at line 1, column 6"),
        ("{\"a\" 1}", "expected a colon at line 1, column 6"),
        ("{\"title\": 01}", "expected no digit behind a leading zero at line 1, column 13"),
        ("{\"title\": 1.}", "expected a digit at line 1, column 13"),
        ("\"open", "expected the end of the string at line 1, column 6"),
        ("\"\\x\"", "expected an escape of JSON behind the backslash at line 1, column 4"),
        ("\"\\ud800\"", "expected both halves of a surrogate pair at line 1, column 8"),
        ("{} {}", "expected the end of the content at line 1, column 4"),
        (
            String(repeating: "[", count: 600),
            "expected at most 512 arrays and objects in each other at line 1, column 513"
        ),
    ])
    func `text that is not JSON is a 400 that says where`(content: String, message: String) async throws {
        try await app().test { client in
            let answer = try await client.post(
                "/album", .text(content, type: "application/json"), headers: [.accept: "text/plain"])
            #expect(answer.status == .badRequest)
            #expect(answer.text == "400 Bad Request\nThe content is not valid JSON: \(message).\n")
        }
    }

    @Test func `strings are read with their escapes`() throws {
        let node = try JSONParser.parse(Array("\"a\\u00e4\\ud834\\udd1e\\n\\/\"".utf8))
        guard case .string(let text) = node.value else { return #expect(Bool(false)) }
        #expect(text == "aä𝄞\n/")
    }

    @Test(arguments: [
        ("2026-01-31T12:00:00Z", 1_769_860_800), ("2026-01-31T12:00:00.250Z", 1_769_860_800.25),
        ("2026-01-31T13:00:00.5+01:00", 1_769_860_800.5),
    ])
    func `moments may have fractions of seconds, as browsers write them`(_ text: String, _ seconds: Double) throws {
        let date = try JSONCoding.decode([Date].self, from: ByteBuffer(string: "[\"\(text)\"]")).first
        #expect(date == Date(timeIntervalSince1970: seconds))
    }
}
