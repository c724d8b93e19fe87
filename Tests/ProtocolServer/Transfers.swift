import MartletHTTP

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#endif

private let part = ByteBuffer(repeating: UInt8(ascii: "x"), count: 64 << 10)

/// Routes for content of any size, up and down.
func addTransfers(to app: App, file: String) {
    app.put("/upload") { (request: Request) in
        var size = 0
        for try await part in request.body { size += part.readableBytes }
        return "\(size)" + request.body.trailers.map { " \($0.name.lowercased())=\($0.value)" }.joined()
    }.bodyLimit(16 << 30)
    // Reads nothing for a while: the client has to wait, and may.
    app.put("/late-upload/{milliseconds:int}") { (milliseconds: Path<Int>, request: Request) in
        try await Task.sleep(for: .milliseconds(milliseconds.value))
        var size = 0
        for try await part in request.body { size += part.readableBytes }
        return "\(size)"
    }.bodyLimit(16 << 30)

    app.get("/download/{bytes:int}") { (bytes: Path<Int>) in
        Response(body: .stream(length: bytes.value) { try await write(bytes.value, to: $0) })
    }
    app.get("/chunked/{bytes:int}") { (bytes: Path<Int>) in
        Response(
            body: .stream { writer in
                try await write(bytes.value, to: writer)
                writer.setTrailers([.init("X-Bytes") ?? .server: "\(bytes.value)"])
            })
    }
    app.get("/endless") {
        Response(body: .stream { writer in while true { try await writer.write(part) } })
    }
    app.get("/memory/{bytes:int}") { (bytes: Path<Int>) in
        Response(body: .init(buffer: ByteBuffer(repeating: UInt8(ascii: "m"), count: min(bytes.value, 64 << 20))))
    }
    app.get("/file") {
        Response(headers: [.contentType: "application/octet-stream"], body: .file(path: file, length: size(of: file)))
    }
    app.get("/breaks-off") {
        Response(
            body: .stream { writer in
                try await writer.write("the beginning")
                throw NothingWorks()
            })
    }
}

private func write(_ bytes: Int, to writer: ResponseWriter) async throws {
    var left = bytes
    while left > 0 {
        let next = left < part.readableBytes ? ByteBuffer(part.readableBytesView.prefix(left)) : part
        left -= next.readableBytes
        try await writer.write(next)
    }
}

private func size(of file: String) -> Int {
    var status = stat()
    return stat(file, &status) == 0 ? Int(status.st_size) : 0
}
