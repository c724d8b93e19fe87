import MartletHTTP

/// Everything below `/greetings`: a group of routes in its own file.
enum Greetings {
    struct Choice: Decodable {
        var language: String?
    }

    static let words = ["en": "Hello", "fr": "Bonjour", "de": "Guten Tag"]

    static func add(to routes: RouteGroup) {
        routes.get("/") { words }
        routes.get("/{name}") { (name: Path<String>, choice: Query<Choice>) in
            guard let word = words[choice.language ?? "en"] else {
                throw HTTPError(.notFound, "There is no greeting in this language.")
            }
            return "\(word), \(name)!"
        }
    }
}
