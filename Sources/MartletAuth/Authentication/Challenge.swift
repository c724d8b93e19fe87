/// One challenge of `WWW-Authenticate` (RFC 9110 §11.6.1).
struct Challenge: Sendable {
    var scheme: String
    var parameters: [(name: String, value: String)]

    init(_ scheme: String, _ parameters: (String, String)...) {
        self.scheme = scheme
        self.parameters = parameters.map { (name: $0.0, value: $0.1) }
    }

    /// Whether errors are named in it (RFC 6750 §3).
    var namesErrors: Bool { scheme == "Bearer" }

    /// With more parameters, where the scheme knows them.
    func adding(_ more: (String, String)...) -> Challenge {
        guard namesErrors else { return self }
        var copy = self
        copy.parameters += more.map { (name: $0.0, value: $0.1) }
        return copy
    }

    var text: String {
        scheme + " " + parameters.map { "\($0.name)=\(Self.quoted($0.value))" }.joined(separator: ", ")
    }

    /// A quoted string (RFC 9110 §5.6.4) of what fields may hold; other characters become `?`.
    private static func quoted(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { text += "\\" }
            text.unicodeScalars.append((0x20..<0x7F).contains(scalar.value) ? scalar : "?")
        }
        return text + "\""
    }
}
