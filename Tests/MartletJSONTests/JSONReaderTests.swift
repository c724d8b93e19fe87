import MartletCore
import MartletJSON
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension JSONReadable {
    init(json: String) throws { self = try Array(json.utf8).withUnsafeBytes { try Self.read(json: $0) } }
}

/// The problems of some JSON, as `pointer code`.
func problems<Value: JSONReadable>(_ json: String, _ type: Value.Type) -> [String] {
    do {
        _ = try Value(json: json)
        return []
    } catch let error as ValidationError {
        return error.problems.map { problem in
            guard case .pointer(let pointer) = problem.place else { return "?" }
            return "\(pointer) \(problem.code)"
        }
    } catch {
        return ["\(error)"]
    }
}

func text(_ value: some JSONWritable) throws -> String {
    var bytes: [UInt8] = []
    try value.write(json: &bytes)
    return String(decoding: bytes, as: UTF8.self)
}

@Suite struct JSONReaderTests {
    @Test func readsEveryKind() throws {
        let track = try Track(
            json: """
                {"title": "K\\u00e4shm\\ud83d\\ude00r", "seconds": 5.15e2, "price": 0.99, "exact": 1.05, "genre": "jazz",
                 "tags": ["a", "b"], "place": {"street": "Main", "country": "DE", "post_code": null},
                 "mail": "jo@example.com", "side": "b", "released": "1975-02-24T13:30:00.250+01:00",
                 "id": "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6", "level": -128, "link": "https://example.com/ä",
                 "cover": "AQI=", "plays": {"x": 1}, "isLive": true, "secret": "s"}
                """)
        #expect(track.title == "Käshm😀r")
        #expect(track.seconds == 515)
        #expect(track.price == 0.99)
        #expect(track.exact == Decimal(string: "1.05"))
        #expect(track.genre == .jazz)
        #expect(track.place == Place(street: "Main", country: "DE", postCode: nil))
        #expect(track.released == Date(timeIntervalSince1970: 162_477_000.25))
        #expect(track.level == -128)
        #expect(track.cover == Data([1, 2]))
        #expect(track.plays == ["x": 1])
        #expect(track.isLive == true)
        #expect(track.number == nil)
    }

    @Test func absentMembersHaveTheirValues() throws {
        let track = try Track(json: #"{"title":"a","seconds":1}"#)
        #expect(track.genre == .rock)
        #expect(track.tags.isEmpty)
        #expect(track.price == nil)
    }

    @Test func findsEverythingAtOnce() {
        #expect(
            problems(
                """
                {"title": "", "seconds": "1", "price": 100, "exact": 0.07, "genre": "pop", "tags": ["a", "a", "b", "c"],
                 "place": {"street": 1, "country": "de", "zip": 1}, "mail": "jo@", "side": "c",
                 "released": "2026-02-30T00:00:00Z", "id": "x", "level": 128, "link": "example", "cover": "?",
                 "plays": {"a/b": true}, "isLive": 1, "number": 1, "tittle": "x", "seconds": 1}
                """, Track.self)
                == [
                    "/title too_short", "/seconds type", "/price too_large", "/exact multiple_of", "/genre one_of",
                    "/tags too_many_items", "/tags not_unique", "/place/street type", "/place/country pattern",
                    "/place/zip unknown_member", "/mail format", "/side one_of", "/released format", "/id format",
                    "/level out_of_range", "/link format", "/cover format", "/plays/a~1b type", "/isLive type",
                    "/number read_only", "/tittle unknown_member", "/seconds duplicate_member",
                ])
    }

    @Test func saysWhatIsMissingAndWhatIsNull() {
        #expect(problems("{}", Track.self) == ["/title required", "/seconds required"])
        #expect(problems(#"{"title":null,"seconds":null}"#, Track.self) == ["/title null", "/seconds null"])
        #expect(problems("[]", Track.self) == [" type"])
        #expect(problems("null", Track.self) == [" null"])
    }

    @Test func suggestsTheNameThatWasMeant() throws {
        let error = #expect(throws: ValidationError.self) {
            try Track(json: #"{"title":"a","seconds":1,"tag":[]}"#)
        }
        #expect(error?.message == "/tag is not known here; did you mean `tags`?")
    }

    @Test func passesOverWhatIsUnknownWhereThatIsWanted() throws {
        #expect(try Lenient(json: #"{"b":{"c":[1,{}]},"a":1,"b":2}"#) == Lenient(a: 1))
        #expect(problems(#"{"a":1,"b":[1,]}"#, Lenient.self).first?.contains("not valid JSON") == true)
    }

    @Test func passesOverWhatIsNeverTakenWhereUnknownMembersAre() throws {
        let json = #"{"id":7,"title":"a","id":"x","seconds":2}"#
        #expect(try Returned(json: json) == Returned(id: 0, title: "a", seconds: 2))
        #expect(problems(#"{"title":1,"seconds":"x"}"#, Returned.self) == ["/title type", "/seconds type"])
        #expect(problems(#"{"id":7}"#, Returned.self) == ["/title required", "/seconds required"])
    }

