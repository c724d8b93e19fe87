package import MartletData

/// A history of migrations over tables with rows, most of which rebuild a table where the database has to.
package enum Catalogue {
    package static let items = 2000
    package static let parts = 4000

    package static let migrations: [Migration] = {
        let label = ColumnSchema(name: "label", type: .text, maximumLength: 80)
        let steps: [(String, [MigrationOperation])] = [
            (
                "0001_initial",
                [
                    .createTable(
                        TableSchema(
                            name: "items",
                            columns: [
                                ColumnSchema(name: "id", type: .integer, isGenerated: true), label,
                                ColumnSchema(name: "amount", type: .integer),
                            ], primaryKey: ["id"])),
                    .createTable(
                        TableSchema(
                            name: "parts",
                            columns: [
                                ColumnSchema(name: "id", type: .integer, isGenerated: true),
                                ColumnSchema(name: "item_id", type: .integer),
                            ], primaryKey: ["id"],
                            foreignKeys: [
                                ForeignKeySchema(
                                    columns: ["item_id"], table: "items", referencedColumns: ["id"], onDelete: .cascade)
                            ], indexes: [IndexSchema(columns: ["item_id"])])),
                ]
            ),
            (
                "0002_optional_label",
                [.alterColumn("items", ColumnSchema(name: "label", type: .text, isNullable: true, maximumLength: 80))]
            ),
            (
                "0003_colors_and_weights",
                [
                    .addColumn(
                        "items", ColumnSchema(name: "color", type: .text, maximumLength: 20), fill: .value(.text("red"))
                    ),
                    .addColumn("parts", ColumnSchema(name: "weight", type: .integer), fill: .value(.integer(10))),
                    .addIndex("items", IndexSchema(columns: ["color"])),
                ]
            ),
            ("0004_no_debts", [.addConstraint("items", .check(name: "items_no_debts", condition: "\"amount\" >= 0"))]),
            ("0005_title", [.renameColumn("items", "label", to: "title")]),
            (
                "0006_heavier",
                [
                    .runData(
                        DataMigration("heavier") { tx in
                            try await tx.execute("UPDATE parts SET weight = weight + 1")
                        } down: { _ in
                        })
                ]
            ),
            (
                "0007_title_required",
                [
                    .alterColumn(
                        "items", ColumnSchema(name: "title", type: .text, maximumLength: 120),
                        fill: .value(.text("none")))
                ]
            ),
            (
                "0008_no_colors",
                [.dropIndex("items", "items_color_idx"), .dropColumn("items", "color", refill: .value(.text("red")))]
            ),
            (
                "0009_notes",
                [
                    .createTable(
                        TableSchema(
                            name: "notes",
                            columns: [
                                ColumnSchema(name: "id", type: .integer, isGenerated: true),
                                ColumnSchema(name: "item_id", type: .integer),
                                ColumnSchema(name: "text", type: .text),
                            ], primaryKey: ["id"],
                            foreignKeys: [
                                ForeignKeySchema(columns: ["item_id"], table: "items", referencedColumns: ["id"])
                            ])),
                    .runData(
                        DataMigration("first notes") { tx in
                            try await tx.execute("INSERT INTO notes (item_id, text) SELECT id, title FROM items")
                        } down: { _ in
                        }),
                ]
            ),
            (
                "0010_amount_default",
                [
                    .alterColumn(
                        "items", ColumnSchema(name: "amount", type: .integer, defaultValue: .value(.integer(0)))),
                    .alterColumn("parts", ColumnSchema(name: "weight", type: .integer, isNullable: true)),
                ]
            ),
        ]
        return steps.enumerated().map { index, step in
            Migration(step.0, dependencies: index == 0 ? [] : [steps[index - 1].0], operations: step.1)
        }
    }()

    /// Makes the first tables and their rows.
    package static func fill(_ database: Database) async throws {
        try await Migrations([migrations[0]], tables: []).migrate(database)
        try await database.transaction { tx in
            for start in stride(from: 1, through: items, by: 100) {
                let rows = (start..<start + 100).map { "(\($0), 'item \($0)', \($0))" }.joined(separator: ", ")
                try await tx.execute("INSERT INTO items (id, label, amount) VALUES \(unsafe: rows)")
            }
            for start in stride(from: 1, through: parts, by: 100) {
                let rows = (start..<start + 100).map { "(\($0), \(($0 - 1) % items + 1))" }.joined(separator: ", ")
                try await tx.execute("INSERT INTO parts (id, item_id) VALUES \(unsafe: rows)")
            }
        }
    }

    /// Applies what is missing and says so.
    package static func migrate(_ database: Database) async throws {
        Announcer.say("ready")
        try await Migrations(migrations, tables: []).migrate(database, report: Announcer.say)
    }
}
