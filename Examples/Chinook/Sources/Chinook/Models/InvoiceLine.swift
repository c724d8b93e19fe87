import Foundation
import Martlet

/// A track on an invoice.
@Model
struct InvoiceLine {
    var id: Int
    @BelongsTo var invoice: Invoice.ID
    @BelongsTo var track: Track.ID
    var unitPrice: Decimal
    var quantity: Int
}
