import Foundation
import Hummingbird

/// The answer of `/json`.
struct Greeting: ResponseEncodable {
    let message: String
}

let router = Router()
router.get("/plaintext") { _, _ in "Hello, World!" }
router.get("/json") { _, _ in Greeting(message: "Hello, World!") }
router.get("/hello/:name") { _, context in
    let name = try context.parameters.require("name")
    return "Hello, \(name)"
}

let port = ProcessInfo.processInfo.environment["PORT"].flatMap(Int.init) ?? 8080
let app = Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)))
try await app.runService()
