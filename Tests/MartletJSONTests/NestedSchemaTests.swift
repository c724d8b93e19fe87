import MartletCore
import MartletJSON
import Testing

@Schema private struct Stop {
    var street: String
}

private let mostStops = 1

private enum Tour {
    static let mostStops = 2

    @Schema struct Stop: Equatable {
        var city: String
    }

    @Schema struct Plan: Equatable {
        @Field(count: 1...mostStops, example: [Stop(city: "Bern")]) var stops: [Stop]
        var end: Stop? = Stop(city: "Rome")
        @Field(access: .readOnly) var start: Stop?
    }
}

/// A name that stands in a struct is the one that the struct sees, not one of the file.
@Suite struct NestedSchemaTests {
    private func plan(_ json: String) throws -> Tour.Plan {
        try Array(json.utf8).withUnsafeBytes { try Tour.Plan.read(json: $0) }
    }

    @Test func `types, limits and values are those beside the struct`() throws {
        let plan = try plan(#"{"stops":[{"city":"Bern"},{"city":"Basel"}]}"#)
        let stops = [Tour.Stop(city: "Bern"), Tour.Stop(city: "Basel")]
        #expect(plan == Tour.Plan(stops: stops, end: Tour.Stop(city: "Rome"), start: nil))
        #expect(Tour.Plan.schema.members.first?.example == #"[{"city":"Bern"}]"#)
        #expect(Tour.Plan.schema.members.first?.constraints == [.minItems(1), .maxItems(2)])
        #expect(throws: ValidationError.self) { try self.plan(#"{"stops":[{"street":"Main"}]}"#) }
    }

    @Test func `a namesake at the level of the file stays what it is`() {
        #expect(Stop.schema.members.map(\.name) == ["street"])
        #expect(mostStops == 1)
    }
}

/// Members with the names that the code of the macro uses itself.
@Schema private struct Job: Equatable {
    var index: Int
    var progress: Int
    var reader: String
    var writer: String
    var value0: Bool
    var `default`: String
    @Field(name: "user's \"own\"") var own: String
    @MartletJSON.Field(access: .writeOnly) var members: String
}

@Suite struct NamedSchemaTests {
    @Test func `members may be called as the code of the macro calls its own values`() throws {
        let json =
            #"{"index":1,"progress":2,"reader":"r","writer":"w","value0":true,"default":"d","user's \"own\"":"o""#
        let job = try Array("\(json),\"members\":\"m\"}".utf8).withUnsafeBytes { try Job.read(json: $0) }
        #expect(
            job
                == Job(
                    index: 1, progress: 2, reader: "r", writer: "w", value0: true, default: "d", own: "o", members: "m")
        )
        var written: [UInt8] = []
        try job.write(json: &written)
        #expect(String(decoding: written, as: UTF8.self) == json + "}")
    }
}
