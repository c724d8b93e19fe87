#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension FieldRule where Value == String {
    /// How many characters a text has: Unicode scalars, as JSON Schema counts.
    public static func length<Limits: BoundedRange>(_ limits: Limits) -> FieldRule where Limits.Bound == Int {
        let (min, max) = limits.counts
        let constraints = (min > 0 ? [SchemaConstraint.minLength(min)] : []) + (max.map { [.maxLength($0)] } ?? [])
        return FieldRule(constraints) { text in
            // A character has one to four bytes, so that most need not be counted.
            let bytes = text.utf8.count
            if bytes < min * 4, bytes < min || text.unicodeScalars.count < min {
                let detail = min == 1 ? "must not be empty" : "must have at least \(min) characters"
                return Violation("too_short", detail, ["min": "\(min)"])
            }
            guard let max, bytes > max, text.unicodeScalars.count > max else { return nil }
            return Violation(
                "too_long", "must have at most \(max) character\(max == 1 ? "" : "s")", ["max": "\(max)"])
        }
    }

    /// Whether space and line breaks at both ends of a text are taken off before its other rules are checked.
    public static func trim(_ trims: Bool) -> FieldRule { FieldRule(trims: trims) }

    /// The form that a text has.
    public static func format(_ format: TextFormat) -> FieldRule {
        FieldRule(format.constraints) { text in format.fits(text) ? nil : format.violation }
    }

    /// A regular expression that a text holds somewhere; what `@Field` makes of a literal.
    /// - Parameter source: what stands between the slashes of the same literal.
    public static func pattern(_ regex: any RegexComponent, source: String) -> FieldRule {
        let pattern = TextPattern(regex, source)
        return FieldRule([.pattern(source)]) { text in
            guard text.utf8.count <= TextPattern.longest else {
                let most = TextPattern.longest
                return Violation("too_long", "must have at most \(most) bytes", ["max": "\(most)"])
            }
            return pattern.matches(text)
                ? nil : Violation("pattern", "must match the pattern \(source)", ["pattern": source])
        }
    }
}

extension FieldRule where Value == URL {
    /// The form that a URL has: ``TextFormat/url``, or that of other schemes. Without it any absolute URL is taken.
    public static func format(_ format: TextFormat) -> FieldRule {
        FieldRule(format.constraints) { url in format.fits(url.absoluteString) ? nil : format.violation }
    }
}

/// A regular expression that texts are searched for.
private struct TextPattern: @unchecked Sendable {  // safe: the expression is a value that nothing changes
    /// What is searched at most, in bytes: an expression may take time that grows faster than its text.
    static let longest = 10_000

    private let regex: any RegexComponent
    private let plain: PlainPattern?

    init(_ regex: any RegexComponent, _ source: String) {
        self.regex = regex
        plain = PlainPattern(source)
    }

    func matches(_ text: String) -> Bool { plain?.matches(text) ?? Self.search(regex, text) }

    private static func search<Pattern: RegexComponent>(_ pattern: Pattern, _ text: String) -> Bool {
        (try? pattern.regex.firstMatch(in: text)) != nil
    }
}

extension FieldRule where Value: SchemaValue & Equatable {
    /// The values that there are.
    @inlinable public static func oneOf(_ values: [Value]) -> FieldRule {
        FieldRule([.oneOf(values.compactMap(JSONWriter.text))]) { value in
            guard !values.contains(value) else { return nil }
            let list = values.map { "\($0)" }.joined(separator: ", ")
            return Violation("one_of", "must be one of \(list)")
        }
    }
}

extension String {
    /// Takes off the white space of Unicode at both ends.
    mutating func trim() {
        func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }
        guard unicodeScalars.first.map(isSpace) == true || unicodeScalars.last.map(isSpace) == true else { return }
        let start = unicodeScalars.drop(while: isSpace)
        guard let last = start.lastIndex(where: { !isSpace($0) }) else {
            self = ""
            return
        }
        self = String(start[...last])
    }
}
