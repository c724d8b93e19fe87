/// Writes the client's own type.
struct ClientWriter {
    let model: ClientModel

    func source() -> String {
        var lines = SourceLines()
        lines.add(
            SwiftText.documentation([
                "A client of \(model.title), version \(model.version).", model.description,
                "Each operation is a method that throws what the description says of errors as an enum.",
            ]))
        lines.add("public struct \(model.name): Sendable {")
        writeProperties(to: &lines)
        lines.space()
        writeInitialiser(to: &lines)
        lines.space()
        lines.add(Self.send)
        if model.operations.contains(where: { !$0.streamed.isEmpty }) {
            lines.space()
            lines.add(Self.stream)
        }
        if !model.schemes.isEmpty {
            lines.space()
            writeAuthorization(to: &lines)
        }
        lines.add("}")
        return "public import Foundation\n\n" + lines.text
    }

    private func writeProperties(to lines: inout SourceLines) {
        lines.add("/// The address that the paths of the description are appended to.", indent: 4)
        lines.add("public var server: String", indent: 4)
        for scheme in model.schemes {
            lines.add(SwiftText.documentation([scheme.description, Self.place(of: scheme)], indent: 4))
            lines.add("public var \(scheme.swiftName): \(Self.type(of: scheme))?", indent: 4)
        }
        lines.add("/// Sends the requests.", indent: 4)
        lines.add("public var transport: any ClientTransport", indent: 4)
        lines.add("/// How many seconds may pass without a byte from the server.", indent: 4)
        lines.add("public var timeout: TimeInterval", indent: 4)
        lines.add("/// What the client calls itself.", indent: 4)
        lines.add("public var userAgent: String?", indent: 4)
        if !model.schemes.isEmpty {
            lines.add(
                "/// Whether credentials go to operations too that are described as open. Some answer more to those they know.",
                indent: 4)
            lines.add("public var sendsCredentialsEverywhere = false", indent: 4)
        }
    }

    private static func place(of scheme: ClientScheme) -> String {
        switch scheme.kind {
        case .header(let name): "Sent as the whole value of the header `\(name)`."
        case .query(let name): "Sent as the query parameter `\(name)`."
        case .cookie(let name): "Sent as the cookie `\(name)`."
        case .authorization("Bearer"): "Sent as a bearer token; the word `Bearer` is added."
        case .authorization(let word): "Sent in the header `Authorization`; the word `\(word)` is added."
        case .basic: "Sent by HTTP Basic authentication."
        }
    }

    private static func type(of scheme: ClientScheme) -> String {
        if case .basic = scheme.kind { "BasicCredentials" } else { "ClientSecret" }
    }

    private func writeInitialiser(to lines: inout SourceLines) {
        let agent = SwiftNames.type(model.name) + (model.version.isEmpty ? "" : "/\(model.version)")
        let parameters =
            ["server: String" + (model.server.map { " = \(SwiftText.literal($0))" } ?? "")]
            + model.schemes.map { "\($0.swiftName): \(Self.type(of: $0))? = nil" } + [
                "transport: any ClientTransport = URLSessionTransport()", "timeout: TimeInterval = 60",
                "userAgent: String? = \(SwiftText.literal(agent))",
            ]
        lines.add(SwiftText.list("public init(", parameters, ") {", indent: 4))
        lines.add("self.server = server", indent: 8)
        for scheme in model.schemes {
            lines.add("\(SwiftNames.ofSelf(scheme.swiftName)) = \(scheme.swiftName)", indent: 8)
        }
        lines.add("self.transport = transport", indent: 8)
        lines.add("self.timeout = timeout", indent: 8)
        lines.add("self.userAgent = userAgent", indent: 8)
        lines.add("}", indent: 4)
    }

    private static let send = [
        "    func send(_ request: RequestDraft) async throws -> ClientResponse {",
        "        try await transport.send(request.request(to: server, userAgent: userAgent, timeout: timeout))",
        "    }",
    ]

    private static let stream = [
        "    func stream(_ request: RequestDraft) async throws -> StreamedResponse {",
        "        try await transport.stream(request.request(to: server, userAgent: userAgent, timeout: timeout))",
        "    }",
    ]

    private func writeAuthorization(to lines: inout SourceLines) {
        lines.add("/// The credentials that are set, by the names of the description.", indent: 4)
        lines.add("private var placedCredentials: [String: PlacedCredential] {", indent: 4)
        lines.add("var placed: [String: PlacedCredential] = [:]", indent: 8)
        for scheme in model.schemes {
            let place =
                switch scheme.kind {
                case .header(let name): "header(\(SwiftText.literal(name)), secret)"
                case .query(let name): "query(\(SwiftText.literal(name)), secret)"
                case .cookie(let name): "cookie(\(SwiftText.literal(name)), secret)"
                case .authorization(let word): "authorization(\(SwiftText.literal(word)), secret)"
                case .basic: "basic(secret)"
                }
            lines.add(
                "if let secret = \(SwiftNames.ofSelf(scheme.swiftName)) { "
                    + "placed[\(SwiftText.literal(scheme.name))] = .\(place) }", indent: 8)
        }
        lines.add("return placed", indent: 8)
        lines.add("}", indent: 4)
        lines.space()
        lines.add(Self.authorize)
    }

    private static let authorize = [
        "    /// Adds the credentials of the first alternative that has all of its own.",
        "    func authorize(_ request: inout RequestDraft, _ alternatives: [[String]]) async throws {",
        "        let credentials = placedCredentials",
        "        let complete = alternatives.first { names in",
        "            !names.isEmpty && names.allSatisfy { credentials[$0] != nil }",
        "        }",
        "        let isOpen = alternatives.allSatisfy(\\.isEmpty)",
        "        let names = complete ?? (isOpen && sendsCredentialsEverywhere ? credentials.keys.sorted() : [])",
        "        for name in names { try await credentials[name]?.apply(to: &request) }", "    }",
    ]
}
