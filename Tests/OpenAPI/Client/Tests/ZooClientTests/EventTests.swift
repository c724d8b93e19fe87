import Foundation
import Testing
import ZooClient

/// A transport whose response comes in parts.
struct PartsTransport: ClientTransport {
    let status: Int
    let parts: [Data]
    var breaks = false

    func send(_ request: ClientRequest) throws -> ClientResponse { throw URLError(.unsupportedURL) }

    func stream(_ request: ClientRequest) -> StreamedResponse {
        let (body, chunks) = AsyncThrowingStream.makeStream(of: Data.self)
        for part in parts { chunks.yield(part) }
        chunks.finish(throwing: breaks ? URLError(.networkConnectionLost) : nil)
        return StreamedResponse(status: status, body: body)
    }
}

@Suite struct EventTests {
    private func events(_ transport: some ClientTransport) async throws -> [ServerEvent] {
        var events: [ServerEvent] = []
        for try await event in try await ZooClient(server: "https://zoo.example", transport: transport).watchPayments()
        {
            events.append(event)
        }
        return events
    }

    private static let text =
        "\u{FEFF}: hello\r\nid: 1\nevent: paid\ndata: {\"type\":\r\ndata:\"cash\"}\r\r"
        + "retry: 250\nretry: x\ndata: é\n\nid: 2\n\ndata\n\nother: 1\nevent: none\n\ndata: unfinished"

    /// Wherever the parts end: within a character, between a return and a line feed, within a line.
    @Test(arguments: [1, 2, 3, 7, 1000])
    func `events are those of the stream, wherever its parts end`(_ size: Int) async throws {
        let bytes = Array(Self.text.utf8)
        let parts = stride(from: 0, to: bytes.count, by: size).map { Data(bytes[$0..<min($0 + size, bytes.count)]) }
        let events = try await events(PartsTransport(status: 200, parts: parts))
        #expect(
            events == [
                ServerEvent(id: "1", event: "paid", data: "{\"type\":\n\"cash\"}"),
                ServerEvent(id: "1", data: "é", retry: 250), ServerEvent(id: "2", data: "", retry: 250),
            ])
        #expect(try events[0].json(Payment.self) == .cash(PaymentCash()))
        #expect(throws: DecodingError.self) { try events[1].json(Payment.self) }
    }

    @Test func `a transport that knows no streams gives events too`() async throws {
        let recorder = Recorder(200, "data: a\n\ndata: b\n\n")
        #expect(try await events(recorder).map(\.data) == ["a", "b"])
        #expect(await recorder.last?.headers["Accept"] == "text/event-stream, application/problem+json")
    }

    @Test func `a refusal is whole`() async throws {
        let parts = [Data(#"{"title""#.utf8), Data(#": "No"}"#.utf8)]
        let client = ZooClient(server: "https://zoo.example", transport: PartsTransport(status: 403, parts: parts))
        do throws(WatchPaymentsFailure) {
            _ = try await client.watchPayments()
            Issue.record("it was accepted")
        } catch {
            guard case .forbidden(let problem) = error else { throw error }
            #expect(problem.title == "No")
        }
    }

    @Test func `a connection that breaks is a failure after the events that came`() async throws {
        let transport = PartsTransport(status: 200, parts: [Data("data: a\n\n".utf8)], breaks: true)
        var iterator = try await ZooClient(server: "https://zoo.example", transport: transport).watchPayments()
            .makeAsyncIterator()
        #expect(try await iterator.next()?.data == "a")
        await #expect {
            _ = try await iterator.next()
        } throws: { error in
            guard case .transport? = error as? ClientFailure else { return false }
            return true
        }
    }

    /// Against `Tests/OpenAPI/events_server.py`, whose stream has no end.
    @Test(.timeLimit(.minutes(1)))
    func `events come as they are sent, and who leaves or is cancelled ends the request`()
        async throws
    {
        let server = try #require(ProcessInfo.processInfo.environment["EVENTS_URL"])
        let client = ZooClient(server: server)
        for try await event in try await client.watchPayments() {
            #expect(event == ServerEvent(id: "1", data: "first"))
            break
        }
        let task = Task {
            for try await event in try await client.watchPayments() { #expect(event.id == "1") }
        }
        try await Task.sleep(for: .milliseconds(300))
        task.cancel()
        await #expect {
            try await task.value
        } throws: { error in
            guard case .transport(is CancellationError)? = error as? ClientFailure else { return false }
            return true
        }
        let url = try #require(URL(string: server + "/left"))
        var left = ""
        while left != "2" {
            let response = try await URLSessionTransport().send(ClientRequest(method: "GET", url: url))
            left = String(decoding: response.body, as: UTF8.self)
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    @Test func `an event has a limit`() async throws {
        let part = Data("data: ".utf8) + Data(repeating: 0x61, count: (16 << 20) + 1)
        await #expect {
            _ = try await events(PartsTransport(status: 200, parts: [part]))
        } throws: { error in
            (error as? ClientFailure)?.description
                == "the response of status 200 is not as described: an event has more than 16777216 bytes"
        }
    }
}
