import MartletCore
import Testing

@testable import MartletHTTP

/// Every byte at every place of a text that is looked at by words of eight bytes.
struct FieldSafetyTests {
    /// Texts of all lengths up to two words and a rest, with one byte of the kind at each place.
    private func texts(with byte: UInt8) -> [String] {
        (1...19).flatMap { length in
            (0..<length).compactMap { place in
                var bytes = [UInt8](repeating: UInt8(ascii: "x"), count: length)
                bytes[place] = byte
                return String(validating: bytes, as: UTF8.self)
            }
        }
    }

    @Test func `a name is visible ASCII without a colon`() {
        for byte in UInt8(0)...0x7F {
            let isAllowed = byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: ":")
            for text in texts(with: byte) {
                #expect(Headers.isSafe(text, "value") == isAllowed, "\(byte) in \(text.debugDescription)")
            }
        }
        #expect(!Headers.isSafe("", "value"))
        for length in 0..<19 {
            #expect(!Headers.isSafe(String(repeating: "x", count: length) + "ü", "value"))
        }
    }

    @Test func `a value has neither line breaks nor NUL`() {
        for byte in UInt8(0)...0x7F {
            let isAllowed = byte != 0x0D && byte != 0x0A && byte != 0
            for text in texts(with: byte) {
                #expect(Headers.isSafe("Name", text) == isAllowed, "\(byte) in \(text.debugDescription)")
            }
        }
        #expect(Headers.isSafe("Name", ""))
        #expect(Headers.isSafe("Name", "größer als acht Zeichen\tmit Tabulator"))
        #expect(!Headers.isSafe("Name", "größer als acht Zeichen\tmit\r\nZeilenende"))
    }

    @Test func `fields that are present stay, whatever the case of their names`() {
        var headers: Headers = [.contentType: "text/plain", .xContentTypeOptions: "own"]
        headers.appendMissing([.xContentTypeOptions: "nosniff", .contentSecurityPolicy: "default-src 'self'"])
        #expect(headers.map(\.name) == ["Content-Type", "X-Content-Type-Options", "Content-Security-Policy"])
        #expect(headers[.xContentTypeOptions] == "own")

        var lowercase = Headers()
        lowercase[named: "content-security-policy"] = "own"
        lowercase.appendMissing([.contentSecurityPolicy: "default-src 'self'"])
        #expect(lowercase.map(\.value) == ["own"])
    }

    @Test func `JSON text is plain without quotes, backslashes, control characters and line separators`() {
        for byte in UInt8(0)...0x7F {
            let isPlain = byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
            for text in texts(with: byte) where isPlain { #expect(JSONText.quote(text) == "\"\(text)\"") }
            for text in texts(with: byte) where !isPlain { #expect(JSONText.quote(text) != "\"\(text)\"") }
        }
        #expect(JSONText.quote("a\u{2028}b") == "\"a\\u2028b\"")
    }
}
