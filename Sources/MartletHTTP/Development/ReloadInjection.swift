import HTTPTypes
import MartletCore
import NIOCore

/// Puts the script that reloads pages into each page, in development.
///
/// It stands next to routing, within compression and entity tags of the application. Streams, files and content that is
/// encoded already pass unchanged, and so does a fragment, which has neither a doctype nor a body's end.
struct ReloadInjection: Middleware {
    private let reload: PageReload

    init(_ reload: PageReload) { self.reload = reload }

    func handle(_ request: Request, next: Next) async throws -> Response {
        // Taken first: what changes while the page is made reloads it.
        let version = reload.version
        var response = await next(request)
        guard response.headers[.contentType]?.lowercased().hasPrefix("text/html") == true,
            !response.headers.contains(.contentEncoding), let page = response.body.buffer,
            let changed = Self.inject(
                "<script src=\"\(ReloadRoutes.scriptPath)?version=\(version)\" defer></script>", page)
        else { return response }
        response.body = .init(buffer: changed)
        response.headers[.contentLength] = nil
        // A copy that a browser keeps would name an old version, and reload for ever.
        response.headers[.eTag] = nil
        response.headers[.lastModified] = nil
        response.headers[.cacheControl] = "no-store"
        return response
    }

    /// The page with the tag before the end of its body; at its very end when it only begins as a page.
    static func inject(_ tag: String, _ page: ByteBuffer) -> ByteBuffer? {
        let bytes = page.readableBytesView
        let position: Int
        if let end = lastRange(of: "</body", in: bytes) {
            position = end
        } else if startsWithDoctype(bytes) {
            position = bytes.endIndex
        } else {
            return nil
        }
        var result = ByteBufferAllocator().buffer(capacity: page.readableBytes + tag.utf8.count)
        result.writeBytes(bytes[..<position])
        result.writeString(tag)
        result.writeBytes(bytes[position...])
        return result
    }

    private static func startsWithDoctype(_ bytes: ByteBufferView) -> Bool {
        let start = bytes.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
        return start.prefix(9).map(lowercased).elementsEqual("<!doctype".utf8)
    }

    private static func lastRange(of needle: StaticString, in bytes: ByteBufferView) -> Int? {
        let needle = Array(needle.description.utf8)
        guard bytes.count >= needle.count else { return nil }
        return (bytes.startIndex...(bytes.endIndex - needle.count)).reversed().first { start in
            zip(needle, bytes[start...]).allSatisfy { $0 == lowercased($1) }
        }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
