#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A type that can stand in a path: read from the text of a placeholder and written into a URL.
///
/// Anything that is `LosslessStringConvertible` conforms in one line; so does an enum with a raw value.
///
/// ```swift
/// enum Order: String, PathValue { case newest, oldest }
/// ```
public protocol PathValue: Sendable {
    /// Reads the value; `nil` when the text is not one.
    init?(pathValue: String)
    /// The text that reads back as this value.
    var pathValue: String { get }
}

extension PathValue where Self: LosslessStringConvertible {
    public init?(pathValue: String) { self.init(pathValue) }
    public var pathValue: String { description }
}

extension PathValue where Self: RawRepresentable, RawValue: PathValue {
    public init?(pathValue: String) {
        guard let raw = RawValue(pathValue: pathValue) else { return nil }
        self.init(rawValue: raw)
    }
    public var pathValue: String { rawValue.pathValue }
}

extension String: PathValue {}
extension Int: PathValue {}
extension Int32: PathValue {}
extension Int64: PathValue {}
extension UInt: PathValue {}
extension Double: PathValue {}
extension Bool: PathValue {}

extension UUID: PathValue {
    public init?(pathValue: String) { self.init(uuidString: pathValue) }
    public var pathValue: String { uuidString.lowercased() }
}
