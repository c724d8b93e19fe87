import Foundation
import Testing

@testable import MartletData

@Suite struct MigrationFileTests {
    /// What stands in `Generated/`, which compiles with these tests.
    private static let written = Migration(
        "0002_add_albums_genre", dependencies: ["0001_initial"], isAtomic: false,
        operations: [
            .createTable(DetectingTests.artists), .createTable(DetectingTests.albums.resolved),
            .addColumn(
                "albums",
                ColumnSchema(
                    name: "genre", type: .decimal(precision: 10, scale: 2), isNullable: true,
                    defaultValue: .value(.decimal("1.50")))),
            .alterColumn(
                QualifiedName("albums", in: "music"),
                ColumnSchema(
                    name: "title", type: .array(.text), isUnique: true, maximumLength: 160, check: "\"title\" <> '\\'",
                    collation: "C", comment: "line\nbreak"), fill: .value(.text("")), using: "\"title\" || '!'"),
            .addIndex(
                "albums",
                IndexSchema(
                    name: "by_title",
                    parts: [.init(.expression("lower(\"title\")"), isDescending: true), .init(.column("id"))],
                    isUnique: true,
                    condition: "\"title\" IS NOT NULL", including: ["artist_id"], method: "btree"), concurrently: true),
            .addConstraint(
                "albums",
                .unique(UniqueConstraintSchema(name: "one", columns: ["title"], deferral: .initiallyDeferred)),
                validated: true),
            .addForeignKey(
                "albums",
                ForeignKeySchema(
                    name: "key", columns: ["a", "b"], table: "others", namespace: "x", referencedColumns: ["c", "d"],
                    onDelete: .setNull, onUpdate: .cascade), validated: false),
            .runSQL(up: ["DELETE FROM albums"], down: [], on: [.postgres, .sqlite]),
            .dropColumn("albums", "old", refill: .randomUUID),
            .separate(database: [], state: [.dropTable("gone")]),
        ])

    @Test func `a generated file compiles and says what was meant`() throws {
        let file = MigrationFile(migration: Self.written)
        #expect(file.fileName == "0002_add_albums_genre.swift")
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Generated/" + file.fileName)
        let source = try String(contentsOf: path, encoding: .utf8)
        #expect(file.source == source)
        let compiled = Migration.m0002AddAlbumsGenre
        #expect(compiled.checksum == Self.written.checksum)
        #expect(compiled.dependencies == ["0001_initial"])
        #expect(!compiled.isAtomic)
    }

    @Test func `the list of migrations compiles them in`() {
        #expect(
            MigrationList.source(["0001_initial", "0002_add_albums_genre"]) == """
                import MartletData

                /// The application's migrations, in order. `migrate make` writes this file.
                let migrations: [Migration] = [
                    .m0001Initial,
                    .m0002AddAlbumsGenre,
                ]

                """)
    }

    @Test func `names say what a migration does`() throws {
        let column = MigrationOperation.addColumn("albums", ColumnSchema(name: "Größe", type: .integer))
        #expect(try MigrationTitle.name(1, [column]) == "0001_initial")
        #expect(try MigrationTitle.name(12, [column]) == "0012_add_albums_gr_e")
        #expect(try MigrationTitle.name(2, [.dropTable("a"), .dropTable("b")]) == "0002_drop_a_drop_b")
        #expect(try MigrationTitle.name(3, [column], title: "Add sizes!") == "0003_add_sizes")
    }
}
