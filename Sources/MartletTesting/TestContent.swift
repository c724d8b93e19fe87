public import MartletHTTP
import NIOCore

/// The content of a test's request and its media type.
public struct TestContent: Sendable {
    private let make: @Sendable () throws -> (type: String?, bytes: ByteBuffer)

    private init(_ make: @escaping @Sendable () throws -> (type: String?, bytes: ByteBuffer)) { self.make = make }

    func encoded() throws -> (type: String?, bytes: ByteBuffer) { try make() }

    /// No content.
    public static let empty = TestContent { (nil, ByteBuffer()) }

    /// Bytes of any type.
    public static func bytes(_ bytes: ByteBuffer, type: String = "application/octet-stream") -> TestContent {
        TestContent { (type, bytes) }
    }

    /// Text of any type.
    public static func text(_ text: String, type: String = "text/plain; charset=utf-8") -> TestContent {
        TestContent { (type, ByteBuffer(string: text)) }
    }

    /// A value as JSON, dates as ISO 8601.
    public static func json(_ value: some Encodable) -> TestContent {
        let encoded = Result { try JSONCoding.encode(value) }
        return TestContent { ("application/json", try encoded.get()) }
    }

    /// An urlencoded form, names and values not yet encoded; a name may occur more than once.
    public static func form(_ fields: [(key: String, value: String)]) -> TestContent {
        var form = QueryParameters()
        for (name, value) in fields { form.append(name, value) }
        let text = form.encoded
        return .text(text, type: "application/x-www-form-urlencoded")
    }

    /// A form of several parts, files among them (RFC 7578).
    public static func multipart(_ parts: [TestPart]) -> TestContent {
        TestContent {
            let boundary = "----martlet-\(UInt64.random(in: .min ... .max))"
            var bytes = ByteBuffer()
            for part in parts {
                bytes.writeString("--\(boundary)\r\nContent-Disposition: form-data; name=\(quoted(part.name))")
                if let filename = part.filename { bytes.writeString("; filename=\(quoted(filename))") }
                if let type = part.type { bytes.writeString("\r\nContent-Type: \(type)") }
                bytes.writeString("\r\n\r\n")
                bytes.writeImmutableBuffer(part.bytes)
                bytes.writeString("\r\n")
            }
            bytes.writeString("--\(boundary)--\r\n")
            return ("multipart/form-data; boundary=\(boundary)", bytes)
        }
    }

    /// A text in quotes as browsers write it in forms (WHATWG HTML §4.10.21.8).
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "%22"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

/// One part of a multipart form.
public struct TestPart: Sendable {
    let name: String
    let filename: String?
    let type: String?
    let bytes: ByteBuffer

    /// A field of text.
    public static func field(_ name: String, _ value: String) -> TestPart {
        TestPart(name: name, filename: nil, type: nil, bytes: ByteBuffer(string: value))
    }

    /// A file.
    public static func file(
        _ name: String, filename: String, type: String = "application/octet-stream", _ bytes: ByteBuffer
    ) -> TestPart {
        TestPart(name: name, filename: filename, type: type, bytes: bytes)
    }
}
