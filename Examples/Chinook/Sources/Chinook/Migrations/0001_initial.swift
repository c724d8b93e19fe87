import MartletData

extension Migration {
    static let m0001Initial = Migration(
        "0001_initial",
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
                        ColumnSchema(name: "title", type: .text, maximumLength: 160),
                        ColumnSchema(name: "artist_id", type: .integer),
                    ],
                    primaryKey: ["id"],
                    foreignKeys: [
                        ForeignKeySchema(columns: ["artist_id"], table: "artists", referencedColumns: ["id"])
                    ],
                    indexes: [IndexSchema(columns: ["artist_id"])])),
            .createTable(
                TableSchema(
                    name: "genres",
                    columns: [
                        ColumnSchema(name: "id", type: .integer, isGenerated: true),
                        ColumnSchema(name: "name", type: .text, maximumLength: 120),
                    ],
                    primaryKey: ["id"])),
            .createTable(
                TableSchema(
                    name: "media_types",
                    columns: [
                        ColumnSchema(name: "id", type: .integer, isGenerated: true),
                        ColumnSchema(name: "name", type: .text, maximumLength: 120),
                    ],
                    primaryKey: ["id"])),
            .createTable(
                TableSchema(
                    name: "tracks",
                    columns: [
                        ColumnSchema(name: "id", type: .integer, isGenerated: true),
                        ColumnSchema(name: "name", type: .text, maximumLength: 200),
                        ColumnSchema(name: "album_id", type: .integer, isNullable: true),
                        ColumnSchema(name: "media_type_id", type: .integer),
                        ColumnSchema(name: "genre_id", type: .integer, isNullable: true),
                        ColumnSchema(name: "composer", type: .text, isNullable: true, maximumLength: 220),
                        ColumnSchema(name: "milliseconds", type: .integer),
                        ColumnSchema(name: "bytes", type: .integer, isNullable: true),
                        ColumnSchema(name: "unit_price", type: .decimal),
                    ],
                    primaryKey: ["id"],
                    foreignKeys: [
                        ForeignKeySchema(columns: ["album_id"], table: "albums", referencedColumns: ["id"]),
                        ForeignKeySchema(columns: ["media_type_id"], table: "media_types", referencedColumns: ["id"]),
                        ForeignKeySchema(columns: ["genre_id"], table: "genres", referencedColumns: ["id"]),
                    ],
                    indexes: [
                        IndexSchema(columns: ["album_id"]),
                        IndexSchema(columns: ["media_type_id"]),
                        IndexSchema(columns: ["genre_id"]),
                    ])),
            .createTable(
                TableSchema(
                    name: "playlists",
                    columns: [
                        ColumnSchema(name: "id", type: .integer, isGenerated: true),
                        ColumnSchema(name: "name", type: .text, maximumLength: 120),
                    ],
                    primaryKey: ["id"])),
            .createTable(
                TableSchema(
                    name: "playlist_tracks",
                    columns: [
                        ColumnSchema(name: "id", type: .integer, isGenerated: true),
                        ColumnSchema(name: "playlist_id", type: .integer),
                        ColumnSchema(name: "track_id", type: .integer),
                    ],
                    primaryKey: ["id"],
                    foreignKeys: [
                        ForeignKeySchema(columns: ["playlist_id"], table: "playlists", referencedColumns: ["id"]),
                        ForeignKeySchema(columns: ["track_id"], table: "tracks", referencedColumns: ["id"]),
                    ],
                    indexes: [IndexSchema(columns: ["playlist_id"]), IndexSchema(columns: ["track_id"])])),
            .createTable(
                TableSchema(
                    name: "employees",
                    columns: [
                        ColumnSchema(name: "id", type: .integer, isGenerated: true),
                        ColumnSchema(name: "last_name", type: .text, maximumLength: 20),
                        ColumnSchema(name: "first_name", type: .text, maximumLength: 20),
                        ColumnSchema(name: "title", type: .text, isNullable: true, maximumLength: 30),
                        ColumnSchema(name: "reports_to_id", type: .integer, isNullable: true),
                        ColumnSchema(name: "birth_date", type: .timestamp, isNullable: true),
                        ColumnSchema(name: "hire_date", type: .timestamp, isNullable: true),
                        ColumnSchema(name: "address", type: .text, isNullable: true, maximumLength: 70),
                        ColumnSchema(name: "city", type: .text, isNullable: true, maximumLength: 40),
                        ColumnSchema(name: "state", type: .text, isNullable: true, maximumLength: 40),
                        ColumnSchema(name: "country", type: .text, isNullable: true, maximumLength: 40),
                        ColumnSchema(name: "postal_code", type: .text, isNullable: true, maximumLength: 10),
                        ColumnSchema(name: "phone", type: .text, isNullable: true, maximumLength: 24),
                        ColumnSchema(name: "fax", type: .text, isNullable: true, maximumLength: 24),
                        ColumnSchema(name: "email", type: .text, isNullable: true, maximumLength: 60),
                    ],
                    primaryKey: ["id"],
                    foreignKeys: [
                        ForeignKeySchema(columns: ["reports_to_id"], table: "employees", referencedColumns: ["id"])
                    ],
                    indexes: [IndexSchema(columns: ["reports_to_id"])])),
            .createTable(
                TableSchema(
                    name: "customers",
                    columns: [
                        ColumnSchema(name: "id", type: .integer, isGenerated: true),
                        ColumnSchema(name: "first_name", type: .text, maximumLength: 40),
                        ColumnSchema(name: "last_name", type: .text, maximumLength: 20),
                        ColumnSchema(name: "company", type: .text, isNullable: true, maximumLength: 80),
                        ColumnSchema(name: "address", type: .text, isNullable: true, maximumLength: 70),
                        ColumnSchema(name: "city", type: .text, isNullable: true, maximumLength: 40),
                        ColumnSchema(name: "state", type: .text, isNullable: true, maximumLength: 40),
                        ColumnSchema(name: "country", type: .text, isNullable: true, maximumLength: 40),
                        ColumnSchema(name: "postal_code", type: .text, isNullable: true, maximumLength: 10),
                        ColumnSchema(name: "phone", type: .text, isNullable: true, maximumLength: 24),
                        ColumnSchema(name: "fax", type: .text, isNullable: true, maximumLength: 24),
                        ColumnSchema(name: "email", type: .text, maximumLength: 60),
                        ColumnSchema(name: "support_rep_id", type: .integer, isNullable: true),
                    ],
                    primaryKey: ["id"],
                    foreignKeys: [
                        ForeignKeySchema(columns: ["support_rep_id"], table: "employees", referencedColumns: ["id"])
                    ],
                    indexes: [IndexSchema(columns: ["support_rep_id"])])),
            .createTable(
                TableSchema(
                    name: "invoices",
                    columns: [
                        ColumnSchema(name: "id", type: .integer, isGenerated: true),
                        ColumnSchema(name: "customer_id", type: .integer),
                        ColumnSchema(name: "invoice_date", type: .timestamp),
                        ColumnSchema(name: "billing_address", type: .text, isNullable: true, maximumLength: 70),
                        ColumnSchema(name: "billing_city", type: .text, isNullable: true, maximumLength: 40),
                        ColumnSchema(name: "billing_state", type: .text, isNullable: true, maximumLength: 40),
                        ColumnSchema(name: "billing_country", type: .text, isNullable: true, maximumLength: 40),
                        ColumnSchema(name: "billing_postal_code", type: .text, isNullable: true, maximumLength: 10),
                        ColumnSchema(name: "total", type: .decimal),
                    ],
                    primaryKey: ["id"],
                    foreignKeys: [
                        ForeignKeySchema(columns: ["customer_id"], table: "customers", referencedColumns: ["id"])
                    ],
                    indexes: [IndexSchema(columns: ["customer_id"])])),
            .createTable(
                TableSchema(
                    name: "invoice_lines",
                    columns: [
                        ColumnSchema(name: "id", type: .integer, isGenerated: true),
                        ColumnSchema(name: "invoice_id", type: .integer),
                        ColumnSchema(name: "track_id", type: .integer),
                        ColumnSchema(name: "unit_price", type: .decimal),
                        ColumnSchema(name: "quantity", type: .integer),
                    ],
                    primaryKey: ["id"],
                    foreignKeys: [
                        ForeignKeySchema(columns: ["invoice_id"], table: "invoices", referencedColumns: ["id"]),
                        ForeignKeySchema(columns: ["track_id"], table: "tracks", referencedColumns: ["id"]),
                    ],
                    indexes: [IndexSchema(columns: ["invoice_id"]), IndexSchema(columns: ["track_id"])])),
        ])
}
