import Martlet

/// The store's executable; `Chinook help` lists what it can do.
@main
struct Chinook {
    static func main() async throws { try await Store.app().run() }
}
