import HTTPTypes
import MartletCore
import NIOHTTP1

/// A request head that passed the checks of RFC 9112, or the status that refuses it.
struct CheckedRequestHead {
    var method: HTTPRequest.Method
    var target: String
    var headers: Headers
    var contentLength: Int?
    var isChunked: Bool
    var expectsContinue: Bool
    /// Whether the client would go on in another protocol (RFC 9110 §7.8).
    var asksForUpgrade = false
    var authority: String?
    /// Whether the query is no percent-encoded UTF-8, which the application refuses once it has found the route.
    var hasMalformedQuery = false

    var hasBody: Bool { isChunked || (contentLength ?? 0) > 0 }

    /// Checks a head that the decoder has accepted.
    /// - Parameters:
    ///   - requiresHost: whether a missing `Host` is an error, as it is for HTTP/1.1.
    ///   - limits: how long target and fields may be; decoders know these limits only in sum or roughly.
    init(_ head: HTTPRequestHead, requiresHost: Bool, limits: ServerLimits) throws(RefusedRequest) {
        guard head.uri.utf8.count <= limits.targetBytes else {
            throw RefusedRequest(414, "The request target is longer than \(limits.targetBytes) bytes.")
        }
        guard head.headers.count <= limits.headerCount else {
            throw RefusedRequest(431, "There are more than \(limits.headerCount) header fields.")
        }
        method = Self.method(head.method)
        headers = Headers(head.headers)
        contentLength = nil
        isChunked = false
        expectsContinue = false
        var hosts = 0
        var lengths = 0
        var bytes = 0
        for (name, value) in head.headers {
            bytes += name.utf8.count + value.utf8.count + 4
            // Few fields matter for framing; their names differ in length, which is cheap to look at.
            switch name.utf8.count {
            case 4 where Self.equal(name, "host"):
                hosts += 1
                guard Self.isHost(value) else { throw RefusedRequest(400, "The Host field is malformed.") }
            case 6 where Self.equal(name, "expect"):
                guard Self.equal(value, "100-continue") else {
                    throw RefusedRequest(417, "Only 100-continue can be expected.")
                }
                expectsContinue = true
            case 7 where Self.equal(name, "upgrade"):
                let options = head.headers[canonicalForm: "connection"]
                if options.contains(where: { Self.equal(String($0), "upgrade") }) { asksForUpgrade = true }
            case 14 where Self.equal(name, "content-length"):
                lengths += 1
                guard !value.isEmpty, value.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(value)
                else {
                    throw RefusedRequest(400, "The Content-Length field is not a number.")
                }
                guard contentLength == nil || contentLength == length else {
                    throw RefusedRequest(400, "There are two different Content-Length fields.")
                }
                contentLength = length
            case 17 where Self.equal(name, "transfer-encoding"):
                guard !isChunked, Self.equal(value, "chunked") else {
                    throw RefusedRequest(501, "Only the transfer coding chunked is understood.")
                }
                isChunked = true
            default: break
            }
        }
        guard bytes <= limits.headerBytes else {
            throw RefusedRequest(431, "The header fields are longer than \(limits.headerBytes) bytes.")
        }
        guard hosts <= 1 else { throw RefusedRequest(400, "There is more than one Host field.") }
        guard hosts == 1 || !requiresHost else { throw RefusedRequest(400, "The Host field is missing.") }
        guard !isChunked || lengths == 0 else {
            throw RefusedRequest(400, "There are both Content-Length and Transfer-Encoding.")
        }
        (target, authority, hasMalformedQuery) = try Self.originForm(head.uri, method)
        if let authority, hosts == 1 { headers[named: "Host"] = authority }
    }

