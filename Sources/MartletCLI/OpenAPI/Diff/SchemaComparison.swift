/// Two schemas of one place; each is one or more that hold together, and none says nothing about the value.
struct SchemaPair {
    let old: SchemaShape.Parts
    let new: SchemaShape.Parts
    let direction: Direction
    /// Where to look in the new description if nothing stands there.
    let pointer: String
    /// Whether null is compared; it is not where a schema is compared with one of several alternatives.
    var comparesNull = true

    /// What tells pairs apart: references to one schema are the same.
    func key(_ before: OpenAPIDocument, _ after: OpenAPIDocument) -> String {
        func text(_ parts: SchemaShape.Parts, _ document: OpenAPIDocument) -> String {
            let pointers = parts.map { part in part.members.count == 1 ? document.follow(part).pointer : part.pointer }
            return pointers.joined(separator: " ")
        }
        return "\(direction) \(comparesNull) \(text(old, before)) | \(text(new, after)) | \(new.isEmpty ? pointer : "")"
    }
}

/// What is found of one pair, and the pairs that are inside of it.
struct SchemaComparison {
    struct Found {
        let change: Change
        /// The path of the member below the schema.
        let member: String
        let pointer: String
        let wasDeprecated: Bool
        let text: String
    }

    let old: OpenAPIDocument
    let new: OpenAPIDocument
    let direction: Direction
    private(set) var found: [Found] = []
    private(set) var inner: [(member: String, pair: SchemaPair)] = []

    /// Compares a pair, and not what is inside: schemas may contain themselves, and be deep.
    init(_ pair: SchemaPair, from before: OpenAPIDocument, to after: OpenAPIDocument) {
        old = before
        new = after
        direction = pair.direction
        let old = SchemaShape(pair.old, in: before)
        let new = SchemaShape(pair.new, in: after)
        // What is said of a schema that is used in several places is said at its own pointer.
        let context = SchemaContext(member: "", pointer: new.pointers.first ?? pair.pointer)
        if pair.comparesNull { compareNull(old, new, context) }
        if old.unions.isEmpty && new.unions.isEmpty {
            compareTypes(old, new, context)
        } else {
            compareUnions(old, new, pair, context)
            // A schema became one of several, or the reverse: it was compared as an alternative.
            guard !old.unions.isEmpty, !new.unions.isEmpty else { return }
        }
        compareValues(old, new, context)
        compareLimits(old, new, context)
        comparePatterns(old, new, context)
        compareMembers(old, new, context)
        if !old.items.isEmpty || !new.items.isEmpty {
            compare(old.items, new.items, at: "/*", new.items.first?.pointer ?? context.pointer)
        }
        compareConditions(old, new, context)
    }

    /// Notes a pair that is inside.
    mutating func compare(
        _ old: SchemaShape.Parts, _ new: SchemaShape.Parts, at member: String, _ pointer: String,
        comparesNull: Bool = true
    ) {
        inner.append(
            (
                member,
                SchemaPair(old: old, new: new, direction: direction, pointer: pointer, comparesNull: comparesNull)
            ))
    }

    mutating func report(_ change: Change, _ context: SchemaContext, wasDeprecated: Bool = false, _ text: String) {
        found.append(
            Found(
                change: change, member: context.member, pointer: context.pointer, wasDeprecated: wasDeprecated,
                text: text))
    }

    private mutating func compareMembers(_ old: SchemaShape, _ new: SchemaShape, _ context: SchemaContext) {
        for (name, parts) in old.members {
            let before = SchemaShape(parts, in: self.old)
            guard before.travels(direction) else { continue }
            let inside = context.at(name, parts.first?.pointer ?? context.pointer)
            // One that is required and not described is one of the other members.
            let isOther = old.property(name) == nil || new.requires(name)
            guard let others = new.property(name) ?? (isOther ? new.others : nil),
                SchemaShape(others, in: self.new).travels(direction)
            else {
                let note = before.isDeprecated ? "; it was deprecated" : ""
                report(
                    .memberRemoved, inside, wasDeprecated: before.isDeprecated,
                    "the member `\(name)` is \(direction.verb) no more\(note)")
                continue
            }
            compareMember(name, old, new, before, others, inside)
            compare(parts, others, at: inside.member, others.first?.pointer ?? context.pointer)
        }
        for (name, parts) in new.members {
            guard SchemaShape(parts, in: self.new).travels(direction),
                !(old.member(name).map { SchemaShape($0, in: self.old).travels(direction) } ?? false)
            else { continue }
            let inside = context.at(name, parts.first?.pointer ?? context.pointer)
            if new.property(name) == nil, old.others != nil {
                report(.memberBecameRequired, inside, "the member `\(name)` \(direction.required)")
            } else if new.requires(name), direction == .request {
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
        let context = SchemaContext(member: context.member, pointer: others.first?.pointer ?? context.pointer)
        let wasThere = old.requires(name, direction)
        let isThere = new.requires(name, direction)
        if !wasThere, isThere {
            report(.memberBecameRequired, context, "the member `\(name)` \(direction.required)")
        } else if wasThere, !isThere {
            report(.memberBecameOptional, context, "the member `\(name)` \(direction.optional)")
        }
        let after = SchemaShape(others, in: self.new)
        if !before.isDeprecated, after.isDeprecated {
            report(.memberDeprecated, context, "the member `\(name)` is deprecated now")
        }
    }

    private mutating func compareAdditional(_ old: SchemaShape, _ new: SchemaShape, _ context: SchemaContext) {
        let member = context.member + "/{name}"
        switch (old.additional, new.additional) {
        case (.allowed, .refused), (.schema, .refused):
            report(.additionalRefused, context, "members of other names are refused now")
        case (.refused, .allowed), (.refused, .schema):
            report(.additionalAllowed, context, "there may be members of other names now")
        case (.schema(let before), .schema(let after)):
            compare([before], [after], at: member, after.pointer)
        case (.allowed, .schema(let after)):
            compare([], [after], at: member, after.pointer)
        case (.schema(let before), .allowed):
            compare([before], [], at: member, context.pointer)
        case (.allowed, .allowed), (.refused, .refused): break
        }
    }
}

/// Where something is found: below the schema that is compared, and in the description.
struct SchemaContext {
    let member: String
    let pointer: String

    func at(_ name: String, _ pointer: String) -> SchemaContext {
        SchemaContext(member: member + "/" + DocumentNode.escaped(name), pointer: pointer)
    }
}

extension SchemaShape {
    /// Whether a value of the schema is sent at all: `readOnly` is not sent to the server, `writeOnly` not back.
    func travels(_ direction: Direction) -> Bool { direction == .request ? !isReadOnly : !isWriteOnly }

    /// Whether a member is there; clients that do not choose among the members of answers get them all.
    func requires(_ name: String, _ direction: Direction) -> Bool {
        direction == .request ? requires(name) : requiresUnchosen(name)
    }
}
