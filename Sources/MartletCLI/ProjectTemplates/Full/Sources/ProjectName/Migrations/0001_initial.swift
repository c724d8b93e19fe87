import MartletData

extension Migration {
    static let m0001Initial = Migration(
        "0001_initial",
        operations: [
            .createTable(
                TableSchema(
                    name: "notes",
                    columns: [
                        ColumnSchema(name: "id", type: .integer, isGenerated: true),
                        ColumnSchema(name: "text", type: .text, maximumLength: 200),
                        ColumnSchema(name: "is_done", type: .boolean),
                    ],
                    primaryKey: ["id"]))
        ])
}
