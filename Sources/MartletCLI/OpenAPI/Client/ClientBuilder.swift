/// Makes the client of a description.
struct ClientBuilder {
    let document: OpenAPIDocument
    let name: String
    var types: TypeBuilder
    var takenMembers: Set<String> = [
        "server", "timeout", "transport", "userAgent", "sendsCredentialsEverywhere", "placedCredentials",
    ]
    var takenHeaderSets: [String: String] = [:]

    private init(_ document: OpenAPIDocument, name: String, keepingChoices: Bool) {
        self.document = document
        self.name = name
        types = TypeBuilder(document, client: name, keepingChoices: keepingChoices)
    }

    /// - Parameters:
    ///   - document: the description.
    ///   - name: the name of the client's type; by default that of the API.
    ///   - keepingChoices: whether parameters stay by which requests choose among the members of answers.
    /// - Throws: ``RefusalError`` with everything that cannot be expressed.
    static func model(
        of document: OpenAPIDocument, name: String? = nil, keepingChoices: Bool = false
    ) throws -> ClientModel {
        let title = document.root["info"]?["title"]?.string ?? "API"
        let name = name ?? SwiftNames.type(title) + "Client"
        var builder = ClientBuilder(document, name: name, keepingChoices: keepingChoices)
        builder.types.addComponents()
        let schemes = builder.schemes()
        let operations = document.operations.map { builder.operation($0) }
        builder.types.markIndirectUnions()
        guard builder.types.refusals.isEmpty else {
            throw RefusalError(file: document.file, refusals: builder.types.refusals)
        }
        return ClientModel(
            name: name, title: title, version: document.root["info"]?["version"]?.string ?? "",
            description: document.root["info"]?["description"]?.string, server: builder.server(), schemes: schemes,
            types: builder.types.declarations, operations: operations)
    }

    /// The first server, its variables replaced by their defaults; `nil` for one without a host.
    private func server() -> String? {
        guard let server = document.root["servers"]?.elements.first, var url = server["url"]?.string else { return nil }
        for (name, variable) in server["variables"]?.members ?? [] {
            url = url.replacing("{\(name)}", with: variable["default"]?.string ?? "")
        }
        while url.hasSuffix("/") { url.removeLast() }
        return url.contains("://") ? url : nil
    }

    private mutating func schemes() -> [ClientScheme] {
        // A property cannot have the name of a method; an operation can, since its arguments tell them apart.
        let methods: Set<String> = ["send", "stream", "authorize"]
        takenMembers.formUnion(methods)
        defer { takenMembers.subtract(methods) }
        let all = document.root["components"]?["securitySchemes"]?.members ?? []
        return all.filter { !document.leftOut.contains($0.node.pointer) }.compactMap { name, node in
            let node = document.follow(node)
            guard let kind = kind(of: node) else { return nil }
            return ClientScheme(
                name: name, swiftName: SwiftNames.uniqueMember(name, among: &takenMembers), kind: kind,
                description: node["description"]?.string)
        }
    }

    /// How a scheme is applied; `nil` for certificates, which belong to the transport.
    private mutating func kind(of scheme: DocumentNode) -> ClientScheme.Kind? {
        switch (scheme["type"]?.string, scheme["scheme"]?.string?.lowercased(), scheme["in"]?.string) {
        case ("http", "basic", _): return .basic
        case ("http", "bearer", _), ("oauth2", _, _), ("openIdConnect", _, _): return .authorization("Bearer")
        case ("http", let word?, _):
            guard let name = scheme["scheme"]?.string, word.wholeMatch(of: Self.token) != nil else { break }
            if !Self.challenging.contains(word) { return .authorization(name) }
            types.refuse(scheme, "`\(name)` authentication, whose credentials are made anew for each request")
            return nil
        case ("mutualTLS", _, _): return nil
        case ("apiKey", _, let place?):
            let name = scheme["name"]?.string ?? ""
            switch place {
            case "header": return .header(name)
            case "query": return .query(name)
            case "cookie": return .cookie(name)
            default: break
            }
        default: break
        }
        types.refuse(
            scheme, "this security scheme is unknown; an API key, HTTP, OAuth 2 and OpenID Connect are known")
        return nil
    }

    /// A token (RFC 9110, section 5.6.2) in small letters.
    private static var token: Regex<Substring> { /[a-z0-9#$%&'*+!.^_`|~\-]+/ }
    /// Schemes whose credentials are more than a word and a secret: they answer a challenge, or sign the request.
    private static let challenging: Set<String> = [
        "concealed", "digest", "dpop", "hoba", "mutual", "negotiate", "ntlm", "oauth", "scram-sha-1", "scram-sha-256",
    ]
}