    @Test func absentNullAndValueAreThreeThings() throws {
        let nothing = try Changes(json: "{}")
        #expect(nothing == Changes(name: .unchanged, bio: .unchanged))
        #expect(try Changes(json: #"{"bio":null}"#).bio == .set(nil))
        #expect(try Changes(json: #"{"bio":"x","name":"y"}"#) == Changes(name: .set("y"), bio: .set("x")))
        #expect(problems(#"{"name":null}"#, Changes.self) == ["/name null"])
        #expect(problems(#"{"name":"toolong"}"#, Changes.self) == ["/name too_long"])
        var bio: String? = "old"
        nothing.bio.apply(to: &bio)
        #expect(bio == "old")
        try Changes(json: #"{"bio":null}"#).bio.apply(to: &bio)
        #expect(bio == nil)
        #expect(try text(nothing) == "{}")
        #expect(try text(Changes(name: .set("y"), bio: .set(nil))) == #"{"name":"y","bio":null}"#)
    }

    @Test func rulesAcrossMembersHavePlaces() {
        #expect(
            problems(#"{"periods":[{"start":1,"end":2},{"start":2,"end":1}]}"#, Season.self) == ["/periods/1/end order"]
        )
        #expect(problems(#"{"periods":[]}"#, Season.self) == ["/periods too_few_items"])
        // Only when each of them is right.
        #expect(problems(#"{"periods":[{"start":5}]}"#, Season.self) == ["/periods/0/end required"])
    }

    @Test(arguments: [
        "\u{FEFF}", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{a:1}", "{'a':1}", "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":.5}", "{\"a\":+1}", "{\"a\":-}", "{\"a\":1e}", "{\"a\":1e+}", "{\"a\":0x1}", "{\"a\":NaN}",
        "{\"a\":tru}",
        "{\"a\":True}", "{\"a\":nul}", "{\"a\":1} x", "{\"a\":1}{", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12\"}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\\udc00\"}", "{\"a\":\"\\ud800\\u0041\"}", "{\"a\":\"\u{1}\"}", "{\"a\":\"", "{\"a\":\"\\",
        "{\"b\":[1 2]}",
        "{\"b\":[,1]}", "{\"b\":{,}}", "/**/{\"a\":1}", "{\"a\":1/**/}", "\u{FEFF}\u{FEFF}{\"a\":1}", "{\"a\" 1}",
        "{\"a\"::1}",
        "]", "}",
    ])
    func whatIsNoJSONIsA400(_ json: String) {
        let error = #expect(throws: HTTPError.self) { try Lenient(json: json) }
        #expect(error?.status == .badRequest)
        #expect(error?.message?.hasPrefix("The content is not valid JSON: expected ") == true)
    }

    @Test func bytesThatAreNoTextAreA400() {
        let bytes = Array(#"{"b":""#.utf8) + [0xFF] + Array(#""}"#.utf8)
        #expect(throws: HTTPError.self) { try bytes.withUnsafeBytes { try Lenient.read(json: $0) } }
        // An encoded surrogate, and a character in more bytes than it needs.
        for wrong: [UInt8] in [[0xED, 0xA0, 0x80], [0xC0, 0xAF], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]] {
            let bytes = Array(#"{"title":""#.utf8) + wrong + Array(#"","seconds":1}"#.utf8)
            #expect(throws: HTTPError.self) { try bytes.withUnsafeBytes { try Track.read(json: $0) } }
        }
    }

    @Test func namesTheLineAndTheColumn() {
        let error = #expect(throws: HTTPError.self) { try Lenient(json: "{\n  \"a\": 1\n  \"b\": 2\n}") }
        #expect(
            error?.message
                == "The content is not valid JSON: expected a comma or the end of the object at line 3, column 3.")
    }

    @Test func depthIsBounded() throws {
        func nested(_ depth: Int) -> String {
            #"{"a":1,"b":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
        }
        #expect(try Lenient(json: nested(63)) == Lenient(a: 1))
        #expect(throws: HTTPError.self) { try Lenient(json: nested(64)) }
        #expect(throws: HTTPError.self) { try Lenient(json: nested(1_000_000)) }
        let open = #"{"name":"a","children":[{"name":"a","children":["#
        #expect(throws: HTTPError.self) { try Tree(json: String(repeating: open, count: 100_000)) }
    }

    @Test func problemsAreBounded() {
        let many = (0..<10_000).map { _ in #"{"start":"x"}"# }.joined(separator: ",")
        #expect(problems("{\"periods\":[\(many)]}", Season.self).count == 101)
        let names = (0..<10_000).map { "\"n\($0)\":1" }.joined(separator: ",")
        let found = problems("{\(names)}", Track.self)
        #expect(found.count == 101 && found.last == " more")
        let hundred = (0..<100).map { _ in #"{"start":"x"}"# }.joined(separator: ",")
        #expect(problems("{\"periods\":[\(hundred)]}", Season.self).contains(" more"))
        let fifty = (0..<50).map { _ in #"{"start":"x"}"# }.joined(separator: ",")
        #expect(!problems("{\"periods\":[\(fifty)]}", Season.self).contains(" more"))
    }

    @Test(arguments: ["", " ", "\r\n\t"]) func `content that is empty is told to be so`(_ json: String) {
        let error = #expect(throws: HTTPError.self) { try Lenient(json: json) }
        #expect(error?.status == .badRequest && error?.message == "The content is empty.")
    }

    @Test func `a byte order mark is passed over`() throws {
        #expect(try Lenient(json: "\u{FEFF}{\"a\":1}") == Lenient(a: 1))
    }

    @Test(arguments: [
        ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min), ("0", 0), ("-0", 0), ("1.0", 1),
        ("10e-1", 1), ("0.5e1", 5), ("0e99999", 0), ("922337203685477580.7e1", Int64.max),
    ])
    func wholeNumbers(_ json: String, _ expected: Int64) throws {
        #expect(try Holder<Int64>(json).value == expected)
    }

    @Test(arguments: [
        ("9223372036854775808", "out_of_range"), ("-9223372036854775809", "out_of_range"), ("1e400", "out_of_range"),
        ("1.5", "type"), ("1e-1", "type"), ("99999999999999999999999999999", "out_of_range"), ("true", "type"),
        ("\"1\"", "type"), ("1e99999999999999", "out_of_range"),
    ])
    func numbersThatAreNoInt64(_ json: String, _ code: String) {
        #expect(Holder<Int64>.codes(json) == [code])
    }

    @Test func numbersOfOtherWidths() throws {
        #expect(try Holder<UInt64>("18446744073709551615").value == .max)
        #expect(Holder<UInt64>.codes("-1") == ["out_of_range"])
        #expect(Holder<UInt8>.codes("256") == ["out_of_range"])
        #expect(try Holder<Int8>("-128").value == -128)
        #expect(Holder<Float>.codes("1e39") == ["out_of_range"])
        #expect(Holder<Double>.codes("1e309") == ["out_of_range"])
        #expect(
            try Holder<Decimal>("0.12345678901234567890123456789012345678").value.description
                == "0.12345678901234567890123456789012345678")
        #expect(Holder<Decimal>.codes("123456789012345678901234567890123456789") == ["out_of_range"])
        #expect(Holder<Decimal>.codes("1e1000") == ["out_of_range"])
    }

    @Test func floatingPointNumbersAreTheNearest() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            #expect(try Holder<Double>("\(value)").value == value)
            let short = Double(Int.random(in: -99_999...99_999)) / 1000
            #expect(try Holder<Double>("\(short)").value == short)
        }
        for text in ["0.1", "1e22", "1e23", "9007199254740993", "123456789.123456789e-5", "4.9e-324", "-0.0"] {
            #expect(try Holder<Double>(text).value == Double(text))
        }
    }
}

