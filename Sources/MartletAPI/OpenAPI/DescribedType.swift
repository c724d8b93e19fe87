import MartletCore
import MartletHTTP
import MartletJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What documents say of a Swift type.
enum DescribedType {
    /// - Parameter forms: those of the version that is described; the newest where nothing is said.
    /// - Returns: `.any` for a type of which nothing is known.
    static func schema(of type: Any.Type, in forms: VersionForms? = nil) -> ValueSchema {
        switch type {
        case let known as any SchemaValue.Type: return known.valueSchema
        case let described as any SchemaDescribing.Type: return described.describedSchema
        case let versioned as any VersionedValue.Type: return schema(of: versioned, in: forms)
        case let optional as any OptionalType.Type: return .nullable(schema(of: optional.wrapped, in: forms))
        case let list as any ListType.Type: return .array(schema(of: list.element, in: forms), isUnique: list.isSet)
        case let map as any TextMapType.Type: return map.isText ? .dictionary(schema(of: map.value, in: forms)) : .any
        case is Upload.Type: return .string(format: "binary")
        case let choice as any (CaseIterable & RawRepresentable).Type: return self.choice(choice)
        case let decodable as any Decodable.Type: return probed(decodable, forms)
        case let made as any (DocumentedByValue & Encodable).Type: return encoded(made, forms)
        default: return .any
        }
    }

    private static func schema(of versioned: any VersionedValue.Type, in forms: VersionForms?) -> ValueSchema {
        guard let forms else { return schema(of: versioned.newestForm) }
        if let list = versioned.newestForm as? any ListType.Type, !list.isSet {
            return .array(schema(of: forms.form(of: list.element), in: forms), isUnique: false)
        }
        return schema(of: forms.form(of: versioned.newestForm), in: forms)
    }

    /// Whether the type, or one that it holds, had another form than the newest.
    static func isOlder(_ type: Any.Type, in forms: VersionForms) -> Bool {
        var seen: Set<ObjectIdentifier> = []
        return isOlder(type, forms, &seen)
    }

    private static func isOlder(
        _ type: Any.Type, _ forms: VersionForms, _ seen: inout Set<ObjectIdentifier>
    ) -> Bool {
        guard seen.insert(ObjectIdentifier(type)).inserted else { return false }
        switch type {
        case is any SchemaValue.Type, is any SchemaDescribing.Type: return false
        case let versioned as any VersionedValue.Type:
            let newest = (versioned.newestForm as? any ListType.Type)?.element ?? versioned.newestForm
            return forms.form(of: newest) != newest
        case let optional as any OptionalType.Type: return isOlder(optional.wrapped, forms, &seen)
        case let list as any ListType.Type: return isOlder(list.element, forms, &seen)
        case let map as any TextMapType.Type: return isOlder(map.value, forms, &seen)
        case let decodable as any Decodable.Type:
            return (TypeProbe.members(of: decodable) ?? []).contains { isOlder($0.type, forms, &seen) }
        default: return false
        }
    }

    /// A struct whose members become parameters; `nil` for what is no struct.
    static func members(of type: Any.Type) -> [MemberSchema]? {
        switch schema(of: type) {
        case .object(let reference): reference.schema.members
        case .union(let reference): members(of: reference)
        default: nil
        }
    }

    /// The discriminator, then the members that some of the cases have.
    private static func members(of union: UnionReference) -> [MemberSchema] {
        let variants = union.variants
        let choice = ValueSchema.choice(.string(format: nil), variants.map { JSONText.quote($0.value) })
        var members = [MemberSchema(union.discriminator, choice, isRequired: true)]
        for member in variants.flatMap({ $0.object.schema.members }) {
            if !members.contains(where: { $0.name == member.name }) { members.append(member.optional) }
        }
        return members
    }

    private static func probed(_ type: any Decodable.Type, _ forms: VersionForms?) -> ValueSchema {
        if let members = TypeProbe.members(of: type) {
            let whole: Any.Type = type
            return object(whole) {
                members.map { member in
                    self.member(
                        member.name, of: whole, schema(of: member.type, in: forms), isRequired: member.isRequired)
                }
            }
        }
        if let single = TypeProbe.single(type), single != type { return schema(of: single, in: forms) }
        return .any
    }

    /// A type that is only `Encodable`, by a value of it.
    private static func encoded(_ type: any (DocumentedByValue & Encodable).Type, _ forms: VersionForms?) -> ValueSchema
    {
        guard let value = try? type.madeUpForDocuments() as any Encodable else { return .any }
        return encoded(value, forms)
    }

    private static func encoded(_ value: any Encodable, _ forms: VersionForms?) -> ValueSchema {
        guard let members = EncodingProbe.members(of: value) else { return .any }
        let type = Swift.type(of: value)
        let described = members.map { member in
            var schema = schema(of: member.type, in: forms)
            // A struct inside of it is known by what it has encoded, too.
            if schema == .any, let inner = member.value { schema = encoded(inner, forms) }
            return self.member(member.name, of: type, schema, isRequired: member.isRequired)
        }
        return object(type) { described }
    }

    /// A struct that is known by its members.
    private static func object(
        _ type: Any.Type, _ members: @escaping @Sendable () -> [MemberSchema]
    ) -> ValueSchema {
        let name = plainName(String(describing: type))
        return .object(
            SchemaReference(name, typeName: String(reflecting: type)) {
                ObjectSchema(name: name, unknown: .ignored, members: members())
            })
    }

    private static func member(
        _ name: String, of type: Any.Type, _ schema: ValueSchema, isRequired: Bool
    ) -> MemberSchema {
        let limit = (type as? any DocumentedByValue.Type)?.maximumLength(ofMember: name)
        let told = (type as? any JSONForm.Type)?.toldMembers
        return MemberSchema(
            name, isRequired ? schema : .nullable(schema), limit.map { [.maxLength($0)] } ?? [],
            isRequired: isRequired, isAlwaysWritten: isRequired,
            access: told?.contains(name) == false ? .writeOnly : .readWrite)
    }

    /// The name of a type without brackets: `Page<Track>` and `Page<Versioned<Track>>` are `PageOfTrack`.
    static func plainName(_ name: String) -> String {
        name.replacing(/\b(?:MartletAPI\.)?Versioned</, with: "").replacing("<", with: "Of").replacing(
            ", ", with: "And"
        )
        .filter { $0 != ">" }
    }

    private static func choice<Value: CaseIterable & RawRepresentable>(_ type: Value.Type) -> ValueSchema {
        let raws = type.allCases.map(\.rawValue)
        if let texts = raws as? [String] { return .choice(.string(format: nil), texts.map(JSONText.quote)) }
        if let numbers = raws as? [any BinaryInteger] {
            return .choice(.integer(min: nil, max: nil, format: nil), numbers.map { "\($0)" })
        }
        return .any
    }
}

private protocol ListType {
    static var element: Any.Type { get }
    static var isSet: Bool { get }
}

extension Array: ListType {
    static var element: Any.Type { Element.self }
    static var isSet: Bool { false }
}

extension Set: ListType {
    static var element: Any.Type { Element.self }
    static var isSet: Bool { true }
}

private protocol TextMapType {
    static var isText: Bool { get }
    static var value: Any.Type { get }
}

extension Dictionary: TextMapType {
    static var isText: Bool { Key.self == String.self }
    static var value: Any.Type { Value.self }
}

/// A value that is told in the form of a version.
private protocol VersionedValue {
    static var newestForm: Any.Type { get }
}

extension Versioned: VersionedValue {
    fileprivate static var newestForm: Any.Type { Value.self }
}
