import MartletData

extension Migration {
    static let m0014RenameATable = Migration(
        "0014_rename_a_table",
        dependencies: ["0013_refer_to_another_table"],
        operations: [
            .renameTable("authors", to: "writers")
        ])
}
