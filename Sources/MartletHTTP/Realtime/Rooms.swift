import MartletCore

/// Rooms of clients that get the same messages, by WebSocket or as server-sent events.
///
/// ```swift
/// let rooms = Rooms<Said>()
/// app.webSocket("/chat/{room}", receiving: Say.self, sending: Said.self) { (socket, room: Path<String>) in
///     try await rooms.join(room.value, socket) { member in
///         for try await say in socket.messages { try await rooms.broadcast(Said(text: say.text), to: room.value) }
///     }
/// }
/// app.get("/chat/{room}/events") { (room: Path<String>, last: LastEventID?) in
///     rooms.events(in: room.value, after: last)
/// }
/// ```
/// Messages are written as JSON once, however many get them. A member that is slower than its room waits for nobody and
/// nobody for it: it has a bounded number of messages that wait, and past it ``SlowMembers`` says what happens.
///
/// Rooms are of one process by default; another ``RoomBus`` joins those of several.
public final class Rooms<Message: Encodable & Sendable>: Sendable {
    private let bus: any RoomBus
    private let waiting: Int
    private let slowMembers: SlowMembers

    /// Creates rooms.
    /// - Parameters:
    ///   - bus: carries the messages.
    ///   - waiting: how many messages may wait for one member.
    ///   - slowMembers: what happens to a member for which more would wait.
    public init(bus: some RoomBus = LocalRoomBus(), waiting: Int = 64, slowMembers: SlowMembers = .putOut) {
        self.bus = bus
        self.waiting = waiting
        self.slowMembers = slowMembers
    }

    /// Sends a message to everybody in a room.
    /// - Parameters:
    ///   - message: the message.
    ///   - room: the name of the room.
    ///   - sender: who does not get it.
    /// - Throws: `EncodingError`; what the bus throws.
    public func broadcast(_ message: Message, to room: String, except sender: RoomMember? = nil) async throws {
        let data = String(buffer: try JSONCoding.encode(message))
        _ = try await bus.publish(data, to: room, from: sender?.id)
    }

    /// How many members a room has, listeners by server-sent events included.
    public func count(in room: String) async throws -> Int { try await bus.count(in: room) }

    /// Is in a room as long as a closure runs: what is broadcast there goes to the socket.
    ///
    /// The closure is cancelled when sending fails, as it does once the socket has ended, and when the socket is too slow.
    /// - Returns: what the closure returns.
    /// - Throws: what the closure or the bus throws; ``WebSocketClose`` 1013 for a socket that is too slow.
    public func join<Input, Result: Sendable>(
        _ room: String, _ socket: MessageSocket<Input, Message>,
        _ body: @escaping @Sendable (RoomMember) async throws -> Result
    ) async throws -> Result {
        do {
            return try await member(of: room) { member, inbox in
                try await Self.first(
                    { try await body(member) },
                    besides: [{ while true { try await socket.socket.send(try await inbox.next().data) } }])
            }
        } catch is RoomInbox.TooSlow {
            throw WebSocketClose(.tryAgainLater, "too slow for the messages of the room")
        }
    }

    /// The messages of a room as server-sent events, with ids.
    ///
    /// A client that comes back with the id of the last event it got gets what it missed first. Where that is not known any
    /// more, the first event is one named `missed`, without anything in it, and the page asks for the state as a whole.
    /// - Parameters:
    ///   - room: the name of the room.
    ///   - last: what the client got last.
    ///   - event: the name of the events; `message` where nothing is said.
    public func events(in room: String, after last: LastEventID? = nil, event name: String? = nil) -> EventStream {
        EventStream { [self] writer in
            do {
                try await member(of: room) { [self] _, inbox in
                    let known = try await sendMissed(to: writer, in: room, after: last, name)
                    try await Self.send(inbox, to: writer, except: known, name)
                }
            } catch is RoomInbox.TooSlow {
                // The stream ends, and the client comes back for what it missed.
            }
        }
    }

    /// Sends what a client missed.
    /// - Returns: the ids of what was sent: what came meanwhile is in the inbox, too.
    private func sendMissed(
        to writer: EventWriter, in room: String, after last: LastEventID?, _ name: String?
    ) async throws -> Set<String> {
        guard let last else { return [] }
        guard let missed = try await bus.history(of: room, after: last.value) else {
            try await writer.send(ServerSentEvent(data: "{}", event: "missed"))
            return []
        }
        for event in missed { try await writer.send(ServerSentEvent(data: event.data, id: event.id, event: name)) }
        return Set(missed.map(\.id))
    }

    private static func send(
        _ inbox: RoomInbox, to writer: EventWriter, except known: Set<String>, _ name: String?
    ) async throws {
        var known = known
        while true {
            let event = try await inbox.next()
            if known.remove(event.id) != nil { continue }
            try await writer.send(ServerSentEvent(data: event.data, id: event.id, event: name))
        }
    }

    /// Is in a room as long as a closure runs.
    private func member<Result: Sendable>(
        of room: String, _ body: @escaping @Sendable (RoomMember, RoomInbox) async throws -> Result
    ) async throws -> Result {
        let member = RoomMember()
        let inbox = RoomInbox(member: member.id, limit: waiting, rule: slowMembers)
        let subscription = try await bus.subscribe(to: room) { inbox.push($0) }
        defer { subscription.cancel() }
        let bus = bus
        var besides: [@Sendable () async throws -> Void] = [{ try await inbox.watch() }]
        if let interval = bus.presenceInterval {
            besides.append {
                while true {
                    try await Task.sleep(for: interval)
                    try await bus.setPresence(of: member.id, in: room, true)
                }
            }
        }
        let result: Swift.Result<Result, any Error>
        do {
            try await bus.setPresence(of: member.id, in: room, true)
            result = .success(try await Self.first({ try await body(member, inbox) }, besides: besides))
        } catch {
            result = .failure(error)
        }
        // In a task of its own, since the bus must not take the end of this one for a reason to stop.
        await Task { try? await bus.setPresence(of: member.id, in: room, false) }.value
        return try result.get()
    }

    /// What a closure returns while others run beside it, which end with it; what fails first ends all.
    private static func first<Result: Sendable>(
        _ body: @escaping @Sendable () async throws -> Result, besides others: [@Sendable () async throws -> Void]
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await body() }
            for other in others {
                group.addTask {
                    try await other()
                    return nil
                }
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CancellationError()
        }
    }
}

/// Somebody in a room of ``Rooms``.
public struct RoomMember: Sendable, Hashable {
    /// Names the member, in all processes.
    public let id: String

    init() { id = Hex.string(UInt64.random(in: .min ... .max)) + Hex.string(UInt64.random(in: .min ... .max)) }
}
