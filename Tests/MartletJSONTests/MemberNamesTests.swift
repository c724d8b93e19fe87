import Foundation
import MartletCore
import MartletJSON
import Testing

/// Names of members by a rule for the whole struct.
@Suite struct MemberNamesTests {
    @Schema(names: .snakeCase) struct Customer: Equatable {
        @Field(length: 2...) var fullName: String
        var artistID: Int?
        @Field(name: "iso") var countryCode: String?
        var `default`: Bool = false
    }

    @Schema(names: .kebabCase) struct Kebab { var postCode: String }
    @Schema(names: MemberNames.pascalCase, unknown: .ignored) struct Pascal { var postCode: String }
    @Schema(names: .asWritten) struct Plain { var postCode: String }

    private func customer(_ json: String) throws -> Customer {
        try Array(json.utf8).withUnsafeBytes { try Customer.read(json: $0) }
    }

    private let ada = Customer(fullName: "Ada", artistID: 7, countryCode: "GB", default: true)
    private let json = #"{"full_name":"Ada","artist_id":7,"iso":"GB","default":true}"#

    @Test func `they are those of reading and writing`() throws {
        #expect(try customer(json) == ada)
        var written: [UInt8] = []
        try ada.write(json: &written)
        #expect(String(decoding: written, as: UTF8.self) == json)
        #expect(try Customer.read(fields: QueryParameters(parsing: "full_name=Ada&iso=GB")).countryCode == "GB")
    }

    @Test func `they are those of other coders`() throws {
        #expect(try JSONDecoder().decode(Customer.self, from: Data(json.utf8)) == ada)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(
            String(decoding: try encoder.encode(ada), as: UTF8.self)
                == #"{"artist_id":7,"default":true,"full_name":"Ada","iso":"GB"}"#)
    }

    @Test func `they are those of problems and documents`() throws {
        let error = try #require(throws: ValidationError.self) { try customer(#"{"full_name":"A","fullName":"Ada"}"#) }
        #expect(error.problems.map(\.place) == [.pointer("/full_name"), .pointer("/fullName")])
        #expect(error.problems.map(\.code) == ["too_short", "unknown_member"])
        #expect(error.problems.last?.detail == "is not known here; did you mean `full_name`?")
        #expect(Customer.schema.members.map(\.name) == ["full_name", "artist_id", "iso", "default"])
    }

    @Test func `each way has its own`() {
        #expect(Kebab.schema.members.map(\.name) == ["post-code"])
        #expect(Pascal.schema.members.map(\.name) == ["PostCode"])
        #expect(Pascal.schema.unknown == .ignored)
        #expect(Plain.schema.members.map(\.name) == ["postCode"])
    }
}
