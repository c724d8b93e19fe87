import HTTPTypes
import MartletAPI
import MartletHTTP
import MartletTesting
import Synchronization
import Testing

@Suite struct VersioningTests {
    /// A way to name a version, with what a client writes.
    enum Way: CaseIterable { case path, header, query, parameter, vendor }

    private func app(_ way: Way) -> App {
        switch way {
        case .path: VersionedApp.make(by: .path())
        case .header: VersionedApp.make(by: .header())
        case .query: VersionedApp.make(by: .query())
        case .parameter: VersionedApp.make(by: .mediaType())
        case .vendor: VersionedApp.make(by: .mediaType(vendor: "store"))
        }
    }

    private func get(_ client: TestClient, _ path: String, _ way: Way, _ version: String) async throws -> TestResponse {
        switch way {
        case .path: try await client.get("/api/v\(version)\(path)")
        case .header: try await client.get("/api\(path)", headers: [.apiVersion: version])
        case .query: try await client.get("/api\(path)?version=\(version)")
        case .parameter: try await client.get("/api\(path)", headers: [.accept: "*/*;version=\(version)"])
        case .vendor: try await client.get("/api\(path)", headers: [.accept: "application/vnd.store.v\(version)+json"])
        }
    }

    private func post(_ client: TestClient, _ path: String, _ json: String, _ way: Way, _ version: String)
        async throws -> TestResponse
    {
        let content = TestContent.jsonText(json)
        return switch way {
        case .path: try await client.post("/api/v\(version)\(path)", content)
        case .header: try await client.post("/api\(path)", content, headers: [.apiVersion: version])
        case .query: try await client.post("/api\(path)?version=\(version)", content)
        case .parameter:
            try await client.post("/api\(path)", .text(json, type: "application/json; version=\(version)"))
        case .vendor: try await client.post("/api\(path)", .text(json, type: "application/vnd.store.v\(version)+json"))
        }
    }

