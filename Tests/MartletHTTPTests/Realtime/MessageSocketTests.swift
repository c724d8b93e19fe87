import MartletHTTP
import MartletTesting
import NIOCore
import Testing

@Suite(.timeLimit(.minutes(2))) struct MessageSocketTests {
    struct Say: Decodable, Sendable, RequestValidated {
        var text: String

        func validate(in request: Request, _ validation: inout Validation) async throws {
            validation.require(text != "rude", at: "/text", "rude", "is rude")
            if text == "crash" { throw Crash() }
        }
    }

    struct Said: Codable, Equatable, Sendable {
        var text: String
        var room: String
    }

    struct Crash: Error {}

    private func app() -> App {
        let app = ServedApp.make()
        app.services[ProblemMessages.self] = ProblemMessages { problem, _ in
            problem.code == "rude" ? "ist unhöflich" : nil
        }
        app.webSocket("/chat/{room}", receiving: Say.self, sending: Said.self) { (socket, room: Path<String>) in
            for try await say in socket.messages {
                if say.text == "closed" { try await socket.send(problem: HTTPError(.forbidden, "The room is closed.")) }
                if say.text == "bye" { return try await socket.close(.goingAway, reason: "bye") }
                try await socket.send(Said(text: say.text, room: room.value))
            }
        }
        return app
    }

    @Test func `messages are values in both directions`() async throws {
        try await app().test(.live) { client in
            let socket = try await client.webSocket("/chat/lobby")
            try await socket.send(#"{"text":"hello"}"#)
            let answer = try await socket.receive()
            #expect(answer == .text(#"{"text":"hello","room":"lobby"}"#))
            try await socket.send(#"{"text":"bye"}"#)
            let end = try await socket.receive()
            #expect(end == nil)
            let close = try await socket.serverClose
            #expect(close?.code == .goingAway)
        }
    }

    @Test(arguments: [
        (
            "{",
            #"{"problem":{"type":"about:blank","title":"Bad Request","status":400,"detail":"The content is not valid JSON"#
        ),
        (
            #"{"test":"a"}"#,
            #"{"problem":{"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"/text is required."}}"#
        ),
        (
            #"{"text":"rude"}"#,
            #"{"problem":{"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"/text ist unhöflich.","errors":[{"pointer":"/text","code":"rude","detail":"ist unhöflich"}]}}"#
        ),
        (
            #"{"text":"closed"}"#,
            #"{"problem":{"type":"about:blank","title":"Forbidden","status":403,"detail":"The room is closed."}}"#
        ),
    ])
    func `what is wrong is answered, and the conversation goes on`(_ message: String, _ problem: String) async throws {
        try await app().test(.live) { client in
            let socket = try await client.webSocket("/chat/lobby")
            try await socket.send(message)
            guard case .text(let answer)? = try await socket.receive() else {
                Issue.record("no answer")
                return
            }
            #expect(answer.hasPrefix(problem), "\(answer)")
            if message.contains("closed") { _ = try await socket.receive() }
            try await socket.send(#"{"text":"hello"}"#)
            let next = try await socket.receive()
            #expect(next == .text(#"{"text":"hello","room":"lobby"}"#))
            try await socket.close()
        }
    }

    @Test func `bytes are no message`() async throws {
        try await app().test(.live) { client in
            let socket = try await client.webSocket("/chat/lobby")
            try await socket.send(ByteBuffer(string: #"{"text":"hello"}"#))
            let answer = try await socket.receive()
            #expect(
                answer
                    == .text(
                        #"{"problem":{"type":"about:blank","title":"Unsupported Media Type","status":415,"detail":"A message must be JSON as text, not bytes."}}"#
                    ))
            try await socket.close()
        }
    }

    @Test func `what rules throw is the server's failure`() async throws {
        try await app().test(.live) { client in
            let socket = try await client.webSocket("/chat/lobby")
            try await socket.send(#"{"text":"crash"}"#)
            let end = try await socket.receive()
            #expect(end == nil)
            let close = try await socket.serverClose
            #expect(close?.code == .internalError)
        }
    }
}
