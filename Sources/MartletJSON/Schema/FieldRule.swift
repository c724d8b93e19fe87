/// A rule about one value, as documents tell it (JSON Schema 2020-12, validation).
public enum SchemaConstraint: Sendable, Equatable {
    /// The fewest characters of a text.
    case minLength(Int)
    /// The most characters of a text.
    case maxLength(Int)
    /// The smallest number, as JSON.
    case minimum(String)
    /// The largest number, as JSON.
    case maximum(String)
    /// The number that the value stays below, as JSON.
    case exclusiveMaximum(String)
    /// What the number is a multiple of, as JSON.
    case multipleOf(String)
    /// The fewest elements.
    case minItems(Int)
    /// The most elements.
    case maxItems(Int)
    /// No element stands there twice.
    case uniqueItems
    /// A regular expression that the text fulfils.
    case pattern(String)
    /// The form of a text: `email`, `uri`.
    case format(String)
    /// The values that there are, as JSON.
    case oneOf([String])
    /// The rules of each element of a list or a set, or of each value of a dictionary.
    case each([SchemaConstraint])
    /// The rules of the names in a dictionary.
    case keys([SchemaConstraint])
    /// The only value that there is, as JSON.
    case constant(String)
}

/// What a rule has against a value.
public struct Violation: Sendable, Equatable {
    /// What is wrong, in a word that stays the same.
    public var code: String
    /// What is wrong, in words: `must have at most 200 characters`.
    public var detail: String
    /// What the words are made of, for a translation of them.
    public var parameters: [String: String]

    /// Creates a violation.
    public init(_ code: String, _ detail: String, _ parameters: [String: String] = [:]) {
        self.code = code
        self.detail = detail
        self.parameters = parameters
    }
}

/// One rule about the values of a type: how it is checked, and how documents tell of it.
public struct FieldRule<Value: Sendable>: Sendable {
    @usableFromInline let constraints: [SchemaConstraint]
    @usableFromInline let check: @Sendable (Value) -> Violation?
    /// Whether it takes off the space around a text, before any check.
    let trims: Bool

    @usableFromInline init(_ constraints: [SchemaConstraint], _ check: @escaping @Sendable (Value) -> Violation?) {
        self.constraints = constraints
        self.check = check
        trims = false
    }

    init(trims: Bool) {
        constraints = []
        check = { _ in nil }
        self.trims = trims
    }
}

/// A range with the limits that it has: `1...200`, `...200`, `1...`, `0..<1`.
public protocol BoundedRange<Bound> {
    associatedtype Bound: Comparable
    /// The smallest value.
    var lowest: Bound? { get }
    /// The largest value, or the one that is not reached.
    var highest: Bound? { get }
    /// Whether the largest value is one of the range.
    var includesHighest: Bool { get }
}

extension ClosedRange: BoundedRange {
    @inlinable public var lowest: Bound? { lowerBound }
    @inlinable public var highest: Bound? { upperBound }
    @inlinable public var includesHighest: Bool { true }
}

extension Range: BoundedRange {
    @inlinable public var lowest: Bound? { lowerBound }
    @inlinable public var highest: Bound? { upperBound }
    @inlinable public var includesHighest: Bool { false }
}

extension PartialRangeFrom: BoundedRange {
    @inlinable public var lowest: Bound? { lowerBound }
    @inlinable public var highest: Bound? { nil }
    @inlinable public var includesHighest: Bool { true }
}

extension PartialRangeThrough: BoundedRange {
    @inlinable public var lowest: Bound? { nil }
    @inlinable public var highest: Bound? { upperBound }
    @inlinable public var includesHighest: Bool { true }
}

extension PartialRangeUpTo: BoundedRange {
    @inlinable public var lowest: Bound? { nil }
    @inlinable public var highest: Bound? { upperBound }
    @inlinable public var includesHighest: Bool { false }
}

extension BoundedRange<Int> {
    /// The limits of a number of things, both included.
    @inlinable var counts: (min: Int, max: Int?) {
        (lowest ?? 0, highest.map { includesHighest ? $0 : $0 - 1 })
    }
}
