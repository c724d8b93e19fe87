public import MartletCore
public import MartletHTTP
import NIOCore
import Synchronization

/// Decompresses requests whose content is coded by gzip or deflate, while it is read.
///
/// Handlers see plain content: the limit of the body counts its bytes after decompression, and the fields
/// `Content-Encoding` and `Content-Length` are gone. Content that expands too much is a 413, another coding or several a
/// 415 with `Accept-Encoding`, and content that is corrupt or cut short a 400.
///
/// ```swift
/// app.use(Decompression())
/// ```
public struct Decompression: DescribedMiddleware {
    private let ratio: Int
    private let freeBytes: Int

    /// Creates the middleware.
    /// - Parameters:
    ///   - ratio: how many times larger than what was sent the content may become; 100 by default. Text rarely comes to
    ///     20; zlib's most is about 1,030.
    ///   - freeBytes: up to how many bytes the ratio does not matter; 1 MiB by default.
    public init(ratio: Int = 100, after freeBytes: Int = 1 << 20) {
        self.ratio = max(1, ratio)
        self.freeBytes = max(0, freeBytes)
    }

    public func handle(_ request: Request, next: Next) async throws -> Response {
        guard request.headers.contains(.contentEncoding) else { return await next(request) }
        let codings = request.headers.list(.contentEncoding).filter { $0.lowercased() != "identity" && !$0.isEmpty }
        var request = request
        request.headers[.contentEncoding] = nil
        guard let name = codings.first else { return await next(request) }
        guard codings.count == 1, let coding = ContentCoding(name: name) else {
            let got = codings.count > 1 ? "several codings" : "`\(name)`"
            throw HTTPError(
                .unsupportedMediaType, "The content may be coded with one of \(ContentCoding.accepted), not \(got).",
                headers: [.acceptEncoding: ContentCoding.accepted])
        }
        if case .empty = request.body.storage { return await next(request) }
        request.headers[.contentLength] = nil
        let limit = request.body.limit
        var coded = request.body
        // What comes out is limited, by whichever limit the route has; what goes in is held to that by the source.
        coded.limit = .max
        request.body = RequestBody(
            source: DecompressingSource(
                coded, try Inflater.make(coding), ratio: ratio, freeBytes: freeBytes))
        request.body.limit = limit
        return await next(request)
    }

    /// How content is refused, where the route takes some.
    public func description(for route: RouteDescription) -> MiddlewareDescription {
        guard route.takesContent else { return MiddlewareDescription() }
        return MiddlewareDescription(responses: [
            ResponseDescription(.badRequest), ResponseDescription(.contentTooLarge),
            ResponseDescription(
                .unsupportedMediaType, headers: ["Accept-Encoding": "the codings in which content may be sent"]),
        ])
    }
}

/// The content of a request, decompressed as it is asked for.
final class DecompressingSource: RequestBodySource {
    let expectedLength: Int? = nil
    private let coded: RequestBody
    private let iterator: Mutex<RequestBody.AsyncIterator?>
    private let inflater: Mutex<Inflater>
    private let ratio: Int
    private let freeBytes: Int

    init(_ coded: RequestBody, _ inflater: sending Inflater, ratio: Int, freeBytes: Int) {
        self.coded = coded
        self.inflater = Mutex(inflater)
        self.ratio = ratio
        self.freeBytes = freeBytes
        iterator = Mutex(coded.makeAsyncIterator())
    }

    var trailers: Headers { coded.trailers }

    func next() async throws -> ByteBuffer? {
        while true {
            if let bytes = try nextPiece() { return bytes }
            // Two readers of one body take turns at nothing: the second is told that somebody reads.
            guard var iterator = iterator.withLock({ $0.take() }) else { throw CancellationError() }
            let more = try await iterator.next()
            self.iterator.withLock { [iterator] in $0 = iterator }
            guard let more else {
                try inflater.withLock { try $0.finish() }
                return nil
            }
            inflater.withLock { $0.append(more) }
        }
    }

    private func nextPiece() throws -> ByteBuffer? {
        try inflater.withLock { inflater in
            let bytes = try inflater.next()
            try check(inflater)
            return bytes
        }
    }

    /// Stops content that expands too much, and content that does not expand: members and blocks without any bytes can
    /// be sent for ever.
    private func check(_ inflater: Inflater) throws {
        let (consumed, produced) = (inflater.consumedBytes, inflater.producedBytes)
        if produced > freeBytes, produced / ratio > consumed {
            throw HTTPError(.contentTooLarge, "The content expands to more than \(ratio) times its size.")
        }
        if consumed / 2 > produced + (128 << 10) {
            throw HTTPError(.badRequest, "The content is much larger than what it expands to.")
        }
    }
}
