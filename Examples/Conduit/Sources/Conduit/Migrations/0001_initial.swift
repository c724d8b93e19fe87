import MartletData

extension Migration {
    static let m0001Initial = Migration(
        "0001_initial",
        operations: [
            .createTable(
                TableSchema(
                    name: "users",
                    columns: [
                        ColumnSchema(name: "id", type: .integer, isGenerated: true),
                        ColumnSchema(name: "username", type: .text, isUnique: true, maximumLength: 100),
                        ColumnSchema(name: "email", type: .text, isUnique: true, maximumLength: 200),
                        ColumnSchema(name: "password_hash", type: .text),
                        ColumnSchema(name: "password_number", type: .integer),
                        ColumnSchema(name: "bio", type: .text, isNullable: true),
                        ColumnSchema(name: "image", type: .text, isNullable: true),
                    ],
                    primaryKey: ["id"])),
            .createTable(
                TableSchema(
                    name: "follows",
                    columns: [
                        ColumnSchema(name: "follower_id", type: .integer),
                        ColumnSchema(name: "followed_id", type: .integer),
                    ],
                    primaryKey: ["follower_id", "followed_id"],
                    foreignKeys: [
                        ForeignKeySchema(columns: ["follower_id"], table: "users", referencedColumns: ["id"]),
                        ForeignKeySchema(columns: ["followed_id"], table: "users", referencedColumns: ["id"]),
                    ],
                    indexes: [IndexSchema(columns: ["followed_id"])])),
            .createTable(
                TableSchema(
                    name: "articles",
                    columns: [
                        ColumnSchema(name: "id", type: .integer, isGenerated: true),
                        ColumnSchema(name: "slug", type: .text, isUnique: true, maximumLength: 200),
                        ColumnSchema(name: "title", type: .text),
                        ColumnSchema(name: "description", type: .text),
                        ColumnSchema(name: "body", type: .text),
                        ColumnSchema(name: "author_id", type: .integer),
                        ColumnSchema(name: "created_at", type: .timestamp),
                        ColumnSchema(name: "updated_at", type: .timestamp),
                    ],
                    primaryKey: ["id"],
                    foreignKeys: [ForeignKeySchema(columns: ["author_id"], table: "users", referencedColumns: ["id"])],
                    indexes: [IndexSchema(columns: ["created_at"]), IndexSchema(columns: ["author_id"])])),
            .createTable(
                TableSchema(
                    name: "article_tags",
                    columns: [
                        ColumnSchema(name: "article_id", type: .integer),
                        ColumnSchema(name: "name", type: .text, maximumLength: 100),
                        ColumnSchema(name: "position", type: .integer),
                    ],
                    primaryKey: ["article_id", "name"],
                    foreignKeys: [
                        ForeignKeySchema(
                            columns: ["article_id"],
                            table: "articles",
                            referencedColumns: ["id"],
                            onDelete: .cascade)
                    ],
                    indexes: [IndexSchema(columns: ["name"])])),
            .createTable(
                TableSchema(
                    name: "favorites",
                    columns: [
                        ColumnSchema(name: "article_id", type: .integer),
                        ColumnSchema(name: "user_id", type: .integer),
                    ],
                    primaryKey: ["article_id", "user_id"],
                    foreignKeys: [
                        ForeignKeySchema(
                            columns: ["article_id"],
                            table: "articles",
                            referencedColumns: ["id"],
                            onDelete: .cascade),
                        ForeignKeySchema(columns: ["user_id"], table: "users", referencedColumns: ["id"]),
                    ],
                    indexes: [IndexSchema(columns: ["user_id"])])),
            .createTable(
                TableSchema(
                    name: "comments",
                    columns: [
                        ColumnSchema(name: "id", type: .integer, isGenerated: true),
                        ColumnSchema(name: "body", type: .text),
                        ColumnSchema(name: "article_id", type: .integer),
                        ColumnSchema(name: "author_id", type: .integer),
                        ColumnSchema(name: "created_at", type: .timestamp),
                        ColumnSchema(name: "updated_at", type: .timestamp),
                    ],
                    primaryKey: ["id"],
                    foreignKeys: [
                        ForeignKeySchema(
                            columns: ["article_id"],
                            table: "articles",
                            referencedColumns: ["id"],
                            onDelete: .cascade),
                        ForeignKeySchema(columns: ["author_id"], table: "users", referencedColumns: ["id"]),
                    ],
                    indexes: [IndexSchema(columns: ["article_id"]), IndexSchema(columns: ["author_id"])])),
        ])
}
