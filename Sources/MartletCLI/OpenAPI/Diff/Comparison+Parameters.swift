extension Comparison {
    mutating func compareParameters(
        _ old: OpenAPIOperation, _ new: OpenAPIOperation, _ direction: Direction, _ place: Place
    ) {
        let renamed = renamedPlaceholders(old, new, place)
        let before = old.parameters(in: self.old)
        let after = new.parameters(in: self.new)
        var matched: Set<String> = []
        for parameter in before {
            let name = parameter.location == "path" ? renamed[parameter.name] ?? parameter.name : parameter.name
            let key = parameter.location == "path" ? "path \(name)" : parameter.key
            guard let other = after.first(where: { $0.key == key }) else {
                // A path parameter goes with its placeholder, which is another path then.
                if parameter.location != "path" { reportRemoved(parameter, direction, place) }
                continue
            }
            matched.insert(other.key)
            compare(parameter, other, direction, place)
        }
        for parameter in after where !matched.contains(parameter.key) && parameter.location != "path" {
            reportAdded(parameter, direction, place)
        }
    }

    private mutating func renamedPlaceholders(
        _ old: OpenAPIOperation, _ new: OpenAPIOperation, _ place: Place
    ) -> [String: String] {
        var renamed: [String: String] = [:]
        for (before, after) in zip(old.placeholders, new.placeholders) where before != after {
            renamed[before] = after
            findings.add(
                .parameterRenamed, at: place, pointer: new.node.pointer,
                "the path parameter `\(before)` is called `\(after)` now")
        }
        return renamed
    }

    private mutating func reportRemoved(_ parameter: OpenAPIParameter, _ direction: Direction, _ place: Place) {
        let wasDeprecated = parameter.isDeprecated
        findings.add(
            .parameterRemoved, direction, at: place.with(subject: Self.subject(parameter)),
            pointer: parameter.node.pointer,
            wasDeprecated: wasDeprecated,
            wasDeprecated ? "the parameter is gone; it was deprecated" : "the parameter is gone")
    }

    private mutating func reportAdded(_ parameter: OpenAPIParameter, _ direction: Direction, _ place: Place) {
        let isNeeded = direction == .request && parameter.isRequired
        findings.add(
            isNeeded ? .requiredParameterAdded : .parameterAdded, direction,
            at: place.with(subject: Self.subject(parameter)), pointer: parameter.node.pointer,
            "the parameter is new\(isNeeded ? " and has to be sent" : "")")
    }

    private mutating func compare(
        _ old: OpenAPIParameter, _ new: OpenAPIParameter, _ direction: Direction, _ place: Place
    ) {
        let place = place.with(subject: Self.subject(new))
        let pointer = new.node.pointer
        if !old.isRequired, new.isRequired {
            findings.add(
                .parameterBecameRequired, direction, at: place, pointer: pointer,
                "the parameter \(direction.required)")
        } else if old.isRequired, !new.isRequired {
            findings.add(
                .parameterBecameOptional, direction, at: place, pointer: pointer,
                "the parameter \(direction.optional)")
        }
        if !old.isDeprecated, new.isDeprecated {
            findings.add(.parameterDeprecated, at: place, pointer: pointer, "the parameter is deprecated now")
        }
        compareForms(old, new, place)
        compareSchemas(old.schema, new.schema, direction, place, pointer)
    }

    /// How the value is written. `explode` says nothing of a single value, but makes no difference to report then.
    private mutating func compareForms(_ old: OpenAPIParameter, _ new: OpenAPIParameter, _ place: Place) {
        let before = Self.form(old, in: self.old)
        let after = Self.form(new, in: self.new)
        guard before != after else { return }
        findings.add(
            .parameterStyleChanged, at: place, pointer: new.node.pointer,
            "the parameter was written as \(before) and is written as \(after)")
    }

    private static func form(_ parameter: OpenAPIParameter, in document: OpenAPIDocument) -> String {
        if let content = parameter.content { return content.name }
        let shape = SchemaShape(parameter.schema.map { [$0] } ?? [], in: document)
        let isSingle = shape.kinds.map { $0.isDisjoint(with: [.array, .object]) } ?? true
        return isSingle ? parameter.style : "\(parameter.style) (explode: \(parameter.explodes))"
    }

    static func subject(_ parameter: OpenAPIParameter) -> String {
        "\(parameter.location) parameter `\(parameter.name)`"
    }
}
