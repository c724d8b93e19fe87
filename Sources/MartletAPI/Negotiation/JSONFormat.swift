public import MartletCore
public import MartletHTTP
public import NIOCore

/// JSON (RFC 8259): of single values and of lists, in both directions.
public struct JSONFormat: ContentEncoder, ContentDecoder {
    /// Creates the format.
    public init() {}

    /// `application/json`.
    public var mediaTypes: [MediaType] { [.json] }
    /// `application/json`, and every type that ends with `+json`.
    public var readTypes: [MediaType] { [MediaType("application", "json"), MediaType("application", "*+json")] }

    public func encode(_ value: some Encodable, into bytes: inout ByteBuffer) throws {
        try bytes.writeImmutableBuffer(JSONCoding.encode(value))
    }

    /// An array.
    public func list<Element: Encodable>(of type: Element.Type) -> ListLayout<Element>? {
        ListLayout(beginning: "[", separator: ",", ending: "]") { element, bytes in
            try bytes.writeImmutableBuffer(JSONCoding.encode(element))
        }
    }

    /// Reads the whole content.
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

    /// `application/x-ndjson`, and two other names that are in use.
    public var mediaTypes: [MediaType] {
        [.ndjson, MediaType("application", "ndjson"), MediaType("application", "jsonl")]
    }
    /// The same.
    public var readTypes: [MediaType] { mediaTypes }
    /// Lines are a list.
    public var writesSingleValues: Bool { false }

    public func encode(_ value: some Encodable, into bytes: inout ByteBuffer) throws {
        try bytes.writeImmutableBuffer(JSONCoding.encode(value))
        bytes.writeStaticString("\n")
    }

    /// A line for each element.
    public func list<Element: Encodable>(of type: Element.Type) -> ListLayout<Element>? {
        ListLayout { element, bytes in try encode(element, into: &bytes) }
    }

    /// Lists.
    public func canDecode(_ type: any (Decodable & Sendable).Type) -> Bool { type is any DecodableList.Type }

    /// Reads the lines as elements of a list.
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

    /// Both kinds of forms.
    public var readTypes: [MediaType] {
        [MediaType("application", "x-www-form-urlencoded"), MediaType("multipart", "form-data")]
    }

    /// Everything but lists.
    public func canDecode(_ type: any (Decodable & Sendable).Type) -> Bool { !(type is any DecodableList.Type) }

    /// Reads a form.
    public func decode<Value: Decodable & Sendable>(_ type: Value.Type, from request: Request) async throws -> Value {
        try await Form<Value>.decode(request)
    }
}
