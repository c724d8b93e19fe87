import Foundation
import MartletHTTP
import NIOCore
import Testing

@testable import MartletHTTP

/// What responses look like as JSON, beside Foundation's encoder.
@Suite struct JSONEncodingTests {
    private func text(_ value: some Encodable) throws -> String {
        String(decoding: try JSONValueEncoder.encode(value), as: UTF8.self)
    }

    /// Both encoders must mean the same.
    private func same(_ value: some Encodable, sourceLocation: Testing.SourceLocation = #_sourceLocation) throws {
        let foundation = JSONEncoder()
        foundation.dateEncodingStrategy = .iso8601
        func sorted(_ data: Data) throws -> String {
            let value = try JSONSerialization.jsonObject(with: data, options: [.fragmentsAllowed])
            let text = try JSONSerialization.data(withJSONObject: value, options: [.fragmentsAllowed, .sortedKeys])
            return String(decoding: text, as: UTF8.self)
        }
        let ours = try sorted(Data(JSONValueEncoder.encode(value)))
        #expect(try ours == sorted(foundation.encode(value)), sourceLocation: sourceLocation)
    }

    @Test func `members of dictionaries are sorted, those of structs stand as they are declared`() throws {
        struct Report: Encodable {
            struct Row: Encodable { var z = 1, a = 2 }
            var title = "x"
            var counts = ["zeta": ["y": 1, "x": 2, "w": 3], "alpha": [:], "mid": ["q": 4, "p": 5]]
            var byNumber = [10: "ten", 9: "nine", 1: "one"]
            var rows = ["b": [Row()], "a": [Row(), Row()]]
            var about = 7
        }
        let expected =
            #"{"title":"x","counts":{"alpha":{},"mid":{"p":5,"q":4},"zeta":{"w":3,"x":2,"y":1}},"#
            + #""byNumber":{"1":"one","10":"ten","9":"nine"},"#
            + #""rows":{"a":[{"z":1,"a":2},{"z":1,"a":2}],"b":[{"z":1,"a":2}]},"about":7}"#
        #expect(try text(Report()) == expected)
        #expect(try text(["b": 1, "a": 2, "c": 3]) == #"{"a":2,"b":1,"c":3}"#)
        #expect(try text([["b": 1, "a": 2], ["d": 1, "c": 2]]) == #"[{"a":2,"b":1},{"c":2,"d":1}]"#)
    }

