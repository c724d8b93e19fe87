import Foundation
import Testing
import ZooClient

@Suite struct RequestTests {
    private func client(_ recorder: Recorder) -> ZooClient {
        ZooClient(server: "https://zoo.example/v1/", token: "key", transport: recorder)
    }

    @Test func `parameters are written as their styles say`() async throws {
        let recorder = Recorder(304)
        let id = try #require(UUID(uuidString: "0B5C4A6E-7B6E-4E56-9A3C-0A1B2C3D4E5F"))
        let result = try await client(recorder).listAnimals(
            in: true, xTraceId: id, kind: [.guineaPig, .unknown("a&b=c")], ids: [1, 2], tags: ["x|y", "z"],
            filter: ListAnimalsFilter(name: "Ä ö", minAge: 3), box: Box(size: 1.5),
            bornAfter: Date(timeIntervalSince1970: 0.25), bornOn: CalendarDay(year: 2026, month: 2, day: 8),
            session: "a%3B+/=")
        #expect(result == .notModified)
        let request = try #require(await recorder.last)
        let query = [
            "in=true", "kind=guinea%20pig", "kind=a%26b%3Dc", "ids=1,2", "tags=x%7Cy%7Cz", "filter%5BminAge%5D=3",
            "filter%5Bname%5D=%C3%84%20%C3%B6", "box=%7B%22size%22%3A1.5%7D",
            "born%20after=1970-01-01T00%3A00%3A00.250Z", "born%20on=2026-02-08",
        ]
        #expect(request.url.absoluteString == "https://zoo.example/v1/animals?" + query.joined(separator: "&"))
        #expect(request.headers["x-trace-id"] == id.uuidString.lowercased())
        #expect(request.headers["Cookie"] == "session=a%3B+/=")
        #expect(request.headers["Accept"] == "application/json, application/problem+json")
        #expect(request.headers["X-API-Key"] == "key")
        #expect(request.headers["User-Agent"] == "ZooClient/1.2.0")
        #expect(request.body == nil)
    }

