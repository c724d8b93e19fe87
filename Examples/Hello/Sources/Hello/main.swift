import MartletHTTP

let app = App()
app.get("/") { "Hello" }
app.get("/hello/{name}") { (name: Path<String>) in "Hello, \(name)" }
try await app.run()
