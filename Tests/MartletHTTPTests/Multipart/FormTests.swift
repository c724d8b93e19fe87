import MartletHTTP
import MartletTesting
import Testing

@testable import MartletHTTP

/// Forms of both kinds, as structs and as streams of parts.
@Suite struct FormTests {
    struct NewAlbum: Decodable, Sendable {
        var title: String
        var year: Int?
        var genre: [String]
        var cover: Upload?
        var photos: [Upload]
    }
    private struct Cover: Decodable, Sendable { var cover: Upload }

    private static func app() -> App {
        let app = App(disabling: .all)
        app.post("/albums") { (form: Form<NewAlbum>) in
            let cover = form.cover.map { "\($0.filename) (\($0.contentType), \($0.size) bytes)" } ?? "no cover"
            let genres = form.genre.joined(separator: "+")
            return "\(form.title), \(form.year ?? 0), \(genres), \(cover), \(form.photos.map(\.filename))"
        }
        .bodyLimit(50 << 20)
        app.post("/cover") { (form: Form<Cover>) in form.cover.filename }
        app.post("/small") { (form: Form<NewAlbum>) in form.title }
            .formLimits(FormLimits(parts: 3, fieldBytes: 20))
        app.group("/group") { group in
            group.use(FormLimits(parts: 1))
            group.post("/", { (form: Form<NewAlbum>) in form.title })
            group.post("/own", { (form: Form<NewAlbum>) in form.title }).formLimits(FormLimits(parts: 2))
        }
        app.post("/import") { (parts: MultipartStream) in
            var sizes: [String: Int] = [:]
            for try await part in parts {
                for try await bytes in part.body { sizes[part.name, default: 0] += bytes.readableBytes }
            }
            return sizes
        }
        .bodyLimit(2 << 30)
        app.post("/fields") { (parts: MultipartStream) in
            var seen: [String] = []
            for try await part in parts {
                guard part.name != "passed" else { continue }
                if part.filename == nil {
                    seen.append("\(part.name)=\(try await part.text(upTo: 10))")
                } else {
                    seen.append("\(part.name): \(try await part.upload().size) \(part.contentType ?? "-")")
                }
            }
            return seen
        }
        return app
    }

    private static let type = "multipart/form-data; boundary=b"

    private static func part(_ head: String, _ content: String) -> String {
        "--b\r\nContent-Disposition: form-data; \(head)\r\n\r\n\(content)\r\n"
    }

    @Test func `fields and files become members`() async throws {
        try await Self.app().test { (client) async throws in
            let whole = try await client.post(
                "/albums",
                .multipart([
                    .field("title", "Älter"), .field("year", "1972"), .field("genre", "jazz"), .field("genre", "soul"),
                    .file("cover", filename: "my \"cover\".png", type: "image/png", ByteBuffer(string: "png")),
                    .file("photos", filename: "1.jpg", ByteBuffer(string: "a")),
                    .file("photos", filename: "2.jpg", ByteBuffer()), .field("unknown", "x"),
                ]))
            #expect(whole.text == #"Älter, 1972, jazz+soul, my "cover".png (image/png, 3 bytes), ["1.jpg", "2.jpg"]"#)
            let plain = try await client.post("/albums", form: ["title": "a", "genre": "b"])
            #expect(plain.text == "a, 0, b, no cover, []")
        }
    }

    @Test func `an input that was left empty is absent`() async throws {
        // As browsers send a form whose inputs were not touched.
        let empty =
            "--b\r\nContent-Disposition: form-data; name=\"%\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n"
        let body =
            Self.part("name=\"title\"", "a") + Self.part("name=\"year\"", "")
            + empty.replacingPercent("cover") + empty.replacingPercent("photos") + "--b--\r\n"
        try await Self.app().test { (client) async throws in
            #expect(try await client.post("/albums", .text(body, type: Self.type)).text == "a, 0, , no cover, []")
            let missing = try await client.post(
                "/cover", .text(empty.replacingPercent("cover") + "--b--", type: Self.type))
            #expect(missing.status == .unprocessableContent)
            #expect(missing.text.contains("`cover` is required."))
            // Bytes without a name are a file all the same.
            let unnamed = Self.part("name=cover; filename=\"\"", "x") + "--b--"
            #expect(try await client.post("/cover", .text(unnamed, type: Self.type)).status == .ok)
        }
    }

