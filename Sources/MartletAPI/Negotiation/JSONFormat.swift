public import MartletCore
import MartletHTTP
public import NIOCore

/// JSON (RFC 8259): of single values and of lists, in both directions.
public struct JSONFormat: ContentEncoder, ContentDecoder {
    /// Creates the format.
    public init() {}

    public var mediaTypes: [MediaType] { [.json] }
    public var readTypes: [MediaType] { [MediaType("application", "json"), MediaType("application", "*+json")] }

    public func encode(_ value: some Encodable, into bytes: inout ByteBuffer) throws {
        try bytes.writeImmutableBuffer(JSONCoding.encode(value))
    }

    public func list<Element: Encodable>(of type: Element.Type) -> ListLayout<Element>? {
        ListLayout(beginning: "[", separator: ",", ending: "]") { element, bytes in
            try bytes.writeImmutableBuffer(JSONCoding.encode(element))
        }
    }

    public func decode<Value: Decodable & Sendable>(_ type: Value.Type, from request: Request) async throws -> Value {
        try JSONCoding.decode(type, from: try await request.body.collect())
    }
}

/// Newline-delimited JSON: a list as one JSON text in each line.
///
/// What is wrong with a line is told by its place in the list, as if that were an array: `/3/title`.
/// Source: <https://github.com/ndjson/ndjson-spec>
public struct NDJSONFormat: ContentEncoder, ContentDecoder {
    /// Creates the format.
    public init() {}

    public var mediaTypes: [MediaType] {
        [.ndjson, MediaType("application", "ndjson"), MediaType("application", "jsonl")]
    }
    public var readTypes: [MediaType] { mediaTypes }
    public var writesSingleValues: Bool { false }

    public func encode(_ value: some Encodable, into bytes: inout ByteBuffer) throws {
        try bytes.writeImmutableBuffer(JSONCoding.encode(value))
        bytes.writeStaticString("\n")
    }

    public func list<Element: Encodable>(of type: Element.Type) -> ListLayout<Element>? {
        ListLayout { element, bytes in try encode(element, into: &bytes) }
    }

    public func canDecode(_ type: any (Decodable & Sendable).Type) -> Bool { type is any DecodableList.Type }

    public func decode<Value: Decodable & Sendable>(_ type: Value.Type, from request: Request) async throws -> Value {
        guard let list = type as? any DecodableList.Type else { throw HTTPError(.unsupportedMediaType) }
        var lines = LineSplitter(limit: request.body.limit)
        lines.append(try await request.body.collect())
        lines.finish()
        guard let value = try Self.read(list, &lines) as? Value else { throw HTTPError(.unprocessableContent) }
        return value
    }

    private static func read<List: DecodableList>(_ type: List.Type, _ lines: inout LineSplitter) throws -> List {
        var elements: [List.Element] = []
        var rows = RowProblems()
        while let line = try lines.next() {
            if let element = try rows.element({ try JSONCoding.decode(List.Element.self, from: line) }) {
                elements.append(element)
            }
        }
        try rows.check()
        return List(elements)
    }
}

/// Forms, urlencoded and multipart: single values, as ``Form`` reads them.
public struct FormFormat: ContentDecoder {
    /// Creates the format.
    public init() {}

    public var readTypes: [MediaType] {
        [MediaType("application", "x-www-form-urlencoded"), MediaType("multipart", "form-data")]
    }

    public func canDecode(_ type: any (Decodable & Sendable).Type) -> Bool { !(type is any DecodableList.Type) }

    public func decode<Value: Decodable & Sendable>(_ type: Value.Type, from request: Request) async throws -> Value {
        try await Form<Value>.decode(request)
    }
}
