import MartletData

extension Migration {
    static let m0015Comment = Migration(
        "0015_comment",
        dependencies: ["0014_rename_a_table"],
        operations: [
            .setTableComment("writers", "who writes")
        ])
}
