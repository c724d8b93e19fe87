import MartletCore
import MartletHTTP

/// Writes what clients have to prove (OpenAPI 3.1 §4.8.27 and §4.8.30).
enum SecurityWriter {
    static func node(_ scheme: SecuritySchemeDescription) -> DocumentNode {
        let node: DocumentNode =
            switch scheme.kind {
            case .apiKey(let location, let name):
                .object(["type": "apiKey", "in": .text(location.rawValue), "name": .text(name)])
            case .http(let name, let format):
                // Other schemes have no format (OpenAPI 3.1 §4.8.27.1).
                .object([
                    "type": "http", "scheme": .text(name),
                    "bearerFormat": name.lowercased() == "bearer" ? format.map(DocumentNode.text) : nil,
                ])
            case .oauth2(let flows):
                .object([
                    "type": "oauth2",
                    "flows": .object(flows.map { .init(name: $0.grant.rawValue, value: self.node($0)) }),
                ])
            case .openIDConnect(let url): .object(["type": "openIdConnect", "openIdConnectUrl": .text(url)])
            case .mutualTLS: .object(["type": "mutualTLS"])
            }
        return node.with("description", scheme.summary.map(DocumentNode.text))
    }

    private static func node(_ flow: OAuth2Flow) -> DocumentNode {
        .object([
            "authorizationUrl": flow.authorizationURL.map(DocumentNode.text), "tokenUrl": .text(flow.tokenURL),
            "refreshUrl": flow.refreshURL.map(DocumentNode.text),
            "scopes": .object(
                flow.scopes.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: .text($0.value)) }),
        ])
    }

    /// A scheme with the scopes that are needed of it.
    private typealias Need = (id: String, scopes: [String])

    /// What a route asks for: one of the objects, all schemes of which are needed. `nil` for nothing.
    static func requirements(_ security: [RouteSecurity]) -> DocumentNode? {
        var choices: [[Need]] = [[]]
        for requirement in merged(security) {
            let single = requirement.schemes.map { [Need($0.id, requirement.scopes)] }
            choices = choices.flatMap { choice in
                (single + (requirement.isOptional ? [[]] : [])).map { $0.reduce(choice) { adding($1, to: $0) } }
            }
        }
        var nodes: [DocumentNode] = []
        for choice in choices {
            let node = DocumentNode.object(
                choice.map { .init(name: $0.id, value: .list($0.scopes.map(DocumentNode.text))) })
            if !nodes.contains(node) { nodes.append(node) }
        }
        return nodes == [.object([DocumentNode.Member]())] ? nil : .list(nodes)
    }

    /// Several requirements of one scheme are met by the same credentials, which need the scopes of each.
    private static func adding(_ need: Need, to choice: [Need]) -> [Need] {
        guard let index = choice.firstIndex(where: { $0.id == need.id }) else { return choice + [need] }
        var choice = choice
        let known = choice[index].scopes
        choice[index].scopes += need.scopes.filter { !known.contains($0) }
        return choice
    }

    /// Requirements of the same schemes are met by one user: the scopes of all are needed, and it is optional where each is.
    private static func merged(
        _ security: [RouteSecurity]
    ) -> [(schemes: [SecuritySchemeDescription], scopes: [String], isOptional: Bool)] {
        var merged: [(schemes: [SecuritySchemeDescription], scopes: [String], isOptional: Bool)] = []
        for requirement in security where !requirement.schemes.isEmpty {
            if let index = merged.firstIndex(where: { $0.schemes == requirement.schemes }) {
                let known = merged[index].scopes
                merged[index].scopes += requirement.scopes.filter { !known.contains($0) }
                merged[index].isOptional = merged[index].isOptional && requirement.isOptional
            } else {
                merged.append((requirement.schemes, requirement.scopes, requirement.isOptional))
            }
        }
        return merged
    }
}
