import HTTPTypes
import MartletAPI
import MartletHTTP
import MartletJSON
import MartletTesting
import Testing

@Suite struct ContentTests {
    private struct Plain: Decodable, Sendable {
        var name: String
        var size: Int
    }

    private func app() -> App {
        let app = NegotiationApp.make()
        app.answerProblems()
        app.post("/track") { (track: Content<NegotiatedTrack>) in "\(track.title) \(track.seconds)" }
        app.post("/tracks") { (tracks: Content<[NegotiatedTrack]>) in
            tracks.value.map { "\($0.title) \($0.seconds) \($0.genre ?? "-")" }.joined(separator: "|")
        }
        app.post("/plain") { (plain: Content<[Plain]>) in plain.value.map(\.name).joined(separator: "|") }
        app.post("/small") { (tracks: Content<[NegotiatedTrack]>) in tracks.value.count }.bodyLimit(40)
        return app
    }

    @Test func `one value comes as JSON or as a form`() async throws {
        try await app().test { (client) async throws in
            #expect(try await client.post("/track", .jsonText(#"{"title":"a","seconds":1}"#)).text == "a 1")
            let vendor = TestContent.text(#"{"title":"a","seconds":1}"#, type: "application/vnd.a+json; charset=UTF-8")
            #expect(try await client.post("/track", vendor).text == "a 1")
            #expect(try await client.post("/track", form: ["title": "a", "seconds": "2"]).text == "a 2")
            let parts = TestContent.multipart([.field("title", "b"), .field("seconds", "3")])
            #expect(try await client.post("/track", parts).text == "b 3")
            let taken = try await client.post("/track", form: ["title": "taken", "seconds": "2"])
            #expect(taken.text.contains(#"{"parameter":"title","code":"taken","detail":"is taken"}"#))
        }
    }

    @Schema(discriminator: "kind") enum Release {
        case single(NegotiatedTrack)
        case box(Studio)
    }

    @Test func `structs that are told apart come in all forms, as a table too`() async throws {
        let app = NegotiationApp.make()
        app.answerProblems()
        app.post("/releases") { (releases: Content<[Release]>) in
            let names = releases.value.map { release -> String in
                switch release {
                case .single(let track): "single \(track.title)"
                case .box(let studio): "box \(studio.city) \(studio.rooms)"
                }
            }
            return names.joined(separator: "|")
        }
        try await app.test { (client) async throws in
            let json = #"[{"kind":"single","title":"a","seconds":1},{"city":"Wien","rooms":[2],"kind":"box"}]"#
            #expect(try await client.post("/releases", .jsonText(json)).text == "single a|box Wien [2]")
            let table = "kind,title,seconds,city,rooms\nsingle,a,1,,\nbox,,,Wien,[2]\n"
            #expect(try await client.post("/releases", .csv(table)).text == "single a|box Wien [2]")
            let wrong = try await client.post("/releases", .csv("kind,title,seconds\nsingle,,1\nbx,a,1\n,a,1\n"))
            let problems = try wrong.json(Told.self).errors.map { "\($0.pointer ?? $0.parameter ?? "") \($0.code)" }
            #expect(problems == ["/0/title too_short", "/1/kind one_of", "/2/kind one_of"])
        }
    }

    @Test func `a list comes as JSON, as lines or as a table`() async throws {
        try await app().test { (client) async throws in
            let json = #"[{"title":"a","seconds":1},{"title":"b","seconds":2,"genre":"c"}]"#
            #expect(try await client.post("/tracks", .jsonText(json)).text == "a 1 -|b 2 c")
            let lines = "{\"title\":\"a\",\"seconds\":1}\r\n\n{\"title\":\"b\",\"seconds\":2,\"genre\":\"c\"}"
            #expect(try await client.post("/tracks", .ndjson(lines)).text == "a 1 -|b 2 c")
            let table = "\u{FEFF}genre,seconds,title\r\n,1,a\n\"c\",2,b\n\n"
            #expect(try await client.post("/tracks", .csv(table)).text == "a 1 -|b 2 c")
            #expect(try await client.post("/tracks", .csv("title,seconds\r\n")).text.isEmpty)
            #expect(try await client.post("/tracks", .ndjson("")).text.isEmpty)
            #expect(try await client.post("/plain", .ndjson(#"{"name":"x","size":1}"#)).text == "x")
        }
    }

    @Test(arguments: [
        (
            TestContent.jsonText(
                #"[{"title":"a","seconds":1},{"title":"","seconds":0},{"seconds":1},{"title":"b","secnds":1}]"#),
            [
                "/1/title too_short", "/1/seconds too_small", "/2/title required", "/3/secnds unknown_member",
                "/3/seconds required",
            ]
        ),
        (
            .ndjson(
                "{\"title\":\"a\",\"seconds\":1}\n{\"title\":\"\",\"seconds\":0}\n{\"seconds\":1}\n{\"title\":\"b\",\"secnds\":1}"
            ),
            [
                "/1/title too_short", "/1/seconds too_small", "/2/title required", "/3/secnds unknown_member",
                "/3/seconds required",
            ]
        ),
        (
            .csv("title,seconds\na,1\n,0\nb,x\nc\n\"d\",2,3\n"),
            ["/1/title too_short", "/1/seconds too_small", "/2/seconds type", "/3 columns", "/4 columns"]
        ),
        (.csv("title,secnds,title\na,1,b"), ["secnds unknown_member", "title duplicate_member"]),
        (.csv("title,seconds\ntaken,1\na,1\ntaken,1"), ["/0/title taken", "/2/title taken"]),
        (.jsonText(#"[{"title":"taken","seconds":1}]"#), ["/0/title taken"]),
    ])
    func `everything that is wrong is told with its row`(_ content: TestContent, _ expected: [String]) async throws {
        try await app().test { (client) async throws in
            let response = try await client.post("/tracks", content)
            #expect(response.status == .unprocessableContent)
            let problems = try response.json(Told.self).errors.map { "\($0.pointer ?? $0.parameter ?? "") \($0.code)" }
            #expect(problems == expected)
        }
    }

    @Test func `values without a schema are told by their place too`() async throws {
        try await app().test { (client) async throws in
            let wrong = try await client.post("/plain", .ndjson("{\"name\":\"x\",\"size\":1}\n{\"name\":\"x\"}"))
            #expect(wrong.status == .unprocessableContent)
            #expect(wrong.text.contains(#""detail":"/1/size is required.""#))
        }
    }

    @Test(arguments: [
        (TestContent.csv(""), "expected a line with the names of the columns."),
        (.csv("title,seconds\na\"b,1"), "expected quotes around the whole of a cell at line 2."),
        (.csv("title,seconds\n\"a\"b,1"), "expected a comma or the end of the line behind a quoted cell at line 2."),
        (.csv("title,seconds\n\"a\n\n,1"), "expected the end of a quoted cell at line 2."),
        (.bytes(.init(bytes: [0x74, 0xFF]), type: "text/csv"), "expected UTF-8 at line 1."),
        (
            .csv(String(repeating: "a,", count: 1_000) + "a"), "expected at most 1000 columns at line 1."
        ),
        (
            .ndjson("{\"title\":\"a\",\"seconds\":1}\n{]"),
            "Element 2: The content is not valid JSON: expected the name of a member at line 1, column 2."
        ),
        (.jsonText("[1"), "The content is not valid JSON"),
    ])
    func `what is malformed is a 400 that says where`(_ content: TestContent, _ words: String) async throws {
        try await app().test { (client) async throws in
            let response = try await client.post("/tracks", content)
            #expect(response.status == .badRequest)
            #expect(response.text.contains(words), "\(response.text)")
        }
    }

    @Test func `another type is a 415 that lists what is understood`() async throws {
        try await app().test { (client) async throws in
            let list = try await client.post("/tracks", .text("<a/>", type: "application/xml"))
            #expect(list.status == .unsupportedMediaType)
            let types = "application/json, application/x-ndjson, application/ndjson, application/jsonl, text/csv"
            #expect(list.headers[.accept] == types)
            #expect(list.text.contains(#""understood":["application/json","application/x-ndjson""#))
            #expect(list.text.contains("not application/xml."))
            let one = try await client.post("/track", .csv("title\na"))
            #expect(one.status == .unsupportedMediaType)
            #expect(
                one.headers[.accept]
                    == "application/json, application/x-www-form-urlencoded, multipart/form-data")
            #expect(try await client.post("/track").status == .unsupportedMediaType)
            #expect(try await client.post("/tracks", form: ["title": "a"]).status == .unsupportedMediaType)
            // A text in a table has no type of its own, so tables need a schema.
            #expect(try await client.post("/plain", .csv("name,size\na,1")).status == .unsupportedMediaType)
            let latin = try await client.post("/tracks", .text("title,seconds\na,1", type: "text/csv; charset=latin1"))
            #expect(latin.status == .unsupportedMediaType)
            #expect(
                try await client.post("/small", .csv("title,seconds\n" + String(repeating: "a,1\n", count: 9))).status
                    == .contentTooLarge)
        }
    }

    @Test func `what was written is read again`() async throws {
        let app = NegotiationApp.make()
        let titles = ["=1", "'=1", "''+1", "-1", "@a", "\ta", "'", "a,b", "a\"b", "a\r\nb", " a ", "é🎉"]
        app.get("/tracks") { Negotiated(titles.map { NegotiatedTrack(title: $0, seconds: 1) }) }
        app.post("/tracks") { (tracks: Content<[NegotiatedTrack]>) in JSON(tracks.value.map(\.title)) }
        try await app.test { (client) async throws in
            for type in ["text/csv", "application/x-ndjson", "application/json"] {
                let written = try await client.get("/tracks", headers: [.accept: type])
                let read = try await client.post("/tracks", .bytes(written.body, type: type))
                #expect(try read.json([String].self) == titles, "\(type)")
            }
        }
    }

    private func recordings() -> App {
        let app = NegotiationApp.make()
        app.answerProblems()
        app.get("/recordings") { Negotiated([Recording.full, .sparse]) }
        app.post("/recordings") { (read: Content<[Recording]>) in
            read.value == [Recording.full, .sparse] ? "as written" : "\(read.value)"
        }
        return app
    }

    @Test(arguments: ["text/csv", "application/x-ndjson", "application/json"])
    func `values of every kind are read as they were written`(_ type: String) async throws {
        try await recordings().test { (client) async throws in
            let written = try await client.get("/recordings", headers: [.accept: type])
            let read = try await client.post("/recordings", .bytes(written.body, type: type))
            #expect(read.text == "as written", "\(written.text)")
        }
    }

    @Test(arguments: [
        (#"a,[],"{""city"":""b""}",{}"#, []),
        (#"a,,"{""city"":""b""}",{}"#, []),
        (#"a,,,"#, ["/0/studio required is required", "/0/players required is required"]),
        (
            #"a,rock,b,5"#,
            [
                "/0/tags type must be an array as JSON, not `rock`",
                "/0/studio type must be an object as JSON, not `b`",
                "/0/players type must be an object as JSON, not `5`",
            ]
        ),
        (
            #"a,"[""b"",2,""c"",""d""]","{""city"":"""",""x"":1}","{""b"":""c""}""#,
            [
                "/0/tags/1 type must be a string, not a number",
                "/0/studio/city too_short must not be empty",
                "/0/studio/x unknown_member is not known here",
                "/0/players/b type must be a whole number, not a string",
            ]
        ),
        (
            #"a,"[""b""],""title"":""c""","{""city"":""b""}",{}"#,
            [#"/0/tags type must be an array as JSON, not `["b"],"title":"c"`"#]
        ),
    ])
    func `what is nested in a cell has to be JSON`(_ row: String, _ expected: [String]) async throws {
        try await recordings().test { (client) async throws in
            let response = try await client.post("/recordings", .csv("title,tags,studio,players\n" + row))
            #expect(response.status == (expected.isEmpty ? .ok : .unprocessableContent))
            guard !expected.isEmpty else { return }
            let problems = try response.json(Told.self).errors.map { "\($0.pointer ?? "") \($0.code) \($0.detail)" }
            #expect(problems == expected)
        }
    }

    @Test func `an empty cell of a member that may be absent is none`() async throws {
        let app = NegotiationApp.make()
        app.post("/recordings") { (read: Content<[Recording]>) in
            read.value == [
                Recording(
                    title: "", tags: [], takes: nil, studio: Studio(city: "b"), players: [:], note: .unchanged,
                    lines: .unchanged)
            ]
        }
        try await app.test { (client) async throws in
            let names = "title,tags,takes,marks,studio,second,players,grid,mood,level,note,lines"
            let row = #","","","","{""city"":""b""}","",{},,,,,"#
            #expect(try await client.post("/recordings", .csv("\(names)\n\(row)")).text == "true")
        }
    }

    private struct Told: Decodable {
        struct Problem: Decodable {
            var pointer: String?
            var parameter: String?
            var code: String
            var detail: String
        }
        var errors: [Problem]
    }

    @Test(arguments: ["/track", "/json", "/form", "/lines", "/files"], [true, false])
    func `content that is coded and that nobody decodes is a 415`(_ path: String, isCoded: Bool) async throws {
        let app = app()
        app.post("/json") { (track: JSON<NegotiatedTrack>) in track.title }
        app.post("/form") { (plain: Form<Plain>) in plain.name }
        app.post("/lines") { (lines: NDJSONStream<Plain>) in
            for try await line in lines { return line.name }
            return ""
        }
        app.post("/files") { (parts: MultipartStream) in
            for try await part in parts { return try await part.text() }
            return ""
        }
        let content: TestContent =
            switch path {
            case "/form": .text("name=a&size=1", type: "application/x-www-form-urlencoded")
            case "/lines": .ndjson(#"{"name":"a","size":1}"#)
            case "/files": .multipart([.field("name", "a")])
            default: .jsonText(#"{"title":"a","seconds":1}"#)
            }
        try await app.test { (client) async throws in
            let headers: Headers = [.contentEncoding: isCoded ? "gzip" : "identity"]
            let response = try await client.post(path, content, headers: headers)
            guard isCoded else {
                #expect(response.status == .ok, "\(response.text)")
                return
            }
            #expect(response.status == .unsupportedMediaType)
            #expect(response.headers[.acceptEncoding] == "identity")
            #expect(response.text.contains("The content must not be coded, as it is by `gzip`."))
        }
    }

    @Test func `content without a type says what is missing`() async throws {
        try await app().test { (client) async throws in
            let response = try await client.post("/plain", .text("[]", type: ""))
            #expect(response.status == .unsupportedMediaType)
            #expect(response.text.contains("and say so by Content-Type."))
        }
    }
}
