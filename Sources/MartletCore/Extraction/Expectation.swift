#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a value has to be, in the words of an error message.
package enum Expectation {
    /// How many values are listed.
    private static let limit = 20

    /// What was got, as messages show it: its first 40 characters, as Unicode counts them, so that it is short in bytes too.
    package static func shortened(_ text: String) -> String {
        let beginning = text.unicodeScalars.prefix(40)
        return beginning.endIndex == text.endIndex ? text : "\(String(beginning))…"
    }

    /// A moment in the texts of a query or a form, in which days are moments too.
    package static let moment = "a date such as 2026-01-31 or a time such as 2026-01-31T12:00:00Z"

    /// What a value of a type has to be, in words that tell a client nothing of an application's own types.
    package static func of(_ type: Any.Type) -> String {
        switch type {
        case is any FixedWidthInteger.Type: "a whole number"
        case is any BinaryFloatingPoint.Type: "a number"
        case is Bool.Type: "true or false"
        case is UUID.Type: "a UUID"
        default: choice(type)
        }
    }

    /// The values of an enumeration that lists them (`CaseIterable`), which its clients may know; of another nothing.
    package static func choice(_ type: Any.Type) -> String {
        guard let type = type as? any CaseIterable.Type, let values = values(type) else {
            return "one of the known values"
        }
        return "one of " + values.joined(separator: ", ")
    }

    /// A whole number; with the limits of its type for a number that is outside of them.
    /// - Parameter text: what was got.
    package static func wholeNumber<Value: FixedWidthInteger>(_ type: Value.Type, not text: String) -> String {
        let digits = text.first == "-" ? text.dropFirst() : text[...]
        let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
        return isNumber ? "a whole number from \(Value.min) to \(Value.max)" : "a whole number"
    }

    private static func values<Value: CaseIterable>(_ type: Value.Type) -> [String]? {
        var texts: [String] = []
        for value in type.allCases {
            guard texts.count < limit, let value = value as? any RawRepresentable else { return nil }
            texts.append(text(value))
        }
        return texts.isEmpty ? nil : texts
    }

    private static func text<Value: RawRepresentable>(_ value: Value) -> String { "\(value.rawValue)" }
}
