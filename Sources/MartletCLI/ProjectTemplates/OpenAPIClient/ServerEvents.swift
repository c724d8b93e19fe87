internal import Foundation

/// An event that a server has sent (HTML Standard, section 9.2).
public struct ServerEvent: Sendable, Hashable {
    /// The last id that the server has told; a request with it as `Last-Event-ID` goes on from there.
    public var id: String?
    /// The kind of the event; `message` where the server says none.
    public var event: String
    public var data: String
    /// After how many milliseconds to ask again, if the server has said so.
    public var retry: Int?

    public init(id: String? = nil, event: String = "message", data: String, retry: Int? = nil) {
        self.id = id
        self.event = event
        self.data = data
        self.retry = retry
    }

    /// The data as JSON.
    public func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try ClientCoding.decoder().decode(type, from: Data(data.utf8))
    }
}

/// The events of a response as they come; it ends with the response, and leaving it ends the request.
///
/// ```swift
/// for try await event in try await client.watchOrders() { print(event.data) }
/// ```
/// Iterating throws ``ClientFailure`` when the connection breaks.
public struct ServerEvents: AsyncSequence, Sendable {
    private let response: StreamedResponse

    init(_ response: StreamedResponse) { self.response = response }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(response) }

    public struct AsyncIterator: AsyncIteratorProtocol {
        private let status: Int
        private let headers: ClientHeaders
        private var chunks: AsyncThrowingStream<Data, any Error>.Iterator
        private var parser = ServerEventParser()
        private var waiting: ArraySlice<ServerEvent> = []

        init(_ response: StreamedResponse) {
            status = response.status
            headers = response.headers
            chunks = response.body.makeAsyncIterator()
        }

        public mutating func next() async throws -> ServerEvent? {
            do {
                while waiting.isEmpty {
                    guard let chunk = try await chunks.next() else {
                        // The stream of a cancelled task ends as if it were whole.
                        try Task.checkCancellation()
                        return nil
                    }
                    waiting = try parser.events(in: chunk)[...]
                }
            } catch let problem as InvalidText {
                throw ClientFailure.undecodable(problem, ClientResponse(status: status, headers: headers))
            } catch {
                throw ClientFailure.transport(error)
            }
            return waiting.popFirst()
        }
    }
}

/// Makes events of the parts of a stream, which may end anywhere.
struct ServerEventParser {
    private static let maximumBytes = 16 << 20

    private var line: [UInt8] = []
    private var isFirstLine = true
    private var followsReturn = false
    private var id: String?
    private var retry: Int?
    private var event = ""
    private var data: [String] = []
    private var dataBytes = 0

    /// The events that are whole with this part.
    /// - Throws: ``InvalidText`` for an event of more than 16 MiB.
    mutating func events(in chunk: Data) throws -> [ServerEvent] {
        var events: [ServerEvent] = []
        for byte in chunk {
            let isSecondEnd = followsReturn && byte == UInt8(ascii: "\n")
            followsReturn = byte == UInt8(ascii: "\r")
            if isSecondEnd { continue }
            if followsReturn || byte == UInt8(ascii: "\n") {
                if let event = endLine() { events.append(event) }
            } else {
                line.append(byte)
                if line.count + dataBytes > Self.maximumBytes {
                    throw InvalidText(problem: "an event has more than \(Self.maximumBytes) bytes")
                }
            }
        }
        return events
    }

    /// Takes the line; the event that ends with it if it is empty.
    private mutating func endLine() -> ServerEvent? {
        var text = String(decoding: line, as: UTF8.self)
        line.removeAll(keepingCapacity: true)
        if isFirstLine, text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        isFirstLine = false
        guard !text.isEmpty else { return dispatch() }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        var value = parts.count == 2 ? parts[1] : ""
        if value.first == " " { value.removeFirst() }
        switch parts[0] {
        case "data":
            data.append(String(value))
            dataBytes += value.utf8.count + 1
        case "event": event = String(value)
        case "id" where !value.contains("\0"): id = String(value)
        case "retry" where value.utf8.allSatisfy { (0x30...0x39).contains($0) }: retry = Int(value) ?? retry
        default: break
        }
        return nil
    }

    private mutating func dispatch() -> ServerEvent? {
        defer {
            event = ""
            data = []
            dataBytes = 0
        }
        guard !data.isEmpty else { return nil }
        return ServerEvent(
            id: id, event: event.isEmpty ? "message" : event, data: data.joined(separator: "\n"), retry: retry)
    }
}
