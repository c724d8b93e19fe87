import Foundation
import MartletCore
import MartletJSON
import Testing

@Schema private struct Listing<Item: Schema & Equatable>: Equatable {
    @Field(count: ...2) var items: [Item]
    @Field(range: 0...) var total: Int
    var next: Item? = nil
}

@Schema private struct Envelope<Value>: Equatable where Value: SchemaValue & Equatable {
    var value: Value
    @Field(trim: true, length: ...3, access: .writeOnly) var note: String = ""
}

@Schema(name: "Duo", names: .snakeCase) private struct Pair<First: SchemaValue, Second: SchemaValue> {
    @Each(range: 1...) var allNumbers: [Int] = []
    var firstValue: First
    @Field(count: ...2) var all: [Second] = []
}

private enum Elsewhere {
    static let mostPlaces = 1

    @Schema struct Place: Equatable {
        var city: String
    }

    @Schema struct Visit<Guest: Schema> {
        @Field(count: ...mostPlaces) var places: [Place]
        var guests: [Guest]
    }
}

/// Structs that are generic over what they hold.
@Suite struct GenericSchemaTests {
    private func read<Value: Schema>(_ json: String, as type: Value.Type = Value.self) throws -> Value {
        try Array(json.utf8).withUnsafeBytes { try Value.read(json: $0) }
    }

    private func problems<Value: Schema>(_ json: String, _ type: Value.Type) throws -> [String] {
        let error = try #require(throws: ValidationError.self) { try read(json, as: type) }
        return error.problems.map { problem in
            if case .pointer(let pointer) = problem.place { "\(pointer) \(problem.code)" } else { problem.code }
        }
    }

    @Test func `they are read and written`() throws {
        let place = Place(street: "Main", country: "DE", postCode: nil)
        let listing = Listing(items: [place], total: 1, next: nil)
        let json = #"{"items":[{"street":"Main","country":"DE","post_code":null}],"total":1,"next":null}"#
        #expect(try read(json) == listing)
        #expect(try read(#"{"items":[{"street":"Main","country":"DE"}],"total":1}"#) == listing)
        var written: [UInt8] = []
        try listing.write(json: &written)
        #expect(String(decoding: written, as: UTF8.self) == json)
        var envelope: [UInt8] = []
        try Envelope(value: [1, 2], note: "secret").write(json: &envelope)
        #expect(String(decoding: envelope, as: UTF8.self) == #"{"value":[1,2]}"#)
    }

    @Test func `other coders know them`() throws {
        let envelope = Envelope(value: "a", note: "b")
        let decoded = try JSONDecoder().decode(Envelope<String>.self, from: JSONEncoder().encode(envelope))
        #expect(decoded == envelope)
    }

    @Test func `rules count for their members and for what they hold`() throws {
        let json = #"{"items":[{"street":"","country":"DE"},{"street":"a","country":"de"},{}],"total":-1,"more":1}"#
        #expect(
            try problems(json, Listing<Place>.self) == [
                "/items/0/street too_short", "/items/1/country pattern", "/items/2/street required",
                "/items/2/country required", "/total too_small", "/more unknown_member",
            ])
        let many = #"{"items":[{"a":1},{"a":1},{"a":1}],"total":3}"#
        #expect(try problems(many, Listing<Lenient>.self) == ["/items too_many_items"])
        #expect(try problems(#"{"value":1,"note":" abcd "}"#, Envelope<Int>.self) == ["/note too_long"])
        #expect(try read(#"{"value":1,"note":" abc "}"#, as: Envelope<Int>.self).note == "abc")
        #expect(
            try problems(#"{"first_value":1,"all_numbers":[1,0]}"#, Pair<Int, Bool>.self) == [
                "/all_numbers/1 too_small"
            ])
    }

    @Test func `each type of them has its own members`() throws {
        #expect(try problems("{}", Envelope<Int>.self) == ["/value required"])
        #expect(try read("{}", as: Envelope<Int?>.self).value == nil)
        #expect(try problems(#"{"value":"a"}"#, Envelope<Int>.self) == ["/value type"])
        #expect(try read(#"{"value":"a"}"#, as: Envelope<String>.self).value == "a")
        #expect(Envelope<Int>.schema.members.first?.value == Int.valueSchema)
        #expect(Envelope<String>.schema.members.first?.value == String.valueSchema)
        #expect(Envelope<Int?>.schema.members.first?.isRequired == false)
        #expect(Envelope<Int>.schema.members.first?.isRequired == true)
        #expect(Envelope<Int>.schema.members.last?.constraints == [.maxLength(3)])
    }

    @Test func `their names have those of what they hold`() {
        #expect(Listing<Place>.schemaName == "ListingOfPlace")
        #expect(Listing<Track>.schemaName == "ListingOfNewTrack")
        #expect(Envelope<Listing<Place>>.schemaName == "EnvelopeOfListingOfPlace")
        #expect(Envelope<[Track]>.schemaName == "EnvelopeOfArrayOfNewTrack")
        #expect(Envelope<Int?>.schemaName == "EnvelopeOfOptionalOfInt")
        #expect(Pair<String, [String: Track]>.schemaName == "DuoOfStringAndDictionaryOfNewTrack")
        #expect(Listing<Place>.schema.name == "ListingOfPlace")
        #expect(Pair<Int, Int>.schema.members.map(\.name) == ["all_numbers", "first_value", "all"])
    }

    @Test func `names that stand in them are those that they see`() throws {
        let visit = try read(
            #"{"places":[{"city":"Bern"}],"guests":[{"street":"Main","country":"CH"}]}"#,
            as: Elsewhere.Visit<Place>.self)
        #expect(visit.places == [Elsewhere.Place(city: "Bern")])
        #expect(visit.guests == [Place(street: "Main", country: "CH", postCode: nil)])
        let own = try read(#"{"places":[],"guests":[{"city":"Rome"}]}"#, as: Elsewhere.Visit<Elsewhere.Place>.self)
        #expect(own.guests.map(\.city) == ["Rome"])
        #expect(
            try problems(#"{"places":[{"city":"a"},{"city":"b"}],"guests":[]}"#, Elsewhere.Visit<Place>.self)
                == ["/places too_many_items"])
    }

    @Test func `they may be asked for from many tasks at once`() async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<64 {
                group.addTask {
                    let json = #"{"value":{"value":\#(number)}}"#
                    return try Array(json.utf8).withUnsafeBytes {
                        try Envelope<Envelope<Int8>>.read(json: $0).value.value == Int8(number)
                    }
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }
}
