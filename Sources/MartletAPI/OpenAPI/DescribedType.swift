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
    /// - Returns: `.any` for a type of which nothing is known.
    static func schema(of type: Any.Type) -> ValueSchema {
        switch type {
        case let known as any SchemaValue.Type: return known.valueSchema
        case let optional as any OptionalType.Type: return .nullable(schema(of: optional.wrapped))
        case let list as any ListType.Type: return .array(schema(of: list.element), isUnique: list.isSet)
        case let map as any TextMapType.Type: return map.isText ? .dictionary(schema(of: map.value)) : .any
        case is Upload.Type: return .string(format: "binary")
        case let choice as any (CaseIterable & RawRepresentable).Type: return self.choice(choice)
        case let decodable as any Decodable.Type: return probed(decodable)
        default: return .any
        }
    }

    /// - Parameter version: the version whose form of the type, or of a list's elements, is described.
    static func schema(of type: Any.Type, in version: DocumentVersion?) -> ValueSchema {
        guard let version else { return schema(of: type) }
        if let list = type as? any ListType.Type, !list.isSet {
            return .array(schema(of: version.form(of: list.element)), isUnique: false)
        }
        return schema(of: version.form(of: type))
    }

    /// A struct whose members become parameters; `nil` for what is no struct.
    static func members(of type: Any.Type) -> [MemberSchema]? {
        guard case .object(let reference) = schema(of: type) else { return nil }
        return reference.schema.members
    }

    private static func probed(_ type: any Decodable.Type) -> ValueSchema {
        if let members = TypeProbe.members(of: type) {
            let name = plainName(String(describing: type))
            return .object(
                SchemaReference(name, typeName: String(reflecting: type)) {
                    ObjectSchema(
                        name: name, unknown: .ignored,
                        members: members.map { member in
                            let schema = schema(of: member.type)
                            return MemberSchema(
                                member.name, member.isRequired ? schema : .nullable(schema),
                                isRequired: member.isRequired, isAlwaysWritten: member.isRequired)
                        })
                })
        }
        if let single = TypeProbe.single(type), single != type { return schema(of: single) }
        return .any
    }

    /// The name of a type without brackets: `Page<Track>` is `PageOfTrack`.
    private static func plainName(_ name: String) -> String {
        name.replacing("<", with: "Of").replacing(", ", with: "And").filter { $0 != ">" }
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
