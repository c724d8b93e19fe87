import Martlet

@main
struct Chinook {
    static func main() async throws {
        let app = App()
        app.get("/") { "x" }
        try await app.run()
    }
}
