import Foundation
import MartletCore
import MartletJSON
import Testing

/// Texts that are almost JSON: the reader takes exactly those that Foundation takes, and never traps.
@Suite struct JSONFuzzTests {
    private static let seeds = [
        #"{"a":1,"b":[true,false,null,-0.5e+3,"x\n\u00e4\ud83d\ude00\\"],"c":{"d":{},"e":[]}}"#,
        #"{"a": 12 , "b" : "ä€😀" , "c" : [ [ [ 1 , 2.5 ] ] ] }"#,
    ]

    private static let alphabet =
        Array(#"{}[]:,"\u0123456789abcdefEtrunl.-+ /* "#.utf8) + [0x00, 0x0A, 0x1F, 0x7F, 0x80, 0xC3, 0xE2, 0xF0, 0xFF]

    private func isJSON(_ bytes: [UInt8]) -> Bool {
        do {
            _ = try bytes.withUnsafeBytes { try Lenient.read(json: $0) }
            return true
        } catch let error as HTTPError where error.status == .badRequest {
            return false
        } catch {
            // JSON, but no such value.
            return true
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func takesWhatFoundationTakes(_ seed: UInt64) throws {
        var random = SeededNumbers(state: seed)
        var accepted = 0
        for _ in 0..<4_000 {
            var bytes = Array((Self.seeds.randomElement(using: &random) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                let byte = Self.alphabet.randomElement(using: &random) ?? 0
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = byte
                case 1: bytes.insert(byte, at: place)
                case 2: bytes.remove(at: place)
                default: bytes.swapAt(place, Int.random(in: 0..<bytes.count, using: &random))
                }
            }
            let isJSON = isJSON(bytes)
            // Foundation passes over a comma at the end, which RFC 8259 does not have.
            if String(decoding: bytes, as: UTF8.self).contains(/,\s*[\]}]/) { continue }
            let isFoundations = (try? JSONSerialization.jsonObject(with: Data(bytes))) != nil
            // Foundation replaces bytes that are no UTF-8, which may be a password by now.
            let isText = String(validating: bytes, as: UTF8.self) != nil
            #expect(isJSON == (isFoundations && isText), "\(String(decoding: bytes, as: UTF8.self)) \(bytes)")
            if isJSON { accepted += 1 }
        }
        #expect((100...3_900).contains(accepted))
    }

    @Test func readsWhatItWrites() throws {
        var random = SeededNumbers(state: 7)
        for _ in 0..<2_000 {
            func text() -> String {
                String(
                    String.UnicodeScalarView(
                        (0..<Int.random(in: 0...20, using: &random)).compactMap { _ in
                            Unicode.Scalar(UInt32.random(in: 0...0x1_FFFF, using: &random))
                        }))
            }
            let value = Everything(
                text: text(), int: Int(bitPattern: UInt(random.next())), unsigned: random.next(),
                double: Double(bitPattern: random.next()),
                decimal: Decimal(
                    sign: .minus, exponent: Int.random(in: -60...60, using: &random),
                    significand: Decimal(random.next())),
                date: Date(
                    timeIntervalSince1970: Double(Int.random(in: -60_000_000_000...250_000_000_000, using: &random)) / 8
                ),
                list: (0..<Int.random(in: 0...3, using: &random)).map { _ in Bool.random(using: &random) ? nil : text()
                },
                dictionary: [text(): Bool.random(using: &random)], data: Data(text().utf8), uuid: UUID(),
                genre: .jazz)
            guard value.double.isFinite else {
                #expect(throws: EncodingError.self) { try MartletJSONTests.text(value) }
                continue
            }
            let written = try MartletJSONTests.text(value)
            #expect(try Everything(json: written) == value)
            // And Foundation reads it alike.
            #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(written.utf8)) }
        }
    }
}

@Schema struct Everything: Equatable {
    var text: String
    var int: Int
    var unsigned: UInt64
    var double: Double
    var decimal: Decimal
    var date: Date
    var list: [String?]
    var dictionary: [String: Bool]
    var data: Data
    var uuid: UUID
    var genre: Genre
}
