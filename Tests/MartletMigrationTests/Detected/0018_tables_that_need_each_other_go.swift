import MartletData

extension Migration {
    static let m0018TablesThatNeedEachOtherGo = Migration(
        "0018_tables_that_need_each_other_go",
        dependencies: ["0017_drop_columns"],
        operations: [
            .dropForeignKey("writers", "writers_favourite_id_fkey"),
            .dropIndex("writers", "writers_favourite_id_idx"),
            .dropColumn("writers", "favourite_id"),
            .dropTable("book_tags"),
            .dropTable("tags"),
            .dropTable("books"),
        ])
}
