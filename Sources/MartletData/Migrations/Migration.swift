/// One step in the history of a database's tables: what changes, and so also how it is undone.
///
/// `migrate make` writes it as a Swift file, which compiles into the application:
///
/// ```swift
/// extension Migration {
///     static let m0002AddGenre = Migration(
///         "0002_add_genre",
///         dependencies: ["0001_initial"],
///         operations: [
///             .addColumn("albums", ColumnSchema(name: "genre", type: .text, isNullable: true))
///         ])
/// }
/// ```
public struct Migration: Sendable {
    /// The name, by which the database remembers it: `0002_add_genre`.
    public let name: String
    /// The names of the migrations that come before.
    public let dependencies: [String]
    /// The names of the migrations that this one stands for; a squash has them.
    public let replaces: [String]
    /// Whether all of it and its record are one transaction, where the database can; `true` by default. PostgreSQL's
    /// `concurrently` needs `false`.
    public let isAtomic: Bool
    /// What changes, in order.
    public let operations: [MigrationOperation]

    /// Creates a migration.
    public init(
        _ name: String, dependencies: [String] = [], replaces: [String] = [], isAtomic: Bool = true,
        operations: [MigrationOperation]
    ) {
        self.name = name
        self.dependencies = dependencies
        self.replaces = replaces
        self.isAtomic = isAtomic
        self.operations = operations
    }

    /// A number of what the migration does, kept in the database to notice when the file is edited later. Formatting and
    /// the bodies of data migrations do not count.
    var checksum: String { StableHash.hex(SwiftSource.operations(operations).joined(separator: "\n")) }
}

/// A migration, or the history that it is part of, does not make sense.
public struct MigrationError: Error, CustomStringConvertible, Sendable {
    /// What was expected, what was found, what to do.
    public let description: String

    /// Creates an error.
    public init(_ description: String) { self.description = description }
}
