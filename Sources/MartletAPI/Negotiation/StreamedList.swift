public import MartletCore
import MartletHTTP
import NIOCore

/// A list that is sent while it is made, in flat memory: as a JSON array, as NDJSON or as CSV, by the client's `Accept`.
///
/// ```swift
/// app.get("/tracks") { (db: Database) in StreamedList(Track.query.stream(in: db)) }
/// ```
/// The elements may come from any asynchronous sequence. While the client is slower than the sequence, the next element is not
/// asked for; while the sequence is slower, each element is sent as soon as it is there. Without `Accept` the list is a JSON array.
///
/// The status is sent before the first element. So an error of the sequence, or of an element that cannot be encoded, breaks the
/// connection off and is logged: a client never takes a part for the whole. The formats are those of ``ContentFormats``
/// that write lists element by element.
public struct StreamedList<Elements: AsyncSequence & Sendable>: ResponseConvertible, Sendable
where Elements.Element: Encodable & Sendable {
    private let elements: Elements

    /// Creates a list of the elements of a sequence.
    public init(_ elements: Elements) { self.elements = elements }

    public func response(for request: Request) throws -> Response {
        var offers: [(type: MediaType, encoder: any ContentEncoder)] = []
        for encoder in ContentFormats.of(request).encoders where encoder.list(of: Elements.Element.self) != nil {
            offers += encoder.mediaTypes.map { ($0, encoder) }
        }
        let (type, encoder) = try offers.chosen(by: request) { $0.type }
        let elements = elements
        var response = Response(
            headers: [.contentType: type.description],
            body: .stream { writer in
                let buffer = StreamBuffer()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await Self.fill(buffer, from: elements, by: encoder) }
                    group.addTask {
                        while let bytes = try await buffer.take() { try await writer.write(bytes) }
                    }
                    // What fails first ends the other.
                    while try await group.next() != nil {}
                }
            })
        response.headers.vary(on: "Accept")
        return response
    }

    private static func fill(
        _ buffer: StreamBuffer, from elements: Elements, by encoder: any ContentEncoder
    ) async throws {
        guard let layout = encoder.list(of: Elements.Element.self) else { return }
        try await buffer.add { $0.writeString(layout.beginning) }
        var isFirst = true
        for try await element in elements {
            try await buffer.add { bytes in
                if !isFirst { bytes.writeString(layout.separator) }
                try layout.element(element, &bytes)
            }
            isFirst = false
        }
        try await buffer.add { $0.writeString(layout.ending) }
        buffer.end()
    }
}

extension StreamedList: ResponseDescribing {
    /// A list of the elements in the formats that there are where nothing else is said, and the 406 of a client that takes
    /// none.
    public static var responses: [ResponseDescription] {
        let encoders = ContentFormats.standard.encoders.filter { $0.list(of: Elements.Element.self) != nil }
        return [
            ResponseDescription(.ok, [Elements.Element].self, encoders.flatMap(\.mediaTypes).map(\.essence)),
            ResponseDescription(.notAcceptable),
        ]
    }
}
