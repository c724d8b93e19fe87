import Foundation
import MartletData
import Synchronization

@Embeddable struct Moments: Equatable {
    @Column(role: .created) var created: Date = Date(timeIntervalSince1970: 0)
    @Column(role: .updated) var updated: Date = Date(timeIntervalSince1970: 0)
}

@Model struct Product: Equatable {
    var id: Int
    @Column(max: 40, unique: true) var code: String
    @Column(type: .decimal(precision: 6, scale: 2)) var price: Decimal = 0
    var stock: Int = 0
    @Column(role: .version) var version: Int = 1
    @Column(role: .deleted) var deleted: Date?
    @Embedded var moments: Moments = Moments()
}

@Model struct Shelf: Equatable {
    @Column(primaryKey: true) var aisle: Int
    @Column(primaryKey: true) var level: Int
    var label: String
}

@Model struct Box: Equatable {
    var id: UUID = .v7()
    var aisle: Int?
    var level: Int?
    @BelongsTo(onDelete: .cascade) var product: Product.ID
    var color: Color = .red
    static let shelf = Reference<Box, Shelf>(\.aisle, \.level)

    enum Color: String, ColumnValue, CaseIterable { case red, blue }
}

/// A row that tells what happens to it.
@Model struct Parcel: Equatable {
    var id: Int
    var address: String

    static let told = Mutex<[String]>([])
    static func tell(_ text: String) { told.withLock { $0.append(text) } }

    struct Refused: Error {}

    mutating func willSave(in database: any QueryExecutor) async throws {
        guard !address.isEmpty else { throw Refused() }
        address = address.uppercased()
        Self.tell("will save \(address)")
    }
    func didSave(in database: any QueryExecutor) async throws { Self.tell("did save \(id)") }
    func willDelete(in database: any QueryExecutor) async throws {
        guard address != "KEEP" else { throw Refused() }
        Self.tell("will delete \(id)")
    }
    func didDelete(in database: any QueryExecutor) async throws { Self.tell("did delete \(id)") }
}
