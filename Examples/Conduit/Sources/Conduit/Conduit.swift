import Martlet

/// The executable; `Conduit help` lists what it can do.
@main struct Conduit {
    static func main() async throws { try await Application.make().run() }
}
