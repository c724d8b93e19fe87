import Foundation
import MartletHTTP

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// LibFuzzer's entry for programs that have a `main` of their own (FuzzerInterface.h).
@_silgen_name("LLVMFuzzerRunDriver")
func runFuzzer(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// What libFuzzer calls for each input; its library looks for a function of this name.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ length: Int) -> CInt {
    let request = Array(UnsafeBufferPointer(start: bytes, count: length))
    guard let response = exchange(request) else { fail("the server does not accept", request) }
    var reader = ResponseReader(response, request: request)
    if let problem = reader.problem() { fail(problem, request) }
    return 0
}

/// A Unix socket spares the fuzzer the ports that TCP keeps after each connection.
let socketPath = "\(NSTemporaryDirectory())/martlet-fuzz-\(getpid()).sock"

func connectToServer() -> CInt? {
    let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: socketPath.utf8.prefix($0.count - 1)) }
    let status = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
    guard status == 0 else {
        close(descriptor)
        return nil
    }
    return descriptor
}

/// Sends bytes, closes the sending side, and returns what comes until the server closes.
func exchange(_ request: [UInt8]) -> [UInt8]? {
    guard let descriptor = connectToServer() else { return nil }
    defer { close(descriptor) }
    var sent = 0
    while sent < request.count {
        let count = request.withUnsafeBytes { bytes in
            send(descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, CInt(MSG_NOSIGNAL))
        }
        guard count > 0 else { break }
        sent += count
    }
    shutdown(descriptor, CInt(SHUT_WR))
    var received: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = recv(descriptor, &part, part.count, 0)
        guard count > 0 else { return received }
        received += part[..<count]
    }
}

func fail(_ problem: String, _ request: [UInt8]) -> Never {
    print("PROBLEM: \(problem)\nsent: \(String(decoding: request, as: UTF8.self).debugDescription)")
    abort()
}

/// Writes the corpus of the other fuzzer as files, for libFuzzer to begin with.
func writeCorpus(to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (number, request) in Corpus.requests.enumerated() {
        try Data(request).write(to: URL(fileURLWithPath: "\(folder)/corpus-\(number)"))
    }
}

if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "write-corpus" {
    try writeCorpus(to: CommandLine.arguments[2])
    exit(0)
}

let app = FuzzApp.make()
app.server.addresses = [.unixSocket(path: socketPath)]
let serving = Task.detached { try await app.run(arguments: []) }
for _ in 0..<1_000 {
    if let descriptor = connectToServer() {
        close(descriptor)
        break
    }
    usleep(10_000)
}

var count = CommandLine.argc
var arguments = CommandLine.unsafeArgv
exit(runFuzzer(&count, &arguments, testOneInput))
