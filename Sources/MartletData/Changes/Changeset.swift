#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Changes of a row that come from outside: cast to the types of its columns, checked against its schema and own rules,
/// written when everything is right.
///
/// ```swift
/// var changes = Changeset(album)
/// changes.cast(["title": "Jazz", "artist": "7"]) { [$0.title, $0.artist] }
/// changes.validate(\.title, "begins with a blank") { !$0.hasPrefix(" ") }
/// let saved = try await changes.save(in: database)         // throws ValidationErrors
/// ```
///
/// All errors come together, each with its field, a code and a message; what only the database finds out (a value that
/// is taken, a row that does not exist) comes as an error of the same kind. Only columns that are named in `cast` are
/// set, whatever the input contains.
public struct Changeset<Root: Model>: Sendable {
    /// The row that is changed; `nil` for a new one.
    public let original: Root?
    /// What is different from the row, by column.
    public private(set) var changes: [String: DatabaseValue] = [:]
    /// What is wrong so far; the schema is checked when the changes are applied.
    public private(set) var errors: [FieldError] = []
    /// The names that the input has for columns.
    private(set) var fields: [String: String] = [:]

    /// Begins a new row.
    public init() { original = nil }

    /// Begins the changes of a row.
    public init(_ model: Root) { original = model }

    /// Whether nothing is different and nothing is wrong.
    public var isEmpty: Bool { changes.isEmpty && errors.isEmpty }

    /// Takes values of an input.
    ///
    /// A field is named like its column, like the property, or like the relation: `artist_id`, `artistID`, `artist`.
    /// Texts are read as numbers, dates and so on; an empty text is no value where the column takes none.
    /// - Parameters:
    ///   - input: the values by the names of fields.
    ///   - columns: the columns that may be set.
    public mutating func cast(
        _ input: [String: InputValue], _ columns: (Root.Fields) -> [any ColumnReference]
    ) {
        let allowed = columns(Root.Fields.unplaced).flatMap(\.columnNames)
        for (field, value) in input.sorted(by: { $0.key < $1.key }) {
            guard let name = FieldName.column(field, among: allowed), let column = Root.schema.column(name) else {
                continue
            }
            fields[name] = field
            cast(value, to: column)
        }
    }

    /// Takes the texts of a form or of the query of a URL.
    public mutating func cast(_ input: [String: String], _ columns: (Root.Fields) -> [any ColumnReference]) {
        cast(input.mapValues { .text($0) }, columns)
    }

    /// Sets a column to a value of the application.
    public mutating func set<Value>(_ column: KeyPath<Root.Fields, SQLExpression<Value>>, to value: Value) {
        for name in Root.Fields.unplaced[keyPath: column].columnNames { put(value.databaseValue, name) }
    }

    /// Sets a column by its name to a value of its type.
    package mutating func set(_ value: DatabaseValue, column: String) { put(value, column) }

    /// Adds an error.
    /// - Parameters:
    ///   - column: the column that it is about.
    ///   - message: what is wrong, without the field's name.
    ///   - code: what is wrong, for programs.
    public mutating func fail<Column: ColumnReference>(
        _ column: KeyPath<Root.Fields, Column>, _ message: String, code: String = FieldError.Code.invalid
    ) {
        let name = Root.Fields.unplaced[keyPath: column].columnNames.first ?? ""
        errors.append(FieldError(field(of: name), code, message))
    }

    /// Checks a value that is changed and not NULL by a rule of the application.
    /// - Parameters:
    ///   - column: the column.
    ///   - message: what is wrong when the rule is broken, without the field's name.
    ///   - code: what is wrong, for programs.
    ///   - isValid: the rule.
    public mutating func validate<Value>(
        _ column: KeyPath<Root.Fields, SQLExpression<Value>>, _ message: String,
        code: String = FieldError.Code.invalid, _ isValid: (Value) throws -> Bool
    ) rethrows {
        guard let name = Root.Fields.unplaced[keyPath: column].columnNames.first, let stored = changes[name],
            stored != .null, let value = Value(databaseValue: stored)
        else { return }
        guard try !isValid(value) else { return }
        errors.append(FieldError(field(of: name), code, message))
    }

    private mutating func cast(_ input: InputValue, to column: ColumnSchema) {
        var input = input
        // A form sends an empty text for a field that was left empty.
        if case .text("") = input, column.isNullable || column.type != .text { input = .null }
        guard let value = InputCast.value(input, for: column.type) else {
            let expected = InputCast.expectation(column.type)
            errors.append(FieldError(field(of: column.name), FieldError.Code.invalid, "has to be \(expected)"))
            return
        }
        put(value, column.name)
    }

    private mutating func put(_ value: DatabaseValue, _ column: String) {
        if let original, original.values(of: [column]) == [value] {
            changes[column] = nil
        } else {
            changes[column] = value
        }
    }

    func field(of column: String) -> String { fields[column] ?? column }
}

/// The names that columns have in inputs.
package enum FieldName {
    /// The column that a field means.
    static func column(_ field: String, among columns: [String]) -> String? {
        if columns.contains(field) { return field }
        let snake = snakeCase(field)
        return columns.first { $0 == snake || $0 == field + "_id" || $0 == snake + "_id" }
    }

    /// `albumID` becomes `album_id`.
    package static func snakeCase(_ name: String) -> String {
        let characters = Array(name)
        var result = ""
        for (index, character) in characters.enumerated() {
            if character.isUppercase, index > 0 {
                let follows = !characters[index - 1].isUppercase
                let begins = index + 1 < characters.count && characters[index + 1].isLowercase
                if follows || begins, result.last != "_" { result += "_" }
            }
            result += character.lowercased()
        }
        return result
    }
}
