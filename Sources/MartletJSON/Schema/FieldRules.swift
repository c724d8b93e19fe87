/// The rules about one member; what `@Field`, `@Each` and `@Keys` become.
///
/// A class, since a constant of one is read for each member of each value: that copies a reference and nothing else.
public final class FieldRules<Value: Sendable>: Sendable {
    let constraints: [SchemaConstraint]
    /// Most members have one rule, which needs no list to be gone through.
    @usableFromInline let first: @Sendable (Value) -> Violation?
    @usableFromInline let others: [@Sendable (Value) -> Violation?]
    /// Whether the space around a text is taken off first.
    let trims: Bool
    /// The rules of names, where the value is a dictionary.
    let keys: FieldRules<String>?
    /// How many elements may be there: those behind them are not looked at.
    @usableFromInline let mostElements: Int
    /// The rules of elements: `FieldRules` of what is constrained in them.
    @usableFromInline let elements: (any AnyObject & Sendable)?

    private init(
        _ rules: [FieldRule<Value>], keys: FieldRules<String>? = nil, elements: (any AnyObject & Sendable)? = nil,
        _ inner: [SchemaConstraint] = []
    ) {
        // What only trims checks nothing.
        let checks = rules.filter { !$0.trims }
        constraints = rules.flatMap { $0.constraints } + inner
        if let rule = checks.first { first = rule.check } else { first = { _ in nil } }
        others = checks.dropFirst().map { $0.check }
        trims = checks.count < rules.count
        mostElements = constraints.reduce(.max) { if case .maxItems(let most) = $1 { min($0, most) } else { $0 } }
        self.keys = keys
        self.elements = elements
    }

    /// Lists rules.
    public convenience init(_ rules: FieldRule<Value>...) { self.init(rules) }

    /// Lists rules of a container, and those of what it holds.
    public convenience init(_ rules: FieldRule<Value>..., each: FieldRules<Value.SchemaElement.Constrained>)
    where Value: SchemaContainer {
        self.init(rules, elements: each, [.each(each.constraints)])
    }

    /// Lists rules of a dictionary, and those of its names.
    public convenience init<Element>(_ rules: FieldRule<Value>..., keys: FieldRules<String>)
    where Value == [String: Element] {
        self.init(rules, keys: keys, [.keys(keys.constraints)])
    }

    /// Lists rules of a dictionary, and those of its names and its values.
    public convenience init<Element>(
        _ rules: FieldRule<Value>..., keys: FieldRules<String>, each: FieldRules<Element.Constrained>
    ) where Value == [String: Element], Element: SchemaValue {
        self.init(rules, keys: keys, elements: each, [.keys(keys.constraints), .each(each.constraints)])
    }

    /// What all of them have against a value.
    func violations(of value: Value) -> [Violation] { ([first] + others).compactMap { $0(value) } }

    /// The rules of the elements, which are of a type; `nil` without any.
    @inlinable func each<Element: SchemaValue>(of type: Element.Type) -> FieldRules<Element.Constrained>? {
        guard let elements else { return nil }
        return elements as? FieldRules<Element.Constrained>
    }
}

extension JSONReader {
    /// Notes which rules a value breaks; whether that is none.
    @inlinable mutating func isRight<Value>(_ value: Value, _ rules: FieldRules<Value>) -> Bool {
        var isRight = true
        if let violation = rules.first(value) {
            isRight = false
            note(violation)
        }
        for check in rules.others {
            guard let violation = check(value) else { continue }
            isRight = false
            note(violation)
        }
        return isRight
    }

    @usableFromInline mutating func note(_ violation: Violation) {
        note(violation.code, violation.detail, violation.parameters)
    }
}
