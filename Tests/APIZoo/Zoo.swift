import Foundation
import MartletAPI
import MartletAuth
import MartletHTTP
import MartletJSON

/// An API with one route for each thing that a description can say, kept in memory; Tests/OpenAPI calls all of them.
func zoo(_ app: App) async throws {
    try await app.install(
        Authentication<Keeper>(
            .bearer { token, _ in token == "keeper" ? Keeper(name: "Ada") : nil },
            .apiKey(header: "X-API-Key") { key, _ in key == "keeper" ? Keeper(name: "Ada") : nil }))
    var information = APIInformation(title: "Zoo", version: "1.0.0")
    information.details = "One route for *each* thing that a description can say."
    information.tags = [
        "animals": "Those that live here", "forms": "Content that is no JSON",
        "live": "What goes on after it was asked for",
    ]
    information.webhooks = [Webhook("animalArrived", sending: Animal.self, "An animal has come")]
    try await app.install(OpenAPI(information, below: "/api"))
    app.group("/api") { api in
        api.answerProblems()
        addAnimals(to: api)
        addForms(to: api)
        addKinds(to: api)
        addLive(to: api)
        addGates(to: api)
        api.group("/keepers") { keepers in
            keepers.describe(tags: ["keepers"])
            keepers.get("/me") { (keeper: Authenticated<Keeper>) in keeper.name }
            keepers.get("/greeting") { (keeper: Authenticated<Keeper>?) in "Hello, \(keeper?.name ?? "visitor")" }
        }
    }
    app.get("/") { "not described" }
}

struct Keeper: Sendable { var name: String }

private func addAnimals(to api: RouteGroup) {
    let cage = Cage()
    api.group("/animals") { animals in
        animals.describe(tags: ["animals"])
        animals.get("/") { (search: Query<AnimalSearch>) in
            Array(cage.animals.filter { $0.kind == search.kind }.prefix(search.limit))
        }
        .describe("List", id: "listAnimals")
        animals.post("/") { (new: JSON<NewAnimal>) in
            let animal = cage.add(new.value)
            return Created(animal, at: "/api/animals/\(animal.id)")
        }
        .describe("Add", id: "addAnimal")
        animals.get("/{id:int}") { (id: Path<Int>) -> Animal? in cage[id.value] }
            .describe("Look up", id: "getAnimal")
        animals.patch("/{id:int}") { (id: Path<Int>, changes: JSON<AnimalChanges>) in
            guard var animal = cage[id.value] else { throw HTTPError(.notFound) }
            changes.name.apply(to: &animal.name)
            changes.weight.apply(to: &animal.weight)
            cage[id.value] = animal
            return animal
        }
        .describe("Change", id: "changeAnimal")
        animals.delete("/{id:int}") { (id: Path<Int>, _: Authenticated<Keeper>) throws -> NoContent in
            if id.value == 1 { throw StillFed(by: "Ada") }
            guard cage[id.value] != nil else { throw HTTPError(.notFound) }
            cage[id.value] = nil
            return NoContent()
        }
        .describe("Let go", id: "removeAnimal", problems: [StillFed.self])
        animals.post("/{id:int}/cage") { (id: Path<Int>, cleaning: JSON<Cleaning>) throws -> NoContent in
            guard let animal = cage[id.value] else { throw HTTPError(.notFound) }
            switch (animal.kind, cleaning.minutes) {
            case (.fish, _): throw HTTPError(.conflict, "There is no cage.")
            case (.bird, let minutes):
                throw NotAlone(
                    animals: cage.animals.filter { $0.kind == .bird }, since: minutes < 30 ? nil : Date.now)
            case (.cat, ..<30): throw StillFed(by: "Ada")
            case (.cat, _): return NoContent()
            }
        }
        .describe("Clean the cage", id: "cleanCage", problems: [StillFed.self, NotAlone.self])
        animals.get("/count") { (search: Query<AnimalSearch>, agent: Header<Agent>?) in
            JSON(["animals": cage.animals.count { $0.kind == search.kind }])
        }
        .describe("Count", id: "countAnimals")
        .unknownParameters(.refused)
    }
}

private func addForms(to api: RouteGroup) {
    api.group("/forms") { forms in
        forms.describe(tags: ["forms"])
        forms.post("/feeding") { (form: Form<Feeding>) in form.value }
        forms.post("/photos") { (photo: Form<Photo>) in "\(photo.title)" }
        forms.put("/bytes") { (body: RequestBody) in
            var count = 0
            for try await buffer in body { count += buffer.readableBytes }
            return Count(bytes: count)
        }
    }
}

private func addKinds(to api: RouteGroup) {
    api.group("/kinds") { kinds in
        kinds.get("/named/{kind}") { (kind: Path<Kind>) in "\(kind)" }
        kinds.get("/keys/{key:uuid}") { (key: Path<UUID>) in "\(key)" }
        kinds.get("/measures/{number}") { (number: Path<Double>) in JSON(["half": number.value / 2]) }
        kinds.get("/files/{rest:path}") { (rest: Path<String>) in "\(rest)" }
        kinds.get("/agents") { (agent: Header<Agent>, theme: Cookie<Theme>?) in
            "\(agent.value) \(theme?.value ?? "")"
        }
        kinds.post("/records") { (record: JSON<Record>) in record.value }
        kinds.put("/folders") { (folder: JSON<Folder>) in folder.value }
        kinds.post("/visits") { (visit: JSON<Visit>) in visit.value }
        kinds.put("/visits") { (visits: JSON<[Visit]>) in visits.value }
    }
}

struct StillFed: DocumentedProblem {
    let keeper: String
    init(by keeper: String) { self.keeper = keeper }
    var type: String { "https://example.com/problems/still-fed" }
    var title: String? { "Still fed" }
    var status: HTTPResponse.Status { .conflict }
    var extensions: [String: any Encodable & Sendable] { ["keeper": keeper] }
    static var example: StillFed { StillFed(by: "Ada") }
}

/// Has members of several types.
struct NotAlone: DocumentedProblem {
    let animals: [Animal]
    let since: Date?
    var type: String { "https://example.com/problems/not-alone" }
    var title: String? { "Somebody is there" }
    var status: HTTPResponse.Status { .conflict }
    var message: String? { "\(animals.count) animals are in the cage." }
    var extensions: [String: any Encodable & Sendable] {
        ["animals": animals, "since": since, "crate": Crate(size: 3)]
    }
    static var example: NotAlone { NotAlone(animals: [Animal(id: 1, name: "Coco", kind: .bird)], since: nil) }
}

/// Only `Encodable`.
struct Crate: Encodable, Sendable { var size: Int }

enum Agent: HeaderKey {
    static let name = HTTPField.Name("X-Agent")!
    typealias Value = Int
}

enum Theme: CookieKey {
    static let name = "theme"
    typealias Value = String
}

enum Kind: String, CaseIterable, Codable, PathValue, SchemaValue { case bird, fish, cat }
