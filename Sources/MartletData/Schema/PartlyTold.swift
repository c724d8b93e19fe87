public import MartletCore

/// A model or group of columns with columns that are not told: `@Model` and `@Embeddable` write the conformance.
///
/// A `Codable` struct that a handler returns, alone or inside of something else, is sent without its `.writeOnly` and
/// `.hidden` columns; a session, whose values clients may hold, does not keep them either. Other encoders, such as Foundation's, keep them, so that the application can store the value.
public protocol PartlyTold: JSONForm {
    /// The names of the members that are told.
    static var toldMembers: Set<String>? { get }
}
