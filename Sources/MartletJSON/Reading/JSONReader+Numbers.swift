import MartletCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A number of the text.
@usableFromInline struct JSONNumberToken {
    let start: Int
    let end: Int
    /// Its digits as one whole number, where that has at most 19 of them.
    @usableFromInline let significand: UInt64?
    /// The power of ten that the significand is multiplied by.
    @usableFromInline let exponent: Int
    @usableFromInline let isNegative: Bool
}

extension JSONReader {
    /// Takes a number (RFC 8259 §6).
    @usableFromInline mutating func takeNumber() throws(JSONSyntaxError) -> JSONNumberToken {
        let start = position
        let isNegative = next == UInt8(ascii: "-")
        if isNegative { position += 1 }
        var significand: UInt64? = 0
        var exponent = 0
        if next == UInt8(ascii: "0") {
            position += 1
            guard !isDigit(next) else { throw JSONSyntaxError("no digit behind a leading zero", at: position) }
        } else {
            guard isDigit(next) else { throw JSONSyntaxError("a value", at: start) }
            takeDigits(&significand)
        }
        if next == UInt8(ascii: ".") {
            position += 1
            let first = position
            guard isDigit(next) else { throw JSONSyntaxError("a digit", at: position) }
            takeDigits(&significand)
            exponent -= position - first
        }
        if next | 0x20 == UInt8(ascii: "e") {
            position += 1
            let isSmall = next == UInt8(ascii: "-")
            if isSmall || next == UInt8(ascii: "+") { position += 1 }
            guard isDigit(next) else { throw JSONSyntaxError("a digit", at: position) }
            var written = 0
            while isDigit(next) {
                // Further than any number reaches.
                if written < 100_000 { written = written * 10 + Int(next - 0x30) }
                position += 1
            }
            exponent += isSmall ? -written : written
        }
        guard position - start <= JSONLimits.numberLength else {
            throw JSONSyntaxError("a number of at most \(JSONLimits.numberLength) characters", at: start)
        }
        return JSONNumberToken(
            start: start, end: position, significand: significand, exponent: exponent, isNegative: isNegative)
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private mutating func takeDigits(_ significand: inout UInt64?) {
        while isDigit(next) {
            if let value = significand {
                let (tens, isLarge) = value.multipliedReportingOverflow(by: 10)
                let (sum, isLarger) = tens.addingReportingOverflow(UInt64(next - 0x30))
                significand = isLarge || isLarger ? nil : sum
            }
            position += 1
        }
    }

    @usableFromInline func text(of token: JSONNumberToken) -> String {
        String(decoding: bytes[token.start..<token.end], as: UTF8.self)
    }

    /// Whether a number comes; another value is noted and passed over.
    @usableFromInline mutating func expectNumber(_ expected: String) throws(JSONSyntaxError) -> Bool {
        let first = try peek()
        if first == UInt8(ascii: "-") || isDigit(first) { return true }
        try refuse(expected: expected)
        return false
    }

    /// Reads a whole number; `1.0` and `1e2` are whole too (JSON Schema 2020-12 §6.1.1).
    @inlinable mutating func readInteger<Value: FixedWidthInteger>(_ type: Value.Type) throws(JSONSyntaxError) -> Value?
    {
        guard try expectNumber("a whole number") else { return nil }
        let token = try takeNumber()
        if token.exponent == 0, let significand = token.significand, let value = Self.integer(significand, token, type)
        {
            return value
        }
        let text = text(of: token)
        switch JSONDecimal.whole(token, text) {
        case .whole(let significand):
            if let value = Self.integer(significand, token, type) { return value }
            fallthrough
        case .large:
            note(
                "out_of_range", "must be a whole number from \(Value.min) to \(Value.max)",
                ["min": "\(Value.min)", "max": "\(Value.max)"])
        case .fraction:
            let got = shortened(text)
            note("type", "must be a whole number, not \(got)", ["expected": "a whole number"])
        }
        return nil
    }

    @inlinable static func integer<Value: FixedWidthInteger>(
        _ significand: UInt64, _ token: JSONNumberToken, _ type: Value.Type
    ) -> Value? {
        guard token.isNegative else { return Value(exactly: significand) }
        guard significand <= UInt64(1) << 63 else { return nil }
        return Value(exactly: Int64(truncatingIfNeeded: 0 &- significand))
    }

    /// Reads a number as a floating point number, the nearest there is.
    mutating func readDouble() throws(JSONSyntaxError) -> Double? {
        guard try expectNumber("a number") else { return nil }
        let token = try takeNumber()
        // Both exact, so that the result is rounded once.
        if let significand = token.significand, significand < 1 << 53, abs(token.exponent) <= 22 {
            let power = JSONDecimal.powers[abs(token.exponent)]
            let value = token.exponent < 0 ? Double(significand) / power : Double(significand) * power
            return token.isNegative ? -value : value
        }
        guard let value = Double(text(of: token)), value.isFinite else {
            note("out_of_range", "must be a number that a floating point number of 64 bits reaches")
            return nil
        }
        return value
    }

    /// Reads a number exactly.
    mutating func readDecimal() throws(JSONSyntaxError) -> Decimal? {
        guard try expectNumber("a number") else { return nil }
        let token = try takeNumber()
        let text = text(of: token)
        guard JSONDecimal.fits(text, token.exponent), let value = Decimal(string: text) else {
            note("out_of_range", "must be a number of at most 38 digits")
            return nil
        }
        return value
    }

    @usableFromInline package func shortened(_ text: String) -> String {
        Expectation.shortened(text)
    }
}

/// Numbers in decimal places.
@usableFromInline enum JSONDecimal {
    /// The powers of ten that are exact.
    static let powers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    @usableFromInline enum Whole {
        case whole(UInt64)
        case large
        case fraction
    }

    /// The digits of a number without the zeros at both ends, and the power of ten of the last one.
    private static func significant(_ text: String, _ exponent: Int) -> (digits: [UInt8], exponent: Int) {
        var digits: [UInt8] = []
        for byte in text.utf8 {
            if byte | 0x20 == UInt8(ascii: "e") { break }
            if (0x30...0x39).contains(byte), !digits.isEmpty || byte != 0x30 { digits.append(byte) }
        }
        var exponent = exponent
        while digits.last == 0x30 {
            digits.removeLast()
            exponent += 1
        }
        return (digits, digits.isEmpty ? 0 : exponent)
    }

    /// The value of a number, its sign aside, where that is whole.
    @usableFromInline static func whole(_ token: JSONNumberToken, _ text: String) -> Whole {
        let (digits, exponent) = significant(text, token.exponent)
        if exponent < 0 { return .fraction }
        guard digits.count + exponent <= 20 else { return .large }
        var value: UInt64 = 0
        for digit in digits + Array(repeating: 0x30, count: exponent) {
            let (tens, isLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isLarger) = tens.addingReportingOverflow(UInt64(digit - 0x30))
            guard !isLarge, !isLarger else { return .large }
            value = sum
        }
        return .whole(value)
    }

    /// Whether `Decimal` holds a number without rounding it.
    static func fits(_ text: String, _ exponent: Int) -> Bool {
        let (digits, exponent) = significant(text, exponent)
        return digits.count <= 38 && (-127...127).contains(exponent)
            && (exponent <= 0 || digits.count + exponent <= 127)
    }
}
