import Foundation
import MartletHTTP
import MartletJSON

@Schema struct Animal {
    var id: Int
    @Field(length: 1...40) var name: String
    var kind: Kind
    @Field(range: 0...) var weight: Double?

    static let all = [
        Animal(id: 1, name: "Rex", kind: .cat, weight: 4.5), Animal(id: 2, name: "Coco", kind: .bird, weight: nil),
    ]
}

@Schema struct NewAnimal {
    @Field(length: 1...40) var name: String
    var kind: Kind
    @Field(range: 0...1000) var weight: Double?
    @Field(count: ...3, unique: true) var toys: [String] = []
    @Field(pattern: /^[A-Z]{3}-[0-9]{1,4}$/) var mark: String?
    @Field(format: .email) var owner: String?
    @Field(format: .url) var page: String?
    @Field(multipleOf: 5) var cage: Int?
    var born: Date?
    var chip: UUID?
    var notes: [String: String] = [:]
}

@Schema struct AnimalChanges {
    @Field(length: 1...40) var name: Change<String>
    @Field(range: 0...1000) var weight: Change<Double?>
}

@Schema struct AnimalSearch {
    @Field(range: 1...100) var limit: Int = 20
    var kind: Kind?
    @Field(length: 1...10) var word: String?
    var mark: [Int] = []
    var isTame: Bool = false
    var since: Date?
}

@Schema struct Feeding {
    @Field(length: 1...20) var food: String
    @Field(range: 1...10) var portions: Int
    var isLate: Bool = false
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
