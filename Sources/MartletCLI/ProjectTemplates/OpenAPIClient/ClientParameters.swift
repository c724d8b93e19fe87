internal import Foundation

/// A value that is written into a path, a query or a header field.
protocol ParameterConvertible: Sendable {
    init?(parameterText: String)
    var parameterText: String { get }
}

extension String: ParameterConvertible {
    init?(parameterText: String) { self = parameterText }
    var parameterText: String { self }
}

extension ParameterConvertible where Self: RawRepresentable, RawValue: ParameterConvertible {
    init?(parameterText: String) {
        guard let value = RawValue(parameterText: parameterText) else { return nil }
        self.init(rawValue: value)
    }
    var parameterText: String { rawValue.parameterText }
}

extension ParameterConvertible where Self: LosslessStringConvertible {
    init?(parameterText: String) { self.init(parameterText) }
    var parameterText: String { description }
}

extension Int: ParameterConvertible {}
extension Int32: ParameterConvertible {}
extension Bool: ParameterConvertible {}
extension Float: ParameterConvertible {}

extension Double: ParameterConvertible {
    init?(parameterText: String) { self.init(parameterText) }
    /// `3` and not `3.0`, as JSON would be.
    var parameterText: String { Int(exactly: self).map(String.init) ?? description }
}

extension CalendarDay: ParameterConvertible {
    init?(parameterText: String) { self.init(parameterText) }
    var parameterText: String { description }
}

extension UUID: ParameterConvertible {
    init?(parameterText: String) { self.init(uuidString: parameterText) }
    var parameterText: String { uuidString.lowercased() }
}

extension Date: ParameterConvertible {
    init?(parameterText: String) {
        guard let date = ClientDates.date(parameterText) else { return nil }
        self = date
    }
    var parameterText: String { ClientDates.text(self) }
}

extension Data: ParameterConvertible {
    init?(parameterText: String) { self.init(base64Encoded: parameterText) }
    var parameterText: String { base64EncodedString() }
}

/// Percent-encoding (RFC 3986, section 2.1).
enum PercentEncoding {
    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    static func text(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    /// A value as one part of a path.
    static func segment(_ value: some ParameterConvertible, _ name: String) throws -> String {
        let segment = text(value.parameterText)
        // These parts would lead to another path than the one meant.
        guard !["", ".", ".."].contains(segment) else {
            throw ClientFailure.parameter(name: name, problem: "is `\(segment)`, which no path can hold")
        }
        return segment
    }

    /// Values as one part of a path, with commas between them.
    static func segment(_ values: [some ParameterConvertible], _ name: String) throws -> String {
        guard !values.isEmpty else { throw ClientFailure.parameter(name: name, problem: "is empty") }
        return try values.map { try segment($0, name) }.joined(separator: ",")
    }
}
