import Foundation
import MartletJSON

/// Reads and validates 10,000 items from JSON: `ValidationBenchmark FILE ROUNDS`. Prints the seconds of each round.
enum Genre: String, CaseIterable, SchemaValue { case rock, jazz, folk, blues }

@Schema struct Place {
    @Field(length: 1...80) var street: String
    @Field(pattern: /^[A-Z]{2}$/) var country: String
}

@Schema struct Item {
    @Field(range: 1...) var id: Int
    @Field(length: 1...200) var title: String
    @Field(range: 1...86_400) var seconds: Int
    @Field(range: 0..<1000) var price: Double
    var genre: Genre
    @Field(count: ...10) var tags: [String]
    var released: Date
    var live: Bool
    var comment: String?
    var place: Place
}

@Schema struct Catalogue {
    @Field(count: 1...100_000) var items: [Item]
}

let arguments = CommandLine.arguments
guard arguments.count == 3, let rounds = Int(arguments[2]) else {
    FileHandle.standardError.write(Data("usage: ValidationBenchmark FILE ROUNDS\n".utf8))
    exit(2)
}
let bytes = [UInt8](try Data(contentsOf: URL(filePath: arguments[1])))
var seconds: [Double] = []
for _ in 0..<rounds {
    let start = ContinuousClock.now
    let catalogue = try bytes.withUnsafeBytes { try Catalogue.read(json: $0) }
    let took = (ContinuousClock.now - start).components
    guard catalogue.items.count == 10_000 else { exit(1) }
    seconds.append(Double(took.seconds) + Double(took.attoseconds) / 1e18)
}
print("{\"validation\": \(seconds)}")
