import MartletCore

/// A type that holds values of others, such as a list.
package protocol HoldingType {
    /// What it holds.
    static var held: [Any.Type] { get }
}

extension Array: HoldingType {
    package static var held: [Any.Type] { [Element.self] }
}

extension Set: HoldingType {
    package static var held: [Any.Type] { [Element.self] }
}

extension Dictionary: HoldingType {
    package static var held: [Any.Type] { [Value.self] }
}

/// Finds what handlers would decode whole though clients must not set all of it.
///
/// Types are looked through as documents do it: decoded once from made-up values. Of one that refuses these, since it
/// checks them, what it asked for until then is known.
enum UntakenInput {
    /// The types that must not be taken whole, wherever they stand in another.
    static func types(in type: Any.Type) -> [any PartlyTaken.Type] {
        var seen: Set<ObjectIdentifier> = []
        var found: [any PartlyTaken.Type] = []
        look(into: type, &seen, &found)
        return found
    }

    private static func look(
        into type: Any.Type, _ seen: inout Set<ObjectIdentifier>, _ found: inout [any PartlyTaken.Type]
    ) {
        guard seen.insert(ObjectIdentifier(type)).inserted else { return }
        switch type {
        case let partly as any PartlyTaken.Type:
            if !partly.unsafeIsTakenWhole, !partly.untakenMembers.isEmpty { found.append(partly) }
        case let optional as any OptionalType.Type: look(into: optional.wrapped, &seen, &found)
        case let holding as any HoldingType.Type:
            for held in holding.held { look(into: held, &seen, &found) }
        case let decodable as any Decodable.Type:
            for asked in TypeProbe.asked(by: decodable) { look(into: asked, &seen, &found) }
        default: break
        }
    }

    /// What is wrong with what a handler takes, in a sentence for each type.
    static func mistakes(_ parameters: [ParameterDescription], _ described: String) -> [String] {
        parameters.filter { $0.name == nil && $0.location != .path }.flatMap {
            mistakes(in: $0.type, "the handler of \(described) decodes")
        }
    }

    /// The same for any type.
    /// - Parameter subject: who decodes it, for the sentences.
    static func mistakes(in type: Any.Type, _ subject: String) -> [String] {
        types(in: type).map { type in
            let members = type.untakenMembers.map { "`\($0)`" }
            let shown = members.prefix(5).joined(separator: ", ") + (members.count > 5 ? ", …" : "")
            return "\(subject) \(type) whole, so that clients could set \(shown) of it; take NewRow<\(type)>, "
                + "RowChanges<\(type)> or a struct of what they may set"
        }
    }
}
