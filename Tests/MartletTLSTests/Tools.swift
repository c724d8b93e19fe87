import Foundation
import MartletHTTP

/// What a command printed and how it ended.
struct CommandOutput: Sendable {
    var status: Int32
    var text: String
}

/// Runs a command of the system and waits for it off the cooperative pool.
func command(_ name: String, _ arguments: [String]) async throws -> CommandOutput {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = [name] + arguments
            let output = Pipe()
            process.standardOutput = output
            process.standardError = output
            do {
                try process.run()
                let data = output.fileHandleForReading.readDataToEndOfFile()
                process.waitUntilExit()
                continuation.resume(
                    returning: CommandOutput(
                        status: process.terminationStatus, text: String(decoding: data, as: UTF8.self)))
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }
}

/// A folder of certificates made for one test: an authority, a server's and a client's.
struct Certificates: ~Copyable {
    let folder: URL

    init() async throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("martlet-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try await openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj",
            "/CN=Test Authority", "-keyout", path("ca.key"), "-out", path("ca.pem"))
        try await issue("server", name: "localhost")
        try await issue("client", name: "ada")
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// Issues a certificate that the authority signs, replacing one of the same file name.
    func issue(_ file: String, name: String) async throws {
        try "subjectAltName=DNS:localhost,IP:127.0.0.1\n".write(
            toFile: path("ext"), atomically: true, encoding: .utf8)
        try await openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=\(name)",
            "-keyout", path("\(file).key"), "-out", path("\(file).csr"))
        try await openssl(
            "x509", "-req", "-in", path("\(file).csr"), "-CA", path("ca.pem"), "-CAkey", path("ca.key"),
            "-CAcreateserial", "-days", "2", "-extfile", path("ext"), "-out", path("\(file).pem"))
    }

    private func openssl(_ arguments: String...) async throws {
        let output = try await command("openssl", arguments)
        guard output.status == 0 else { throw CommandFailed(text: output.text) }
    }
}

struct CommandFailed: Error { var text: String }
