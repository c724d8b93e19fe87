import MartletCore

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension Bool: SchemaValue {
    public static var valueSchema: ValueSchema { .boolean }

    public static func read(from reader: inout JSONReader) throws(JSONSyntaxError) -> Bool? {
        switch try reader.peek() {
        case UInt8(ascii: "t"):
            try reader.takeLiteral("true")
            return true
        case UInt8(ascii: "f"):
            try reader.takeLiteral("false")
            return false
        default:
            try reader.refuse(expected: "true or false")
            return nil
        }
    }

    public func write(to writer: inout JSONWriter) { writer.literal(self ? "true" : "false") }
}

extension String: SchemaValue {
    public static var valueSchema: ValueSchema { .string(format: nil) }

    public static func read(from reader: inout JSONReader) throws(JSONSyntaxError) -> String? {
        guard try reader.peek() == UInt8(ascii: "\"") else {
            try reader.refuse(expected: "a string")
            return nil
        }
        return try reader.text(of: try reader.takeString())
    }

    public static func read(
        from reader: inout JSONReader, following rules: FieldRules<String>
    ) throws(JSONSyntaxError) -> String? {
        guard let text = try read(from: &reader) else { return nil }
        guard rules.trims else { return reader.isRight(text, rules) ? text : nil }
        var trimmed = text
        trimmed.trim()
        return reader.isRight(trimmed, rules) ? trimmed : nil
    }

    public func write(to writer: inout JSONWriter) { writer.text(self) }
}

extension SchemaValue where Self: FixedWidthInteger {
    public static var valueSchema: ValueSchema {
        let format: String? =
            switch (Self.bitWidth, Self.isSigned) {
            case (32, true): "int32"
            case (64, true): "int64"
            default: nil
            }
        // What every reader of 64 bits holds needs no limit.
        let isNatural = Self.bitWidth == 64
        return .integer(
            min: isNatural && Self.isSigned ? nil : Int64(Self.min), max: isNatural ? nil : UInt64(Self.max),
            format: format)
    }

    @inlinable public static func read(from reader: inout JSONReader) throws(JSONSyntaxError) -> Self? {
        try reader.readInteger(Self.self)
    }

    @inlinable public func write(to writer: inout JSONWriter) { writer.integer(self) }
}

extension Int: SchemaValue {}
extension Int8: SchemaValue {}
extension Int16: SchemaValue {}
extension Int32: SchemaValue {}
extension Int64: SchemaValue {}
extension UInt: SchemaValue {}
extension UInt8: SchemaValue {}
extension UInt16: SchemaValue {}
extension UInt32: SchemaValue {}
extension UInt64: SchemaValue {}

extension Double: SchemaValue {
    public static var valueSchema: ValueSchema { .number(format: "double") }
    public static func read(from reader: inout JSONReader) throws(JSONSyntaxError) -> Double? {
        try reader.readDouble()
    }
    public func write(to writer: inout JSONWriter) { writer.number(self) }
}

extension Float: SchemaValue {
    public static var valueSchema: ValueSchema { .number(format: "float") }

    public static func read(from reader: inout JSONReader) throws(JSONSyntaxError) -> Float? {
        guard let double = try reader.readDouble() else { return nil }
        let value = Float(double)
        guard value.isFinite else {
            reader.note("out_of_range", "must be a number that a floating point number of 32 bits reaches")
            return nil
        }
        return value
    }

    public func write(to writer: inout JSONWriter) { writer.number(self) }
}

extension Decimal: SchemaValue {
    public static var valueSchema: ValueSchema { .number(format: "decimal") }
    public static func read(from reader: inout JSONReader) throws(JSONSyntaxError) -> Decimal? {
        try reader.readDecimal()
    }
    public func write(to writer: inout JSONWriter) { writer.decimal(self) }
}

extension SchemaValue where Self: RawRepresentable & CaseIterable, RawValue: SchemaValue {
    public static var valueSchema: ValueSchema {
        .choice(RawValue.valueSchema, allCases.compactMap { JSONWriter.text($0.rawValue) })
    }

    @inlinable public static func read(from reader: inout JSONReader) throws(JSONSyntaxError) -> Self? {
        guard let raw = try RawValue.read(from: &reader) else { return nil }
        guard let value = Self(rawValue: raw) else {
            reader.refuseChoice(Self.self, "\(raw)")
            return nil
        }
        return value
    }

    @inlinable public func write(to writer: inout JSONWriter) { rawValue.write(to: &writer) }
}

extension JSONReader {
    /// Notes that a value is none of an enumeration's.
    @usableFromInline mutating func refuseChoice(_ type: Any.Type, _ text: String) {
        let got = shortened(text)
        note("one_of", "must be \(Expectation.choice(type)), not `\(got)`")
    }
}
