import Foundation
import MartletData

@Model struct Artist: Equatable {
    var id: Int
    @Column(max: 120, unique: true) var name: String
    static let albums = HasMany<Album>(\.artist)
}

@Model struct Album: Equatable {
    var id: Int
    @Column(max: 160) var title: String
    @BelongsTo(onDelete: .cascade) var artist: Artist.ID
    var released: Date?
    static let tracks = HasMany<Track>(\.album)
}

@Model struct Track: Equatable {
    var id: Int
    var name: String
    @BelongsTo var album: Album.ID?
    var seconds: Int
    var price: Decimal
    var kind: Kind

    enum Kind: String, ColumnValue { case studio, live }
}

@Model(table: "staff") struct Employee: Equatable {
    @Column(name: "EmployeeId", primaryKey: true) var number: Int
    var name: String
    @BelongsTo(name: "ReportsTo", onDelete: .setNull) var boss: Employee.ID?
    static let reports = HasMany<Employee>(\.boss)
}