/// A value alone.
struct Holder<Value: SchemaValue> {
    let value: Value

    init(_ json: String) throws {
        // Through a list of one, since only structs are whole contents.
        let read = try Array("{\"value\":\(json)}".utf8).withUnsafeBytes { bytes in try Self.read(bytes) }
        value = read
    }

    private static func read(_ bytes: UnsafeRawBufferPointer) throws -> Value {
        switch Value.self {
        case is Int64.Type: try cast(OfInt64.read(json: bytes).value)
        case is UInt64.Type: try cast(OfUInt64.read(json: bytes).value)
        case is UInt8.Type: try cast(OfUInt8.read(json: bytes).value)
        case is Int8.Type: try cast(OfInt8.read(json: bytes).value)
        case is Float.Type: try cast(OfFloat.read(json: bytes).value)
        case is Double.Type: try cast(OfDouble.read(json: bytes).value)
        default: try cast(OfDecimal.read(json: bytes).value)
        }
    }

    private static func cast(_ value: Any) throws -> Value { try #require(value as? Value) }

    static func codes(_ json: String) -> [String] {
        do {
            _ = try Self(json)
            return []
        } catch let error as ValidationError {
            return error.problems.map(\.code)
        } catch {
            return ["\(error)"]
        }
    }
}

@Schema struct OfInt64 { var value: Int64 }
@Schema struct OfUInt64 { var value: UInt64 }
@Schema struct OfUInt8 { var value: UInt8 }
@Schema struct OfInt8 { var value: Int8 }
@Schema struct OfFloat { var value: Float }
@Schema struct OfDouble { var value: Double }
@Schema struct OfDecimal { var value: Decimal }
