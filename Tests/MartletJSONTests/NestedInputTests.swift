import Foundation
import MartletHTTP
import MartletJSON
import MartletTesting
import Testing

/// Structs with `@Schema` inside of others that are only `Decodable`.
@Suite struct NestedInputTests {
    @Schema struct Song: Equatable {
        @Field(length: 2...5) var title: String
        @Field(range: 1...) var seconds: Int = 60
        @Field(name: "disc_number") var disc: Int?
        var mood: Change<String?> = .unchanged
        @Field(access: .readOnly) var id: Int = 0

        func validate(_ validation: inout Validation) {
            validation.require(title != "none", at: "/title", "reserved", "is reserved")
        }
    }

    struct Batch: Codable, Sendable {
        var name: String
        var songs: [Song]
        var first: Song?
        var named: [String: [Song]]?
    }

    /// Takes a song, or the title of one; what is wrong with the song is lost.
    enum Either: Decodable, Sendable {
        case song(Song)
        case other

        init(from decoder: any Decoder) throws {
            self = if let song = try? Song(from: decoder) { .song(song) } else { .other }
        }
    }

    private func app() -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        app.answerProblems()
        app.post("/batch") { (batch: JSON<Batch>) in
            let first = batch.songs.first
            return "\(first?.title ?? "-") \(first?.seconds ?? 0) \(first?.disc ?? 0) \(first?.id ?? 0)"
        }
        app.post("/lists") { (lists: JSON<[[Song]]>) in "\(lists.value.count)" }
        app.post("/names") { (lists: JSON<[String: [Song]]>) in "\(lists.value.count)" }
        app.post("/maybe") { (song: JSON<Song?>) in song.value?.title ?? "none" }
        app.post("/either") { (either: JSON<Either>) in
            if case .song(let song) = either.value { song.title } else { "other" }
        }
        return app
    }

    private func json(_ text: String) -> TestContent { .text(text, type: "application/json") }

    @Test(arguments: [
        (
            "/batch", #"{"name":"a","songs":[{"title":"ab","seconds":1},{"title":"a","seconds":0,"lenght":1}]}"#,
            ["/songs/1/title too_short", "/songs/1/seconds too_small", "/songs/1/lenght unknown_member"]
        ),
        ("/batch", #"{"name":"a","songs":[{"title":"ab","id":7}]}"#, ["/songs/0/id read_only"]),
        ("/batch", #"{"name":"a","songs":[{"title":"ab","title":"cd"}]}"#, ["/songs/0/title duplicate_member"]),
        ("/batch", #"{"name":"a","songs":[{"title":"none"}]}"#, ["/songs/0/title reserved"]),
        ("/batch", #"{"name":"a","songs":[],"first":{}}"#, ["/first/title required"]),
        ("/batch", #"{"name":"a","songs":[],"first":7}"#, ["/first type"]),
        (
            "/batch", #"{"name":"a","songs":[],"named":{"a/b":[{"title":"ab"},{"title":"abcdef"}]}}"#,
            ["/named/a~1b/1/title too_long"]
        ),
        ("/lists", #"[[],[{"title":"ab"},{"title":"a"}]]"#, ["/1/1/title too_short"]),
        ("/names", #"{"x":[{"title":"a"}]}"#, ["/x/0/title too_short"]),
        ("/maybe", #"{"title":"a"}"#, ["/title too_short"]),
    ])
    func `rules hold inside of other values`(_ path: String, _ text: String, _ expected: [String]) async throws {
        struct Answer: Decodable {
            struct Entry: Decodable { var pointer: String, code: String }
            var errors: [Entry]?
        }
        try await app().test { (client) async throws in
            // Once as the first of its type, once as one that is known.
            for _ in 1...2 {
                let response = try await client.post(path, json(text))
                #expect(response.status == .unprocessableContent, "\(response.text)")
                let errors = try response.json(Answer.self).errors ?? []
                #expect(errors.map { "\($0.pointer) \($0.code)" } == expected, "\(response.text)")
            }
        }
    }

    @Test func `what is right is read`() async throws {
        try await app().test { (client) async throws in
            let batch = try await client.post(
                "/batch", json(#"{"name":"a","songs":[{"title":"ab","disc_number":2}],"other":[1]}"#))
            #expect(batch.text == "ab 60 2 0")
            #expect(try await client.post("/maybe", json("null")).text == "none")
            #expect(try await client.post("/maybe", json(#"{"title":"ab"}"#)).text == "ab")
            #expect(try await client.post("/either", json(#"{"title":"ab"}"#)).text == "ab")
            #expect(try await client.post("/either", json(#"{"title":"a"}"#)).text == "other")
        }
    }

    @Test func `other mistakes say where they are as before`() async throws {
        try await app().test { (client) async throws in
            let wrong = try await client.post("/batch", json(#"{"name":1,"songs":[{"title":"ab"}]}"#))
            #expect(wrong.status == .unprocessableContent)
            #expect(wrong.text.contains("/name must be a string, not 1."))
            let open = try await client.post("/batch", json("{\"name\":\"a\",\n\"songs\":[{\"title\":}]}"))
            #expect(open.status == .badRequest)
            #expect(open.text.contains("expected a value at line 2, column 19."), "\(open.text)")
            let deep = String(repeating: "[", count: 70) + String(repeating: "]", count: 70)
            let nested = try await client.post("/batch", json("{\"name\":\"a\",\n\"songs\":[{\"x\":\(deep)}]}"))
            #expect(nested.status == .badRequest)
            #expect(nested.text.contains("at most 64 arrays and objects in each other at line 2,"), "\(nested.text)")
        }
    }

    @Test func `what the application has stored is read without rules`() throws {
        let song = Song(title: "a very long title", seconds: 0, disc: nil, mood: .set(nil), id: 7)
        let data = try JSONEncoder().encode(Batch(name: "x", songs: [song], first: song))
        let batch = try JSONDecoder().decode(Batch.self, from: data)
        #expect(batch.songs == [song])
        #expect(batch.first == song)
        let short = try JSONDecoder().decode(Song.self, from: Data(#"{"title":"a"}"#.utf8))
        #expect(short == Song(title: "a", seconds: 60, disc: nil, mood: .unchanged, id: 0))
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Song.self, from: Data("{}".utf8)) }
    }

    /// Members with the names that the code of the macro uses itself, and one whose value is another each time.
    @Schema struct Names: Equatable {
        var input: Int
        var decoder: Int = 1
        let container: String?
        @Field(name: "self") var own: UUID = UUID()
    }

    @Test func `members may be called as the code of the macro calls its own values`() throws {
        let id = UUID()
        let data = Data(#"{"input":1,"container":"c","self":"\#(id.uuidString)"}"#.utf8)
        let names = try JSONDecoder().decode(Names.self, from: data)
        #expect(names == Names(input: 1, decoder: 1, container: "c", own: id))
    }

    @Test func `a test reads what is only told`() async throws {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .all)
        app.get("/song") { JSON(Song(title: "ab", seconds: 1, disc: nil, mood: .unchanged, id: 7)) }
        app.get("/batch") {
            JSON(Batch(name: "x", songs: [Song(title: "ab", seconds: 1, disc: nil, mood: .unchanged, id: 8)]))
        }
        try await app.test { (client) async throws in
            #expect(try await client.get("/song").json(Song.self).id == 7)
            #expect(try await client.get("/batch").json(Batch.self).songs.map(\.id) == [8])
        }
    }
}
