import Martlet
import MartletTesting
import Testing

@Model struct Note: Codable {
    var id: Int
    @Column(max: 200) var text: String
    var isDone: Bool
}

@Schema struct NewNote {
    @Field(length: 1...200, example: "Buy milk") var text: String
}

@Schema struct NoteChanges {
    @Field(length: 1...200) var text: Change<String>
    var isDone: Change<Bool>
}

enum NoteAPI {
    static func add(to app: some RouteBuilder) {
        app.group("/api") { api in
            api.answerProblems()

            api.get("/notes") { (database: Database) in
                try await Note.query.order { $0.id.descending }.limit(100).all(in: database)
            }
            api.post("/notes") { (new: JSON<NewNote>, database: Database) in
                let note = try await Note(id: 0, text: new.text, isDone: false).insert(in: database)
                return Created(note, at: "/api/notes/\(note.id)")
            }
            api.get("/notes/{id:int}") { (id: Path<Int>, database: Database) in
                try await Note.find(id.value, in: database)
            }
            api.patch("/notes/{id:int}") { (id: Path<Int>, changes: JSON<NoteChanges>, database: Database) in
                guard var note = try await Note.find(id.value, in: database) else { throw HTTPError(.notFound) }
                changes.text.apply(to: &note.text)
                changes.isDone.apply(to: &note.isDone)
                return try await note.update(in: database)
            }
            api.delete("/notes/{id:int}") { (id: Path<Int>, database: Database) in
                guard let note = try await Note.find(id.value, in: database) else { throw HTTPError(.notFound) }
                try await note.delete(in: database)
                return NoContent()
            }
        }
    }
}

/// The code of Documentation/Guides/FirstAPI.md.
@Suite struct FirstAPIGuide {
    private func app() async throws -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        let database = try Database("sqlite::memory:", drivers: [.sqlite])
        try await database.createTables(Note.self)
        try await app.install(DatabaseExtension(database))
        NoteAPI.add(to: app)
        try await app.install(OpenAPI(title: "Diary", version: "1.0.0", below: "/api"))
        app.resource(Note.self, at: "/api/v2/notes")
        return app
    }

    @Test func `the API does what the guide says`() async throws {
        try await app().test { client in
            let added = try await client.post("/api/notes", json: ["text": "Buy milk"])
            #expect(added.status == .created)
            let note = try added.json(Note.self)
            let changed = try await client.patch("/api/notes/\(note.id)", json: ["isDone": true])
            #expect(changed.text == #"{"id":1,"text":"Buy milk","isDone":true}"#)
            let refused = try await client.post("/api/notes", json: ["text": ""])
            #expect(refused.status == .unprocessableContent)
        }
    }

    @Test func `mistakes are told as the guide says`() async throws {
        try await app().test { client in
            let missing = try await client.get("/api/notes/7")
            #expect(missing.status == .notFound)
            #expect(missing.headers[.contentType] == "application/problem+json")
            let refused = try await client.post("/api/notes", json: ["text": "", "txt": "?"])
            #expect(refused.text.contains(#"{"pointer":"/text","code":"too_short","detail":"must not be empty"}"#))
            #expect(refused.text.contains("is not known here; did you mean `text`?"))
            let removed = try await client.delete("/api/notes/7")
            #expect(removed.status == .notFound)
        }
    }

    @Test func `the documents list the API, and the resource beside it`() async throws {
        try await app().test { client in
            let document = try await client.get("/docs/openapi.json").text
            for id in ["getNotes", "postNotes", "patchNotesById", "listNotes", "updateNote"] {
                #expect(document.contains("\"operationId\": \"\(id)\""), "\(id)")
            }
            let page = try await client.get("/api/v2/notes").text
            #expect(page.contains(#""items":[]"#))
        }
    }
}
