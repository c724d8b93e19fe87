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

    mutating func compareSecurity(
        _ old: OpenAPIOperation, _ new: OpenAPIOperation, _ direction: Direction, _ place: Place
    ) {
        let before = old.security(in: self.old)
        let after = new.security(in: self.new)
        let place = place.with(subject: "security")
        let pointer = new.node.pointer
        switch (before.isOpen, after.isOpen) {
        case (true, false):
            findings.add(
                .securityAdded, direction, at: place, pointer: pointer,
                "credentials are \(direction == .request ? "needed" : "sent") now: "
                    + after.map { "`\($0.key)`" }.joined(separator: " or "))
        case (false, true):
            findings.add(
                .securityRemoved, direction, at: place, pointer: pointer,
                "credentials are not \(direction == .request ? "needed" : "always sent") any more")
        case (true, true) where after.allSatisfy(\.schemes.isEmpty) && !before.allSatisfy(\.schemes.isEmpty):
            findings.add(.securityRemoved, at: place, pointer: pointer, "credentials are not looked at any more")
        case (false, false), (true, true): compareAlternatives(before, after, direction, place)
        }
    }

    private mutating func compareAlternatives(
        _ old: [SecurityRequirement], _ new: [SecurityRequirement], _ direction: Direction, _ place: Place
    ) {
        // Where everybody may, no request is refused, and none is let in that was not.
        let isOpen = old.isOpen
        let accepted = isOpen ? "counted" : direction == .request ? "accepted" : "sent"
        for requirement in old where !requirement.schemes.isEmpty {
            if let other = requirement.successor(among: new) {
                compareScopes(requirement, other, isOpen, direction, place)
            } else {
                findings.add(
                    isOpen ? .optionalSecurityNarrowed : .securityAlternativeRemoved, direction, at: place,
                    pointer: requirement.pointer,
                    "`\(requirement.key)` is not \(accepted) any more")
            }
        }
        for requirement in new where !requirement.schemes.isEmpty && !old.contains(where: { $0.key == requirement.key })
        {
            findings.add(
                .securityAlternativeAdded, isOpen ? .request : direction, at: place, pointer: requirement.pointer,
                "`\(requirement.key)` is \(accepted) too")
        }
    }

    private mutating func compareScopes(
        _ old: SecurityRequirement, _ new: SecurityRequirement, _ isOpen: Bool, _ direction: Direction, _ place: Place
    ) {
        for (name, scope) in new.scopes(beyond: old) {
            findings.add(
                isOpen ? .optionalSecurityNarrowed : .scopeAdded, direction, at: place, pointer: new.pointer,
                "`\(name)` needs the scope `\(scope)` now")
        }
        for (name, scope) in old.scopes(beyond: new) where new.schemes.contains(where: { $0.name == name }) {
            findings.add(
                .scopeRemoved, isOpen ? .request : direction, at: place, pointer: new.pointer,
                "`\(name)` needs the scope `\(scope)` no more")
        }
    }
}

extension [SecurityRequirement] {
    /// Whether everybody may, with credentials or without.
    fileprivate var isOpen: Bool { isEmpty || contains { $0.schemes.isEmpty } }
}

extension SecurityRequirement {
    /// The one that lets in what this one let in: none of its schemes is another, and its scopes are nearest.
    fileprivate func successor(among all: [SecurityRequirement]) -> SecurityRequirement? {
        let names = Set(schemes.map(\.name))
        let fitting = all.filter { !$0.schemes.isEmpty && names.isSuperset(of: $0.schemes.map(\.name)) }
        return fitting.min { one, other in
            func distance(_ requirement: SecurityRequirement) -> (Int, Int, Int) {
                (
                    requirement.scopes(beyond: self).count, names.count - requirement.schemes.count,
                    scopes(beyond: requirement).count
                )
            }
            return distance(one) < distance(other)
        }
    }

    /// The scopes that another requirement does not ask for.
    fileprivate func scopes(beyond other: SecurityRequirement) -> [(scheme: String, scope: String)] {
        schemes.flatMap { name, scopes in
            let known = other.schemes.first { $0.name == name }?.scopes ?? []
            return scopes.filter { !known.contains($0) }.map { (name, $0) }
        }
    }
}
