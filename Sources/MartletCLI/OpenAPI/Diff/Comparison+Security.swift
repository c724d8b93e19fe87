extension Comparison {
    /// Schemes that both descriptions have: how a client proves itself.
    mutating func compareSchemes() {
        let after = new.root["components"]?["securitySchemes"]
        for (name, node) in old.root["components"]?["securitySchemes"]?.members ?? [] {
            guard let other = after?[name] else { continue }
            let before = Self.description(of: old.follow(node))
            let now = Self.description(of: new.follow(other))
            guard before != now else { continue }
            findings.add(
                .schemeChanged, at: Place(), pointer: other.pointer,
                "the security scheme `\(name)` was \(before) and is \(now)")
        }
    }

    private static func description(of scheme: DocumentNode) -> String {
        func text(_ name: String) -> String { scheme[name]?.string ?? "?" }
        switch text("type") {
        case "apiKey": return "an API key in \(text("in")) `\(text("name"))`"
        case "http": return "HTTP \(text("scheme").lowercased())"
        case "openIdConnect": return "OpenID Connect at \(text("openIdConnectUrl"))"
        case "oauth2":
            let flows = (scheme["flows"]?.members ?? []).map { flow in
                let urls = ["authorizationUrl", "tokenUrl", "refreshUrl"].compactMap { flow.node[$0]?.string }
                return ([flow.name] + urls).joined(separator: " ")
            }
            return "OAuth 2 (\(flows.sorted().joined(separator: "; ")))"
        default: return text("type")
        }
    }

    mutating func compareSecurity(_ old: OpenAPIOperation, _ new: OpenAPIOperation, _ place: Place) {
        let before = old.security(in: self.old)
        let after = new.security(in: self.new)
        let wasOpen = before.isEmpty || before.contains { $0.schemes.isEmpty }
        let isOpen = after.isEmpty || after.contains { $0.schemes.isEmpty }
        let place = place.with(subject: "security")
        let pointer = new.node.pointer
        switch (wasOpen, isOpen) {
        case (true, false):
            findings.add(
                .securityAdded, at: place, pointer: pointer,
                "credentials are needed now: \(after.map { "`\($0.key)`" }.joined(separator: " or "))")
        case (false, true):
            findings.add(.securityRemoved, at: place, pointer: pointer, "credentials are not needed any more")
        default: compareAlternatives(before, after, place, pointer)
        }
    }

    private mutating func compareAlternatives(
        _ old: [SecurityRequirement], _ new: [SecurityRequirement], _ place: Place, _ pointer: String
    ) {
        for requirement in old where !requirement.schemes.isEmpty {
            if let other = new.first(where: { $0.key == requirement.key }) {
                compareScopes(requirement, other, place)
            } else {
                findings.add(
                    .securityAlternativeRemoved, at: place, pointer: requirement.pointer,
                    "`\(requirement.key)` is not accepted any more")
            }
        }
        for requirement in new where !requirement.schemes.isEmpty && !old.contains(where: { $0.key == requirement.key })
        {
            findings.add(
                .securityAlternativeAdded, at: place, pointer: requirement.pointer,
                "`\(requirement.key)` is accepted too")
        }
    }

    private mutating func compareScopes(_ old: SecurityRequirement, _ new: SecurityRequirement, _ place: Place) {
        for (name, scopes) in new.schemes {
            let before = old.schemes.first { $0.name == name }?.scopes ?? []
            for scope in scopes where !before.contains(scope) {
                findings.add(
                    .scopeAdded, at: place, pointer: new.pointer, "`\(name)` needs the scope `\(scope)` now")
            }
            for scope in before where !scopes.contains(scope) {
                findings.add(
                    .scopeRemoved, at: place, pointer: new.pointer, "`\(name)` needs the scope `\(scope)` no more")
            }
        }
    }
}
