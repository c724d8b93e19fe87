/// Carries the messages of rooms to all who are in them: in memory, or between the machines of an application.
///
/// A bus is a short log for each room. What is published gets an id, goes to every subscriber in the same order, and is kept
/// for a while, so that who comes back gets what it missed. ``RoomBusSuite`` says whether a bus is right.
///
/// In Redis, publishing is `XADD` with `MAXLEN`, the history `XRANGE`, a subscription one `XREAD` for all rooms of a process,
/// and presence a sorted set of members by when they expire.
public protocol RoomBus: Sendable {
    /// Adds a message to a room and hands it to all subscribers.
    /// - Parameters:
    ///   - data: the message, as text.
    ///   - room: the name of the room, which may be a client's.
    ///   - sender: the member that the message is not meant for; `nil` for a message to all.
    func publish(_ data: String, to room: String, from sender: String?) async throws -> RoomEvent

    /// Hands over what is published to a room from now on, until it is cancelled.
    /// - Parameter deliver: returns at once and does not call the bus; it is called for one message after the other, in the
    ///   order of the room.
    func subscribe(to room: String, _ deliver: @escaping @Sendable (RoomEvent) -> Void) async throws -> RoomSubscription

    /// The messages behind one, oldest first; `nil` where that one is not known any more, or never was.
    func history(of room: String, after id: String) async throws -> [RoomEvent]?

    /// Notes that a member is in a room, or no longer. Both may be said again.
    func setPresence(of member: String, in room: String, _ isPresent: Bool) async throws

    /// How many members are in a room.
    func count(in room: String) async throws -> Int

    /// How often presence is said again; `nil`, the default, for a bus that forgets no one who is there.
    var presenceInterval: Duration? { get }
}

extension RoomBus {
    /// Never: the bus forgets no one.
    public var presenceInterval: Duration? { nil }
}

/// A message of a room.
public struct RoomEvent: Sendable, Equatable {
    /// Names the message in its room; no line breaks, no NUL.
    public let id: String
    /// The member that the message is not meant for.
    public let sender: String?
    /// The message, as text.
    public let data: String

    /// Creates a message.
    public init(id: String, sender: String? = nil, data: String) {
        self.id = id
        self.sender = sender
        self.data = data
    }
}

/// What hands over the messages of a room until it is cancelled.
public struct RoomSubscription: Sendable {
    private let end: @Sendable () -> Void

    /// Creates a subscription.
    /// - Parameter end: ends it; may be called more than once.
    public init(_ end: @escaping @Sendable () -> Void) { self.end = end }

    /// Ends the subscription; a message that is on its way may still come.
    public func cancel() { end() }
}
