import MartletData

extension Migration {
    static let m0002AddAlbumsGenre = Migration(
        "0002_add_albums_genre",
        dependencies: ["0001_initial"],
        isAtomic: false,
        operations: [
            .createTable(
                TableSchema(
                    name: "artists",
                    columns: [
                        ColumnSchema(name: "id", type: .integer, isGenerated: true),
                        ColumnSchema(name: "name", type: .text, maximumLength: 120),
                    ],
                    primaryKey: ["id"])),
            .createTable(
                TableSchema(
                    name: "albums",
                    columns: [
                        ColumnSchema(name: "id", type: .integer, isGenerated: true),
                        ColumnSchema(name: "title", type: .text),
                        ColumnSchema(name: "artist_id", type: .integer),
                    ],
                    primaryKey: ["id"],
                    foreignKeys: [
                        ForeignKeySchema(columns: ["artist_id"], table: "artists", referencedColumns: ["id"])
                    ],
                    indexes: [IndexSchema(columns: ["artist_id"])])),
            .addColumn(
                "albums",
                ColumnSchema(
                    name: "genre",
                    type: .decimal(precision: 10, scale: 2),
                    isNullable: true,
                    defaultValue: .value(.decimal("1.50")))),
            .alterColumn(
                QualifiedName("albums", in: "music"),
                ColumnSchema(
                    name: "title",
                    type: .array(.text),
                    isUnique: true,
                    maximumLength: 160,
                    check: "\"title\" <> '\\'",
                    collation: "C",
                    comment: "line\nbreak"),
                fill: .value(.text("")),
                using: "\"title\" || '!'"),
            .addIndex(
                "albums",
                IndexSchema(
                    name: "by_title",
                    parts: [
                        IndexSchema.Part(.expression("lower(\"title\")"), isDescending: true),
                        IndexSchema.Part(.column("id")),
                    ],
                    isUnique: true,
                    condition: "\"title\" IS NOT NULL",
                    including: ["artist_id"],
                    method: "btree"),
                concurrently: true),
            .addConstraint(
                "albums",
                .unique(UniqueConstraintSchema(name: "one", columns: ["title"], deferral: .initiallyDeferred))),
            .addForeignKey(
                "albums",
                ForeignKeySchema(
                    name: "key",
                    columns: ["a", "b"],
                    table: "others",
                    namespace: "x",
                    referencedColumns: ["c", "d"],
                    onDelete: .setNull,
                    onUpdate: .cascade),
                validated: false),
            .runSQL(up: ["DELETE FROM albums"], down: [], on: [.postgres, .sqlite]),
            .dropColumn("albums", "old", refill: .randomUUID),
            .separate(database: [], state: [.dropTable("gone")]),
        ])
}