    @Test(arguments: ["a;b", "a b", "a,b", #"a"b"#, #"a\b"#, "é", "a\nb", "\u{7F}"])
    func `a value that no cookie can hold is refused`(_ value: String) async throws {
        let recorder = Recorder(304)
        let problem = "is no value of a cookie, which is visible ASCII without `\"`, `,`, `;` and `\\`"
        do throws(ListAnimalsFailure) {
            _ = try await client(recorder).listAnimals(in: true, session: value)
            Issue.record("it was sent")
        } catch {
            guard case .other(.parameter("session", let found)) = error else { throw error }
            #expect(found == problem)
        }
        let keyed = ZooClient(server: "https://zoo.example", cookie: ClientSecret(value), transport: recorder)
        do throws(SetNotesFailure) {
            _ = try await keyed.setNotes(body: "x")
            Issue.record("it was sent")
        } catch {
            guard case .other(let failure) = error else { throw error }
            #expect(failure.description == "the parameter `key` \(problem)")
        }
        #expect(await recorder.requests.isEmpty)
    }

    @Test func `what is left out is not written`() async throws {
        let recorder = Recorder(304)
        _ = try await client(recorder).listAnimals(in: false)
        #expect(await recorder.last?.url.absoluteString == "https://zoo.example/v1/animals?in=false")
    }

    @available(*, deprecated)
    @Test func `paths are encoded, and one that leads elsewhere is refused`() async throws {
        let recorder = Recorder(204)
        let id = UUID()
        try await client(recorder).putAnimalsByAnimalIdPartsByParts(animalId: id, parts: [1, 2])
        let request = try #require(await recorder.last)
        #expect(request.method == "PUT")
        #expect(request.url.absoluteString == "https://zoo.example/v1/animals/\(id.uuidString.lowercased())/parts/1,2")
        #expect(request.headers["X-API-Key"] == nil)
        do throws(ClientFailure) {
            try await client(recorder).putAnimalsByAnimalIdPartsByParts(animalId: id, parts: [])
            Issue.record("an empty path was sent")
        } catch {
            #expect(error.description == "the parameter `parts` is empty")
        }
    }

    @Test func `bodies are written as JSON, as a form and as parts`() async throws {
        let recorder = Recorder(201, #"{"kind": "dog", "id": 1, "name": "Rex"}"#)
        let client = client(recorder)
        _ = try await client.createAnimal(body: .form(CreateAnimalForm(name: "A & B", aliases: ["x", "y z"])))
        #expect(await recorder.body == "aliases=x&aliases=y%20z&name=A%20%26%20B")
        #expect(await recorder.last?.headers["Content-Type"] == "application/x-www-form-urlencoded")

        let photo = MultipartFile(name: "a\"\r\nb.png", mediaType: "image/png", data: Data([0, 255]))
        let parts = CreateAnimalMultipart(
            name: "Rex", photo: photo, more: [photo], box: Box(size: 2), kind: .guineaPig, slug: "rex",
            levels: [.value10, .unknown(7)], born: [CalendarDay(year: 2026, month: 2, day: 8)])
        _ = try await client.createAnimal(body: .multipart(parts))
        let type = try #require(await recorder.last?.headers["Content-Type"])
        let boundary = try #require(type.split(separator: "boundary=").last)
        let body = try #require(await recorder.last?.body)
        let text = String(decoding: body, as: UTF8.self)
        #expect(type.hasPrefix("multipart/form-data; boundary="))
        #expect(
            text.hasPrefix("--\(boundary)\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nRex\r\n--\(boundary)")
        )
        let head =
            "Content-Disposition: form-data; name=\"photo\"; filename=\"a%22%0D%0Ab.png\"\r\n"
            + "Content-Type: image/png\r\n\r\n"
        #expect(body.range(of: Data(head.utf8) + Data([0, 255]) + Data("\r\n--\(boundary)".utf8)) != nil)
        #expect(text.contains("name=\"box\"\r\nContent-Type: application/json\r\n\r\n{\"size\":2}\r\n"))
        let texts = ["kind": ["guinea pig"], "slug": ["rex"], "levels": ["10", "7"], "born": ["2026-02-08"]]
        for (name, values) in texts {
            let all = values.map {
                "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\($0)\r\n"
            }
            #expect(text.contains(all.joined()), "\(name)")
        }
        #expect(text.hasSuffix("--\(boundary)--\r\n"))
    }

    @Test func `null, absent and a value are told apart`() async throws {
        let recorder = Recorder(200)
        let client = client(recorder)
        _ = try await client.patchNote(body: PatchNoteBody())
        #expect(await recorder.body == "{}")
        _ = try await client.patchNote(body: PatchNoteBody(text: .null, rank: 1))
        #expect(await recorder.body == #"{"rank":1,"text":null}"#)
        _ = try await client.patchNote(body: PatchNoteBody(text: .value("a/b")))
        #expect(await recorder.body == #"{"text":"a/b"}"#)
        let reply = Reply(text: "x", stars: 3, weight: 1.5, hidden: true, reply: .null)
        _ = try await client.patchNote(body: PatchNoteBody(text: nil, reply: .value(reply)))
        #expect(
            await recorder.body
                == #"{"reply":{"hidden":true,"reply":null,"stars":3,"text":"x","weight":1.5}}"#)
        let none: String? = nil
        _ = try await client.patchNote(body: PatchNoteBody(text: Nullable(none)))
        #expect(await recorder.body == #"{"text":null}"#)
        #expect(await recorder.last?.headers["Content-Type"] == "application/merge-patch+json")
    }

    @Test func `a default is left to the server, and null is not the default`() async throws {
        let recorder = Recorder(201, #"{"id": 1, "title": "A", "note": null}"#)
        let client = client(recorder)
        let track = try await client.createTrack(body: NewTrack(title: "A"))
        #expect(track == Track(id: 1, title: "A"))
        #expect(await recorder.body == #"{"title":"A"}"#)
        _ = try await client.createTrack(body: NewTrack(title: "A", seconds: .null))
        #expect(await recorder.body == #"{"seconds":null,"title":"A"}"#)
        _ = try await client.createTrack(body: NewTrack(title: "A", note: nil, seconds: 3))
        #expect(await recorder.body == #"{"seconds":3,"title":"A"}"#)
    }

    @Test func `credentials are those that an operation takes`() async throws {
        let recorder = Recorder(200, "1")
        var client = ZooClient(
            server: "https://zoo.example", basic: BasicCredentials("Ada", password: "pä:ss"), transport: recorder)
        #expect(try await client.notes() == "1")
        #expect(await recorder.last?.headers["Authorization"] == nil)
        client.oAuth = ClientSecret { "fresh" }
        #expect(try await client.notes() == "1")
        #expect(await recorder.last?.headers["Authorization"] == "Bearer fresh")
        #expect(try await client.setNotes(body: "x") == 1)
        #expect(await recorder.last?.headers["Authorization"] == "Basic QWRhOnDDpDpzcw==")
        client.cookie = "ab+/="
        #expect(try await client.setNotes(body: "x") == 1)
        #expect(await recorder.last?.headers["Cookie"] == "key=ab+/=")
        #expect(await recorder.last?.headers["Authorization"] == nil)
        client.key = "secret"
        #expect(try await client.setNotes(body: "x") == 1)
        #expect(await recorder.last?.headers["Authorization"] == "Token secret")
        client.oAuth = ClientSecret { throw CancellationError() }
        await #expect(throws: ClientFailure.self) { try await client.notes() }
    }

    @Test func `a header cannot begin another`() {
        var headers = ClientHeaders()
        headers.add("X", "a\r\nY: b")
        #expect(headers.fields.map(\.value) == ["a Y: b"])
    }

    @Test func `a server that is no URL is a failure`() async throws {
        let client = ZooClient(server: "zoo", transport: Recorder(200))
        do throws(ClientFailure) {
            _ = try await client.notes()
            Issue.record("a request went nowhere")
        } catch {
            #expect(error.description == "the parameter `server` is `zoo`, which is no URL")
        }
    }
}
