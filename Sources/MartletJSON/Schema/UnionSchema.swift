import MartletCore

/// What is known of an enumeration with `@Schema(discriminator:)`: for the reader, the writer and documents.
///
/// A class, since it is read for each value: that copies a reference and nothing else.
public final class UnionSchema: Sendable {
    /// The name under which documents know it.
    public let name: String
    /// Whether the name was chosen for documents, in which nothing else may have it then.
    public let isNamed: Bool
    /// The name of the member that tells its cases apart, in JSON.
    public var discriminator: String { member.description }
    /// Its cases, in the order of the enumeration.
    public let variants: [UnionVariant]

    let member: StaticString
    /// The discriminator of each case as it is written.
    let prefixes: [[UInt8]]
    /// What another value of the discriminator should have been, in words.
    let expectation: String
    /// What the application has got wrong.
    let mistake: SchemaMistake?

    /// Creates a description; what `@Schema` calls.
    public init(name: String, discriminator: StaticString, variants: [UnionVariant], isNamed: Bool = false) {
        self.name = name
        self.isNamed = isNamed
        self.variants = variants
        member = discriminator
        let key = JSONText.quote(discriminator.description)
        prefixes = variants.map { Array("\(key):\(JSONText.quote($0.value))".utf8) }
        let values = variants.map(\.value)
        expectation =
            values.count > UnionSchema.mostTold
            ? "one of the known values" : "one of " + values.joined(separator: ", ")
        mistake = variants.first { $0.has(discriminator) }.map {
            SchemaMistake.discriminator(discriminator.description, of: $0.value, in: name)
        }
    }

    /// How many values are listed where one is wrong.
    private static let mostTold = 20

    /// The case that texts are of, as one struct that has the discriminator; without one, the discriminator alone.
    func shape(of fields: QueryParameters) -> ObjectSchema {
        let value = fields[discriminator]
        if let variant = variants.first(where: { $0.value == value }) { return variant.schema(discriminator, name) }
        return ObjectSchema(
            name: name, unknown: .ignored,
            members: [MemberSchema(discriminator, .string(format: nil), isRequired: true)])
    }
}

/// A case of an enumeration with `@Schema(discriminator:)`.
public struct UnionVariant: Sendable {
    /// The value of the discriminator.
    public var value: String { text.description }

    let text: StaticString
    private let payload: (any Schema.Type)?

    /// Describes a case with a struct.
    public init(_ value: StaticString, _ payload: (some Schema).Type) {
        text = value
        self.payload = payload
    }

    /// Describes a case that has the discriminator alone.
    public init(_ value: StaticString) {
        text = value
        payload = nil
    }

    /// Whether the struct has a member of the discriminator's name.
    fileprivate func has(_ discriminator: StaticString) -> Bool {
        // The description of its members may hold values of the enumeration, which is described just now.
        payload?.memberTable.members.contains { $0.name.description == discriminator.description } ?? false
    }

    /// The object of the case: the discriminator, then the members of the struct.
    func schema(_ discriminator: String, _ union: String) -> ObjectSchema {
        let member = MemberSchema(
            discriminator, .string(format: nil), [.constant(JSONText.quote(value))], isRequired: true)
        let own = payload?.schema
        return ObjectSchema(
            name: union + label, unknown: own?.unknown ?? .refused, members: [member] + (own?.members ?? []))
    }

    /// The value as a part of a name: `BankTransfer` for `bank-transfer`.
    var label: String {
        value.split { !$0.isLetter && !$0.isNumber }.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}

/// A mistake of an application in what it describes, which no compiler sees.
struct SchemaMistake: Error, CustomStringConvertible {
    let description: String

    /// A struct has a member of its own with the name of the discriminator.
    static func discriminator(_ member: String, of value: String, in union: String) -> SchemaMistake {
        SchemaMistake(
            description:
                "the case `\(value)` of `\(union)` has a struct with a member `\(member)`, which tells the cases "
                + "apart already; leave that member out")
    }
}
