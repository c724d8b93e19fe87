/// What is wrong with one value of a form or document.
public struct FieldError: Error, Sendable, Hashable, Codable, CustomStringConvertible {
    /// The field as the input names it; the column where the input has none.
    public let field: String
    /// What is wrong, for programs: one of ``Code`` or the application's own.
    public let code: String
    /// What is wrong, for people, without the field's name: `is missing`.
    public let message: String

    /// Creates an error.
    public init(_ field: String, _ code: String, _ message: String) {
        self.field = field
        self.code = code
        self.message = message
    }

    /// The codes that Martlet gives.
    public enum Code {
        /// A value is needed.
        public static let required = "required"
        /// The value is nothing that the column can hold.
        public static let invalid = "invalid"
        /// The text or blob is longer than it may be.
        public static let tooLong = "too_long"
        /// The number has more digits than the column holds.
        public static let outOfRange = "out_of_range"
        /// Another row has the value.
        public static let taken = "taken"
        /// The row that is referred to does not exist, or is still referred to.
        public static let reference = "reference"
        /// A rule of the table is broken.
        public static let check = "check"
        /// The value overlaps with that of another row.
        public static let overlap = "overlap"
    }

    public var description: String { "\(field) \(message)" }
}

/// Everything that is wrong with an input, by field.
public struct ValidationErrors: Error, Sendable, Hashable, CustomStringConvertible {
    /// The errors, in the order of the columns.
    public let errors: [FieldError]

    /// Creates a list.
    public init(_ errors: [FieldError]) { self.errors = errors }

    /// The errors of one field.
    public subscript(_ field: String) -> [FieldError] { errors.filter { $0.field == field } }

    /// The messages of each field.
    public var byField: [String: [String]] {
        Dictionary(grouping: errors, by: \.field).mapValues { $0.map(\.message) }
    }

    public var description: String { errors.map(\.description).joined(separator: "; ") }
}
