import MartletAPI
import MartletHTTP
import MartletJSON

/// What goes on after it was asked for, and what says which state it is about.
func addLive(to api: RouteGroup) {
    api.group("/live") { live in
        live.describe(tags: ["live"])
        live.get("/events") { (ticks: Query<Ticks>) in
            EventStream { events in
                for number in 1...ticks.count { try await events.send(.tick(number)) }
            }
        }
        .describe("Some ticks", id: "tick")
        live.get("/clock") {
            EventStream { events in
                var number = 0
                while true {
                    number += 1
                    try await events.send(.tick(number))
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
        }
        .describe("Ticks without an end", id: "clock")
        live.get("/animals") {
            let animals = Cage().animals
            return StreamedList(
                AsyncStream { continuation in
                    for animal in animals { continuation.yield(animal) }
                    continuation.finish()
                })
        }
        .describe("Animals as they are found", id: "streamAnimals")
        live.webSocket("/echo") { (socket: WebSocket, caller: Query<Caller>) in
            try await socket.send("Hello, \(caller.name)")
            for try await message in socket.messages { try await socket.send(message) }
        }
        .describe("Say something", id: "echo")
        live.get("/note") { Reply(.ok, Note(text: "a note"), headers: [.eTag: noteTag]) }
            .describe("Read the note", id: "getNote")
        live.put("/note") {
            (note: JSON<Note>, key: Header<IdempotencyKey>?, match: Header<IfMatch>?) throws -> NoteChange in
            guard match.map({ $0.value == noteTag || $0.value == "*" }) ?? true else {
                throw HTTPError(.preconditionFailed)
            }
            return NoteChange(text: note.text, key: key?.value)
        }
        .describe("Change the note", id: "changeNote", errors: [.preconditionFailed])
    }
}

/// The version of the note, which never changes.
private let noteTag = #""41""#

@Schema struct Ticks {
    @Field(range: 1...20) var count: Int = 3
}

@Schema struct Caller {
    @Field(length: ...20) var name: String = "visitor"
}

@Schema struct Note {
    @Field(length: ...100) var text: String
}

@Schema struct NoteChange {
    var text: String
    var key: String?
}

enum IdempotencyKey: HeaderKey {
    static let name = HTTPField.Name("Idempotency-Key")!
    typealias Value = String
}

enum IfMatch: HeaderKey {
    static let name = HTTPField.Name.ifMatch
    typealias Value = String
}

extension ServerSentEvent {
    fileprivate static func tick(_ number: Int) -> ServerSentEvent {
        ServerSentEvent(data: #"{"number":\#(number)}"#, id: "\(number)", event: "tick")
    }
}
