import MartletCore
import Synchronization

/// Carries the messages of rooms within this process, in a bounded amount of memory.
///
/// Each room keeps its last messages. Rooms that nobody is in are kept too, until there are too many of them or of their bytes:
/// then those that were used longest ago are forgotten, and only then the messages of rooms that are in use. After a restart no
/// message of before is known.
public final class LocalRoomBus: RoomBus {
    private struct Room {
        var history: [RoomEvent] = []
        var bytes = 0
        var subscribers: [UInt64: @Sendable (RoomEvent) -> Void] = [:]
        var members: Set<String> = []
        var lastUse: UInt64 = 0
        let nameBytes: Int

        init(_ name: String) { nameBytes = name.utf8.count }

        var isIdle: Bool { subscribers.isEmpty && members.isEmpty }

        /// What the room takes in memory, roughly: names and ids are there beside the messages.
        var size: Int { 2 * nameBytes + 200 + bytes + history.count * 100 }
    }

    private struct State {
        var rooms: [String: Room] = [:]
        var count: UInt64 = 0
        /// What the rooms take together.
        var bytes = 0
        /// From how many bytes on room is made.
        var limit: Int

        init(limit: Int) { self.limit = limit }

        mutating func next() -> UInt64 {
            count += 1
            return count
        }
    }

    private let state: Mutex<State>
    private let epoch = Hex.string(UInt64.random(in: .min ... .max))
    private let historyCount: Int
    private let historyBytes: Int
    private let maximumRooms: Int
    private let maximumBytes: Int

    /// Creates a bus.
    /// - Parameters:
    ///   - history: how many messages a room keeps.
    ///   - historyBytes: how many bytes those have at most; 256 KiB.
    ///   - maximumRooms: how many rooms are known. Those with members do not count as too many.
    ///   - maximumBytes: how many bytes all rooms have together, names included; 64 MiB.
    public init(
        history: Int = 100, historyBytes: Int = 256 << 10, maximumRooms: Int = 10_000, maximumBytes: Int = 64 << 20
    ) {
        historyCount = max(0, history)
        self.historyBytes = max(0, historyBytes)
        self.maximumRooms = max(1, maximumRooms)
        self.maximumBytes = max(0, maximumBytes)
        state = Mutex(State(limit: self.maximumBytes))
    }

    /// Adds a message to a room and hands it to all subscribers before it returns.
    public func publish(_ data: String, to room: String, from sender: String?) -> RoomEvent {
        state.withLock { state in
            let event = RoomEvent(id: "\(epoch)-\(state.next())", sender: sender, data: data)
            change(room, &state) { room in
                room.history.append(event)
                room.bytes += data.utf8.count
                while room.history.count > historyCount || room.bytes > historyBytes, !room.history.isEmpty {
                    room.bytes -= room.history.removeFirst().data.utf8.count
                }
                for deliver in room.subscribers.values { deliver(event) }
            }
            return event
        }
    }

    /// Hands over what is published to a room from now on.
    public func subscribe(
        to room: String, _ deliver: @escaping @Sendable (RoomEvent) -> Void
    ) -> RoomSubscription {
        let id = state.withLock { state in
            let id = state.next()
            change(room, &state) { $0.subscribers[id] = deliver }
            return id
        }
        return RoomSubscription { [self] in
            state.withLock { $0.rooms[room]?.subscribers[id] = nil }
        }
    }

    /// The messages behind one, as far as they are kept.
    public func history(of room: String, after id: String) -> [RoomEvent]? {
        state.withLock { state in
            guard let history = state.rooms[room]?.history, let index = history.firstIndex(where: { $0.id == id })
            else { return nil }
            return Array(history[(index + 1)...])
        }
    }

    /// Notes that a member is in a room, or no longer.
    public func setPresence(of member: String, in room: String, _ isPresent: Bool) {
        state.withLock { state in
            if isPresent {
                change(room, &state) { $0.members.insert(member) }
            } else {
                state.rooms[room]?.members.remove(member)
            }
        }
    }

    public func count(in room: String) -> Int { state.withLock { $0.rooms[room]?.members.count ?? 0 } }

    /// How many rooms are known.
    public var roomCount: Int { state.withLock { $0.rooms.count } }

    /// How many bytes all rooms have together.
    var bytes: Int { state.withLock { $0.bytes } }

    private func change(_ name: String, _ state: inout State, _ change: (inout Room) -> Void) {
        if state.rooms[name] == nil, state.rooms.count >= maximumRooms { forget(&state) }
        let use = state.next()
        var room = state.rooms.removeValue(forKey: name) ?? Room(name)
        let isNew = room.lastUse == 0
        let size = isNew ? 0 : room.size
        change(&room)
        room.lastUse = use
        state.bytes += room.size - size
        state.rooms[name] = room
        if state.bytes > state.limit { makeRoom(&state) }
    }

    /// Forgets a tenth of the rooms, so that not each new one has to look at all.
    private func forget(_ state: inout State) {
        let idle = state.rooms.filter { $0.value.isIdle }.sorted { $0.value.lastUse < $1.value.lastUse }
        for (name, room) in idle.prefix(maximumRooms / 10 + 1) { Self.forget(name, room, &state) }
    }

    /// Forgets a tenth of the bytes: idle rooms first, then what was said in others.
    private func makeRoom(_ state: inout State) {
        let tenth = maximumBytes / 10
        let rooms = state.rooms.sorted { one, other in
            one.value.isIdle == other.value.isIdle ? one.value.lastUse < other.value.lastUse : one.value.isIdle
        }
        for (name, room) in rooms where state.bytes > maximumBytes - tenth { Self.forget(name, room, &state) }
        // Where rooms in use need more than that for their names, not each message looks at all of them.
        state.limit = max(maximumBytes, state.bytes + max(tenth, state.bytes / 10))
    }

    /// Forgets an idle room, and of another one what was said.
    private static func forget(_ name: String, _ room: Room, _ state: inout State) {
        var room = room
        state.bytes -= room.size
        room.history = []
        room.bytes = 0
        state.rooms[name] = room.isIdle ? nil : room
        if !room.isIdle { state.bytes += room.size }
    }
}
