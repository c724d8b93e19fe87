import Synchronization

/// What `@Schema` needs for generic structs, which cannot have stored constants: one of each for each type, made once.
public enum GenericSchema {
    private struct Key: Hashable {
        let owner: ObjectIdentifier
        let value: ObjectIdentifier
    }

    private static let constants = Mutex<[Key: any Sendable]>([:])

    /// The constant of a type that has a type of its own; what `@Schema` calls.
    ///
    /// There are as many as an application has types, so that none is ever thrown away.
    /// - Parameters:
    ///   - owner: the type, with its arguments: `Page<Track>`.
    ///   - make: makes the constant when it is first asked for; where two ask at once, both may, and one is kept.
    public static func constant<Value: Sendable>(of owner: Any.Type, _ make: () -> Value) -> Value {
        let key = Key(owner: ObjectIdentifier(owner), value: ObjectIdentifier(Value.self))
        if let known = constants.withLock({ $0[key] }) as? Value { return known }
        // Not within the lock: what is made may ask for constants of other types.
        let made = make()
        return constants.withLock { constants in
            if let known = constants[key] as? Value { return known }
            constants[key] = made
            return made
        }
    }

    /// The name of a generic struct with its arguments, `PageOfTrack` for `Page<Track>`; what `@Schema` calls.
    public static func name(_ base: String, of arguments: Any.Type...) -> String {
        "\(base)Of\(arguments.map { name($0) }.joined(separator: "And"))"
    }

    private static func name(_ type: Any.Type) -> String {
        if let schema = type as? any Schema.Type { return schema.schemaName }
        if let union = type as? any SchemaUnion.Type { return union.schema.name }
        if let container = type as? any SchemaContainer.Type {
            return name(String(describing: type).prefix { $0 != "<" }.description, of: container.element)
        }
        if let optional = type as? any OptionalSchema.Type { return name("Optional", of: optional.wrapped) }
        return String(describing: type).replacing("<", with: "Of").replacing(", ", with: "And").filter { $0 != ">" }
    }
}

extension SchemaContainer {
    fileprivate static var element: Any.Type { SchemaElement.self }
}

private protocol OptionalSchema {
    static var wrapped: Any.Type { get }
}

extension Optional: OptionalSchema {
    fileprivate static var wrapped: Any.Type { Wrapped.self }
}
