import MartletData

extension Migration {
    static let m0017DropColumns = Migration(
        "0017_drop_columns",
        dependencies: ["0016_widen_what_is_referred_to"],
        operations: [
            .dropIndex("books", "books_slug_length_idx"),
            .dropIndex("books", "books_longest"),
            .dropColumn("books", "leaves"),
            .dropColumn("books", "subtitle", refill: .value(.text(""))),
            .dropColumn("books", "length", refill: .value(.integer(1))),
            .dropColumn("books", "slug", refill: .expression("lower(\"title\")")),
        ])
}
