import MartletHTTP

/// The answer of `/json`.
struct Greeting: Encodable {
    let message: String
}

var arguments = Array(CommandLine.arguments.dropFirst())
let isBare = arguments.contains("--bare")
arguments.removeAll { $0 == "--bare" }

let app = App(disabling: isBare ? .all : [])
app.get("/plaintext") { "Hello, World!" }
app.get("/json") { Greeting(message: "Hello, World!") }
app.get("/hello/{name}") { (name: Path<String>) in "Hello, \(name)" }
try await app.run(arguments: arguments)
