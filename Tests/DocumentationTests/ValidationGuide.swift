import Foundation
import Martlet
import MartletTesting
import Testing

@Schema struct NewTrack {
    @Field(length: 1...200) var title: String
    @Field(range: 1...86_400) var seconds: Int
    @Field(count: ...10, unique: true) var tags: [String] = []
    var genre: Genre?
}

enum Genre: String, CaseIterable, SchemaValue { case rock, jazz, folk }

@Schema struct Envelope<Item: Schema> {
    @Field(count: ...100) var items: [Item]
    var next: String?
}

@Schema struct NewAlbum {
    @Field(count: ...10) @Each(length: 1...20, pattern: /^[a-z]+$/) var tags: [String]
    @Keys(pattern: /^[a-z]{2}$/) @Each(trim: true, length: 1...200) var titles: [String: String] = [:]
    @Each(count: 3...3) @Each(range: 0...255) var colours: [[Int]] = []
}

@Schema struct Booking {
    var from: Date
    var until: Date

    func validate(_ validation: inout Validation) {
        validation.require(until > from, at: "/until", "order", "must come after the start")
    }
}

@Schema struct NewAccount {
    var name: String
}

extension NewAccount: RequestValidated {
    func validate(in request: Request, _ validation: inout Validation) async throws {
        let database = try request.services.require(Database.self)
        let isTaken = try await Login.query.where { $0.name == name }.exists(in: database)
        validation.require(!isTaken, at: "/name", "taken", "is taken")
    }
}

@Model struct Login {
    var id: Int
    @Column(max: 50, unique: true) var name: String
}

@Schema(discriminator: "type") enum Payment {
    case card(Card)
    @Case("bank-transfer") case transfer(Transfer)
    case cash
}

@Schema struct Card {
    @Field(pattern: /^[0-9]{12,19}$/) var number: String
}

@Schema struct Transfer {
    @Field(length: 15...34) var iban: String
}

@Schema struct AccountChanges {
    @Field(length: 3...20) var name: Change<String>
    var bio: Change<String?>
}

/// The code of Documentation/Guides/Validation.md.
@Suite struct ValidationGuide {
    @Schema struct Search {
        @Field(range: 1...) var page: Int = 1
    }

    struct Account: Codable {
        var name: String
        var bio: String?
    }