    @Test func `what is written late stays with its member of a dictionary`() throws {
        struct Late: Encodable {
            var number: Int
            enum Key: String, CodingKey { case list, inner }
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Key.self)
                var list = container.nestedUnkeyedContainer(forKey: .list)
                var inner = container.nestedContainer(keyedBy: Key.self, forKey: .inner)
                try inner.encode(number, forKey: .list)
                try list.encode(number)
            }
        }
        let value = ["c": Late(number: 3), "a": Late(number: 1), "b": Late(number: 2)]
        let expected = [1, 2, 3].map { "\"\(["a", "b", "c"][$0 - 1])\":{\"list\":[\($0)],\"inner\":{\"list\":\($0)}}" }
        #expect(try text(value) == "{\(expected.joined(separator: ","))}")
        #expect(try text(["outer": value, "before": value]).hasPrefix("{\"before\":{\"a\":{\"list\":[1]"))
        try same(["outer": value, "before": value])
    }

    private struct Everything: Encodable {
        enum Mood: String, Encodable { case glad, sad }
        enum Shape: Encodable {
            case circle(radius: Double)
            case point
        }
        struct Empty: Encodable {}
        var text = "a \"quoted\" \\ line\n\tand \u{1} ümlaut 𝄞 / slash"
        var flag = true
        var small: Int8 = -128
        var large = UInt64.max
        var number = 0.1
        var whole = 3.0
        var huge = 1e300
        var tiny = Double.leastNormalMagnitude
        var float: Float = 1.1
        var date = Date(timeIntervalSince1970: 1_700_000_000)
        var data = Data([0, 1, 254, 255])
        var url = URL(string: "https://example.com/a?b=c")
        var decimal = Decimal(string: "12345678901234567890.12")
        var uuid = UUID(uuidString: "00112233-4455-6677-8899-AABBCCDDEEFF")
        var missing: String?
        var mood = Mood.sad
        var shapes: [Shape] = [.circle(radius: 2), .point]
        var empty = Empty()
        var list: [Int?] = [1, nil, 3]
        var nested = [["a"], [], ["b", "c"]]
        var map = ["k": [1.5]]
        var byNumber = [7: "seven"]
        var none: [String] = []
    }

    @Test func `a value of every kind means what Foundation makes of it`() throws {
        try same(Everything())
        try same([Everything(), Everything()])
    }

    @Test func `values without members`() throws {
        #expect(try text("a") == "\"a\"")
        #expect(try text(7) == "7")
        #expect(try text(-0.5) == "-0.5")
        #expect(try text(1e20) == "1e+20")
        #expect(try text(true) == "true")
        #expect(try text(Int?.none) == "null")
        #expect(try text([Int]()) == "[]")
        #expect(try text([String: Int]()) == "{}")
        #expect(try text(Date(timeIntervalSince1970: 0)) == "\"1970-01-01T00:00:00Z\"")
    }

    @Test func `moments keep their microseconds, so that what was read is told again`() throws {
        for moment in ["2023-11-14T22:13:20.250Z", "2023-11-14T22:13:20.000001Z", "1969-12-31T23:59:59.999Z"] {
            let dates = try JSONCoding.decode([Date].self, from: ByteBuffer(string: "[\"\(moment)\"]"))
            #expect(try text(dates) == "[\"\(moment)\"]")
        }
    }

    @Test func `members keep their order`() throws {
        struct Track: Encodable {
            var title: String
            var seconds: Int
            var album: [String: String]
            var tags: [String]
        }
        let track = Track(title: "A/B", seconds: 0, album: ["title": "é"], tags: [])
        #expect(try text(track) == #"{"title":"A/B","seconds":0,"album":{"title":"é"},"tags":[]}"#)
    }

    @Test func `control characters are escaped`() throws {
        let every = String((0..<0x20).compactMap { UnicodeScalar($0).map(Character.init) }) + "\"\\\u{7F}\u{2028}"
        let decoded = try JSONDecoder().decode([String].self, from: Data(JSONValueEncoder.encode([every])))
        #expect(decoded == [every])
        #expect(try text("\u{8}\u{C}\r\u{1F}") == #""\b\f\r\u001f""#)
    }

    private class Animal: Encodable {
        var legs = 4
    }
    private final class Dog: Animal {
        var name = "Rex"
        enum Keys: String, CodingKey { case name, parent }
        override func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(name, forKey: .name)
            try super.encode(to: container.superEncoder(forKey: .parent))
        }
    }
    private final class Cat: Animal {
        enum Keys: String, CodingKey { case lives }
        override func encode(to encoder: any Encoder) throws {
            try super.encode(to: encoder)
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(9, forKey: .lives)
        }
    }

    @Test func `classes and their super classes`() throws {
        try same(Dog())
        #expect(try text(Dog()) == #"{"name":"Rex","parent":{"legs":4}}"#)
        #expect(try text(Cat()) == #"{"legs":4,"lives":9}"#)
    }

    /// Writes to two open containers in turn.
    private struct Interleaved: Encodable {
        enum Keys: String, CodingKey { case a, b, c }
        func encode(to encoder: any Encoder) throws {
            var outer = encoder.container(keyedBy: Keys.self)
            var list = outer.nestedUnkeyedContainer(forKey: .a)
            var object = outer.nestedContainer(keyedBy: Keys.self, forKey: .b)
            try list.encode(1)
            try object.encode("x", forKey: .a)
            var deep = list.nestedContainer(keyedBy: Keys.self)
            try outer.encode(true, forKey: .c)
            try list.encode(2)
            try deep.encode(3, forKey: .c)
            try object.encode("y", forKey: .b)
            _ = list.nestedUnkeyedContainer()
        }
    }

    @Test func `containers may be written in turn`() throws {
        try same(Interleaved())
        #expect(try text(Interleaved()) == #"{"a":[1,{"c":3},2,[]],"b":{"a":"x","b":"y"},"c":true}"#)
    }

    @Test(arguments: [Double.infinity, -.infinity, .nan])
    func `numbers that JSON does not have are refused, and the error says where`(_ number: Double) throws {
        struct Sample: Encodable { var values: [String: [Double]] }
        let error = #expect(throws: EncodingError.self) {
            try JSONValueEncoder.encode(Sample(values: ["k": [1, number]]))
        }
        guard case .invalidValue(_, let context) = error else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
        #expect(context.codingPath.map(\.stringValue) == ["values", "k", "Index 1"])
        #expect(throws: EncodingError.self) { try JSONValueEncoder.encode(number) }
        #expect(throws: EncodingError.self) { try JSONValueEncoder.encode(["a": Float(number)]) }
    }

    @Test func `a value that encodes nothing`() throws {
        struct Silent: Encodable { func encode(to encoder: any Encoder) {} }
        #expect(try text([Silent()]) == "[{}]")
        #expect(throws: EncodingError.self) { try JSONValueEncoder.encode(Silent()) }
    }
}
