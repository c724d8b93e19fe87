import MartletCore

/// The text that separates the parts of a multipart body (RFC 2046 §5.1.1).
struct MultipartBoundary {
    /// What stands between two parts: a line break, two hyphens, the boundary.
    let delimiter: [UInt8]

    /// Takes the boundary from a `Content-Type`.
    /// - Throws: ``HTTPError`` 400 when there is none, or one that is not 1 to 70 of the characters allowed.
    init(contentType: String) throws {
        guard let boundary = ParameterizedValue(contentType)?["boundary"] else {
            throw HTTPError(.badRequest, "The Content-Type must name the boundary of the form's parts, once.")
        }
        let bytes = Array(boundary.utf8)
        guard (1...70).contains(bytes.count), bytes.allSatisfy(Self.isAllowed), bytes.last != UInt8(ascii: " ") else {
            throw HTTPError(.badRequest, "The boundary of the form must be 1 to 70 characters of RFC 2046.")
        }
        delimiter = Array("\r\n--".utf8) + bytes
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "'")...UInt8(ascii: ")"), UInt8(ascii: "+"),
            UInt8(ascii: "_"), UInt8(ascii: ",")...UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "="),
            UInt8(ascii: "?"), UInt8(ascii: " "):
            return true
        default:
            return false
        }
    }
}
