public import MartletHTTP
public import NIOCore

/// Writes values in a media type of its own, for ``Negotiated`` and ``StreamedList``.
///
/// One that writes whole values needs two members; one that also knows lists says how an element is written, so that lists of
/// any length can be streamed.
///
/// ```swift
/// struct YAMLFormat: ContentEncoder {
///     var mediaTypes: [MediaType] { [MediaType("application", "yaml")] }
///     func encode(_ value: some Encodable, into bytes: inout ByteBuffer) throws {
///         bytes.writeString(try YAMLEncoder().encode(value))
///     }
/// }
/// app.use(ContentFormats.standard.adding(YAMLFormat()))
/// ```
public protocol ContentEncoder: Sendable {
    /// The types that a client may ask for; the answer has the one that was asked for.
    var mediaTypes: [MediaType] { get }

    /// Whether single values can be written; `true` by default. A format that holds nothing but lists says `false`.
    var writesSingleValues: Bool { get }

    /// Adds a value; not asked where ``writesSingleValues`` is `false`.
    func encode(_ value: some Encodable, into bytes: inout ByteBuffer) throws

    /// How a list is written element by element; `nil`, the default, where that cannot be done.
    func list<Element: Encodable>(of type: Element.Type) -> ListLayout<Element>?
}

extension ContentEncoder {
    /// They can.
    public var writesSingleValues: Bool { true }
    /// Not element by element.
    public func list<Element: Encodable>(of type: Element.Type) -> ListLayout<Element>? { nil }
}

/// What stands around and between the elements of a list, and how one of them is written.
public struct ListLayout<Element> {
    /// What the list begins with, such as a line of names.
    public var beginning: String
    /// What stands between two elements.
    public var separator: String
    /// What the list ends with.
    public var ending: String
    /// Adds an element.
    public var element: (Element, inout ByteBuffer) throws -> Void

    /// Creates a layout.
    public init(
        beginning: String = "", separator: String = "", ending: String = "",
        element: @escaping (Element, inout ByteBuffer) throws -> Void
    ) {
        self.beginning = beginning
        self.separator = separator
        self.ending = ending
        self.element = element
    }

    /// Adds a whole list.
    func write(_ elements: some Sequence<Element>, into bytes: inout ByteBuffer) throws {
        bytes.writeString(beginning)
        var isFirst = true
        for element in elements {
            if !isFirst { bytes.writeString(separator) }
            isFirst = false
            try self.element(element, &bytes)
        }
        bytes.writeString(ending)
    }
}

/// A list in memory, whatever it holds.
protocol EncodableList: Encodable {
    /// Whether an encoder can write such a list.
    static func canBeWritten(by encoder: any ContentEncoder) -> Bool
    func write(by encoder: any ContentEncoder, into bytes: inout ByteBuffer) throws
}

extension Array: EncodableList where Element: Encodable {
    static func canBeWritten(by encoder: any ContentEncoder) -> Bool {
        encoder.writesSingleValues || encoder.list(of: Element.self) != nil
    }

    func write(by encoder: any ContentEncoder, into bytes: inout ByteBuffer) throws {
        if encoder.writesSingleValues { return try encoder.encode(self, into: &bytes) }
        try encoder.list(of: Element.self)?.write(self, into: &bytes)
    }
}
