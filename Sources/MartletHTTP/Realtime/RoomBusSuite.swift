import Synchronization

/// What every ``RoomBus`` has to do, as cases that a test target runs against a bus of its own.
///
/// Each case uses rooms that no other case uses, and none of a run before; cases may run at the same time.
///
/// ```swift
/// @Test(arguments: RoomBusSuite.cases) func `the bus passes`(_ test: RoomBusSuite.Case) async throws {
///     try await RoomBusSuite.run(test, on: RedisRoomBus(client))
/// }
/// ```
/// A bus between processes is also run with two that share a store: what the one publishes, the other delivers.
public enum RoomBusSuite {
    /// One expectation.
    public typealias Case = ContractCase<Probe>
    /// Something was not as expected.
    public typealias Failure = ContractFailure

    /// Two ends of a bus, and a room.
    public struct Probe: Sendable {
        let here: any RoomBus
        let there: any RoomBus
        let room: String
    }

    /// Tests one expectation.
    /// - Parameters:
    ///   - bus: where messages are published.
    ///   - other: where they arrive; the same by default.
    /// - Throws: ``Failure``, or what the bus threw.
    public static func run(_ test: Case, on bus: some RoomBus, and other: (any RoomBus)? = nil) async throws {
        let room = "suite:\(UInt64.random(in: .min ... .max)):"
        try await test.body(Probe(here: bus, there: other ?? bus, room: room))
    }

    /// All expectations.
    public static let cases: [Case] = [
        Case("what is published reaches every subscriber, in order") { probe in
            let (one, two) = (RoomRecorder(), RoomRecorder())
            let first = try await probe.there.subscribe(to: probe.room) { one.note($0) }
            let second = try await probe.here.subscribe(to: probe.room) { two.note($0) }
            var sent: [RoomEvent] = []
            for number in 0..<20 {
                sent.append(try await probe.here.publish("\(number)", to: probe.room, from: number == 7 ? "a" : nil))
            }
            try await one.expect(sent)
            try await two.expect(sent)
            first.cancel()
            second.cancel()
        },
        Case("of many who publish at once every message has one place for all") { probe in
            let (one, two) = (RoomRecorder(), RoomRecorder())
            let first = try await probe.there.subscribe(to: probe.room) { one.note($0) }
            let second = try await probe.here.subscribe(to: probe.room) { two.note($0) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<50 {
                    group.addTask { _ = try await probe.here.publish("\(number)", to: probe.room, from: nil) }
                }
                try await group.waitForAll()
            }
            let events = try await one.wait(for: 50)
            try Failure.expect(Set(events.map(\.data)).count, 50, "different messages")
            try Failure.expect(Set(events.map(\.id)).count, 50, "different ids")
            try await two.expect(events)
            first.cancel()
            second.cancel()
        },
        Case("rooms do not know of each other") { probe in
            let recorder = RoomRecorder()
            let subscription = try await probe.there.subscribe(to: probe.room + "a") { recorder.note($0) }
            for other in ["b", "A", "a ", "ab", ""] {
                _ = try await probe.here.publish(other, to: probe.room + other, from: nil)
            }
            let last = try await probe.here.publish("mine", to: probe.room + "a", from: nil)
            try await recorder.expect([last])
            subscription.cancel()
        },
        Case("who has cancelled gets nothing more") { probe in
            let (gone, here) = (RoomRecorder(), RoomRecorder())
            let cancelled = try await probe.there.subscribe(to: probe.room) { gone.note($0) }
            let subscription = try await probe.there.subscribe(to: probe.room) { here.note($0) }
            let first = try await probe.here.publish("1", to: probe.room, from: nil)
            try await gone.expect([first])
            cancelled.cancel()
            cancelled.cancel()
            let second = try await probe.here.publish("2", to: probe.room, from: nil)
            try await here.expect([first, second])
            try Failure.expect(gone.events, [first], "after the end")
            subscription.cancel()
        },
        Case("the history begins behind a message") { probe in
            var sent: [RoomEvent] = []
            for number in 0..<5 { sent.append(try await probe.here.publish("\(number)", to: probe.room, from: nil)) }
            try Failure.expect(
                try await probe.there.history(of: probe.room, after: sent[1].id), Array(sent[2...]), "behind 2")
            try Failure.expect(try await probe.there.history(of: probe.room, after: sent[4].id), [], "behind the last")
        },
        Case("what is not known has no history") { probe in
            _ = try await probe.here.publish("1", to: probe.room, from: nil)
            let other = try await probe.here.publish("1", to: probe.room + "other", from: nil)
            for id in ["", "0", "nonsense", "99999999999999-0", other.id] {
                try Failure.expect(try await probe.there.history(of: probe.room, after: id), nil, "behind `\(id)`")
            }
        },
        Case("texts come as they went") { probe in
            for text in ["", "\"\\", "a\r\nb\0c", "größer 🎉", String(repeating: "x", count: 100_000)] {
                let first = try await probe.here.publish("first", to: probe.room, from: nil)
                let event = try await probe.here.publish(text, to: probe.room, from: "sender")
                try Failure.expect(try await probe.there.history(of: probe.room, after: first.id), [event], "text")
                try Failure.expect(event.data, text, "text")
            }
        },
        Case("members are counted once, and no more when they have left") { probe in
            for _ in 0..<2 { try await probe.here.setPresence(of: "a", in: probe.room, true) }
            try await probe.there.setPresence(of: "b", in: probe.room, true)
            try await probe.here.setPresence(of: "b", in: probe.room + "other", true)
            try Failure.expect(try await probe.there.count(in: probe.room), 2, "members")
            for _ in 0..<2 { try await probe.here.setPresence(of: "a", in: probe.room, false) }
            try Failure.expect(try await probe.here.count(in: probe.room), 1, "members behind one who left")
            try await probe.there.setPresence(of: "b", in: probe.room, false)
            try Failure.expect(try await probe.here.count(in: probe.room), 0, "members behind all who left")
        },
    ]
}

/// Notes the messages that a subscription delivers.
private final class RoomRecorder: Sendable {
    private let noted = Mutex<[RoomEvent]>([])

    var events: [RoomEvent] { noted.withLock { $0 } }
    func note(_ event: RoomEvent) { noted.withLock { $0.append(event) } }

    /// Waits for so many messages.
    func wait(for count: Int) async throws -> [RoomEvent] {
        for _ in 0..<1_000 where events.count < count { try await Task.sleep(for: .milliseconds(5)) }
        return events
    }

    func expect(_ expected: [RoomEvent]) async throws {
        try ContractFailure.expect(try await wait(for: expected.count), expected, "messages")
    }
}
