import MartletJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

enum Genre: String, CaseIterable, SchemaValue { case rock, jazz, folk }

@Schema struct Place: Equatable {
    @Field(length: 1...80) var street: String
    @Field(pattern: /^[A-Z]{2}$/) var country: String
    @Field(name: "post_code") var postCode: String?
}

/// One member of every kind.
@Schema(name: "NewTrack") struct Track: Equatable {
    @Field(length: 1...20, description: "as it stands on the cover", example: "Kashmir") var title: String
    @Field(range: 1...86_400) var seconds: Int
    @Field(range: 0.5..<100) var price: Double?
    @Field(multipleOf: 0.05) var exact: Decimal?
    var genre: Genre = .rock
    @Field(count: ...3, unique: true) var tags: [String] = []
    var place: Place?
    @Field(format: .email) var mail: String?
    @Field(oneOf: ["a", "b"]) var side: String?
    var released: Date?
    var id: UUID?
    var level: Int8?
    var link: URL?
    var cover: Data?
    var plays: [String: Int]?
    var isLive: Bool?
    @Field(access: .writeOnly) var secret: String?
    @Field(access: .readOnly) var number: Int?
}

@Schema(unknown: .ignored) struct Lenient: Equatable {
    var a: Int
}

/// What a client got and sends back.
@Schema(unknown: .ignored) struct Returned: Equatable {
    @Field(access: .readOnly) var id: Int = 0
    var title: String
    var seconds: Int
}

@Schema struct Changes: Equatable {
    @Field(length: 1...5) var name: Change<String>
    var bio: Change<String?>
}

@Schema struct Period: Equatable {
    var start: Int
    var end: Int

    func validate(_ validation: inout Validation) {
        validation.require(end > start, at: "/end", "order", "must come after the start")
    }
}

@Schema struct Season: Equatable {
    @Field(count: 1...2) var periods: [Period]
}

/// Holds itself.
@Schema struct Tree: Equatable {
    var name: String
    var children: [Tree] = []
}

/// Random numbers that are the same each time.
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}
