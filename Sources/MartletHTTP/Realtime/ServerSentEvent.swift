import MartletCore
import NIOCore

/// One event of a stream (WHATWG HTML §9.2).
///
/// ```swift
/// ServerSentEvent(data: "42 degrees", id: "7", event: "temperature")
/// ```
public struct ServerSentEvent: Sendable, Equatable {
    /// What the page reads as `event.data`; line breaks of any kind arrive as LF. Without it nothing is dispatched, but
    /// ``retry`` counts.
    public var data: String?
    /// Sent back as `Last-Event-ID` when the client connects again. No line breaks, no NUL.
    public var id: String?
    /// The name of the event, by which the page listens; `message` when `nil`. No line breaks, no NUL.
    public var event: String?
    /// How long the client waits before it connects again.
    public var retry: Duration?

    /// Creates an event.
    public init(data: String? = nil, id: String? = nil, event: String? = nil, retry: Duration? = nil) {
        self.data = data
        self.id = id
        self.event = event
        self.retry = retry
    }

    /// Creates an event whose data is a value as JSON, dates as ISO 8601.
    /// - Throws: `EncodingError` when the value cannot be JSON.
    public init(json value: some Encodable, id: String? = nil, event: String? = nil, retry: Duration? = nil) throws {
        self.init(
            data: String(buffer: try JSONCoding.encode(value)), id: id, event: event, retry: retry)
    }

    /// The event as it is sent.
    func encoded() throws -> ByteBuffer {
        var bytes = ByteBuffer()
        if let event { try Self.write("event", event, into: &bytes) }
        if let id { try Self.write("id", id, into: &bytes) }
        if let retry { bytes.writeString("retry: \(Self.milliseconds(retry))\n") }
        if let data { Self.writeLines("data: ", data, into: &bytes) }
        bytes.writeStaticString("\n")
        return bytes
    }

    /// A comment as it is sent, which clients pass over.
    static func comment(_ text: String) -> ByteBuffer {
        var bytes = ByteBuffer()
        writeLines(text.isEmpty ? ":" : ": ", text, into: &bytes)
        bytes.writeStaticString("\n")
        return bytes
    }

    private static func write(_ field: String, _ value: String, into bytes: inout ByteBuffer) throws {
        guard value.utf8.allSatisfy({ $0 != 0x0A && $0 != 0x0D && $0 != 0 }) else {
            throw InvalidServerSentEvent(field: field)
        }
        bytes.writeString("\(field): \(value)\n")
    }

    /// Writes each line behind the name of its field; CR, LF and CRLF end a line.
    private static func writeLines(_ field: String, _ text: String, into bytes: inout ByteBuffer) {
        var rest = text.utf8[...]
        while true {
            let line = rest.prefix { $0 != 0x0A && $0 != 0x0D }
            bytes.writeString(field)
            bytes.writeSubstring(Substring(line))
            bytes.writeStaticString("\n")
            rest = rest[line.endIndex...]
            guard let end = rest.popFirst() else { return }
            if end == 0x0D, rest.first == 0x0A { rest = rest.dropFirst() }
        }
    }

    private static func milliseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        let (milliseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        return overflow ? .max : max(0, milliseconds &+ attoseconds / 1_000_000_000_000_000)
    }
}

/// An event cannot be sent: a line break in its id or name would begin a field of its own.
public struct InvalidServerSentEvent: Error, Equatable, CustomStringConvertible {
    /// `id` or `event`.
    public let field: String

    public var description: String {
        "the \(field) of a server-sent event contains a line break or NUL; encode it, or put it into the data"
    }
}
