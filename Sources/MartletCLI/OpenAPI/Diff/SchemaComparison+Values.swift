/// What is said of single values.
extension SchemaComparison {
    mutating func compareTypes(_ old: SchemaShape, _ new: SchemaShape, _ context: SchemaContext) {
        if old.kinds != new.kinds {
            let isWider = SchemaShape.includes(new.kinds, old.kinds)
            let isNarrower = SchemaShape.includes(old.kinds, new.kinds)
            let change: Change = isWider ? .typeWidened : isNarrower ? .typeNarrowed : .typeChanged
            report(change, context, "the type was \(SchemaShape.text(old.kinds)) and is \(SchemaShape.text(new.kinds))")
            return
        }
        guard old.format != new.format else { return }
        func text(_ format: String?) -> String { format.map { "`\($0)`" } ?? "not said" }
        report(
            Self.formatChange(old.format, new.format), context,
            "the format was \(text(old.format)) and is \(text(new.format))")
    }

    private static func formatChange(_ old: String?, _ new: String?) -> Change {
        switch (old, new) {
        case (nil, _), ("int64", "int32"), ("double", "float"): .formatNarrowed
        case (_, nil), ("int32", "int64"), ("float", "double"): .formatWidened
        default: .formatChanged
        }
    }

    mutating func compareNull(_ old: SchemaShape, _ new: SchemaShape, _ context: SchemaContext) {
        // Where any type will do, null does.
        guard !old.takesAnything, !new.takesAnything else { return }
        if !old.isNullable, new.isNullable {
            report(.nullAllowed, context, "the value may be null now")
        } else if old.isNullable, !new.isNullable {
            report(.nullRefused, context, "the value is null no more")
        }
    }

    mutating func compareValues(_ old: SchemaShape, _ new: SchemaShape, _ context: SchemaContext) {
        switch (old.values, new.values) {
        case (nil, nil): break
        case (nil, let values?):
            report(.valuesClosed, context, "only these values are left: \(values.map(\.text).joined(separator: ", "))")
        case (_?, nil): report(.valuesOpened, context, "the values are not listed any more")
        case (let before?, let after?):
            let were = Set(before.map(\.text))
            let are = Set(after.map(\.text))
            for value in before where !are.contains(value.text) {
                report(.valueRemoved, context, "the value \(value.text) is gone")
            }
            for value in after where !were.contains(value.text) {
                report(.valueAdded, context, "the value \(value.text) is new")
            }
        }
        if old.initial?.text != new.initial?.text {
            func text(_ value: DocumentValue?) -> String { value?.text ?? "not said" }
            report(
                .defaultChanged, context, "the default was \(text(old.initial)) and is \(text(new.initial))")
        }
    }

    mutating func compareLimits(_ old: SchemaShape, _ new: SchemaShape, _ context: SchemaContext) {
        compareBounds(old, new, .minimum, .exclusiveMinimum, "more than", context)
        compareBounds(old, new, .maximum, .exclusiveMaximum, "less than", context)
        for limit in SchemaLimit.allCases where !limit.isBound {
            let before = old.limits[limit]
            let after = new.limits[limit]
            guard before != after else { continue }
            let isLooser = before.map { before in after.map { limit.includes($0, before) } ?? true } ?? false
            let isTighter = after.map { after in before.map { limit.includes($0, after) } ?? true } ?? false
            report(
                Self.limitChange(isLooser: isLooser, isTighter: isTighter), context,
                "`\(limit.rawValue)` was \(limit.text(before)) and is \(limit.text(after))")
        }
    }

    /// Where neither includes the other, something is refused that was accepted, and the reverse.
    private static func limitChange(isLooser: Bool, isTighter: Bool) -> Change {
        isLooser ? .limitLoosened : isTighter ? .limitTightened : .conditionChanged
    }

    /// Compares bounds of numbers, of which one excludes its own value.
    private mutating func compareBounds(
        _ old: SchemaShape, _ new: SchemaShape, _ inclusive: SchemaLimit, _ exclusive: SchemaLimit, _ word: String,
        _ context: SchemaContext
    ) {
        let before = NumberBound(old.limits[inclusive], old.limits[exclusive], inclusive)
        let after = NumberBound(new.limits[inclusive], new.limits[exclusive], inclusive)
        guard before != after else { return }
        let isLooser = before.map { before in after.map { $0.includes(before) } ?? true } ?? false
        func text(_ bound: NumberBound?) -> String {
            bound.map { ($0.isExclusive ? word + " " : "") + DocumentValue.text(of: $0.number) } ?? "not said"
        }
        report(
            isLooser ? .limitLoosened : .limitTightened, context,
            "`\(inclusive.rawValue)` was \(text(before)) and is \(text(after))")
    }

    mutating func comparePatterns(_ old: SchemaShape, _ new: SchemaShape, _ context: SchemaContext) {
        let before = old.patterns.filter { !new.patterns.contains($0) }
        let after = new.patterns.filter { !old.patterns.contains($0) }
        func text(_ patterns: [String]) -> String { patterns.map { "`\($0)`" }.joined(separator: " and ") }
        switch (before.isEmpty, after.isEmpty) {
        case (true, true): break
        case (true, false): report(.patternAdded, context, "a pattern is new: \(text(after))")
        case (false, true): report(.patternRemoved, context, "a pattern is gone: \(text(before))")
        case (false, false):
            report(.patternChanged, context, "the pattern was \(text(before)) and is \(text(after))")
        }
    }

    /// Keywords whose effect cannot be judged: any change of them may break.
    mutating func compareConditions(_ old: SchemaShape, _ new: SchemaShape, _ context: SchemaContext) {
        let before = old.conditions
        let after = new.conditions
        for keyword in Set(before.keys).union(after.keys).sorted() where before[keyword] != after[keyword] {
            report(.conditionChanged, context, "`\(keyword)` has changed")
        }
    }
}

/// The lowest or the highest number that is accepted, or the one just beyond.
private struct NumberBound: Equatable {
    let number: Double
    let isExclusive: Bool
    private let limit: SchemaLimit

    init?(_ inclusive: Double?, _ exclusive: Double?, _ limit: SchemaLimit) {
        guard let number = [inclusive, exclusive].compactMap(\.self).reduce(nil, { limit.tighter($0 ?? $1, $1) }) else {
            return nil
        }
        self.number = number
        isExclusive = exclusive == number
        self.limit = limit
    }

    func includes(_ other: NumberBound) -> Bool {
        number == other.number ? !isExclusive || other.isExclusive : limit.includes(number, other.number)
    }
}

extension SchemaShape {
    /// Whether values of any type are accepted, null too.
    var takesAnything: Bool { kinds == nil && unions.isEmpty && values == nil }

    /// The texts of keywords that are compared as they stand.
    fileprivate var conditions: [String: String] {
        var texts = Dictionary(unknown.map { ($0.keyword, $0.node.value.text) }) { $0 + $1 }
        for negation in negations { texts["not", default: ""] += negation.value.text }
        return texts
    }

    /// Whether all types of one set are in another; `nil` is every type, and an integer is a number.
    static func includes(_ wide: Set<Kind>?, _ narrow: Set<Kind>?) -> Bool {
        guard let wide else { return true }
        guard let narrow else { return false }
        return narrow.allSatisfy { wide.contains($0) || ($0 == .integer && wide.contains(.number)) }
    }

    static func text(_ kinds: Set<Kind>?) -> String {
        guard let kinds else { return "any" }
        guard !kinds.isEmpty else { return "null" }
        return kinds.map(\.rawValue).sorted().joined(separator: " or ")
    }
}
