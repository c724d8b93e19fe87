/// The next placeholder of the route's path, as a value of a type that can stand in a path.
///
/// Placeholders are taken in the order of the path. A text that is not a `Value` is a 404 that says so: no such resource.
///
/// ```swift
/// app.get("/artists/{id:int}/albums/{number:int}") { (id: Path<Int>, number: Path<Int>) in
///     "album \(number) of artist \(id)"
/// }
/// ```
public struct Path<Value: PathValue>: Extractor, CustomStringConvertible {
    /// The value.
    public let value: Value

    /// Creates a parameter, for tests.
    public init(_ value: Value) { self.value = value }

    public static func extract(from source: inout ExtractionSource) throws -> Path {
        guard let (name, text) = source.nextPathParameter() else { throw HTTPError(.notFound) }
        guard let value = Value(pathValue: text) else {
            throw HTTPError(
                .notFound, "`\(name)` must be \(Expectation.of(Value.self)), not `\(Expectation.shortened(text))`.")
        }
        return Path(value)
    }

    /// The placeholder; any text is a `String`.
    public static var parameters: [ParameterDescription] {
        [ParameterDescription(.path, Value.self, refusals: Value.self == String.self ? [] : [.notFound])]
    }

    public var description: String { value.pathValue }
}
