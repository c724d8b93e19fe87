import MartletHTTP
import Mustache

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A value on its way into a page.
///
/// Everything that a template sees passes through here, so that text stays escapable, transforms never trap, and no
/// type has a way around escaping (the library renders lambdas and templates among the values unescaped).
final class TemplateValue: MustacheParent, MustacheCustomRenderable, MustacheTransformable {
    let base: Any
    private let scope: TemplateScope
    /// The members of an object or dictionary; `nil` for plain values.
    lazy var members = TemplateMembers(base)

    private init(_ base: Any, _ scope: TemplateScope) {
        self.base = base
        self.scope = scope
    }

    /// A value as the library takes it; `nil` for absent ones.
    static func wrap(_ value: Any, _ scope: TemplateScope) -> Any? {
        guard let value = unwrapped(value) else { return nil }
        if value is Bool || value is TemplateValue || value is TemplateList { return value }
        if let list = TemplateList(value, scope) { return list }
        return TemplateValue(value, scope)
    }

    /// The value of a page's outermost context.
    static func root(_ value: any Sendable, _ scope: TemplateScope) -> TemplateValue { TemplateValue(value, scope) }

    func child(named name: String) -> Any? { members?.child(name).flatMap { Self.wrap($0, scope) } }

    var renderText: String { EscapableText.guarded(Self.text(of: base)) }
    var isNull: Bool { false }

    func transform(_ name: String) -> Any? {
        if name.hasPrefix("url.") { return scope.url(String(name.dropFirst(4)), self).flatMap { Self.wrap($0, scope) } }
        if let helper = scope.helpers[name] { return helper(base).flatMap { Self.wrap($0, scope) } }
        return builtIn(name).flatMap { Self.wrap($0, scope) }
    }

    private func builtIn(_ name: String) -> Any? {
        switch base {
        case let number as any BinaryInteger: return Self.transform(number, name)
        case let number as any BinaryFloatingPoint: return TemplateFormat.number(Double(number), name)
        case let date as Date: return TemplateFormat.date(date, name)
        case let value as any MustacheTransformable: return value.transform(name)
        default: return Self.text(of: base).transform(name)
        }
    }

    private static func transform(_ number: some BinaryInteger, _ name: String) -> Any? {
        switch name {
        case "equalzero": return number == 0
        case "even": return number.isMultiple(of: 2)
        case "odd": return !number.isMultiple(of: 2)
        case "plusone", "minusone":
            guard let value = Int(exactly: number) else { return nil }
            let sum = value.addingReportingOverflow(name == "plusone" ? 1 : -1)
            return sum.overflow ? nil : sum.partialValue
        case "number": return TemplateFormat.grouped("\(number)")
        default: return TemplateFormat.number(Double(number), name)
        }
    }

    /// The text of a plain value.
    static func text(of value: Any) -> String {
        switch unwrapped(value) {
        case nil: ""
        case let value as TemplateValue: text(of: value.base)
        case let text as String: text
        case let date as Date: TemplateFormat.date(date, "iso") ?? "\(date)"
        case let id as UUID: id.uuidString.lowercased()
        case let url as URL: url.absoluteString
        case let page as HTML: page.text
        case let value as any RawRepresentable: "\(value.rawValue)"
        case .some(let value): String(describing: value)
        }
    }

    private static func unwrapped(_ value: Any) -> Any? {
        let mirror = Mirror(reflecting: value)
        guard mirror.displayStyle == .optional else { return value }
        return mirror.children.first.flatMap { unwrapped($0.value) }
    }
}

/// The members of an object or dictionary, looked up by name.
struct TemplateMembers {
    private enum Storage {
        case parent(any MustacheParent)
        case lookup(any PageMembers)
        case labels([String: Any])
    }
    private let storage: Storage

    /// `nil` for values without members.
    init?(_ value: Any) {
        switch value {
        case is String, is any BinaryInteger, is any BinaryFloatingPoint, is Date, is UUID, is URL: return nil
        case let parent as any MustacheParent: storage = .parent(parent)
        case let members as any PageMembers: storage = .lookup(members)
        default:
            var labels: [String: Any] = [:]
            var mirror: Mirror? = Mirror(reflecting: value)
            if mirror?.displayStyle == .enum { return nil }
            while let current = mirror {
                for case (let label?, let value) in current.children where labels[label] == nil {
                    labels[label] = value
                }
                mirror = current.superclassMirror
            }
            guard !labels.isEmpty else { return nil }
            storage = .labels(labels)
        }
    }

    func child(_ name: String) -> Any? {
        switch storage {
        case .parent(let parent): parent.child(named: name)
        case .lookup(let members): members.member(named: name)
        case .labels(let labels): labels[name]
        }
    }
}

/// A list of values: arrays, sets and slices, walked by sections.
struct TemplateList: MustacheSequence, MustacheParent, MustacheCustomRenderable, MustacheTransformable {
    private let base: Any
    private let elements: [Any]
    private let scope: TemplateScope

    /// `nil` for what is no list.
    init?(_ value: Any, _ scope: TemplateScope) {
        switch value {
        case is String: return nil
        case let array as [Any]: elements = array
        default:
            let mirror = Mirror(reflecting: value)
            guard mirror.displayStyle == .collection || mirror.displayStyle == .set else { return nil }
            elements = mirror.children.map(\.value)
        }
        base = value
        self.scope = scope
    }

    func makeIterator() -> some IteratorProtocol<Any> {
        elements.lazy.map { [scope] in TemplateValue.wrap($0, scope) ?? "" }.makeIterator()
    }

    func child(named name: String) -> Any? { nil }
    var renderText: String {
        EscapableText.guarded(elements.map { TemplateValue.text(of: $0) }.joined(separator: ", "))
    }
    var isNull: Bool { false }

    func transform(_ name: String) -> Any? {
        let result: Any? =
            switch name {
            case "count": elements.count
            case "empty": elements.isEmpty
            case "first": elements.first
            case "last": elements.last
            case "reversed": Array(elements.reversed())
            default:
                if let helper = scope.helpers[name] {
                    helper(base)
                } else {
                    (base as? any MustacheTransformable)?.transform(name)
                }
            }
        return result.flatMap { TemplateValue.wrap($0, scope) }
    }
}
