import MartletHTTP
import MartletTesting
import NIOCore
import Testing

@testable import MartletHTTP

/// Where a server listens.
@Suite struct ListeningTests {
    @Test func `a Unix socket`() async throws {
        let path = TemporaryFile.path(".sock")
        defer { TemporaryFile.remove(path) }
        for _ in 0..<2 {
            // The second start finds the socket file of the first.
            let app = ServedApp.make { $0.addresses = [.unixSocket(path: path)] }
            app.get("/who") { (request: Request) in request.clientAddress ?? "nobody" }
            let running = try await app.start()
            let connection = try await TestConnection.connect(to: SocketAddress(unixDomainSocketPath: path))
            try await connection.send("GET /who HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let answer = try await connection.read()
            #expect(answer.text.hasSuffix("\r\n\r\nnobody"), "\(answer)")
            await connection.close()
            try await running.stop()
        }
    }

    @Test func `several addresses at once`() async throws {
        let app = ServedApp.make {
            $0.addresses = [.hostname("127.0.0.1", port: 0), .hostname("localhost", port: 0)]
        }
        let running = try await app.start()
        #expect(running.addresses.count == 2)
        for address in running.addresses {
            let connection = try await TestConnection.connect(to: address)
            try await connection.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(try await connection.read().status == 200)
            await connection.close()
        }
        try await running.stop()
    }

    @Test func `a port that is taken is a boot error`() async throws {
        let running = try await startAtFreePort()
        let port = try #require(running.port)
        let app = ServedApp.make { $0.addresses = [.hostname("127.0.0.1", port: port)] }
        let error = await #expect(throws: BootError.self) { _ = try await app.start() }
        #expect(
            error?.problems == [
                "cannot listen at 127.0.0.1:\(port): another process uses port \(port); stop it, or set PORT (or --port) "
                    + "to another"
            ])
        try await running.stop()
    }

    @Test(arguments: [
        (
            ServerConfiguration.Address.hostname("nowhere.invalid", port: 0),
            "nowhere.invalid:0: the host is not known; set HOST (or --host) to an address of this machine, to 127.0.0.1 "
                + "for itself alone or to 0.0.0.0 for all"
        ),
        (
            .hostname("192.0.2.1", port: 0),
            "192.0.2.1:0: this machine has no address 192.0.2.1; set HOST (or --host) to one that it has, to 127.0.0.1 "
                + "for itself alone or to 0.0.0.0 for all"
        ),
        (
            .unixSocket(path: "/nowhere/at/all.sock"),
            "unix:/nowhere/at/all.sock: the folder /nowhere/at does not exist; make it first"
        ),
        (
            .unixSocket(path: "/tmp/" + String(repeating: "x", count: 200)),
            "unix:/tmp/\(String(repeating: "x", count: 200)): the path is longer than the system takes"
        ),
    ])
    func `an address that cannot be had says what to change`(
        address: ServerConfiguration.Address, problem: String
    ) async throws {
        let app = ServedApp.make { $0.addresses = [address] }
        let error = await #expect(throws: BootError.self) { _ = try await app.start() }
        #expect(error?.problems == ["cannot listen at \(problem)"])
    }

    @Test func `an inherited socket that is not there is a boot error`() async throws {
        let app = ServedApp.make { $0.addresses = [.inherited] }
        let error = await #expect(throws: BootError.self) { _ = try await app.start() }
        #expect(
            error?.problems == [
                "no listening socket was inherited; LISTEN_FDS and LISTEN_PID have to name one (sd_listen_fds(3))"
            ])
    }

    private func startAtFreePort() async throws -> RunningApp {
        try await ServedApp.make { $0.addresses = [.hostname("127.0.0.1", port: 0)] }.start()
    }
}
