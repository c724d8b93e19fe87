import MartletData

/// The models in `Inspected/`, which `migrate inspect` has printed.
enum InspectedModels {
    /// The models of a database's tables, in the order in which it names them.
    static func of(_ server: MigrationServer) -> [any Model.Type] {
        switch server {
        case .sqlite:
            [
                LiteOrderItem.self,
                LiteAuthorCity.self,
                LiteAuthor.self,
                LiteBook.self,
                LiteCity.self,
                LiteCountry.self,
                LiteEdition.self,
                LiteLog.self,
                LiteTotal.self,
            ]
        case .postgres:
            [
                PgOrderItem.self,
                PgAuthorCity.self,
                PgAuthor.self,
                PgBook.self,
                PgCity.self,
                PgCountry.self,
                PgEdition.self,
                PgLog.self,
                PgName.self,
                PgRoom.self,
                PgTotal.self,
            ]
        case .mysql:
            [
                MyOrderItem.self,
                MyAuthorCity.self,
                MyAuthor.self,
                MyBook.self,
                MyCity.self,
                MyCountry.self,
                MyEdition.self,
                MyLog.self,
                MyTotal.self,
            ]
        }
    }

    /// The file that has them.
    static func fileName(_ server: MigrationServer) -> String {
        switch server {
        case .sqlite: "SQLiteModels.swift"
        case .postgres: "PostgresModels.swift"
        case .mysql: "MySQLModels.swift"
        }
    }
}
