import Foundation
import MartletAPI
import MartletHTTP
import MartletJSON
import MartletTesting
import Testing

/// What a description says of requests.
@Suite struct OpenAPIRequestTests {
    private enum Agent: HeaderKey {
        static let name = HTTPField.Name("X-Agent")!
        typealias Value = Int
    }
    private enum Theme: CookieKey {
        static let name = "theme"
        typealias Value = String
    }
    private struct NewCover: Decodable, Sendable {
        var title: String
        var file: Upload
        var more: [Upload]
    }

    @Test func `parameters are those of the handler, in their places`() async throws {
        let document = try await Document.of { app in
            app.get("/artists/{artist:int}/tracks/{name}") {
                (artist: Path<Int>, name: Path<String>, agent: Header<Agent>?, theme: Cookie<Theme>) in "\(artist)"
            }
        }
        let parameters = "/paths/~1artists~1{artist}~1tracks~1{name}/get/parameters"
        #expect(
            document["\(parameters)/0"]
                == #"{"in":"path","name":"artist","required":true,"schema":{"format":"int64","type":"integer"}}"#)
        #expect(
            document["\(parameters)/1"] == #"{"in":"path","name":"name","required":true,"schema":{"type":"string"}}"#)
        #expect(
            document["\(parameters)/2"]
                == #"{"in":"header","name":"X-Agent","schema":{"format":"int64","type":"integer"}}"#)
        #expect(
            document["\(parameters)/3"] == #"{"in":"cookie","name":"theme","required":true,"schema":{"type":"string"}}"#
        )
        #expect(document["\(parameters)/4"] == nil)
    }

    @Test func `a placeholder that nobody reads is described by its converter`() async throws {
        let document = try await Document.of { app in
            app.get("/a/{id:int}/{key:uuid}/{rest:path}") { "" }
        }
        let parameters = "/paths/~1a~1{id}~1{key}~1{rest}/get/parameters"
        #expect(document["\(parameters)/0/schema"] == #"{"format":"int64","type":"integer"}"#)
        #expect(document["\(parameters)/1/schema"] == #"{"format":"uuid","type":"string"}"#)
        #expect(document["\(parameters)/2/schema"] == #"{"type":"string"}"#)
    }

    @Test func `the members of a query are parameters with their rules`() async throws {
        let document = try await Document.of { app in
            app.get("/tracks") { (search: Query<Search>) in "\(search.page)" }
        }
        let parameters = "/paths/~1tracks/get/parameters"
        #expect(
            document["\(parameters)/0"]
                == #"{"description":"the page, from 1","in":"query","name":"page","schema":{"default":1,"format":"int64","minimum":1,"type":"integer"}}"#
        )
        #expect(
            document["\(parameters)/1"]
                == #"{"in":"query","name":"tag","schema":{"default":[],"items":{"type":"string"},"type":"array"}}"#)
        #expect(
            document["\(parameters)/2"]
                == #"{"in":"query","name":"genre","schema":{"enum":["rock","jazz"],"type":"string"}}"#)
        #expect(
            document["\(parameters)/3"]
                == #"{"in":"query","name":"word","schema":{"pattern":"^[a-z]+$","type":"string"}}"#)
        #expect(document.names("/paths/~1tracks/get/responses") == ["200", "400", "422"])
    }

    @Test func `routes that refuse unknown parameters say so`() async throws {
        let document = try await Document.of { app in
            app.get("/plain") { "" }
            app.get("/strict") { "" }.unknownParameters(.refused)
            app.group("/keyed") { keyed in
                keyed.use(Requiring(Header<Agent>.self))
                keyed.get("/") { "" }
            }
        }
        #expect(document.names("/paths/~1plain/get/responses") == ["200"])
        #expect(document.names("/paths/~1strict/get/responses") == ["200", "400", "422"])
        #expect(document["/paths/~1keyed/get/parameters/0/name"] == #""X-Agent""#)
    }

    @Test func `the page takes any parameter, also where others are refused`() async throws {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        app.unknownParameters(.refused)
        try await app.install(OpenAPI(title: "Store", version: "1"))
        app.get("/tracks") { "" }
        try await app.test { (client) async throws in
            #expect(try await client.get("/docs/?theme=dark").status == .ok)
            #expect(try await client.get("/tracks?theme=dark").status == .unprocessableContent)
        }
    }

    @Test func `several expressions of one text all count`() async throws {
        let document = try await Document.of { app in
            app.post("/sites") { (site: JSON<Site>) in site.value }
        }
        #expect(
            document["/components/schemas/Site/properties/page"]
                == #"{"allOf":[{"pattern":"^[Hh][Tt][Tt][Pp][Ss]://[^/?#]"}],"format":"uri","pattern":"[.]org","type":"string"}"#
        )
        #expect(document["/components/schemas/Site/properties/kind"] == #"{"const":"site","type":"string"}"#)
    }

    @Test func `a query that may be missing has no member that is required`() async throws {
        let document = try await Document.of { app in
            app.get("/words") { (wanted: Query<Wanted>) in wanted.word }
            app.get("/all") { (wanted: Query<Wanted>?) in wanted?.word ?? "" }
            app.get("/albums") { (wanted: Query<WantedAlbum>?) in wanted?.title ?? "" }
        }
        #expect(document["/paths/~1words/get/parameters/0/required"] == "true")
        #expect(
            document["/paths/~1all/get/parameters"]
                == #"[{"deprecated":true,"description":"a part of it","example":"jazz","in":"query","name":"word","schema":{"minLength":2,"type":"string"}}]"#
        )
        #expect(
            document["/paths/~1albums/get/parameters"] == #"[{"in":"query","name":"title","schema":{"type":"string"}}]"#
        )
    }

    @Test func `content is a schema with its rules`() async throws {
        let document = try await Document.of { app in
            app.post("/tracks") { (track: JSON<NewTrack>) in "\(track.title)" }
            app.patch("/tracks") { (track: JSON<TrackChanges>?) in "" }
        }
        #expect(
            document["/paths/~1tracks/post/requestBody"]
                == ##"{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/NewTrack"}}},"required":true}"##
        )
        #expect(document["/paths/~1tracks/patch/requestBody/required"] == nil)
        let track = "/components/schemas/NewTrack"
        #expect(document["\(track)/required"] == #"["title","seconds"]"#)
        #expect(document["\(track)/additionalProperties"] == "false")
        #expect(
            document["\(track)/properties/title"]
                == #"{"description":"as it stands on the sleeve","examples":["Jealousy"],"maxLength":200,"minLength":1,"type":"string"}"#
        )
        #expect(
            document["\(track)/properties/seconds"]
                == #"{"format":"int64","maximum":86400,"minimum":1,"type":"integer"}"#)
        #expect(
            document["\(track)/properties/tags"]
                == #"{"default":[],"items":{"type":"string"},"maxItems":10,"type":"array","uniqueItems":true}"#)
        #expect(document["\(track)/properties/genre"] == #"{"enum":["rock","jazz",null],"type":["string","null"]}"#)
        #expect(
            document["\(track)/properties/label"]
                == ##"{"anyOf":[{"$ref":"#/components/schemas/Label"},{"type":"null"}]}"##)
        #expect(document["/components/schemas/TrackChanges/required"] == nil)
        #expect(
            document["/components/schemas/TrackChanges/properties"]
                == #"{"genre":{"enum":["rock","jazz",null],"type":["string","null"]},"title":{"maxLength":200,"minLength":1,"type":"string"}}"#
        )
    }

    @Test func `forms take files, and bytes are bytes`() async throws {
        let document = try await Document.of { app in
            app.post("/covers") { (cover: Form<NewCover>) in cover.title }
            app.put("/file") { (body: RequestBody) in "" }
            app.post("/parts") { (parts: MultipartStream) in "" }
        }
        #expect(
            document.names("/paths/~1covers/post/requestBody/content")
                == ["multipart/form-data"])
        #expect(
            document["/components/schemas/NewCover/properties/file"]
                == #"{"contentMediaType":"application/octet-stream","type":"string"}"#)
        #expect(
            document["/components/schemas/NewCover/properties/more"]
                == #"{"items":{"contentMediaType":"application/octet-stream","type":"string"},"type":"array"}"#)
        #expect(
            document["/paths/~1file/put/requestBody/content"]
                == #"{"application/octet-stream":{"schema":{"contentMediaType":"application/octet-stream","type":"string"}}}"#
        )
        #expect(
            document["/paths/~1parts/post/requestBody/content"]
                == #"{"multipart/form-data":{"schema":{"additionalProperties":{},"type":"object"}}}"#)
    }

    @Test func `a type that is only Codable shows its members`() async throws {
        let document = try await Document.of { app in
            app.post("/albums") { (album: JSON<Album>) in album.title }
        }
        let album = "/components/schemas/Album"
        #expect(document["\(album)/required"] == #"["id","title","format","sides","notes"]"#)
        #expect(document["\(album)/properties/id"] == #"{"format":"uuid","type":"string"}"#)
        #expect(document["\(album)/properties/released"] == #"{"format":"date-time","type":["string","null"]}"#)
        #expect(document["\(album)/properties/format"] == #"{"enum":["vinyl","tape"],"type":"string"}"#)
        #expect(document["\(album)/properties/notes"] == #"{"additionalProperties":{"type":"string"},"type":"object"}"#)
        #expect(
            document["\(album)/properties/sides"]
                == ##"{"items":{"$ref":"#/components/schemas/Side"},"type":"array"}"##)
        #expect(
            document["/components/schemas/Side/properties/tracks"]
                == ##"{"items":{"$ref":"#/components/schemas/Track"},"type":"array"}"##)
    }

    @Test func `an extractor of the application's own tells what it takes`() async throws {
        struct Paging: Extractor {
            static func extract(from source: inout ExtractionSource) -> Paging { Paging() }
            static var parameters: [ParameterDescription] {
                Query<Search>.parameters + [
                    ParameterDescription(
                        .header, name: "X-Page", Int.self, isRequired: false, summary: "where to begin")
                ]
            }
        }
        let document = try await Document.of { app in
            app.get("/tracks") { (_: Paging) in "" }
        }
        #expect(document["/paths/~1tracks/get/parameters/3/name"] == #""word""#)
        #expect(
            document["/paths/~1tracks/get/parameters/4"]
                == #"{"description":"where to begin","in":"header","name":"X-Page","schema":{"format":"int64","type":"integer"}}"#
        )
    }
}

@Schema private struct Site {
    @Field(pattern: /[.]org/, format: .url(schemes: ["https"])) var page: String
    @Field(oneOf: ["site"]) var kind: String
}
