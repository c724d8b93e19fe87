import Synchronization

/// What one request, or one test, asks of databases: how many statements, and which again and again.
///
/// The application opens one for each request; ``assertQueries(_:fileID:line:_:)`` opens one for a part of a test.
///
/// ```swift
/// let scope = DatabaseScope()
/// try await scope.run { try await Album.query.all(in: database) }
/// print(scope.count)          // 1
/// ```
public final class DatabaseScope: Sendable {
    /// A statement that ran in a scope.
    public struct Shape: Sendable {
        /// The text with its placeholders.
        public let sql: String
        /// Where in the application's code it was asked for the first time.
        public let place: CodePlace?
        /// How many times it ran.
        public internal(set) var count: Int
    }

    private struct State {
        var count = 0
        var duration = Duration.zero
        var hasWritten = false
        var shapes: [Int: Shape] = [:]
        var order: [Int] = []
    }

    @TaskLocal static var current: DatabaseScope?

    private let limit: Int?
    private let warn: @Sendable (Shape) -> Void
    private let state = Mutex(State())

    /// Creates a scope.
    /// - Parameters:
    ///   - limit: how many times one statement may run before `warn` is told of it; not watched by default.
    ///   - warn: is told once for each statement that runs more often, usually a query in a loop.
    public init(warningAfter limit: Int? = nil, _ warn: @escaping @Sendable (Shape) -> Void = { _ in }) {
        self.limit = limit
        self.warn = warn
    }

    /// Runs a body, and what it awaits, in the scope.
    public func run<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        try await Self.$current.withValue(self) { try await body() }
    }

    /// How many statements ran.
    public var count: Int { state.withLock { $0.count } }

    /// How long they took, added up.
    public var duration: Duration { state.withLock { $0.duration } }

    /// The statements that ran, each text once, in the order of their first time.
    public var shapes: [Shape] {
        state.withLock { state in state.order.compactMap { state.shapes[$0] } }
    }

    var hasWritten: Bool { state.withLock { $0.hasWritten } }

    func noteWrite() { state.withLock { $0.hasWritten = true } }

    func didRun(_ event: QueryEvent) {
        let repeated = state.withLock { state -> Shape? in
            state.count += 1
            state.duration += event.duration
            let key = event.statement.isPrepared ? event.statement.text.id : event.sql.hashValue | 1 << 62
            guard var shape = state.shapes[key] else {
                state.shapes[key] = Shape(sql: event.sql, place: event.place, count: 1)
                state.order.append(key)
                return nil
            }
            shape.count += 1
            state.shapes[key] = shape
            return shape.count - 1 == limit ? shape : nil
        }
        if let repeated { warn(repeated) }
    }
}

/// Runs a body and fails when it asks more or fewer statements of databases than expected.
///
/// ```swift
/// try await assertQueries(2) {
///     _ = try await Album.query.with { $0.tracks }.all(in: database)
/// }
/// ```
/// - Throws: ``UnexpectedQueries`` with the statements and where they were asked for; what the body throws.
@discardableResult
public func assertQueries<Value>(
    _ expected: Int, fileID: StaticString = #fileID, line: UInt = #line, _ body: () async throws -> Value
) async throws -> Value {
    let scope = DatabaseScope()
    let value = try await scope.run(body)
    guard scope.count == expected else {
        throw UnexpectedQueries(
            expected: expected, shapes: scope.shapes, count: scope.count, place: CodePlace(fileID: fileID, line: line))
    }
    return value
}

/// A part of a test asked more or fewer statements of databases than it should.
public struct UnexpectedQueries: Error, CustomStringConvertible {
    /// How many were expected.
    public let expected: Int
    /// How many there were.
    public let count: Int
    /// The statements.
    public let shapes: [DatabaseScope.Shape]
    private let place: CodePlace

    init(expected: Int, shapes: [DatabaseScope.Shape], count: Int, place: CodePlace) {
        self.expected = expected
        self.shapes = shapes
        self.count = count
        self.place = place
    }

    public var description: String {
        let list = shapes.map { shape in
            "\n  \(shape.count) × \(shape.sql)" + (shape.place.map { " (\($0))" } ?? "")
        }
        let statements = expected == 1 ? "statement" : "statements"
        return "\(place): expected \(expected) \(statements), got \(count):" + (list.isEmpty ? " none" : list.joined())
    }
}
