extension Comparison {
    /// Compares two schemas of one place; a missing one says nothing about the value.
    mutating func compareSchemas(
        _ old: DocumentNode?, _ new: DocumentNode?, _ direction: Direction, _ place: Place, _ pointer: String
    ) {
        compared = []
        compare(old.map { [$0] } ?? [], new.map { [$0] } ?? [], direction, place, new?.pointer ?? pointer)
    }

    mutating func compare(
        _ oldParts: SchemaShape.Parts, _ newParts: SchemaShape.Parts, _ direction: Direction, _ place: Place,
        _ pointer: String, comparesNull: Bool = true
    ) {
        let old = SchemaShape(oldParts, in: self.old)
        let new = SchemaShape(newParts, in: self.new)
        let pair = "\(old.pointers) \(new.pointers)"
        guard compared.insert(pair).inserted else { return }
        // What is said of a schema that is used in several places is said at its own pointer.
        let context = SchemaContext(
            direction: direction, place: place, pointer: new.pointers.first ?? pointer)
        if comparesNull { compareNull(old, new, context) }
        if old.unions.isEmpty && new.unions.isEmpty {
            compareTypes(old, new, context)
        } else {
            compareUnions(old, new, oldParts, newParts, context)
            // A schema became one of several, or the reverse: it was compared as an alternative.
            guard !old.unions.isEmpty, !new.unions.isEmpty else { return }
        }
        compareValues(old, new, context)
        compareLimits(old, new, context)
        comparePatterns(old, new, context)
        compareMembers(old, new, context)
        if !old.items.isEmpty || !new.items.isEmpty {
            compare(old.items, new.items, direction, place.member("*"), new.items.first?.pointer ?? context.pointer)
        }
        compareConditions(old, new, context)
    }

    /// Adds a finding about a schema.
    mutating func report(_ change: Change, _ context: SchemaContext, wasDeprecated: Bool = false, _ text: String) {
        findings.add(
            change, context.direction, at: context.place, pointer: context.pointer, wasDeprecated: wasDeprecated, text)
    }

    private mutating func compareMembers(_ old: SchemaShape, _ new: SchemaShape, _ context: SchemaContext) {
        for (name, parts) in old.properties {
            let before = SchemaShape(parts, in: self.old)
            guard before.travels(context.direction) else { continue }
            let inside = context.at(context.place.member(name), parts.first?.pointer ?? context.pointer)
            guard let others = new.property(name),
                SchemaShape(others, in: self.new).travels(context.direction)
            else {
                let note = before.isDeprecated ? "; it was deprecated" : ""
                report(
                    .memberRemoved, inside, wasDeprecated: before.isDeprecated,
                    "the member `\(name)` is \(context.direction == .request ? "taken" : "sent") no more\(note)")
                continue
            }
            compareMember(name, old, new, before, others, inside)
            compare(parts, others, context.direction, inside.place, others.first?.pointer ?? context.pointer)
        }
        for (name, parts) in new.properties {
            guard SchemaShape(parts, in: self.new).travels(context.direction),
                !(old.property(name).map { SchemaShape($0, in: self.old).travels(context.direction) } ?? false)
            else { continue }
            let inside = context.at(context.place.member(name), parts.first?.pointer ?? context.pointer)
            if new.requires(name), context.direction == .request {
                report(.requiredMemberAdded, inside, "the member `\(name)` is new and has to be sent")
            } else {
                report(.memberAdded, inside, "the member `\(name)` is new")
            }
        }
        compareAdditional(old, new, context)
    }

    private mutating func compareMember(
        _ name: String, _ old: SchemaShape, _ new: SchemaShape, _ before: SchemaShape, _ others: SchemaShape.Parts,
        _ context: SchemaContext
    ) {
        let context = context.at(context.place, others.first?.pointer ?? context.pointer)
        let isRequest = context.direction == .request
        if !old.requires(name), new.requires(name) {
            report(
                .memberBecameRequired, context,
                "the member `\(name)` \(isRequest ? "has to be sent now" : "is always sent now")")
        } else if old.requires(name), !new.requires(name) {
            report(
                .memberBecameOptional, context,
                "the member `\(name)` \(isRequest ? "may be left out now" : "may be missing now")")
        }
        let after = SchemaShape(others, in: self.new)
        if !before.isDeprecated, after.isDeprecated {
            report(.memberDeprecated, context, "the member `\(name)` is deprecated now")
        }
    }

    private mutating func compareAdditional(_ old: SchemaShape, _ new: SchemaShape, _ context: SchemaContext) {
        let place = context.place.member("{name}")
        switch (old.additional, new.additional) {
        case (.allowed, .refused), (.schema, .refused):
            report(.additionalRefused, context, "members of other names are refused now")
        case (.refused, .allowed), (.refused, .schema):
            report(.additionalAllowed, context, "there may be members of other names now")
        case (.schema(let before), .schema(let after)):
            compare([before], [after], context.direction, place, after.pointer)
        case (.allowed, .schema(let after)):
            compare([], [after], context.direction, place, after.pointer)
        case (.schema(let before), .allowed):
            compare([before], [], context.direction, place, context.pointer)
        case (.allowed, .allowed), (.refused, .refused): break
        }
    }
}

/// Where a schema stands and which way its values travel.
struct SchemaContext {
    let direction: Direction
    let place: Place
    let pointer: String

    func at(_ place: Place, _ pointer: String) -> SchemaContext {
        SchemaContext(direction: direction, place: place, pointer: pointer)
    }
}

extension SchemaShape {
    /// Whether a value of the schema is sent at all: `readOnly` is not sent to the server, `writeOnly` not back.
    func travels(_ direction: Direction) -> Bool { direction == .request ? !isReadOnly : !isWriteOnly }
}
