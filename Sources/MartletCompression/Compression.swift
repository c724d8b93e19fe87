public import MartletCore
import MartletHTTP
import NIOCore
import NIOPosix

/// Compresses responses by gzip or deflate, as the client takes them (RFC 9110 §12.5.3).
///
/// Text, JSON, XML, scripts and the like are compressed from 1 KiB on; so are files and streams of such types, while
/// they are sent. Each write of a stream can be read by the client at once. What is compressed already is left alone:
/// images, video, archives, content with a `Content-Encoding`. So are parts of files (206) and event streams, which
/// would hold 256 KiB for each client. `Cache-Control: no-transform` turns it off for a response.
///
/// A response that may be compressed gets `Vary: Accept-Encoding`. A strong `ETag` becomes weak, since it names other
/// bytes now (RFC 9110 §8.8.3.3); `If-None-Match` compares weakly and still works.
///
/// A page that shows a secret beside what a client sent can give the secret away by its compressed length (BREACH):
/// give such responses `no-transform`.
///
/// ```swift
/// app.use(Compression())
/// app.use(Compression(level: 6, also: ["application/x-protobuf"]))
/// ```
public struct Compression: Middleware {
    /// Bodies up to this size take a millisecond and are compressed on the event loop.
    static let maximumOnLoop = 128 << 10

    private let level: Int
    private let minimumBytes: Int
    private let types: CompressibleTypes

    /// Creates the middleware.
    /// - Parameters:
    ///   - level: 1, the fastest, to 9, the smallest; 4 by default, which is twice as fast as zlib's own default of 6 for
    ///     a few percent more bytes.
    ///   - minimumBytes: the size from which content is compressed; 1 KiB by default.
    ///   - types: media types to compress besides those known, without parameters.
    public init(level: Int = 4, minimumBytes: Int = 1 << 10, also types: Set<String> = []) {
        self.level = level
        self.minimumBytes = minimumBytes
        self.types = CompressibleTypes(also: types)
    }

    public func handle(_ request: Request, next: Next) async throws -> Response {
        var response = await next(request)
        if response.status == .notModified {
            // A 304 has the Vary of the 200 that it stands for (RFC 9110 §15.4.5).
            if mayHaveBeenCoded(response, request) { response.headers.vary(on: "Accept-Encoding") }
            return response
        }
        guard response.mayBeCoded else { return response }
        let wish = AcceptEncoding(request.headers)
        let isWorthIt = isWorthIt(type: response.headers[.contentType], length: response.body.length)
        guard isWorthIt || !wish.allowsIdentity else { return response }
        response.headers.vary(on: "Accept-Encoding")
        guard let coding = wish.coding,
            let body = try await compressed(response.body, coding, isHead: request.method == .head),
            !wish.allowsIdentity || (body.length ?? 0) < response.body.length ?? .max
        else { return response }
        response.body = body
        response.headers[.contentEncoding] = coding.rawValue
        response.headers[.contentLength] = nil
        response.headers[.acceptRanges] = nil
        if let tag = response.headers[.eTag], tag.hasPrefix("\"") { response.headers[.eTag] = "W/" + tag }
        return response
    }

    private func isWorthIt(type: String?, length: Int?) -> Bool {
        types.contains(type) && (length ?? .max) >= minimumBytes
    }

    /// Whether the 200 that a 304 stands for could have been compressed; so it is assumed of content that is not known.
    private func mayHaveBeenCoded(_ response: Response, _ request: Request) -> Bool {
        guard response.allowsCoding else { return false }
        guard let content = request.state[UnmodifiedContent.self] else { return true }
        return !content.isCoded && isWorthIt(type: content.type, length: content.length)
    }

    private func compressed(_ body: ResponseBody, _ coding: ContentCoding, isHead: Bool) async throws -> ResponseBody? {
        let level = level
        if isHead {
            // The fields of a GET, whose length is only known by compressing; nothing of this is sent.
            return .stream { _ in }
        }
        switch body.storage {
        case .empty: return nil
        case .string, .buffer:
            guard let plain = body.buffer else { return nil }
            guard plain.readableBytes > Self.maximumOnLoop else {
                return ResponseBody(buffer: try Deflater.compress(plain, coding, level: level))
            }
            let result = try await NIOThreadPool.singleton.runIfActive {
                try Deflater.compress(plain, coding, level: level)
            }
            return ResponseBody(buffer: result)
        case .file(let slice):
            return .stream { writer in try await CompressedFile(slice, coding, level: level).write(to: writer) }
        case .stream(let length, let write):
            return .stream { writer in
                let sink = CompressingSink(try Deflater.make(coding, level: level), length: length, writer)
                try await write(ResponseWriter(sink))
                try await sink.finish()
            }
        }
    }
}

extension Response {
    /// Whether the content may be sent in another coding than the handler gave it.
    fileprivate var mayBeCoded: Bool {
        let code = status.code
        guard code >= 200, code != 204, code != 205, code != 206, code != 304, body.length != 0, upgrade == nil,
            !headers.contains(.contentEncoding), !headers.contains(.contentRange)
        else { return false }
        return allowsCoding
    }

    /// Whether the handler says nothing against another coding.
    fileprivate var allowsCoding: Bool {
        // A digest names the bytes that are sent (RFC 9530 §2, §3).
        guard headers[named: "content-digest"] == nil, headers[named: "repr-digest"] == nil else { return false }
        return !headers.list(.cacheControl).contains { $0.lowercased() == "no-transform" }
    }
}
