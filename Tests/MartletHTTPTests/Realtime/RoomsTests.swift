import MartletTesting
import NIOCore
import Synchronization
import Testing

@testable import MartletHTTP

@Suite(.timeLimit(.minutes(2))) struct RoomsTests {
    struct Say: Decodable, Sendable { var text: String }
    struct Said: Codable, Equatable, Sendable { var text: String }

    private func app(_ rooms: Rooms<Said>) -> App {
        let app = ServedApp.make()
        app.webSocket("/chat/{room}", receiving: Say.self, sending: Said.self) { (socket, room: Path<String>) in
            try await rooms.join(room.value, socket) { member in
                for try await say in socket.messages {
                    let sender = say.text == "others" ? member : nil
                    try await rooms.broadcast(Said(text: say.text), to: room.value, except: sender)
                }
            }
        }
        app.get("/events/{room}") { (room: Path<String>, last: LastEventID?) in
            rooms.events(in: room.value, after: last, event: "said")
        }
        app.get("/count/{room}") { (room: Path<String>) in try await rooms.count(in: room.value) }
        return app
    }

    private func waitForCount(_ count: Int, in room: String, _ rooms: Rooms<Said>) async throws {
        for _ in 0..<500 where try await rooms.count(in: room) != count { try await Task.sleep(for: .milliseconds(10)) }
        let got = try await rooms.count(in: room)
        #expect(got == count)
    }

    @Test func `members of a room hear each other, and nobody else`() async throws {
        let rooms = Rooms<Said>()
        try await app(rooms).test(.live) { client in
            let ada = try await client.webSocket("/chat/lobby")
            let bob = try await client.webSocket("/chat/lobby")
            let eve = try await client.webSocket("/chat/cellar")
            try await waitForCount(2, in: "lobby", rooms)
            try await waitForCount(1, in: "cellar", rooms)
            try await ada.send(#"{"text":"hello"}"#)
            for socket in [ada, bob] {
                let heard = try await socket.receive()
                #expect(heard == .text(#"{"text":"hello"}"#))
            }
            try await ada.send(#"{"text":"others"}"#)
            try await ada.send(#"{"text":"again"}"#)
            let first = try await ada.receive()
            #expect(first == .text(#"{"text":"again"}"#))
            let other = try await bob.receive()
            #expect(other == .text(#"{"text":"others"}"#))
            try await eve.send(#"{"text":"alone"}"#)
            let alone = try await eve.receive()
            #expect(alone == .text(#"{"text":"alone"}"#))
            let answer = try await client.get("/count/lobby")
            #expect(answer.text == "2")
            try await ada.close()
            try await waitForCount(1, in: "lobby", rooms)
            await bob.breakOff()
            try await waitForCount(0, in: "lobby", rooms)
            try await eve.close()
        }
    }

    @Test func `a socket that does not read is put out, and holds nobody up`() async throws {
        let rooms = Rooms<Said>(waiting: 8)
        try await app(rooms).test(.live) { client in
            let slow = try await client.connect()
            try await slow.send(RawWebSocket.handshake.replacing("/echo", with: "/chat/lobby"))
            let quick = try await client.webSocket("/chat/lobby")
            try await waitForCount(2, in: "lobby", rooms)
            // The buffers of the system have to be full before anything waits here.
            let text = String(repeating: "x", count: 256 << 10)
            var sent = 0
            while try await rooms.count(in: "lobby") == 2, sent < 400 {
                try await rooms.broadcast(Said(text: text), to: "lobby")
                sent += 1
                let heard = try await quick.receive()
                #expect(heard != nil)
            }
            #expect(sent < 400)
            try await waitForCount(1, in: "lobby", rooms)
            try await rooms.broadcast(Said(text: "last"), to: "lobby")
            let last = try await quick.receive()
            #expect(last == .text(#"{"text":"last"}"#))
            let end = try await slow.read()
            #expect(end.isClosed)
            let reason = Array("too slow for the messages of the room".utf8)
            #expect(
                end.bytes.readableBytesView.suffix(4 + reason.count).elementsEqual([0x88, 39, 0x03, 0xF5] + reason))
            await slow.close()
            try await quick.close()
        }
    }

    @Test func `an inbox puts out or skips, and is bounded`() async throws {
        func event(_ number: Int) -> RoomEvent { RoomEvent(id: "\(number)", data: "") }
        let skipping = RoomInbox(member: "a", limit: 2, rule: .skipOldest)
        for number in 0..<5 { skipping.push(event(number)) }
        skipping.push(RoomEvent(id: "own", sender: "a", data: ""))
        let kept = [try await skipping.next().id, try await skipping.next().id]
        #expect(kept == ["3", "4"])
        let strict = RoomInbox(member: "a", limit: 2, rule: .putOut)
        for number in 0..<2 { strict.push(event(number)) }
        let first = try await strict.next()
        #expect(first.id == "0")
        for number in 2..<5 { strict.push(event(number)) }
        await #expect(throws: RoomInbox.TooSlow.self) { _ = try await strict.next() }
        await #expect(throws: RoomInbox.TooSlow.self) { try await strict.watch() }
        let waiting = Task { try await skipping.next() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { _ = try await waiting.value }
    }

    @Test func `listeners get events with ids, and what they missed`() async throws {
        let rooms = Rooms<Said>(bus: LocalRoomBus(history: 3))
        try await app(rooms).test(.live) { client in
            let listener = try await client.connect()
            try await listener.send("GET /events/lobby HTTP/1.1\r\nHost: a\r\n\r\n")
            try await waitForCount(1, in: "lobby", rooms)
            for text in ["one", "two", "three"] { try await rooms.broadcast(Said(text: text), to: "lobby") }
            let output = try await listener.read(until: "three").text
            let ids = output.split(separator: "\n").filter { $0.hasPrefix("id: ") }.map { String($0.dropFirst(4)) }
            #expect(Set(ids).count == 3)
            #expect(output.contains("event: said\nid: \(ids[0])\ndata: {\"text\":\"one\"}\n\n"))
            await listener.close()
            try await waitForCount(0, in: "lobby", rooms)
            try await rooms.broadcast(Said(text: "four"), to: "lobby")

            let again = try await listen(client, after: ids[1])
            let missed = try await again.read(until: "four").text
            #expect(missed.contains("three") && !missed.contains("two") && !missed.contains("missed"))
            try await rooms.broadcast(Said(text: "five"), to: "lobby")
            let live = try await again.read(until: "five").text
            #expect(live.split(separator: "\n").count { $0 == "data: {\"text\":\"four\"}" } == 1)
            await again.close()

            for unknown in [ids[0], "nonsense"] {
                let late = try await listen(client, after: unknown)
                let first = try await late.read(until: "\n\n").text
                #expect(first.contains("event: missed\ndata: {}\n\n"))
                await late.close()
            }
        }
    }

    private func listen(_ client: TestClient, after id: String) async throws -> TestConnection {
        let connection = try await client.connect()
        try await connection.send("GET /events/lobby HTTP/1.1\r\nHost: a\r\nLast-Event-ID: \(id)\r\n\r\n")
        return connection
    }

    @Test func `presence is said again where the bus forgets`() async throws {
        let bus = ForgetfulBus()
        let rooms = Rooms<Said>(bus: bus)
        try await app(rooms).test(.live) { client in
            let socket = try await client.webSocket("/chat/lobby")
            for _ in 0..<500 where bus.said.load(ordering: .relaxed) < 4 {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(bus.said.load(ordering: .relaxed) >= 4)
            try await socket.close()
            try await waitForCount(0, in: "lobby", rooms)
        }
    }

    @Test func `what a bus throws ends the stay`() async throws {
        let rooms = Rooms<Said>(bus: ForgetfulBus(failing: true))
        try await app(rooms).test(.live) { client in
            let socket = try await client.webSocket("/chat/lobby")
            let end = try await socket.receive()
            #expect(end == nil)
            let close = try await socket.serverClose
            #expect(close?.code == .internalError)
        }
    }
}

@Suite(.timeLimit(.minutes(2))) struct LocalRoomBusTests {
    @Test(arguments: RoomBusSuite.cases) func `the bus passes the suite`(_ test: RoomBusSuite.Case) async throws {
        try await RoomBusSuite.run(test, on: LocalRoomBus())
    }

    @Test func `the suite finds buses that are wrong`() async throws {
        let failures = try await withThrowingTaskGroup(of: Int.self) { group in
            for test in RoomBusSuite.cases {
                group.addTask {
                    do {
                        try await RoomBusSuite.run(test, on: ForgetfulBus(), and: ForgetfulBus())
                        return 0
                    } catch is RoomBusSuite.Failure {
                        return 1
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(failures == RoomBusSuite.cases.count)
    }

    @Test func `history is bounded in number and in bytes, rooms in number`() throws {
        let bus = LocalRoomBus(history: 3, historyBytes: 10, maximumRooms: 20)
        let first = bus.publish("1", to: "a", from: nil)
        let second = bus.publish("2", to: "a", from: nil)
        for text in ["3", "4"] { _ = bus.publish(text, to: "a", from: nil) }
        #expect(bus.history(of: "a", after: first.id) == nil)
        #expect(bus.history(of: "a", after: second.id)?.map(\.data) == ["3", "4"])
        _ = bus.publish("12345678", to: "a", from: nil)
        #expect(bus.history(of: "a", after: second.id) == nil)
        let large = bus.publish("a text of more than ten bytes", to: "a", from: nil)
        #expect(bus.history(of: "a", after: large.id) == nil)

        let subscription = bus.subscribe(to: "kept") { _ in }
        bus.setPresence(of: "member", in: "present", true)
        let kept = bus.publish("1", to: "kept", from: nil)
        for number in 0..<1_000 { _ = bus.publish("1", to: "room \(number)", from: nil) }
        #expect(bus.roomCount <= 22)
        #expect(bus.history(of: "kept", after: kept.id) == [])
        #expect(bus.count(in: "present") == 1)
        subscription.cancel()
    }

    @Test func `all rooms together are bounded in bytes, names included`() {
        let limit = 100_000
        let bus = LocalRoomBus(maximumBytes: limit)
        let delivered = Atomic(0)
        let subscription = bus.subscribe(to: "kept") { _ in delivered.add(1, ordering: .relaxed) }
        let first = bus.publish("1", to: "kept", from: nil)
        _ = bus.publish("2", to: "kept", from: nil)
        let text = String(repeating: "x", count: 1_000)
        for number in 0..<1_000 {
            _ = bus.publish(text, to: "\(number) \(text)", from: nil)
            bus.setPresence(of: "member", in: "\(number) visited \(text)", true)
            bus.setPresence(of: "member", in: "\(number) visited \(text)", false)
            #expect(bus.bytes <= limit)
        }
        #expect(bus.roomCount < 100)
        // Who is in a room finds what was said as long as idle rooms make place.
        #expect(bus.history(of: "kept", after: first.id)?.map(\.data) == ["2"])

        // Then what was said goes, and nobody who listens.
        let others = (0..<300).map { number in
            bus.subscribe(to: "used \(number)") { _ in delivered.add(1, ordering: .relaxed) }
        }
        for number in 0..<300 {
            for _ in 0..<2 { _ = bus.publish(text, to: "used \(number)", from: nil) }
            #expect(bus.bytes <= limit)
        }
        #expect(delivered.load(ordering: .relaxed) == 602)
        #expect(bus.history(of: "kept", after: first.id) == nil)
        #expect(bus.roomCount == 301)
        for subscription in others + [subscription] { subscription.cancel() }
    }

    @Test func `rooms in use that need more than there is cost no look at all of them each time`() {
        let bus = LocalRoomBus(maximumBytes: 1_000)
        let rooms = (0..<2_000).map { bus.subscribe(to: "\($0)") { _ in } }
        let start = ContinuousClock.now
        for number in 0..<20_000 { _ = bus.publish("x", to: "\(number % 2_000)", from: nil) }
        #expect(ContinuousClock.now - start < .seconds(20))
        #expect(bus.roomCount == 2_000)
        for room in rooms { room.cancel() }
    }
}

/// A bus that delivers nothing and forgets who is there.
private final class ForgetfulBus: RoomBus {
    struct Failing: Error {}
    let said = Atomic(0)
    let failing: Bool
    private let members = LocalRoomBus()

    init(failing: Bool = false) { self.failing = failing }

    var presenceInterval: Duration? { .milliseconds(20) }

    func publish(_ data: String, to room: String, from sender: String?) -> RoomEvent {
        RoomEvent(id: data, sender: sender, data: "wrong")
    }
    func subscribe(to room: String, _ deliver: @escaping @Sendable (RoomEvent) -> Void) -> RoomSubscription {
        RoomSubscription {}
    }
    func history(of room: String, after id: String) -> [RoomEvent]? { [RoomEvent(id: "", data: "")] }
    func setPresence(of member: String, in room: String, _ isPresent: Bool) throws {
        said.add(1, ordering: .relaxed)
        if failing, isPresent { throw Failing() }
        members.setPresence(of: member, in: room, isPresent)
    }
    func count(in room: String) -> Int { members.count(in: room) }
}
