public import MartletData

/// What every driver has to do, as cases that a test target runs against its own database.
///
/// ```swift
/// @Test(arguments: DriverSuite.cases) func `the driver passes`(_ test: DriverSuite.Case) async throws {
///     try await DriverSuite.run(test, on: database)
/// }
/// ```
public enum DriverSuite {
    /// One expectation.
    public struct Case: Sendable, CustomStringConvertible {
        /// What is expected, in words.
        public let name: String
        let body: @Sendable (Database) async throws -> Void

        public var description: String { name }
    }

    /// Something was not as expected.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
        init(_ description: String) { self.description = description }
    }

    /// All expectations.
    public static let cases: [Case] = []

    /// Tests one expectation on a database whose tables of the suite it makes anew.
    public static func run(_ test: Case, on database: Database) async throws { try await test.body(database) }
}
