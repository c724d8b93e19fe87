import Foundation
import Martlet

/// A purchase.
@Model
struct Invoice {
    var id: Int
    @BelongsTo var customer: Customer.ID
    var invoiceDate: Date
    @Column(max: 70) var billingAddress: String?
    @Column(max: 40) var billingCity: String?
    @Column(max: 40) var billingState: String?
    @Column(max: 40) var billingCountry: String?
    @Column(max: 10) var billingPostalCode: String?
    var total: Decimal

    static let lines = HasMany<InvoiceLine>(\.invoice)
}
