extension Comparison {
    mutating func compareBodies(
        _ old: DocumentNode?, _ new: DocumentNode?, _ direction: Direction, _ operation: OpenAPIOperation,
        _ place: Place
    ) {
        let place = place.with(subject: "request body")
        switch (old.map(self.old.follow), new.map(self.new.follow)) {
        case (nil, nil): break
        case (nil, let body?):
            if body["required"]?.isTrue == true {
                findings.add(
                    .requiredBodyAdded, at: place, pointer: body.pointer, "a body is new and has to be sent")
            } else {
                findings.add(.bodyAdded, at: place, pointer: body.pointer, "a body is new")
            }
        case (let body?, nil):
            findings.add(.bodyRemoved, at: place, pointer: body.pointer, "no body is taken any more")
        case (let before?, let after?):
            let wasRequired = before["required"]?.isTrue == true
            let isRequired = after["required"]?.isTrue == true
            if !wasRequired, isRequired {
                findings.add(.bodyBecameRequired, at: place, pointer: after.pointer, "the body has to be sent now")
            } else if wasRequired, !isRequired {
                findings.add(.bodyBecameOptional, at: place, pointer: after.pointer, "the body may be left out now")
            }
            compareContents(before, after, direction, place)
        }
    }

    mutating func compareResponses(
        _ old: OpenAPIOperation, _ new: OpenAPIOperation, _ direction: Direction, _ place: Place
    ) {
        let before = old.responses(in: self.old)
        let after = new.responses(in: self.new)
        for (status, response) in before {
            let place = place.with(subject: "response \(status)")
            if let other = after.first(where: { $0.status.uppercased() == status.uppercased() })?.node {
                compareHeaders(response, other, direction.reversed, place)
                compareContents(response, other, direction.reversed, place)
            } else {
                findings.add(
                    Self.isSuccess(status) ? .successRemoved : .errorRemoved, at: place,
                    pointer: response.pointer, "the status \(status) is not answered any more")
            }
        }
        for (status, response) in after where !before.contains(where: { $0.status.uppercased() == status.uppercased() })
        {
            findings.add(
                Self.isSuccess(status) ? .successAdded : .errorAdded,
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
                    .headerRemoved, at: place, pointer: header.pointer,
                    wasDeprecated: header["deprecated"]?.isTrue == true, "the header is not sent any more")
                continue
            }
            let now = self.new.follow(other)
            let wasRequired = header["required"]?.isTrue == true
            let isRequired = now["required"]?.isTrue == true
            if wasRequired, !isRequired {
                findings.add(
                    .headerBecameOptional, at: place, pointer: now.pointer, "the header may be missing now")
            } else if !wasRequired, isRequired {
                findings.add(.headerBecameRequired, at: place, pointer: now.pointer, "the header is always sent now")
            }
            compareSchemas(
                header["schema"] ?? header["content"]?.members.first?.node["schema"],
                now["schema"] ?? now["content"]?.members.first?.node["schema"], direction, place, now.pointer)
        }
        for (name, node) in after where !before.contains(where: { $0.name.lowercased() == name.lowercased() }) {
            findings.add(
                .headerAdded, at: place.with(subject: "\(place.subject ?? ""), header `\(name)`"),
                pointer: self.new.follow(node).pointer, "the header is new")
        }
    }

    private mutating func compareContents(
        _ old: DocumentNode, _ new: DocumentNode, _ direction: Direction, _ place: Place
    ) {
        let before = old["content"]?.members ?? []
        let after = new["content"]?.members ?? []
        for (name, node) in before {
            guard let other = after.first(where: { Self.mediaType($0.name) == Self.mediaType(name) }) else {
                findings.add(
                    .mediaTypeRemoved, at: place, pointer: node.pointer,
                    "the media type `\(name)` is \(direction == .request ? "taken" : "answered") no more")
                continue
            }
            let place = place.with(subject: "\(place.subject ?? "") (\(name))")
            compareSchemas(node["schema"], other.node["schema"], direction, place, other.node.pointer)
        }
        for (name, node) in after where !before.contains(where: { Self.mediaType($0.name) == Self.mediaType(name) }) {
            findings.add(.mediaTypeAdded, at: place, pointer: node.pointer, "the media type `\(name)` is new")
        }
    }

    /// Without case and spaces (RFC 9110, section 8.3.1).
    private static func mediaType(_ name: String) -> String { name.lowercased().filter { $0 != " " } }
}
