import Foundation
import MartletHTTP
import MartletJSON
import Synchronization

@Schema struct Animal {
    var id: Int
    @Field(length: 1...40) var name: String
    var kind: Kind
    @Field(range: 0...) var weight: Double?
}

/// The animals that are there.
final class Cage: Sendable {
    private let state = Mutex<(animals: [Int: Animal], next: Int)>(
        ([1: Animal(id: 1, name: "Rex", kind: .cat, weight: 4.5), 2: Animal(id: 2, name: "Coco", kind: .bird)], 3))

    var animals: [Animal] { state.withLock { $0.animals.values.sorted { $0.id < $1.id } } }

    subscript(id: Int) -> Animal? {
        get { state.withLock { $0.animals[id] } }
        set { state.withLock { $0.animals[id] = newValue } }
    }

    func add(_ new: NewAnimal) -> Animal {
        state.withLock { state in
            let animal = Animal(id: state.next, name: new.name, kind: new.kind, weight: new.weight)
            state.animals[animal.id] = animal
            state.next += 1
            return animal
        }
    }
}

@Schema struct NewAnimal {
    @Field(length: 1...40) var name: String
    var kind: Kind
    @Field(range: 0...1000) var weight: Double?
    @Field(count: ...3, unique: true) var toys: [String] = []
    @Field(pattern: /^[A-Z]{3}-[0-9]{1,4}$/) var mark: String?
    @Field(format: .email) var owner: String?
    @Field(format: .url) var page: String?
    @Field(format: .url(schemes: ["https"])) var hook: URL?
    @Field(multipleOf: 5) var cage: Int?
    var born: Date?
    var chip: UUID?
    var notes: [String: String] = [:]
}

@Schema struct AnimalChanges {
    @Field(length: 1...40) var name: Change<String>
    @Field(range: 0...1000) var weight: Change<Double?>
}

@Schema struct Cleaning {
    @Field(range: 1...60) var minutes: Int
}

@Schema struct AnimalSearch {
    @Field(range: 1...100) var limit: Int = 20
    var kind: Kind = .cat
    @Field(length: ...10) var word: String?
    var mark: [Int] = []
    var isTame: Bool = false
}

@Schema struct Feeding {
    @Field(length: 1...20) var food: String
    @Field(range: 1...10) var portions: Int
}

struct Photo: Decodable, Sendable {
    var title: String
    var file: Upload
}

@Schema struct Count { var bytes: Int }

/// Only `Codable`.
struct Record: Codable, Sendable {
    struct Entry: Codable, Sendable {
        var day: Date
        var text: String?
    }
    var id: UUID
    var entries: [Entry]
    var score: Double
    var isOpen: Bool
}

@Schema struct Folder {
    @Field(length: ...20) var name: String
    @Field(count: ...3) var folders: [Folder]
}

/// One of several structs, in lists and in each other.
@Schema(discriminator: "kind") enum Visit {
    case guided(Tour)
    @Case("on-my-own") case alone(Stroll)
    case closed

    @Schema struct Tour {
        @Field(length: 1...20) var guide: String
        @Field(range: 1...30) var people: Int = 1
        @Field(access: .readOnly) var minutes: Int?
        @Field(access: .writeOnly) var code: String?
    }

    @Schema(unknown: .ignored) struct Stroll {
        @Field(count: ...3) var stops: [Visit]
        var weather: Weather?
    }

    enum Weather: String, CaseIterable, SchemaValue { case sun, rain }
}
