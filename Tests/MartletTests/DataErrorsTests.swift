import Foundation
import Martlet
import MartletTesting
import Testing

/// What the data layer refuses, as answers.
@Suite struct DataErrorsTests {
    @Model struct Seat {
        var id: Int
        @Column(max: 3, unique: true) var code: String
        @Column(role: .version) var version: Int = 1
    }

    private func app() async throws -> App {
        let app = App(
            settings: Settings(dotEnv: nil, environment: ["DATABASE_URL": "sqlite::memory:"]), disabling: [.accessLog])
        try await app.install(DatabaseExtension())
        app.onStart { app in try await app.services.require(Database.self).createTables(Seat.self) }
        app.post("/seats/{code}") { (code: Path<String>, database: Database) in
            var input = Changeset<Seat>()
            input.cast(["code": .text(code.value)]) { [$0.code] }
            return try await input.insert(in: database).code
        }
        app.post("/stale") { (database: Database) in
            let seat = try await Seat(id: 0, code: "old").insert(in: database)
            try await seat.update(in: database) { $0.code = "new" }
            return try await seat.update(in: database) { $0.code = "odd" }.code
        }
        app.post("/gone") { (database: Database) in
            try await Seat(id: 99, code: "x").update(in: database).code
        }
        return app
    }

    @Test func `input with mistakes is a 422 that says what is wrong with each field`() async throws {
        let app = try await app()
        try await app.test { (client) async throws in
            #expect(try await client.post("/seats/abc").text == "abc")
            let long = try await client.post("/seats/abcd", headers: [.accept: "application/json"])
            #expect(long.status == .unprocessableContent)
            #expect(long.text.contains("code has more than 3 characters"))
            let taken = try await client.post("/seats/abc", headers: [.accept: "application/json"])
            #expect(taken.status == .unprocessableContent)
            #expect(taken.text.contains("code is taken"))
        }
    }

    @Test func `a row that another has changed is a 409, one that is gone a 404`() async throws {
        let app = try await app()
        try await app.test { (client) async throws in
            let stale = try await client.post("/stale", headers: [.accept: "application/json"])
            #expect(stale.status == .conflict)
            #expect(stale.text.contains("It was changed by another in the meantime; load it again."))
            #expect(try await client.post("/gone").status == .notFound)
        }
    }
}