    /// Brings a target into origin form (RFC 9112 §3.2) and checks its bytes.
    private static func originForm(
        _ uri: String, _ method: HTTPRequest.Method
    ) throws(RefusedRequest) -> (String, authority: String?, hasMalformedQuery: Bool) {
        if method == .connect { throw RefusedRequest(501, "CONNECT is not supported.") }
        let bytes = uri.utf8
        var isEncoded = false
        var hasDots = false
        var last: UInt8 = 0
        for byte in bytes {
            guard byte > 0x20, byte < 0x7F, byte != UInt8(ascii: "#") else {
                throw RefusedRequest(400, "The request target has a character that a URL cannot have.")
            }
            if byte == UInt8(ascii: "%") { isEncoded = true }
            if byte == UInt8(ascii: "."), last == UInt8(ascii: "/") { hasDots = true }
            last = byte
        }
        if bytes.first == UInt8(ascii: "/") {
            guard isEncoded || hasDots else { return (uri, authority: nil, hasMalformedQuery: false) }
            return (uri, authority: nil, hasMalformedQuery: try !checkSegments(uri))
        }
        if uri == "*" {
            guard method == .options else { throw RefusedRequest(400, "Only OPTIONS can be asked of *.") }
            return ("*", authority: nil, hasMalformedQuery: false)
        }
        for scheme in ["http://", "https://"] where uri.lowercased().hasPrefix(scheme) {
            let rest = uri.dropFirst(scheme.utf8.count)
            let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
            let authority = String(rest[..<end])
            guard isHost(authority), !authority.isEmpty else {
                throw RefusedRequest(400, "The request target has no host.")
            }
            let path = rest[end...]
            let target = path.first == "/" ? String(path) : "/" + path
            return (target, authority: authority, hasMalformedQuery: try !checkSegments(target))
        }
        throw RefusedRequest(400, "The request target is neither a path nor a URL.")
    }

    /// Refuses malformed escapes of the path, and dot segments however they are written: nobody sends those in good faith.
    /// - Returns: whether the query can be read.
    private static func checkSegments(_ target: String) throws(RefusedRequest) -> Bool {
        let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
        for segment in target[..<mark].utf8.split(separator: UInt8(ascii: "/")) {
            guard let decoded = PercentEncoding.decode(Substring(segment)) else {
                throw RefusedRequest(400, "The path is not valid percent-encoded UTF-8.")
            }
            guard decoded != ".", decoded != ".." else { throw RefusedRequest(400, "The path has dot segments.") }
            let parts = decoded.utf8.split(whereSeparator: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") })
            guard !parts.contains(where: { $0.elementsEqual("..".utf8) }) else {
                throw RefusedRequest(400, "The path has dot segments.")
            }
        }
        return mark == target.endIndex || PercentEncoding.decode(target[mark...]) != nil
    }

    /// Whether a text can be `Host` (RFC 9110 §7.2): a name or address and an optional port.
    static func isHost(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "%"), UInt8(ascii: "~"),
                UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "("),
                UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: ";"), UInt8(ascii: "="):
                true
            default: false
            }
        }
    }

    /// Compares a text with one in lower case, disregarding the case of ASCII letters.
    private static func equal(_ text: String, _ lowercase: StaticString) -> Bool {
        lowercase.withUTF8Buffer { wanted in
            text.utf8.count == wanted.count
                && zip(text.utf8, wanted).allSatisfy { byte, wanted in
                    byte == wanted || ((0x41...0x5A).contains(byte) && byte | 0x20 == wanted)
                }
        }
    }

    private static func method(_ method: HTTPMethod) -> HTTPRequest.Method {
        switch method {
        case .GET: .get
        case .HEAD: .head
        case .POST: .post
        case .PUT: .put
        case .DELETE: .delete
        case .PATCH: .patch
        case .OPTIONS: .options
        case .CONNECT: .connect
        case .TRACE: .trace
        default: HTTPRequest.Method(method.rawValue) ?? .get
        }
    }
}

/// A request that is answered before the application sees it.
struct RefusedRequest: ResponseError {
    let status: HTTPResponse.Status
    let message: String?

    init(_ code: Int, _ message: String) {
        status = HTTPResponse.Status(code: code, reasonPhrase: StatusPhrases.phrase(for: code))
        self.message = message
    }
}
