#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension FieldRule where Value: SchemaValue & Comparable {
    /// From where to where a number or a moment reaches.
    @inlinable public static func range<Limits: BoundedRange>(_ limits: Limits) -> FieldRule
    where Limits.Bound == Value {
        let includesHighest = limits.includesHighest
        let lowest = limits.lowest.map { ($0, text: JSONWriter.text($0) ?? "\($0)") }
        let highest = limits.highest.map { ($0, text: JSONWriter.text($0) ?? "\($0)") }
        var constraints = lowest.map { [SchemaConstraint.minimum($0.text)] } ?? []
        if let highest {
            constraints.append(includesHighest ? .maximum(highest.text) : .exclusiveMaximum(highest.text))
        }
        return FieldRule(constraints) { value in
            if let (bound, text) = lowest, value < bound {
                return Violation("too_small", "must be at least \(text)", ["min": text])
            }
            guard let (bound, text) = highest, includesHighest ? value > bound : value >= bound else { return nil }
            let detail = includesHighest ? "must be at most \(text)" : "must be less than \(text)"
            return Violation("too_large", detail, ["max": text])
        }
    }
}

extension FieldRule where Value: SchemaValue & BinaryInteger {
    /// What a number is a multiple of.
    public static func multipleOf(_ divisor: Value) -> FieldRule {
        multiple(of: "\(divisor)") { $0.isMultiple(of: divisor) }
    }
}

extension FieldRule where Value == Double {
    /// What a number is a multiple of, as exactly as the shortest texts of both say.
    public static func multipleOf(_ divisor: Double) -> FieldRule {
        let exact = Decimal(string: "\(divisor)") ?? 0
        return multiple(of: JSONWriter.text(divisor) ?? "\(divisor)") { value in
            Decimal(string: "\(value)").map { $0.isMultiple(of: exact) } ?? false
        }
    }
}

extension FieldRule where Value == Decimal {
    /// What a number is a multiple of.
    public static func multipleOf(_ divisor: Decimal) -> FieldRule {
        multiple(of: "\(divisor)") { $0.isMultiple(of: divisor) }
    }
}

extension FieldRule {
    fileprivate static func multiple(of text: String, _ isMultiple: @escaping @Sendable (Value) -> Bool) -> FieldRule {
        FieldRule([.multipleOf(text)]) { value in
            isMultiple(value) ? nil : Violation("multiple_of", "must be a multiple of \(text)", ["of": text])
        }
    }
}

extension Decimal {
    fileprivate func isMultiple(of divisor: Decimal) -> Bool {
        guard divisor != 0, isFinite, divisor.isFinite else { return false }
        let quotient = self / divisor
        // A quotient that was rounded does not lead back.
        return !"\(quotient)".contains(".") && quotient * divisor == self
    }
}
