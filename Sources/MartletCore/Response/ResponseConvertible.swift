public import HTTPTypes

/// A handler's result: something that becomes a response.
///
/// Text, ``Response``, ``HTML``, statuses and optionals conform; an application's own types do in one line.
///
/// ```swift
/// struct CSV: ResponseConvertible {
///     var rows: [[String]]
///     func response(for request: Request) -> Response {
///         var response = Response(text: rows.map { $0.joined(separator: ",") }.joined(separator: "\r\n"))
///         response.headers[.contentType] = "text/csv; charset=utf-8"
///         return response
///     }
/// }
/// ```
public protocol ResponseConvertible: SendableMetatype {
    /// The response that this value stands for.
    ///
    /// Only what has to wait, for a disk or a service, makes it asynchronous; a function that is not runs at once.
    func response(for request: Request) async throws -> Response
}

extension Response: ResponseConvertible {
    public func response(for request: Request) -> Response { self }
}

extension String: ResponseConvertible {
    public func response(for request: Request) -> Response {
        Response(.ok, headers: .plainText, body: .init(string: self))
    }
}

extension Substring: ResponseConvertible {
    public func response(for request: Request) -> Response { String(self).response(for: request) }
}

extension StaticString: ResponseConvertible {
    public func response(for request: Request) -> Response { description.response(for: request) }
}

extension HTTPResponse.Status: ResponseConvertible {
    public func response(for request: Request) -> Response { Response(self) }
}

/// `nil` is a 404, so that a handler can return what it looked up.
extension Optional: ResponseConvertible where Wrapped: ResponseConvertible {
    public func response(for request: Request) async throws -> Response {
        guard let self else { throw HTTPError(.notFound) }
        return try await self.response(for: request)
    }
}

/// Text of a page, sent as `text/html` in UTF-8.
///
/// The text is sent as it is: escape what comes from outside (``HTML/escape(_:)``), or use a template.
public struct HTML: ResponseConvertible, Sendable {
    /// The page.
    public var text: String
    /// The status; `.ok` by default.
    public var status: HTTPResponse.Status

    /// Creates a page.
    public init(_ text: String, status: HTTPResponse.Status = .ok) {
        self.text = text
        self.status = status
    }

    public func response(for request: Request) -> Response {
        Response(status, headers: .html, body: .init(string: text))
    }

    /// Text with `&`, `<`, `>`, `"` and `'` replaced, safe inside elements and quoted attributes.
    public static func escape(_ text: String) -> String {
        var text = text
        return text.withUTF8 { bytes -> String? in
            guard let first = bytes.firstIndex(where: { escape(of: $0) != nil }) else { return nil }
            var result: [UInt8] = []
            result.reserveCapacity(bytes.count + 32)
            result.append(contentsOf: bytes[..<first])
            for byte in bytes[first...] {
                if let escape = escape(of: byte) {
                    result.append(contentsOf: escape.utf8)
                } else {
                    result.append(byte)
                }
            }
            return String(decoding: result, as: UTF8.self)
        } ?? text
    }

    /// What stands for a byte of UTF-8; the bytes of longer characters are none of these.
    private static func escape(of byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}
