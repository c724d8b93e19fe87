public import MartletCore
public import MartletData

/// What every driver has to do, as cases that a test target runs against its own database.
///
/// Each case opens the database, makes tables of its own with names that no other case has, and drops them; cases may run
/// at the same time.
///
/// ```swift
/// @Test(arguments: DriverSuite.cases) func `the driver passes`(_ test: DriverSuite.Case) async throws {
///     try await DriverSuite.run(test) { try OracleDriver(url: url) }
/// }
/// ```
public enum DriverSuite {
    /// One expectation.
    public typealias Case = ContractCase<SuiteContext>
    /// Something was not as expected.
    public typealias Failure = ContractFailure

    /// What is expected of queries, by their SQL of each database and the rows that they find.
    private static let queryCases =
        expressionCases + selectCases + changeCases + writeCases + statementTextCases + pageCases + limitationCases
        + queryInjectionCases + hostileInputCases + scopeCases + shapeCases + numberCases

    /// All expectations.
    public static let cases: [Case] =
        valueCases + statementCases + errorCases + transactionCases + sessionCases + streamCases + concurrencyCases
        + injectionCases + queryCases

    /// Tests one expectation.
    /// - Parameters:
    ///   - test: the case.
    ///   - open: opens the database; more than once for some cases, always the same one.
    /// - Throws: ``Failure``, or what the driver threw.
    public static func run(_ test: Case, opening open: @escaping @Sendable () throws -> any DatabaseDriver) async throws
    {
        let context = try SuiteContext(open)
        do {
            try await test.body(context)
        } catch {
            await context.end()
            throw error
        }
        await context.end()
    }
}
