extension Comparison {
    mutating func compareBodies(
        _ old: DocumentNode?, _ new: DocumentNode?, _ direction: Direction, _ operation: OpenAPIOperation,
        _ place: Place
    ) {
        let place = place.with(subject: "request body")
        switch (old.map(self.old.follow), new.map(self.new.follow)) {
        case (nil, nil): break
        case (nil, let body?):
            if body["required"]?.isTrue == true, direction == .request {
                findings.add(
                    .requiredBodyAdded, direction, at: place, pointer: body.pointer,
                    "a body is new and has to be sent")
            } else {
                findings.add(.bodyAdded, direction, at: place, pointer: body.pointer, "a body is new")
            }
        case (let body?, nil):
            findings.add(
                .bodyRemoved, direction, at: place, pointer: body.pointer, "no body is \(direction.verb) any more")
        case (let before?, let after?):
            let wasRequired = before["required"]?.isTrue == true
            let isRequired = after["required"]?.isTrue == true
            if !wasRequired, isRequired {
                findings.add(
                    .bodyBecameRequired, direction, at: place, pointer: after.pointer,
                    "the body \(direction.required)")
            } else if wasRequired, !isRequired {
                findings.add(
                    .bodyBecameOptional, direction, at: place, pointer: after.pointer,
                    "the body \(direction.optional)")
            }
            compareContents(before, after, direction, of: direction, place)
        }
    }

    /// - Parameter direction: the way of the requests.
    mutating func compareResponses(
        _ old: OpenAPIOperation, _ new: OpenAPIOperation, _ direction: Direction, _ place: Place
    ) {
        let direction = direction.reversed
        let before = old.responses(in: self.old)
        let after = new.responses(in: self.new)
        for (status, response) in before {
            let place = place.with(subject: "response \(status)")
            if let other = after.first(where: { $0.status.uppercased() == status.uppercased() })?.node {
                compareHeaders(response, other, direction, place)
                compareLinks(response, other, place)
                // Who asks says by `Accept` which media types are read: they are offered as a request's are.
                compareContents(response, other, .request, of: direction, place)
            } else {
                findings.add(
                    Self.isSuccess(status) ? .successRemoved : .errorRemoved, direction, at: place,
                    pointer: response.pointer,
                    "the status \(status) is not \(direction == .request ? "taken" : "answered") any more")
            }
        }
        for (status, response) in after where !before.contains(where: { $0.status.uppercased() == status.uppercased() })
        {
            findings.add(
                Self.isSuccess(status) ? .successAdded : .errorAdded, direction,
                at: place.with(subject: "response \(status)"), pointer: response.pointer, "the status \(status) is new")
        }
    }

    /// `default` counts as an error, since it stands for what is not said otherwise.
    private static func isSuccess(_ status: String) -> Bool { ["1", "2", "3"].contains(status.prefix(1)) }

    private mutating func compareHeaders(
        _ old: DocumentNode, _ new: DocumentNode, _ direction: Direction, _ place: Place
    ) {
        let before = old["headers"]?.members ?? []
        let after = new["headers"]?.members ?? []
        for (name, node) in before {
            let place = Place(operation: place.operation, subject: "\(place.subject ?? ""), header `\(name)`")
            let header = self.old.follow(node)
            guard let other = after.first(where: { $0.name.lowercased() == name.lowercased() })?.node else {
                findings.add(
                    .headerRemoved, direction, at: place, pointer: header.pointer,
                    wasDeprecated: header["deprecated"]?.isTrue == true,
                    "the header is not \(direction.verb) any more")
                continue
            }
            let now = self.new.follow(other)
            let wasRequired = header["required"]?.isTrue == true
            let isRequired = now["required"]?.isTrue == true
            if wasRequired, !isRequired {
                findings.add(
                    .headerBecameOptional, direction, at: place, pointer: now.pointer,
                    "the header \(direction.optional)")
            } else if !wasRequired, isRequired {
                findings.add(
                    .headerBecameRequired, direction, at: place, pointer: now.pointer,
                    "the header \(direction.required)")
            }
            compareSchemas(
                header["schema"] ?? header["content"]?.members.first?.node["schema"],
                now["schema"] ?? now["content"]?.members.first?.node["schema"], direction, place, now.pointer)
        }
        for (name, node) in after where !before.contains(where: { $0.name.lowercased() == name.lowercased() }) {
            let header = self.new.follow(node)
            let isNeeded = direction == .request && header["required"]?.isTrue == true
            findings.add(
                isNeeded ? .requiredHeaderAdded : .headerAdded, direction,
                at: place.with(subject: "\(place.subject ?? ""), header `\(name)`"), pointer: header.pointer,
                "the header is new\(isNeeded ? " and has to be sent" : "")")
        }
    }

    /// Links say how an answer leads to another operation.
    private mutating func compareLinks(_ old: DocumentNode, _ new: DocumentNode, _ place: Place) {
        let before = old["links"]?.members ?? []
        let after = new["links"]?.members ?? []
        for (name, node) in before {
            let link = self.old.follow(node)
            guard let other = after.first(where: { $0.name == name }).map({ self.new.follow($0.node) }) else {
                findings.add(.linkRemoved, at: place, pointer: link.pointer, "the link `\(name)` is gone")
                continue
            }
            for member in ["operationId", "operationRef", "parameters", "requestBody", "server"] {
                guard link[member]?.value.text != other[member]?.value.text else { continue }
                findings.add(
                    .linkChanged, at: place, pointer: other.pointer, "`\(member)` of the link `\(name)` has changed")
            }
        }
        for (name, node) in after where !before.contains(where: { $0.name == name }) {
            findings.add(
                .linkAdded, at: place, pointer: self.new.follow(node).pointer, "the link `\(name)` is new")
        }
    }

    /// - Parameters:
    ///   - offer: the way of a choice among media types.
    ///   - direction: the way of the values.
    private mutating func compareContents(
        _ old: DocumentNode, _ new: DocumentNode, _ offer: Direction, of direction: Direction, _ place: Place
    ) {
        let before = old["content"]?.members ?? []
        let after = new["content"]?.members ?? []
        for (name, node) in before {
            guard let other = after.first(where: { Self.mediaType($0.name) == Self.mediaType(name) }) else {
                findings.add(
                    .mediaTypeRemoved, offer, at: place, pointer: node.pointer,
                    "the media type `\(name)` is \(direction.verb) no more")
                continue
            }
            let place = place.with(subject: "\(place.subject ?? "") (\(name))")
            compareSchemas(node["schema"], other.node["schema"], direction, place, other.node.pointer)
        }
        for (name, node) in after where !before.contains(where: { Self.mediaType($0.name) == Self.mediaType(name) }) {
            findings.add(
                .mediaTypeAdded, offer, at: place, pointer: node.pointer, "the media type `\(name)` is new")
        }
    }

    /// Without case and spaces (RFC 9110, section 8.3.1).
    private static func mediaType(_ name: String) -> String { name.lowercased().filter { $0 != " " } }
}
