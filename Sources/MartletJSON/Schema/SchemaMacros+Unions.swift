/// Makes an enumeration whose cases hold structs with `@Schema` a ``SchemaUnion``: one of them in JSON, told apart by a member.
///
/// Each case holds one struct, whose members stand beside the discriminator in one object, or nothing, which is an object with
/// the discriminator alone. The value of the discriminator is the name of the case; `@Case` says another. It may stand anywhere
/// in the object and is written first. The struct must not have a member of that name itself.
///
/// ```swift
/// @Schema(discriminator: "type") enum Payment {
///     case card(Card)                                       // {"type":"card","number":"…"}
///     @Case("bank-transfer") case transfer(Transfer)        // {"type":"bank-transfer","iban":"…"}
///     case cash                                             // {"type":"cash"}
/// }
/// @Schema struct Card { @Field(pattern: /^[0-9]{12,19}$/) var number: String }
/// @Schema struct Transfer { @Field(length: 15...34) var iban: String }
/// ```
/// - Parameters:
///   - name: the name under which documents know it; that of the enumeration by default.
///   - discriminator: the name in JSON of the member that tells the cases apart.
@attached(member, names: named(schema), named(SchemaTypes))
@attached(
    extension, conformances: SchemaUnion,
    names: named(SchemaCases), named(SchemaKeys), named(read(from:)), named(write(to:)), named(init(from:)),
    named(encode(to:)))
public macro Schema(name: String? = nil, discriminator: String) =
    #externalMacro(module: "MartletMacros", type: "SchemaMacro")

/// Says what a case of an enumeration with ``Schema(name:discriminator:)`` is called in JSON.
///
/// ```swift
/// @Schema(discriminator: "type") enum Payment {
///     @Case("bank-transfer") case transfer(Transfer)
/// }
/// ```
/// - Parameter value: the value of the discriminator; the name of the case where nothing is said.
@attached(peer)
public macro Case(_ value: String) = #externalMacro(module: "MartletMacros", type: "CaseMacro")
