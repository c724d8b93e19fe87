import HTTPTypes
public import MartletCore
import NIOCore
import Synchronization

/// Events that are sent as they happen (server-sent events, WHATWG HTML §9.2): the result of a handler.
///
/// ```swift
/// app.get("/ticks") { (last: LastEventID?) in
///     EventStream { events in
///         for number in next(after: last)... {
///             try await events.send(ServerSentEvent(data: "tick", id: "\(number)"))
///             try await Task.sleep(for: .seconds(1))
///         }
///     }
/// }
/// ```
///
/// The closure is cancelled when the client goes away and when the server stops; the stream then ends, and a browser
/// connects again, elsewhere. It also does so when the closure returns: to tell a client that nothing more will come,
/// answer its next request with 204. Works over HTTP/1 and HTTP/2.
public struct EventStream: ResponseConvertible, ResponseDescribing, Sendable {
    private let retry: Duration?
    private let heartbeat: Duration?
    private let body: @Sendable (EventWriter) async throws -> Void

    public static var responses: [ResponseDescription] {
        [ResponseDescription(.ok, String.self, ["text/event-stream"])]
    }

    /// Creates a stream.
    /// - Parameters:
    ///   - retry: how long clients wait before they connect again; the browser's own 3 to 5 seconds when `nil`.
    ///   - heartbeat: after how much silence a comment is sent, so that proxies keep the connection and a client that
    ///     is gone is noticed; 15 seconds, at least one; `nil` for none.
    ///   - body: sends the events; runs after the handler has returned. An error breaks the connection off and is logged.
    public init(
        retry: Duration? = nil, heartbeat: Duration? = .seconds(15),
        _ body: @escaping @Sendable (EventWriter) async throws -> Void
    ) {
        self.retry = retry
        self.heartbeat = heartbeat
        self.body = body
    }

    /// Creates a stream of the events of a sequence, which ends with it.
    public init<Events: AsyncSequence & Sendable>(
        _ events: Events, retry: Duration? = nil, heartbeat: Duration? = .seconds(15)
    ) where Events.Element == ServerSentEvent {
        self.init(retry: retry, heartbeat: heartbeat) { writer in
            for try await event in events { try await writer.send(event) }
        }
    }

    public func response(for request: Request) -> Response {
        let drain = request.context.application.drain
        var response = Response(
            headers: [
                .contentType: "text/event-stream", .cacheControl: "no-cache", .accelBuffering: "no",
                // A client that connects again while the server stops must not do so on this connection.
                .connection: "close",
            ],
            body: .stream { try await run(EventWriter($0), drain) })
        response.endsWithInput = true
        return response
    }

    private func run(_ writer: EventWriter, _ drain: DrainSignal) async throws {
        if let retry { try await writer.send(ServerSentEvent(retry: retry)) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await body(writer) }
            group.addTask { await drain.wait() }
            if let heartbeat {
                group.addTask {
                    while true { try await writer.keepAlive(after: max(heartbeat, .seconds(1))) }
                }
            }
            // Whichever comes first ends the stream. What the closure throws once it is cancelled is no failure.
            try await group.next()
            group.cancelAll()
        }
    }
}

/// Sends the events of an ``EventStream``.
public struct EventWriter: Sendable {
    private let writer: ResponseWriter
    private let lastWrite: LastWrite

    init(_ writer: ResponseWriter) {
        self.writer = writer
        lastWrite = LastWrite()
    }

    /// Sends an event and waits until there is room for more: a slow client slows the stream down.
    /// - Throws: ``InvalidServerSentEvent`` for a line break in its id or name, `CancellationError` when the client has
    ///   gone away or the server stops.
    public func send(_ event: ServerSentEvent) async throws { try await write(event.encoded()) }

    /// Sends a comment, which clients pass over.
    public func comment(_ text: String) async throws { try await write(ServerSentEvent.comment(text)) }

    private func write(_ bytes: ByteBuffer) async throws {
        lastWrite.note()
        try await writer.write(bytes)
    }

    /// Waits for a while of silence, then sends an empty comment.
    func keepAlive(after silence: Duration) async throws {
        let due = lastWrite.time.advanced(by: silence)
        if due > .now {
            try await Task.sleep(until: due, clock: .continuous)
        } else {
            try await comment("")
        }
    }
}

/// When something was last written.
private final class LastWrite: Sendable {
    private let instant = Mutex(ContinuousClock.now)
    var time: ContinuousClock.Instant { instant.withLock { $0 } }
    func note() { instant.withLock { $0 = .now } }
}

extension HTTPField.Name {
    /// Tells nginx to pass a response on without collecting it.
    fileprivate static let accelBuffering = known("X-Accel-Buffering")
}
