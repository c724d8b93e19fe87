public import MartletCore
import MartletHTTP
import NIOCore

/// The values of a request in newline-delimited JSON, one after the other while they arrive, in flat memory.
///
/// ```swift
/// app.post("/events") { (events: NDJSONStream<Event>) in
///     var count = 0
///     for try await event in events { count += 1 }
///     return ["events": count]
/// }
/// .bodyLimit(1 << 30)
/// ```
/// Content of another type is a 415. The loop throws a 413 for a line or content past its limit, a 400 for a line that is not
/// JSON, and ``ValidationError`` for the first value that is not as expected, with its place: `/3/title`. It can be read once.
public struct NDJSONStream<Element: Decodable & Sendable>: Extractor, AsyncSequence {
    private let request: Request
    private var lineLimit = 64 << 10

    /// Takes the content of a request.
    /// - Throws: a 415 for content of another type, and for content that is coded.
    public init(_ request: Request) throws {
        try ContentType.requirePlain(request)
        let known = NDJSONFormat().readTypes
        let sent = request.headers[.contentType]
        guard let type = sent.flatMap({ MediaType($0) }), type.isUTF8, NDJSONFormat().understands(type) else {
            throw UnsupportedContent(sent: sent, understood: known.map(\.essence))
        }
        self.request = request
    }

    public static func extract(from source: inout ExtractionSource) throws -> NDJSONStream {
        try NDJSONStream(source.request)
    }

    public static var parameters: [ParameterDescription] {
        [
            ParameterDescription(
                .body, Element.self, contentTypes: NDJSONFormat().readTypes.map(\.essence),
                refusals: ContentType.refusals)
        ]
    }

    /// The same with another limit for each line, 64 KiB by default.
    public func lineLimit(_ bytes: Int) -> NDJSONStream {
        var stream = self
        stream.lineLimit = Swift.max(1, bytes)
        return stream
    }

    /// Reads the values in the order in which they arrive.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private let request: Request
        private var parts: RequestBody.AsyncIterator
        private var lines: LineSplitter
        private var rows = RowProblems()
        private var isAtEnd = false

        init(_ request: Request, lineLimit: Int) {
            self.request = request
            parts = request.body.makeAsyncIterator()
            lines = LineSplitter(limit: lineLimit)
        }

        public mutating func next() async throws -> Element? {
            while true {
                if let line = try lines.next() { return try await value(line) }
                if isAtEnd { return nil }
                if let part = try await parts.next() {
                    lines.append(part)
                } else {
                    isAtEnd = true
                    lines.finish()
                }
            }
        }

        private mutating func value(_ line: ByteBuffer) async throws -> Element? {
            let row = rows.row
            let element = try rows.element { try JSONCoding.decode(Element.self, from: line) }
            try rows.check()
            guard let element else { return nil }
            do {
                try await RequestValidation.check(element, in: request)
            } catch let error as ValidationError {
                throw ValidationError(error.problems.map { $0.below("/\(row)") }) ?? error
            }
            return element
        }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(request, lineLimit: lineLimit) }
}