    private func makeApp() async throws -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        let database = try Database("sqlite::memory:", drivers: [.sqlite])
        try await database.createTables(Login.self)
        _ = try await Login(id: 0, name: "ada").insert(in: database)
        try await app.install(DatabaseExtension(database))
        app.post("/albums") { (album: JSON<NewAlbum>) in album.titles.values.sorted() }
        app.post("/envelopes") { (envelope: JSON<Envelope<NewTrack>>) in "\(envelope.items.count)" }
        app.post("/tracks") { (track: JSON<NewTrack>) in
            Response(.created, text: "\(track.title)")
        }
        app.get("/tracks") { (search: Query<Search>) in "page \(search.page)" }
        app.group("/api") { api in
            api.unknownParameters(.refused, besides: ["utm_source"])
            api.get("/tracks") { (search: Query<Search>) in "page \(search.page)" }
            api.get("/anything") { (search: Query<Search>) in "page \(search.page)" }
                .unknownParameters(.ignored)
        }
        app.post("/bookings") { (booking: JSON<Booking>) in "\(booking.until)" }
        app.post("/accounts") { (account: JSON<NewAccount>) in account.name }
        app.post("/payments") { (payment: JSON<Payment>) -> String in
            switch payment.value {
            case .card(let card): "the card \(card.number)"
            case .transfer(let transfer): "a transfer from \(transfer.iban)"
            case .cash: "cash"
            }
        }
        app.patch("/account") { (changes: JSON<AccountChanges>) in
            var account = Account(name: "ada", bio: "old")
            changes.name.apply(to: &account.name)
            changes.bio.apply(to: &account.bio)
            return account
        }
        app.services[ProblemMessages.self] = ProblemMessages { problem, request in
            guard request.headers[.acceptLanguage]?.hasPrefix("de") == true else { return nil }
            return problem.code == "required" ? "fehlt" : nil
        }
        return app
    }

    /// What the model says of itself is checked; see the guide on resources for the models.
    private static let songs: @Sendable (App) -> Void = { app in
        app.post("/songs") { (listener: Listener, new: NewRow<Song>, database: Database) in
            let song = try await new.insert(in: database) { $0.set(\.owner, to: listener.id) }
            return Created(Row(song), at: "/songs/\(song.id)")
        }
        app.patch("/songs/{id:int}") { (id: Path<Int>, changes: RowChanges<Song>, database: Database) in
            guard let song = try await Song.find(id.value, in: database) else { throw HTTPError(.notFound) }
            return Row(try await changes.save(to: song, in: database))
        }
        app.post("/songs/form") { (new: Form<NewRow<Song>>, listener: Listener, database: Database) in
            let song = try await new.value.insert(in: database) { changes in
                changes.validate(\.seconds, "is longer than a day", code: "too_large") { $0 <= 86_400 }
                changes.set(\.owner, to: listener.id)
            }
            return Response.redirect(to: "/songs/\(song.id)")
        }
    }

    private func json(_ text: String) -> TestContent { .text(text, type: "application/json") }

    @Test func `one of several structs`() async throws {
        try await makeApp().test { client in
            for (content, answer) in [
                (#"{"type":"card","number":"4111111111111111"}"#, "the card 4111111111111111"),
                (
                    #"{"iban":"DE02120300000000202051","type":"bank-transfer"}"#,
                    "a transfer from DE02120300000000202051"
                ),
                (#"{"type":"cash"}"#, "cash"),
            ] {
                let response = try await client.post("/payments", json(content))
                #expect(response.text == answer)
            }
            let wrong = try await client.post("/payments", json(#"{"type":"crad"}"#))
            #expect(
                wrong.text.contains(
                    #"{"pointer":"/type","code":"one_of","detail":"must be one of card, bank-transfer, cash, not `crad`; did you mean `card`?"}"#
                ))
        }
    }

    @Test func `the guide's answers`() async throws {
        try await makeApp().test { client in
            let created = try await client.post("/tracks", json(#"{"title":"Kashmir","seconds":515}"#))
            #expect(created.status == .created)
            let wrong = try await client.post("/tracks", json(#"{"seconds":0,"tags":["a",1],"gener":"rock"}"#))
            #expect(wrong.status == .unprocessableContent)
            for part in [
                #"{"pointer":"/title","code":"required","detail":"is required"}"#,
                #"{"pointer":"/seconds","code":"too_small","detail":"must be at least 1"}"#,
                #"{"pointer":"/tags/1","code":"type","detail":"must be a string, not a number"}"#,
                #"{"pointer":"/gener","code":"unknown_member","detail":"is not known here; did you mean `genre`?"}"#,
            ] {
                #expect(wrong.text.contains(part))
            }
            #expect(try await client.get("/tracks?page=3").text == "page 3")
            let unknown = try await client.get("/api/tracks?pgae=3", headers: [.accept: "application/json"])
            #expect(
                unknown.text.contains(
                    #"{"parameter":"pgae","code":"unknown_parameter","detail":"is not known here; did you mean `page`?"}"#
                ))
            #expect(try await client.get("/api/tracks?page=3&utm_source=a").text == "page 3")
            #expect(try await client.get("/api/anything?pgae=3").text == "page 1")
            let booking = try await client.post(
                "/bookings", json(#"{"from":"2026-05-02T00:00:00Z","until":"2026-05-01T00:00:00Z"}"#))
            #expect(booking.text.contains(#""pointer":"/until","code":"order""#))
            let taken = try await client.post("/accounts", json(#"{"name":"ada"}"#))
            #expect(taken.text.contains(#""pointer":"/name","code":"taken""#))
            #expect(try await client.post("/accounts", json(#"{"name":"bob"}"#)).text == "bob")
            let elements = try await client.post(
                "/albums", json(#"{"tags":["a","b","c","D"],"titles":{"EN":" "},"colours":[[0,0,256]]}"#))
            for part in [
                #"{"pointer":"/tags/3","code":"pattern""#,
                #"{"pointer":"/titles/EN","code":"pattern","detail":"has a name that must"#,
                #"{"pointer":"/titles/EN","code":"too_short","detail":"must not be empty"}"#,
                #"{"pointer":"/colours/0/2","code":"too_large""#,
            ] {
                #expect(elements.text.contains(part))
            }
            #expect(
                try await client.post("/albums", json(#"{"tags":[],"titles":{"en":" Blue "}}"#)).text == #"["Blue"]"#)
            #expect(Envelope<NewTrack>.schemaName == "EnvelopeOfNewTrack")
            let held = try await client.post("/envelopes", json(#"{"items":[{"title":"","seconds":1}]}"#))
            #expect(held.text.contains(#""pointer":"/items/0/title","code":"too_short""#))
            let changed = try await client.send(.patch, "/account", json(#"{"bio":null}"#))
            #expect(changed.text == #"{"name":"ada"}"#)
            let german = try await client.post("/tracks", json("{}"), headers: [.acceptLanguage: "de"])
            #expect(german.text.contains(#""detail":"fehlt""#))
        }
    }

    @Test func `the model itself says what is right`() async throws {
        let database = try Database("sqlite::memory:", drivers: [.sqlite])
        try await database.createTables(Band.self, Record.self, Song.self)
        try await Band(id: 0, name: "Queen").insert(in: database)
        try await Record(id: 0, title: "Jazz", band: 1).insert(in: database)
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        try await app.install(DatabaseExtension(database))
        Self.songs(app)
        try await app.test { client in
            let created = try await client.post(
                "/songs", json(#"{"title":"Mustapha","seconds":181,"record_id":1}"#))
            let told = #"{"id":1,"title":"Mustapha","seconds":181,"kind":"studio","notes":null,"record_id":1,"#
            #expect(created.text == told + #""owner":7,"version":1}"#)
            let wrong = try await client.post("/songs", json(#"{"seconds":"x","record_id":1,"owner":2}"#))
            for place in ["/title", "/seconds", "/owner"] { #expect(wrong.text.contains(place)) }
            let changed = try await client.patch("/songs/1", json(#"{"notes":"first"}"#))
            #expect(changed.text.contains(#""notes":"first""#))
            let form = try await client.post(
                "/songs/form", form: ["title": "Long", "seconds": "86401", "record_id": "1"])
            #expect(form.text.contains("is longer than a day"))
            let added = try await client.post(
                "/songs/form", form: ["title": "Jealousy", "seconds": "194", "record_id": "1"])
            #expect(added.status == .seeOther)
        }
    }
}
