import Foundation
import Martlet
import MartletTesting
import Testing

/// Models that handlers would decode whole, with what clients must not set.
@Suite struct UntakenInputTests {
    @Model struct Spy: Codable {
        var id: Int
        var name: String
        @Column(access: .readOnly) var rank: Int = 1
        @Column(access: .hidden) var hash: String = ""
    }

    /// A model of which clients set everything.
    @Model struct Code: Codable {
        @Column(max: 8, primaryKey: true) var name: String
        var text: String
    }

    /// A model whose author wants it taken whole.
    @Model struct Sample: Codable {
        static var unsafeIsTakenWhole: Bool { true }
        var id: Int
    }

    /// A model inside of something that refuses made-up values.
    struct Order: Decodable, Sendable {
        var spies: [Spy]
        var next: [Order]
        var count: Int

        enum CodingKeys: CodingKey { case spies, next, count }

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            spies = try members.decode([Spy].self, forKey: .spies)
            next = try members.decode([Order].self, forKey: .next)
            count = try members.decode(Int.self, forKey: .count)
            guard count > 10 else {
                throw DecodingError.dataCorruptedError(forKey: .count, in: members, debugDescription: "too few")
            }
        }
    }

    private func mistakes(_ build: (App) -> Void) async throws -> [String] {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog])
        build(app)
        do {
            try await app.test { _ in }
            return []
        } catch let error as BootError {
            return error.problems
        }
    }

    @Test func `a handler that would take a model whole stops the start`() async throws {
        let problems = try await mistakes { app in
            app.post("/spies", file: "Spies.swift", line: 7) { (spy: JSON<Spy>) in spy.name }
        }
        #expect(
            problems == [
                "the handler of POST /spies at Spies.swift:7 decodes Spy whole, so that clients could set `id`, `rank`, `hash` "
                    + "of it; take NewRow<Spy>, RowChanges<Spy> or a struct of what they may set"
            ])
    }

    @Test func `so does one that would take it inside of something else, or as a form`() async throws {
        let problems = try await mistakes { app in
            app.post("/list") { (spies: JSON<[Spy]>) in "" }
            app.post("/map") { (spies: JSON<[String: Spy?]>) in "" }
            app.post("/order") { (order: JSON<Order>) in "" }
            app.post("/form") { (spy: Form<Spy>) in "" }
            app.get("/query") { (spy: Query<Spy>) in "" }
            app.post("/any") { (spy: Content<Spy>) in "" }
            app.post("/later") { (spy: Deferred<JSON<Spy>?>) in "" }
            app.post("/versioned") { (spy: Versioned<Spy>) in "" }
            app.post("/lines") { (spies: NDJSONStream<Spy>) in "" }
            app.webSocket("/messages", receiving: Spy.self, sending: String.self) { _ in }
        }
        #expect(problems.count == 10 && problems.allSatisfy { $0.contains("decodes Spy whole") }, "\(problems)")
    }

    @Test func `what clients may set, what is told and what says so is taken`() async throws {
        let problems = try await mistakes { app in
            app.post("/codes") { (code: JSON<Code>) in code.value }
            app.post("/samples") { (samples: JSON<[Sample]>) in samples.value }
            app.get("/spies") { () -> [Spy] in [] }
            app.post("/spies") { (new: NewRow<Spy>) in "" }
            app.patch("/spies") { (changes: RowChanges<Spy>) in "" }
        }
        #expect(problems.isEmpty, "\(problems)")
    }
}
