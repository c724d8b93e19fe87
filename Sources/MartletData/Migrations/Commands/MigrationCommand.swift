import MartletCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The command `migrate` of an application: `app migrate`, `app migrate make`, `app migrate status`.
public struct MigrationCommand: Sendable {
    /// What the list of commands says of it.
    public static let help =
        "apply migrations; make, status, plan, sql, revert, check, lint, merge, squash, inspect: `migrate help`"

    static let names = [
        "make", "status", "plan", "sql", "revert", "check", "lint", "merge", "squash", "inspect", "help",
    ]

    let migrations: Migrations
    let database: Database
    let terminal: MigrationTerminal

    /// Creates the command.
    /// - Parameters:
    ///   - print: gets each line.
    ///   - readLine: reads an answer; `nil`, the default where no terminal is, asks nothing and refuses instead.
    public init(
        _ migrations: Migrations, in database: Database,
        print: @escaping @Sendable (String) -> Void = { Swift.print($0) },
        readLine: (@Sendable () -> String?)? = Self.standardInput
    ) {
        self.migrations = migrations
        self.database = database
        terminal = MigrationTerminal(print: print, readLine: readLine)
    }

    /// Reads from the terminal; `nil` when standard input is none.
    public static var standardInput: (@Sendable () -> String?)? {
        guard isatty(STDIN_FILENO) == 1 else { return nil }
        return { Swift.readLine() }
    }

    /// Runs the command.
    /// - Parameter arguments: what stands behind `migrate`.
    /// - Throws: ``MigrationError`` for arguments that are not understood and histories that do not fit,
    ///   ``DatabaseError`` for what the database refuses.
    public func run(_ arguments: [String]) async throws {
        let rest = Array(arguments.dropFirst())
        switch arguments.first {
        case "make"?: try make(rest)
        case "status"?: try await status(rest)
        case "plan"?: try await migrate(["--plan"] + rest)
        case "sql"?: try await sql(rest)
        case "revert"?: try await revert(rest)
        case "check"?: try await check(rest)
        case "lint"?: try await lint(rest)
        case "merge"?: try merge(rest)
        case "squash"?: try squash(rest)
        case "inspect"?: try await inspect(rest)
        case "help"?, "--help"?, "-h"?: terminal.print(Self.text)
        case let word? where !word.hasPrefix("-"):
            throw MigrationError(
                "`migrate` has no command `\(word)`\(NearMatch.hint(for: word, among: Self.names))\n\n\(Self.text)")
        default: try await migrate(arguments)
        }
    }

    private static let text = """
        migrate                     apply what the database has not had
          --to NAME                 go to a migration, forward or back; `zero` reverts all
          --plan, --sql             print what would be done, as a list or as SQL
          --fake                    record migrations without running them
          --check                   fail when something is pending; change nothing
          --accept-edits            accept migrations that were edited after the database had them
          --skip-step               take the step at which a migration stopped for done
          --wait SECONDS            how long to wait for another process (60)
        migrate make [NAME]         write a migration of what the models have changed
          --rename OLD=NEW          a table (albums=records) or column (albums.name=title) was renamed
          --drop NAME               it was not renamed: albums, albums.name
          --fill COLUMN=VALUE       what rows that exist get: albums.genre=rock, albums.slug='sql:lower("title")'
          --refill COLUMN=VALUE     what rows get when a dropped column comes back by `migrate revert`
          --empty                   write a migration without operations, to be filled by hand
          --check                   fail when the models have changed; write nothing
        migrate status              list the migrations, and which the database has had
        migrate plan                the same as --plan
        migrate sql [NAME]          print what is pending, or one migration, as SQL; --undo prints how it is undone
        migrate revert [NAME]       undo the last migration, or everything after NAME
        migrate check               fail when models, migrations and database differ
          --live                    compare the tables that the database has, too
        migrate lint [NAME]         warn of what locks or loses data in production
        migrate merge               bring branches together
        migrate squash FIRST LAST   write one migration in the place of several
        migrate inspect [TABLE …]   print models of the tables that the database has
          --into FOLDER             write them as files, and the migration that makes their tables
        """
}
