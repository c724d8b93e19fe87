import Foundation
import MartletJSON
import Testing

/// What documents tell of values that members have when they are absent.
@Suite struct DefaultValueTests {
    enum Mood: String, CaseIterable, SchemaValue {
        case glad, sad
        static var now: Mood { .sad }
    }

    @Schema struct Defaults {
        var id: UUID = UUID()
        var date: Date = Date()
        var now: Mood = .now
        var count: Int = -1
        var ratio: Double = 0.5
        var text: String = "a"
        var made: String = String(repeating: "a", count: 2)
        var list: [Int] = [1, -2]
        var ids: [UUID] = [UUID()]
        var names: [String: Int] = [:]
        var mood: Mood = .glad
        var other: Mood = Mood.sad
        var isLive: Bool = true
        var none: Int? = nil
    }

    @Test func `a value that may be another each time is not told`() {
        let members = Defaults.schema.members
        #expect(members.allSatisfy { !$0.isRequired })
        let told = Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.defaultValue) })
        for name in ["id", "date", "now", "made", "ids", "none"] { #expect(told[name] == .some(nil), "\(name)") }
        #expect(told["count"] == "-1")
        #expect(told["ratio"] == "0.5")
        #expect(told["text"] == "\"a\"")
        #expect(told["list"] == "[1,-2]")
        #expect(told["names"] == "{}")
        #expect(told["mood"] == "\"glad\"")
        #expect(told["other"] == "\"sad\"")
        #expect(told["isLive"] == "true")
    }
}
