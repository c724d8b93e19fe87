extension FieldRule where Value: Collection {
    /// How many elements a list has.
    @inlinable public static func count<Limits: BoundedRange>(_ limits: Limits) -> FieldRule where Limits.Bound == Int {
        let (min, max) = limits.counts
        let constraints = (min > 0 ? [SchemaConstraint.minItems(min)] : []) + (max.map { [.maxItems($0)] } ?? [])
        return FieldRule(constraints) { list in
            let count = list.count
            if count < min {
                let detail = "must have at least \(min) element\(min == 1 ? "" : "s")"
                return Violation("too_few_items", detail, ["min": "\(min)"])
            }
            guard let max, count > max else { return nil }
            let detail = "must have at most \(max) element\(max == 1 ? "" : "s")"
            return Violation("too_many_items", detail, ["max": "\(max)"])
        }
    }
}

extension FieldRule where Value: Collection, Value.Element: Hashable {
    /// Whether no element may stand in a list twice.
    @inlinable public static func unique(_ isUnique: Bool) -> FieldRule {
        FieldRule(isUnique ? [.uniqueItems] : []) { list in
            guard isUnique, Set(list).count != list.count else { return nil }
            return Violation("not_unique", "must not have an element twice")
        }
    }
}
