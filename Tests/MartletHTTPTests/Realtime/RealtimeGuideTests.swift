import MartletHTTP
import MartletTesting
import Testing

/// The examples of `Documentation/Guides/Realtime.md`.
@Suite struct RealtimeGuideTests {
    /// The people of each room.
    actor Rooms {
        private var members: [String: [ObjectIdentifier: WebSocket]] = [:]

        func join(_ room: String, _ socket: WebSocket) {
            members[room, default: [:]][ObjectIdentifier(socket)] = socket
        }

        func leave(_ room: String, _ socket: WebSocket) {
            members[room]?[ObjectIdentifier(socket)] = nil
        }

        func say(_ text: String, in room: String) async {
            await withTaskGroup(of: Void.self) { group in
                for member in (members[room] ?? [:]).values {
                    // Who has gone leaves by itself.
                    group.addTask { try? await member.send(text) }
                }
            }
        }
    }

    private func makeApp() -> App {
        let app = App(disabling: .all)
        let rooms = Rooms()
        app.webSocket("/chat/{room}") { (socket: WebSocket, room: Path<String>) in
            await rooms.join(room.value, socket)
            do {
                for try await case .text(let text) in socket.messages {
                    await rooms.say(text, in: room.value)
                }
            } catch {
                // The connection broke off, or the peer broke the protocol: socket.closeCode says which.
            }
            await rooms.leave(room.value, socket)
        }
        app.get("/ticks") { (last: LastEventID?) in
            EventStream(retry: .seconds(2)) { events in
                // The id is what a client says: compared with what is there, and not calculated with.
                let seen = last.flatMap { Int($0.value) } ?? 0
                for number in 1...10 where number > seen {
                    try await events.send(ServerSentEvent(json: ["number": number], id: "\(number)", event: "tick"))
                    try await Task.sleep(for: .milliseconds(10))
                }
            }
        }
        return app
    }

    @Test func `people of a room hear each other`() async throws {
        try await makeApp().test(.live) { (client) async throws in
            let ada = try await client.webSocket("/chat/lobby")
            try await ada.send("hello")
            #expect(try await ada.receive() == .text("hello"))
            let bob = try await client.webSocket("/chat/lobby", headers: [.origin: client.baseURL ?? ""])
            try await bob.send("hi")
            #expect(try await bob.receive() == .text("hi"))
            #expect(try await ada.receive() == .text("hi"))
            try await ada.close()
            #expect(try await ada.serverClose?.code == .normal)
        }
    }

    @Test func `ticks go on behind the last one`() async throws {
        try await makeApp().test { (client) async throws in
            let response = try await client.get("/ticks", headers: [.known("Last-Event-ID"): "7"])
            #expect(response.text.hasPrefix("retry: 2000\n\nevent: tick\nid: 8\ndata: {\"number\":8}\n\n"))
            for id in ["\(Int.max)", "\(Int.max - 2)", "99999999999999999999", "-1"] {
                let odd = try await client.get("/ticks", headers: [.known("Last-Event-ID"): id])
                #expect(odd.status == .ok && odd.text.hasPrefix("retry: 2000\n\n"))
            }
        }
    }
}