    @Test func `what does not fit is named`() async throws {
        try await Self.app().test { (client) async throws in
            let text = try await client.post("/cover", form: ["cover": "a.png"])
            #expect(text.status == .unprocessableContent)
            #expect(
                text.text.contains(
                    "`cover` must be a file, not a text: a part with a file name in multipart/form-data."))
            let file = try await client.post(
                "/albums", .multipart([.file("title", filename: "a", ByteBuffer(string: "a"))]))
            #expect(file.status == .unprocessableContent)
            #expect(file.text.contains("`title` must be a text, not a file."))
            let genres = try await client.post(
                "/albums", .multipart([.field("title", "a"), .file("genre", filename: "a", ByteBuffer(string: "a"))]))
            #expect(genres.text.contains("`genre` must be a text, not a file."))
            let year = try await client.post("/albums", .multipart([.field("title", "a"), .field("year", "x")]))
            #expect(year.status == .unprocessableContent)
            #expect(year.text.contains("`year` must be a whole number"))
            for type in ["text/plain", "application/json", "multipart/mixed; boundary=b"] {
                let wrong = try await client.post("/albums", .text("{}", type: type))
                #expect(wrong.status == .unsupportedMediaType)
                let essence = type.split(separator: ";")[0]
                #expect(
                    wrong.text.contains(
                        "The content must be application/x-www-form-urlencoded or multipart/form-data, not \(essence).")
                )
            }
            #expect(try await client.post("/import", form: ["a": "b"]).status == .unsupportedMediaType)
        }
    }

    @Test(arguments: [
        (Self.part("name=a", "\u{0}") + "--b--", "400 Bad Request\nThe field `a` is not valid UTF-8 text.\n"),
        (Self.part("name=title", "a"), "400 Bad Request\nThe form ends before its last boundary.\n"),
        ("", "400 Bad Request\nThe form does not contain the boundary that its Content-Type names.\n"),
    ])
    func `a malformed form is a 400`(_ body: String, _ message: String) async throws {
        try await Self.app().test { (client) async throws in
            #expect(try await client.post("/albums", .text(body, type: Self.type)).text == message)
        }
    }

    @Test func `bytes that are not UTF-8 are a 400 in fields and fine in files`() async throws {
        try await Self.app().test { (client) async throws in
            for (head, status) in [("name=\"title\"", 400), ("name=\"cover\"; filename=\"a\"", 422)] {
                var body = ByteBuffer(string: "--b\r\nContent-Disposition: form-data; \(head)\r\n\r\n")
                body.writeBytes([0xFF, 0xFE])
                body.writeString("\r\n--b--")
                #expect(try await client.post("/albums", .bytes(body, type: Self.type)).status.code == status)
            }
            var name = ByteBuffer(string: "--b\r\nContent-Disposition: form-data; name=\"")
            name.writeBytes([0xFF])
            name.writeString("\"\r\n\r\n\r\n--b--")
            let answer = try await client.post("/albums", .bytes(name, type: Self.type))
            #expect(answer.text == "400 Bad Request\nA header field of the form is not valid UTF-8.\n")
        }
    }

    @Test func `forms keep to their limits, the nearest first`() async throws {
        func fields(_ count: Int, _ text: String = "a") -> TestContent {
            .multipart((0..<count).map { .field($0 == 0 ? "title" : "x", text) })
        }
        try await Self.app().test { (client) async throws in
            #expect(try await client.post("/small", fields(3)).text == "a")
            #expect(try await client.post("/small", fields(4)).status == .contentTooLarge)
            #expect(try await client.post("/small", fields(2, "1234567890")).text == "1234567890")
            let long = try await client.post("/small", fields(3, "12345678"))
            #expect(long.text == "413 Content Too Large\nThe fields of the form are larger than 20 bytes.\n")
            #expect(try await client.post("/small", form: ["title": "123456789012345"]).status == .contentTooLarge)
            #expect(try await client.post("/group", fields(1)).text == "a")
            #expect(try await client.post("/group", fields(2)).status == .contentTooLarge)
            #expect(try await client.post("/group/own", fields(2)).text == "a")
            #expect(try await client.post("/group/own", fields(3)).status == .contentTooLarge)
            #expect(try await client.post("/albums", fields(1_000)).text.hasPrefix("a, 0"))
            #expect(try await client.post("/albums", fields(1_001)).status == .contentTooLarge)
            // The limit of all content holds for files too.
            let large = ByteBuffer(repeating: 0, count: 1 << 20)
            #expect(
                try await client.post("/cover", .multipart([.file("cover", filename: "a", large)])).status
                    == .contentTooLarge)
            #expect(
                try await client.post(
                    "/albums", .multipart([.field("title", "a"), .file("cover", filename: "a", large)])
                )
                .status == .ok)
        }
    }

    @Test func `a form has only so many files`() async throws {
        func files(_ count: Int) -> TestContent {
            .multipart(
                [.field("title", "a")]
                    + (0..<count).map { .file("photos", filename: "\($0)", ByteBuffer(string: "a")) })
        }
        let app = Self.app()
        app.post("/one") { (form: Form<NewAlbum>) in form.title }.formLimits(FormLimits(files: 1))
        app.post("/none") { (form: Form<[String: String]>) in form.value.keys.joined() }.formLimits(
            FormLimits(files: 1))
        try await app.test { (client) async throws in
            #expect(try await client.post("/albums", files(100)).status == .ok)
            #expect(try await client.post("/albums", files(101)).status == .contentTooLarge)
            #expect(try await client.post("/one", files(1)).text == "a")
            for path in ["/one", "/none"] {
                let refused = try await client.post(path, files(2))
                #expect(refused.text == "413 Content Too Large\nThe form has more than 1 files.\n")
            }
        }
    }

    @Test(arguments: [TestMode.inProcess, .live]) func `parts can be taken as they arrive`(_ mode: TestMode)
        async throws
    {
        try await Self.app().test(mode) { (client) async throws in
            let sizes = try await client.post(
                "/import",
                .multipart([
                    .field("a", "1"), .file("b", filename: "b", ByteBuffer(repeating: 0x0D, count: 3_000_000)),
                    .field("a", "234"),
                ])
            ).json([String: Int].self)
            #expect(sizes == ["a": 4, "b": 3_000_000])
            let seen = try await client.post(
                "/fields",
                .multipart([
                    .file("passed", filename: "p", ByteBuffer(repeating: 1, count: 500_000)), .field("a", "1"),
                    .file("c", filename: "c", type: "image/png", ByteBuffer(repeating: 0, count: 100_000)),
                    .field("passed", "x"), .field("d", "ä"),
                ])
            ).json([String].self)
            #expect(seen == ["a=1", "c: 100000 image/png", "d=ä"])
            let long = try await client.post("/fields", .multipart([.field("a", "12345678901")]))
            #expect(long.status == .contentTooLarge)
        }
    }

    @Test func `parts that are read out of order say so`() async throws {
        let app = App(disabling: .all)
        app.post("/") { (parts: MultipartStream) in
            var kept: [MultipartPart] = []
            for try await part in parts { kept.append(part) }
            do {
                return try await kept[0].text()
            } catch {
                return "\(error)"
            }
        }
        try await app.test { (client) async throws in
            let answer = try await client.post("/", .multipart([.field("a", "1"), .field("b", "2")]))
            #expect(answer.text.hasPrefix("the parts of a form arrive one after the other"))
        }
    }

    @Test func `a form describes itself`() {
        struct Login: Decodable { var name: String }
        #expect(
            Form<Login>.parameters.first?.contentTypes == [
                "application/x-www-form-urlencoded", "multipart/form-data",
            ])
        // A file comes in one of these alone.
        #expect(Form<NewAlbum>.parameters.first?.contentTypes == ["multipart/form-data"])
        #expect(MultipartStream.parameters.first?.contentTypes == ["multipart/form-data"])
    }
}

extension String {
    fileprivate func replacingPercent(_ name: String) -> String { split(separator: "%").joined(separator: name) }
}
