import MartletCompression
import MartletHTTP

/// Routes for what a client may ask of content: parts of it, only what is new, compressed; and for events.
func addRepresentations(to app: App, file: String) {
    app.get("/document") { FileResponse(file) }

    let text = String(repeating: "All work and no play makes Jack a dull boy. ", count: 1000)
    app.get("/compressed") { text }.use(Compression())
    app.get("/picture") { Response(headers: [.contentType: "image/png"], body: .init(string: text)) }
        .use(Compression())
    app.post("/inflate") { (request: Request) in "\(try await request.body.collect().readableBytes)" }
        .use(Decompression())

    app.get("/events") {
        EventStream { events in
            for number in 1...2 { try await events.send(ServerSentEvent(data: "\(number)", event: "tick")) }
        }
    }
}
