import MartletCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Writes values as JSON (RFC 8259), as short as it can be.
///
/// The code that `@Schema` writes calls it; other code has ``JSONWritable/write(json:)``.
public struct JSONWriter: ~Copyable {
    private var bytes: [UInt8]
    @usableFromInline package var needsComma = false
    private var failure: EncodingError?
    /// The member, with its name, by which the object that comes is told apart from others.
    var discriminator: [UInt8]?

    package init(_ bytes: [UInt8] = []) { self.bytes = bytes }

    /// How many bytes were written.
    package var count: Int { bytes.count }

    /// What was written.
    package consuming func finish() throws -> [UInt8] {
        if let failure { throw failure }
        return bytes
    }

    /// A value as text; `nil` for what JSON cannot say.
    @usableFromInline package static func text(_ value: some SchemaValue) -> String? {
        var writer = JSONWriter()
        value.write(to: &writer)
        return (try? writer.finish()).map { String(decoding: $0, as: UTF8.self) }
    }

    // MARK: Structure

    /// Begins an object.
    public mutating func beginObject() {
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
        guard let member = discriminator else { return }
        discriminator = nil
        bytes.append(contentsOf: member)
        needsComma = true
    }

    /// Ends an object.
    public mutating func endObject() {
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    /// Writes a member.
    /// - Parameter name: its name as it stands in JSON, with quotes and colon.
    @inlinable public mutating func member<Value: SchemaValue>(_ name: StaticString, _ value: Value) {
        separate()
        literal(name)
        value.write(to: &self)
        needsComma = true
    }

    /// Writes a member where it is to be changed.
    @inlinable public mutating func member<Value: SchemaValue>(_ name: StaticString, _ change: Change<Value>) {
        if case .set(let value) = change { member(name, value) }
    }

    package mutating func member(named name: String, _ value: some SchemaValue) {
        separate()
        text(name)
        bytes.append(UInt8(ascii: ":"))
        value.write(to: &self)
        needsComma = true
    }

    mutating func member(named name: String, raw json: String) {
        separate()
        text(name)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(contentsOf: json.utf8)
        needsComma = true
    }

    @inlinable mutating func array<Elements: Collection>(_ elements: Elements) where Elements.Element: SchemaValue {
        beginArray()
        for element in elements {
            separate()
            element.write(to: &self)
            needsComma = true
        }
        endArray()
    }

    @usableFromInline package mutating func beginArray() {
        bytes.append(UInt8(ascii: "["))
        needsComma = false
    }

    @usableFromInline package mutating func endArray() {
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    /// Writes the name of a member, whose value comes next.
    /// - Parameter name: the name as it stands in JSON, with quotes and colon.
    package mutating func name(_ name: [UInt8]) {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        bytes.append(contentsOf: name)
        needsComma = false
    }

    /// Writes what is JSON already.
    package mutating func raw(_ json: some Collection<UInt8>) {
        bytes.append(contentsOf: json)
        needsComma = true
    }

    @usableFromInline package mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    // MARK: Scalars

    @usableFromInline package mutating func literal(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    @usableFromInline package mutating func integer<Value: FixedWidthInteger>(_ value: Value) {
        if let value = Int64(exactly: value) {
            integer(value)
        } else if let value = UInt64(exactly: value) {
            integer(value)
        } else {
            bytes.append(contentsOf: String(value).utf8)
        }
    }

    package mutating func integer(_ value: Int64) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        integer(value.magnitude)
    }

    package mutating func integer(_ value: UInt64) {
        guard value >= 10 else { return bytes.append(0x30 &+ UInt8(truncatingIfNeeded: value)) }
        // As many as the largest number has.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var rest = value
            var start = digits.count
            repeat {
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                start -= 1
                digits.initializeElement(at: start, to: 0x30 &+ UInt8(truncatingIfNeeded: digit))
                rest = quotient
            } while rest > 0
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }

    /// The shortest text that reads back as the same number.
    package mutating func number(_ value: Double) {
        guard value.isFinite else { return fail(value, "a number that is not finite") }
        number(value.description)
    }

    mutating func number(_ value: Float) {
        guard value.isFinite else { return fail(value, "a number that is not finite") }
        number(value.description)
    }

    /// A number's text without a point behind which there is nothing.
    private mutating func number(_ text: String) {
        var text = text
        text.withUTF8 { digits in
            let isWhole = digits.count > 2 && digits.suffix(2).elementsEqual(".0".utf8)
            bytes.append(contentsOf: digits.prefix(isWhole ? digits.count - 2 : digits.count))
        }
    }

    mutating func decimal(_ value: Decimal) {
        guard value.isFinite else { return fail(value, "a number that is not finite") }
        bytes.append(contentsOf: value.description.utf8)
    }

    /// A text with its quotes; only what RFC 8259 §7 demands is escaped.
    @usableFromInline package mutating func text(_ value: String) { JSONText.append(value, to: &bytes) }

    private mutating func fail(_ value: Any, _ what: String) {
        refuse(value, "JSON does not have \(what): \(value)")
    }

    /// Writes `null` in place of a value, and keeps why.
    mutating func refuse(_ value: Any, _ sentence: String) {
        literal("null")
        guard failure == nil else { return }
        failure = .invalidValue(value, .init(codingPath: [], debugDescription: sentence))
    }
}
