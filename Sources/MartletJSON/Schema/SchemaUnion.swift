/// An enumeration that `@Schema(discriminator:)` has described: one of several structs, told apart by a member.
///
/// ```swift
/// @Schema(discriminator: "type") enum Payment {
///     case card(Card)                                       // {"type":"card","number":"…"}
///     @Case("bank-transfer") case transfer(Transfer)        // {"type":"bank-transfer","iban":"…"}
///     case cash                                             // {"type":"cash"}
/// }
/// app.post("/payments") { (payment: JSON<Payment>) in "\(payment.value)" }
/// ```
public protocol SchemaUnion: SchemaContent {
    /// What is known of its cases.
    static var schema: UnionSchema { get }
}

extension SchemaUnion {
    public static var valueSchema: ValueSchema { .union(UnionReference(Self.self)) }
}
