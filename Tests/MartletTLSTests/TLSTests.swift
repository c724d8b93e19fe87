import Foundation
import MartletTLS
import Synchronization
import Testing

@testable import MartletHTTP

@Suite struct TLSTests {
    private func app(_ transport: any ServerTransport) -> App {
        let app = App(disabling: .all)
        app.server.addresses = [.hostname("127.0.0.1", port: 0)]
        app.server.transport = transport
        app.get("/") { (request: Request) in
            "\(request.scheme) \(request.host ?? "-") \(request.context.connection.clientCertificateName ?? "-")"
        }
        app.post("/upload") { (request: Request) in
            var size = 0
            for try await part in request.body { size += part.readableBytes }
            return "\(size)"
        }.bodyLimit(1 << 30)
        app.post("/small") { (request: Request) in "\(try await request.body.collect().readableBytes)" }
        app.get("/download") {
            Response(
                body: .stream { writer in
                    let part = String(repeating: "x", count: 64 << 10)
                    for _ in 0..<512 { try await writer.write(part) }
                })
        }
        app.get("/file") { (request: Request) in FileResponse(try request.query["path"] ?? "") }
        app.get("/slow") {
            try await Task.sleep(for: .milliseconds(400))
            return "slow"
        }
        return app
    }

    /// Serves an application while a body runs, and hands it the port.
    private func serve(_ transport: any ServerTransport, _ body: (Int, RunningApp) async throws -> Void) async throws {
        let running = try await app(transport).start()
        do { try await body(try #require(running.port), running) } catch {
            try? await running.stop()
            throw error
        }
        try await running.stop()
    }

    private func curl(_ port: Int, _ path: String, _ arguments: [String]) async throws -> CommandOutput {
        try await command(
            "curl",
            ["-sS", "--max-time", "60"] + arguments + [
                "https://localhost:\(port)\(path)", "--resolve",
                "localhost:\(port):127.0.0.1",
            ])
    }

    @Test(arguments: ["--http2", "--http1.1"])
    func `files and parts of them are sent encrypted`(_ option: String) async throws {
        let files = try await Certificates()
        let (path, output) = (files.path("large.bin"), files.path("received.bin"))
        let bytes = Data((0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        try bytes.write(to: URL(fileURLWithPath: path))
        let trusted = ["--cacert", files.path("ca.pem"), option, "-o", output, "-w", "%{http_code}"]
        let received = URL(fileURLWithPath: output)
        try await serve(TLSTransport(certificate: files.path("server.pem"), key: files.path("server.key"))) { port, _ in
            for (arguments, status, part) in [
                ([], "200", bytes), (["-r", "100000-299999"], "206", bytes[100_000..<300_000]),
            ] {
                let answer = try await curl(port, "/file?path=\(path)", trusted + arguments)
                #expect(answer.text == status)
                #expect(try Data(contentsOf: received) == part)
            }
            let several = try await curl(port, "/file?path=\(path)", trusted + ["-r", "0-9,-10"])
            #expect(several.text == "206")
            let parts = try Data(contentsOf: received)
            #expect(parts.range(of: bytes.prefix(10)) != nil)
            #expect(parts.range(of: bytes.suffix(10)) != nil)
        }
    }

    @Test(arguments: [("--http2", "2"), ("--http1.1", "1.1")])
    func `ALPN chooses the protocol, and both answer`(_ option: String, _ version: String) async throws {
        let files = try await Certificates()
        let authority = files.path("ca.pem")
        try await serve(TLSTransport(certificate: files.path("server.pem"), key: files.path("server.key"))) { port, _ in
            let trusted = ["--cacert", authority, option]
            let page = try await curl(port, "/", trusted + ["-w", " %{http_version} %{http_code}"])
            #expect(page.text == "https localhost:\(port) - \(version) 200")
            let head = try await curl(
                port, "/", trusted + ["-I", "-o", "/dev/null", "-w", "%{http_code} %{size_download}"])
            #expect(head.text == "200 0")
            let missing = try await curl(port, "/nothing", trusted + ["-o", "/dev/null", "-w", "%{http_code}"])
            #expect(missing.text == "404")
            let download = try await curl(port, "/download", trusted + ["-o", "/dev/null", "-w", "%{size_download}"])
            #expect(download.text == "\(512 * (64 << 10))")
            let tooLarge = try await curl(
                port, "/small",
                trusted + ["--data-binary", String(repeating: "a", count: 50_000), "-w", " %{http_code}"])
            #expect(tooLarge.text == "50000 200")
        }
    }

    @Test func `a large upload passes over HTTP/2, and one past its limit is refused`() async throws {
        let files = try await Certificates()
        let big = files.path("big")
        #expect(FileManager.default.createFile(atPath: big, contents: Data(count: 40 << 20)))
        let authority = files.path("ca.pem")
        try await serve(TLSTransport(certificate: files.path("server.pem"), key: files.path("server.key"))) { port, _ in
            let options = ["--cacert", authority, "--http2", "--data-binary", "@\(big)"]
            #expect(try await curl(port, "/upload", options).text == "\(40 << 20)")
            let refused = try await curl(port, "/small", options + ["-o", "/dev/null", "-w", "%{http_code}"])
            #expect(refused.text.hasSuffix("413"))
        }
    }

    @Test func `old protocol versions are refused`() async throws {
        let files = try await Certificates()
        let authority = files.path("ca.pem")
        try await serve(TLSTransport(certificate: files.path("server.pem"), key: files.path("server.key"))) { port, _ in
            let old = try await curl(
                port, "/", ["--cacert", authority, "--tls-max", "1.1", "--tlsv1.0", "--ciphers", "DEFAULT@SECLEVEL=0"])
            #expect(old.status == 35)
            #expect(try await curl(port, "/", ["--cacert", authority, "--tls-max", "1.2"]).status == 0)
            #expect(try await curl(port, "/", ["--cacert", authority, "--tlsv1.3"]).status == 0)
        }
    }

    @Test func `mutual TLS lets in whom the authority knows, and says who it is`() async throws {
        let files = try await Certificates()
        let authority = files.path("ca.pem")
        let identity = ["--cert", files.path("client.pem"), "--key", files.path("client.key")]
        let transport = TLSTransport(
            certificate: files.path("server.pem"), key: files.path("server.key"),
            clients: .required(authorities: authority))
        try await serve(transport) { port, _ in
            for version in ["--http2", "--http1.1"] {
                let known = try await curl(port, "/", ["--cacert", authority, version] + identity)
                #expect(known.text == "https localhost:\(port) ada")
                let unknown = try await curl(port, "/", ["--cacert", authority, version])
                #expect(unknown.status != 0)
            }
        }
    }

    @Test func `a renewed certificate is used without a restart, a broken one is not`() async throws {
        let files = try await Certificates()
        let transport = TLSTransport(certificate: files.path("server.pem"), key: files.path("server.key"))
        func serial(_ port: Int) async throws -> String {
            let output = try await command(
                "sh",
                [
                    "-c",
                    "openssl s_client -connect 127.0.0.1:\(port) </dev/null 2>/dev/null | openssl x509 -noout -serial",
                ])
            return output.text
        }
        try await serve(transport) { port, _ in
            let first = try await serial(port)
            #expect(first.hasPrefix("serial="))
            try await files.issue("server", name: "localhost")
            var second = first
            for _ in 0..<100 where second == first {
                try await Task.sleep(for: .milliseconds(100))
                second = try await serial(port)
            }
            #expect(second.hasPrefix("serial=") && second != first)
            try "nonsense".write(toFile: files.path("server.pem"), atomically: true, encoding: .utf8)
            try await Task.sleep(for: .milliseconds(1100))
            #expect(try await serial(port) == second)
            #expect(throws: TLSError.self) { try transport.reload() }
        }
    }

    @Test func `files that cannot be used stop the start`() async throws {
        let files = try await Certificates()
        let missing = app(TLSTransport(certificate: files.path("none.pem"), key: files.path("server.key")))
        let error = await #expect(throws: TLSError.self) { try await missing.start() }
        #expect(error?.description.contains("none.pem` cannot be read as PEM") == true)
        let other = app(TLSTransport(certificate: files.path("server.pem"), key: files.path("client.key")))
        await #expect(throws: TLSError.self) { try await other.start() }
    }

    @Test func `many streams of one connection are answered at once`() async throws {
        let files = try await Certificates()
        try await serve(TLSTransport(certificate: files.path("server.pem"), key: files.path("server.key"))) { port, _ in
            let load = try await command("h2load", ["-n", "2000", "-c", "4", "-m", "50", "https://127.0.0.1:\(port)/"])
            #expect(load.text.contains("2000 succeeded, 0 failed, 0 errored"))
            #expect(load.text.contains("status codes: 2000 2xx"))
        }
    }

    @Test func `cleartext HTTP/2 with prior knowledge and HTTP/1 share a port`() async throws {
        try await serve(PriorKnowledgeTransport()) { port, _ in
            for (option, version) in [("--http2-prior-knowledge", "2"), ("--http1.1", "1.1")] {
                let page = try await command(
                    "curl", ["-sS", option, "-w", " %{http_version}", "http://127.0.0.1:\(port)/"])
                #expect(page.text == "http 127.0.0.1:\(port) - \(version)")
            }
        }
    }

    @Test func `a stream over HTTP/2 keeps to the length it announced`() async throws {
        let failures = Mutex<[String]>([])
        let app = app(PriorKnowledgeTransport())
        app.get("/stream/{count:int}") { (count: Path<Int>) in
            Response(
                body: .stream(length: 10) { writer in
                    do { try await writer.write(String(repeating: "a", count: count.value)) } catch {
                        failures.withLock { $0.append("\(error)") }
                        throw error
                    }
                })
        }
        let running = try await app.start()
        let url = "http://127.0.0.1:\(try #require(running.port))/stream"
        #expect(try await command("curl", ["-sS", "--http2-prior-knowledge", "\(url)/10"]).text == "aaaaaaaaaa")
        _ = try await command("curl", ["-sS", "--http2-prior-knowledge", "\(url)/11"])
        #expect(failures.withLock { $0 } == ["a stream wrote more or less bytes than it had announced"])
        try await running.stop()
    }

    @Test func `a graceful stop lets running streams finish`() async throws {
        let running = try await app(PriorKnowledgeTransport()).start()
        let port = try #require(running.port)
        async let slow = command("curl", ["-sS", "--http2-prior-knowledge", "http://127.0.0.1:\(port)/slow"])
        for _ in 0..<1_000 where running.openConnections == 0 { try await Task.sleep(for: .milliseconds(10)) }
        try await Task.sleep(for: .milliseconds(100))
        try await running.stop()
        #expect(try await slow.text == "slow")
    }
}
