import MartletCore

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A value that JSON holds as a text, such as a date.
///
/// ```swift
/// struct ISBN: TextSchemaValue, Equatable {
///     var jsonText: String
///     static var textExpectation: String { "an ISBN of 13 digits" }
///     init?(jsonText: String) {
///         guard jsonText.count == 13, jsonText.allSatisfy(\.isNumber) else { return nil }
///         self.jsonText = jsonText
///     }
/// }
/// ```
public protocol TextSchemaValue: SchemaValue where Constrained == Self {
    /// The format as documents name it; none by default.
    static var textFormat: String? { get }
    /// What is expected, in words: `a UUID`.
    static var textExpectation: String { get }
    /// Reads the text; `nil` for one that is no such value.
    init?(jsonText: String)
    /// The value as text.
    var jsonText: String { get }
}

extension TextSchemaValue {
    public static var textFormat: String? { nil }
    public static var valueSchema: ValueSchema { .string(format: textFormat) }

    @inlinable public static func read(from reader: inout JSONReader) throws(JSONSyntaxError) -> Self? {
        guard try reader.peek() == UInt8(ascii: "\"") else {
            try reader.refuse(expected: textExpectation)
            return nil
        }
        let text = try reader.text(of: try reader.takeString())
        guard let value = Self(jsonText: text) else {
            let got = reader.shortened(text)
            reader.note(
                "format", "must be \(textExpectation), not `\(got)`", ["format": textFormat ?? ""])
            return nil
        }
        return value
    }

    @inlinable public func write(to writer: inout JSONWriter) { writer.text(jsonText) }
}

extension Date: TextSchemaValue {
    public static var textFormat: String? { "date-time" }
    public static var textExpectation: String { "a time such as 2026-01-31T12:00:00Z" }
    public init?(jsonText: String) {
        guard let seconds = MomentText.seconds(jsonText) else { return nil }
        self.init(timeIntervalSince1970: seconds)
    }
    public var jsonText: String { MomentText.text(timeIntervalSince1970) }
}

extension UUID: TextSchemaValue {
    public static var textFormat: String? { "uuid" }
    public static var textExpectation: String { "a UUID" }
    public init?(jsonText: String) { self.init(uuidString: jsonText) }
    public var jsonText: String { uuidString.lowercased() }
}

extension Data: TextSchemaValue {
    public static var textFormat: String? { "byte" }
    public static var textExpectation: String { "Base64" }
    public init?(jsonText: String) { self.init(base64Encoded: jsonText) }
    public var jsonText: String { base64EncodedString() }
}

extension URL: TextSchemaValue {
    public static var textFormat: String? { "uri" }
    public static var textExpectation: String { "a URL such as https://example.com/path" }
    public init?(jsonText: String) {
        guard let url = URLText.absolute(jsonText) else { return nil }
        self = url
    }
    public var jsonText: String { absoluteString }
}