    @Test(arguments: Way.allCases) func `answers have the form of their version`(_ way: Way) async throws {
        let forms = [
            ("1", #"{"name":"a","minutes":2}"#), ("2", #"{"title":"a","minutes":2}"#),
            ("3", #"{"title":"a","seconds":120}"#),
        ]
        try await app(way).test { (client) async throws in
            for (version, form) in forms {
                #expect(try await get(client, "/track", way, version).text == form)
                let list = try await get(client, "/tracks", way, version).text
                #expect(list.hasPrefix("[\(form),{") && list.hasSuffix("]"))
                #expect(try await get(client, "/page", way, version).text == #"{"items":[\#(form)],"next":2}"#)
                #expect(try await get(client, "/missing", way, version).status == .notFound)
            }
        }
    }

    @Test(arguments: Way.allCases) func `content is read in the form of its version`(_ way: Way) async throws {
        let forms = [
            ("1", #"{"name":"a","minutes":2}"#), ("2", #"{"title":"a","minutes":2}"#),
            ("3", #"{"title":"a","seconds":120}"#),
        ]
        try await app(way).test { (client) async throws in
            for (version, form) in forms {
                #expect(try await post(client, "/track", form, way, version).text == "a 120")
                #expect(try await post(client, "/tracks", "[\(form),\(form)]", way, version).text == "a 120|a 120")
                #expect(try await post(client, "/batch", #"{"items":[\#(form)]}"#, way, version).text == #"["a 120"]"#)
            }
            let wrong = try await post(client, "/track", #"{"name":"","minutes":2}"#, way, "1")
            #expect(wrong.status == .unprocessableContent)
            #expect(wrong.text.contains(#""pointer":"/name","code":"too_short""#))
            let newer = try await post(client, "/track", #"{"title":"a","seconds":2}"#, way, "1")
            #expect(newer.text.contains(#""pointer":"/title","code":"unknown_member""#))
            let upgrade = try await post(
                client, "/tracks", #"[{"name":"a","minutes":1},{"name":"a","minutes":-1}]"#, way, "1")
            #expect(upgrade.status == .unprocessableContent)
            #expect(upgrade.text.contains(#""pointer":"/1/minutes","code":"too_small""#))
        }
    }

    @Test func `content is JSON alone unless the handler asks for more`() async throws {
        let app = NegotiationApp.make()
        app.answerProblems()
        app.versions(StoreVersion.self, by: .header(), default: nil, changes: VersionedApp.changes) { v in
            v.post("/json") { (track: Versioned<TrackV3>) in "\(track.title) \(track.seconds)" }
            v.post("/json/list") { (tracks: Versioned<[TrackV3]>) in "\(tracks.value.count)" }
            v.post("/any") { (track: Content<Versioned<TrackV3>>) in "\(track.title) \(track.seconds)" }
            v.post("/any/list") { (tracks: Content<Versioned<[TrackV3]>>) in
                tracks.value.value.map { "\($0.title) \($0.seconds)" }.joined(separator: "|")
            }
        }
        try await app.test { (client) async throws in
            let forms = [
                ("1", "name=a&minutes=2"), ("2", "title=a&minutes=2"), ("3", "title=a&seconds=120"),
            ]
            for (version, form) in forms {
                let headers: Headers = [.apiVersion: version]
                let content = TestContent.text(form, type: "application/x-www-form-urlencoded")
                let refused = try await client.post("/json", content, headers: headers)
                #expect(refused.status == .unsupportedMediaType)
                #expect(try await client.post("/any", content, headers: headers).text == "a 120")
            }
            let headers: Headers = [.apiVersion: "1"]
            let table = TestContent.text("name,minutes\r\na,2\r\nb,1\r\n", type: "text/csv")
            #expect(try await client.post("/json/list", table, headers: headers).status == .unsupportedMediaType)
            #expect(try await client.post("/any/list", table, headers: headers).text == "a 120|b 60")
            let wrong = TestContent.text("name,minutes\r\n,2\r\n", type: "text/csv")
            let problems = try await client.post("/any/list", wrong, headers: headers)
            #expect(problems.text.contains(#""pointer":"/0/name","code":"too_short""#))
            let json = try await client.post("/any", .jsonText(#"{"name":"a","minutes":2}"#), headers: headers)
            #expect(json.text == "a 120")
        }
    }

    @Test(arguments: Way.allCases) func `routes come and go`(_ way: Way) async throws {
        let expected: [(path: String, versions: Set<String>)] = [
            ("/charts", ["2", "3"]), ("/only-two", ["2"]), ("/top", ["1"]), ("/track", ["1", "2", "3"]),
        ]
        try await app(way).test { (client) async throws in
            for (path, versions) in expected {
                for version in ["1", "2", "3"] {
                    let response = try await get(client, path, way, version)
                    #expect(response.status == (versions.contains(version) ? .ok : .notFound), "\(path) in \(version)")
                }
            }
            #expect(try await get(client, "/search", way, "1").text == "oldest GET")
            #expect(try await get(client, "/search", way, "2").text == #"["middle"]"#)
            #expect(try await get(client, "/search", way, "3").text == "newest")
            #expect(try await get(client, "/version", way, "1").text == "old")
            #expect(try await get(client, "/version", way, "3").text == "new 3")
            #expect(try await client.get("/api/unversioned").text == "as ever")
        }
    }

    @Test func `a route that is not there says where it is`() async throws {
        try await app(.header).test { (client) async throws in
            let response = try await client.get("/api/charts", headers: [.apiVersion: "1"])
            #expect(response.text.contains("This is not there in version 1 of the API, but in 2, 3."))
        }
    }

    @Test(arguments: Way.allCases) func `deprecated versions say so, with errors too`(_ way: Way) async throws {
        try await app(way).test { (client) async throws in
            for (path, status) in [("/track", 200), ("/missing", 404)] {
                let old = try await get(client, path, way, "1")
                #expect(old.status.code == status)
                #expect(old.headers[.deprecation] == "@1748736000")
                #expect(old.headers[.sunset] == "Mon, 01 Jun 2026 00:00:00 GMT")
                #expect(
                    old.headers[values: .link] == [
                        #"<https://example.com/v1>; rel="deprecation"; type="text/html""#,
                        #"<https://example.com/end>; rel="sunset"; type="text/html""#,
                    ])
                let new = try await get(client, path, way, "3")
                #expect(new.headers[.deprecation] == nil && new.headers[.sunset] == nil && new.headers[.link] == nil)
            }
            let route = try await get(client, "/old", way, "1")
            #expect(route.headers[values: .deprecation] == ["@1709164800"])
            #expect(route.headers[.sunset] == nil)
        }
    }

    @Test(arguments: [(Way.path, 404), (.header, 400), (.query, 400), (.parameter, 406), (.vendor, 406)])
    func `an unknown version is refused with those there are`(_ way: Way, _ status: Int) async throws {
        try await app(way).test { (client) async throws in
            let response = try await get(client, "/track", way, "9")
            #expect(response.status.code == status)
            #expect(response.headers[.contentType] == "application/problem+json")
            #expect(response.text.contains(#""versions":["1","2","3"]"#))
            #expect(response.text.contains("There is no version `9` of the API"))
        }
    }

    @Test func `content of an unknown version is a 415`() async throws {
        try await app(.vendor).test { (client) async throws in
            let response = try await post(client, "/track", "{}", .vendor, "9")
            #expect(response.status == .unsupportedMediaType)
            #expect(response.text.contains(#""versions":["1","2","3"]"#))
        }
    }

    @Test(arguments: [Way.header, .query, .parameter, .vendor])
    func `a version has to be named where there is no default`(_ way: Way) async throws {
        try await app(way).test { (client) async throws in
            let response = try await client.get("/api/track")
            #expect(response.status == .badRequest)
            #expect(response.text.contains("has to name the version of the API: one of 1, 2, 3."))
            #expect(response.text.contains(#""versions":["1","2","3"]"#))
            // What has no version needs none.
            #expect(try await client.get("/api/nothing").status == .notFound)
            #expect(try await client.options("/api/track").status == .noContent)
            #expect(try await client.delete("/api/track").status == .methodNotAllowed)
        }
    }

    @Test func `only what looks like a version is taken for one`() async throws {
        try await app(.path).test { (client) async throws in
            for path in ["/api/videos", "/api/v1/nothing", "/api/nothing", "/api/v", "/api/vx"] {
                let response = try await client.get(path)
                #expect(response.status == .notFound)
                #expect(!response.text.contains("versions"), "\(path)")
            }
            #expect(try await client.get("/api/v12/track").text.contains(#""versions""#))
            #expect(try await client.get("/api/track").status == .notFound)
        }
    }

    @Test func `requests without a version get the default`() async throws {
        for source in [VersionSource.path(), .header(), .query(), .mediaType()] {
            try await VersionedApp.make(by: source, default: .two).test { (client) async throws in
                #expect(try await client.get("/api/track").text == #"{"title":"a","minutes":2}"#)
            }
        }
    }

    @Test func `header and media type answer in kind, and caches are told`() async throws {
        try await app(.header).test { (client) async throws in
            let response = try await client.get("/api/track", headers: [.apiVersion: "2"])
            #expect(response.headers[.apiVersion] == "2")
            #expect(response.headers.list(.vary).sorted() == ["API-Version", "Accept"])
            let refused = try await client.get("/api/track", headers: [.apiVersion: "9"])
            #expect(refused.headers[.vary] == "API-Version")
        }
        try await app(.vendor).test { (client) async throws in
            let vendor = try await get(client, "/track", .vendor, "2")
            #expect(vendor.headers[.contentType] == "application/vnd.store.v2+json")
            #expect(vendor.headers[.vary] == "Accept")
            let parameter = try await get(client, "/track", .parameter, "2")
            #expect(parameter.headers[.contentType] == "application/json; charset=utf-8; version=2")
            let table = try await client.get("/api/tracks", headers: [.accept: "text/csv;version=1"])
            #expect(table.text == "name,minutes\r\na,2\r\nb,3\r\n")
        }
    }

    @Test func `of several versions in Accept the one that is liked best is taken`() async throws {
        try await VersionedApp.make(by: .mediaType(vendor: "store"), default: .three).test { (client) async throws in
            let accepts = [
                "application/vnd.store.v1+json;q=0.5, application/vnd.store.v2+json": "2",
                "application/vnd.store.v2+json;q=0.5, application/json;version=1;q=0.8": "1",
                "application/vnd.store.v9+json, application/vnd.store.v2+json;q=0.1": "2",
                "application/vnd.store.v9+json, */*;q=0.1": "3",
                "application/vnd.other.v1+json, application/json": "3",
                "application/vnd.store.v1+json;q=0, application/json": "3",
            ]
            for (accept, version) in accepts {
                let response = try await client.get("/api/version", headers: [.accept: accept])
                #expect(response.text == (version == "1" ? "old" : "new \(version)"), "\(accept)")
            }
            let refused = try await client.get("/api/version", headers: [.accept: "application/vnd.store.v1+json;q=0"])
            #expect(refused.status == .notAcceptable)
        }
    }

    private struct Staff: Extractor {
        static func extract(from source: inout ExtractionSource) throws -> Staff {
            guard source.request.headers[.authorization] == "staff" else { throw HTTPError(.unauthorized) }
            return Staff()
        }
    }

    private final class Endings: Sendable {
        let all = Mutex<[String]>([])
    }

    private struct Stock: Dependency {
        let endings: Endings
        static func open(for source: inout ExtractionSource) throws -> Stock {
            Stock(endings: try source.request.services.require(Endings.self))
        }
        func close(after error: (any Error)?) async {
            endings.all.withLock { $0.append(error == nil ? "commit" : "discard") }
        }
    }

    @Test(arguments: Way.allCases) func `what older clients get is a handler of the route`(_ way: Way) async throws {
        let app = NegotiationApp.make()
        let endings = Endings()
        app.services[Endings.self] = endings
        let source: VersionSource =
            switch way {
            case .path: .path()
            case .header: .header()
            case .query: .query()
            case .parameter: .mediaType()
            case .vendor: .mediaType(vendor: "store")
            }
        app.group("/api") { api in
            api.versions(StoreVersion.self, by: source, default: nil) { v in
                v.get("/staff") { "new" }.before(StoreVersion.two) { "old" }.use(Requiring(Staff.self))
                v.get("/sold") { (stock: Stock) in "new" }
                    .before(StoreVersion.two) { (stock: Stock) -> String in throw HTTPError(.gone) }
                    .before(StoreVersion.three) { (stock: Stock) in "middle" }
                v.get("/none") { "new" }.before(StoreVersion.two) { () -> TrackV1? in nil }
            }
        }
        try await app.test { (client) async throws in
            #expect(try await get(client, "/staff", way, "1").status == .unauthorized)
            #expect(try await get(client, "/sold", way, "1").status == .gone)
            #expect(try await get(client, "/sold", way, "2").text == "middle")
            #expect(endings.all.withLock { $0 } == ["discard", "commit"])
            #expect(try await get(client, "/none", way, "1").status == .notFound)
        }
    }

    @Test func `what older handlers take is checked at the start`() async throws {
        let app = NegotiationApp.make()
        app.versions(StoreVersion.self, by: .header(), default: nil) { v in
            v.get("/a") { "new" }
                .before(StoreVersion.two, file: "Routes.swift", line: 7) { (id: Path<Int>) in "\(id.value)" }
        }
        let error = await #expect(throws: BootError.self) { try await app.test { _ in } }
        #expect(
            try #require(error).problems == [
                "the handler of GET /a at Routes.swift:7 takes 1 Path parameters, but the path has 0 placeholders"
            ])
    }

    @Test(arguments: [TestMode.inProcess, .live]) func `streams have the form of their version`(_ mode: TestMode)
        async throws
    {
        let app = NegotiationApp.make()
        app.versions(StoreVersion.self, by: .header(), default: nil, changes: VersionedApp.changes) { v in
            v.get("/rows") {
                StreamedList(
                    AsyncStream<Versioned<TrackV3>> { rows in
                        rows.yield(Versioned(TrackV3(title: "a", seconds: 120)))
                        rows.finish()
                    })
            }
            v.get("/events") {
                EventStream(heartbeat: nil) { writer in
                    let track = try JSONCoding.encode(Versioned(TrackV3(title: "a", seconds: 120)))
                    try await writer.send(ServerSentEvent(data: String(buffer: track)))
                }
            }
            v.webSocket("/socket") { (socket: WebSocket) in
                for try await _ in socket.messages {
                    let track = try JSONCoding.encode(Versioned(TrackV3(title: "a", seconds: 120)))
                    try await socket.send(String(buffer: track))
                }
            }
        }
        let forms = [
            ("1", #"{"name":"a","minutes":2}"#), ("2", #"{"title":"a","minutes":2}"#),
            ("3", #"{"title":"a","seconds":120}"#),
        ]
        try await app.test(mode) { (client) async throws in
            for (version, form) in forms {
                let headers: Headers = [.apiVersion: version]
                #expect(try await client.get("/rows", headers: headers).text == "[\(form)]")
                let lines: Headers = [.apiVersion: version, .accept: "application/x-ndjson"]
                #expect(try await client.get("/rows", headers: lines).text == form + "\n")
                #expect(try await client.get("/events", headers: headers).text == "data: \(form)\n\n")
                guard mode == .live else { continue }
                let socket = try await client.webSocket("/socket", headers: headers)
                try await socket.send("?")
                #expect(try await socket.receive() == .text(form))
                try await socket.close()
            }
        }
    }

    private enum Lettered: String, APIVersion {
        case beta = "1Beta"
        case release = "1Release"
    }

    @Test func `versions with capitals are found in media types`() async throws {
        let app = NegotiationApp.make()
        app.answerProblems()
        app.versions(Lettered.self, by: .mediaType(vendor: "Store"), default: nil) { v in
            v.post("/version") { (version: Lettered) in JSON(["\(version)"]) }
        }
        try await app.test { (client) async throws in
            let content = TestContent.text("{}", type: "application/vnd.store.v1Beta+json")
            #expect(try await client.post("/version", content).text == #"["beta"]"#)
            let accepted = try await client.post(
                "/version", headers: [.accept: "application/vnd.store.v1release+json"])
            #expect(accepted.text == #"["release"]"#)
            #expect(accepted.headers[.contentType] == "application/vnd.store.v1release+json")
            let parameter = try await client.post("/version", headers: [.accept: "application/json;version=1Beta"])
            #expect(parameter.text == #"["beta"]"#)
            let other = try await client.post("/version", headers: [.accept: "application/vnd.store.v1Gamma+json"])
            #expect(other.status == .notAcceptable)
        }
    }
}
