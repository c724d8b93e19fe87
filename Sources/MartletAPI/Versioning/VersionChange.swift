import MartletCore

/// What became of a type in a version: the form that it had before, and the one that it has since.
///
/// Handlers know the newest form alone. A type that has changed several times has a chain of changes: the new form of the
/// one is the old form of the next. Between forms of content that is read there is a ``VersionUpgrade``, between forms of
/// answers a ``VersionDowngrade``, and for types that are both a ``VersionChange``.
public protocol VersionStep: SendableMetatype {
    associatedtype Version: APIVersion
    /// The form before.
    associatedtype Old: Sendable
    /// The form since.
    associatedtype New: Sendable

    /// The first version that has the new form.
    static var since: Version { get }
}

/// A change of content that is read.
public protocol VersionUpgrade: VersionStep where Old: Decodable {
    // Named again so that they are inferred from the function.
    associatedtype Old
    associatedtype New

    /// Makes the new form of the old one.
    /// - Throws: what is wrong with the content, as a ``ResponseError``.
    static func upgrade(_ old: Old) throws -> New
}

/// A change of answers.
public protocol VersionDowngrade: VersionStep where Old: Encodable {
    associatedtype Old
    associatedtype New

    /// Makes the old form of the new one.
    static func downgrade(_ new: New) throws -> Old
}

/// A change of a type that is both read and answered.
///
/// ```swift
/// enum TrackBeforeSummer: VersionChange {
///     static let since: StoreVersion = .summer
///     static func upgrade(_ old: OldTrack) -> Track { Track(title: old.name, seconds: old.minutes * 60) }
///     static func downgrade(_ new: Track) -> OldTrack { OldTrack(name: new.title, minutes: new.seconds / 60) }
/// }
/// ```
public typealias VersionChange = VersionUpgrade & VersionDowngrade

/// One change, whatever its types.
struct ErasedStep: Sendable {
    let name: String
    let since: Int
    let old: ObjectIdentifier
    let new: ObjectIdentifier
    let oldType: any Any.Type
    let upgrade: Upgrade?
    let downgrade: Downgrade?

    /// How the old form is read, and brought to the new one.
    struct Upgrade: Sendable {
        let extract: @Sendable (Request) async throws -> Any
        let extractList: @Sendable (Request) async throws -> [Any]
        let decode: @Sendable (any Decoder) throws -> Any
        let apply: @Sendable (Any) throws -> Any
    }

    /// How the new form is brought to the old one, and written.
    struct Downgrade: Sendable {
        let apply: @Sendable (Any) throws -> Any
        let respond: @Sendable (Any, Request) async throws -> Response
        let respondList: @Sendable ([Any], Request) async throws -> Response
        let encode: @Sendable (Any, any Encoder) throws -> Void
    }

    init<Step: VersionStep>(_ step: Step.Type) {
        name = "\(step)"
        since = step.since.position
        old = ObjectIdentifier(Step.Old.self)
        new = ObjectIdentifier(Step.New.self)
        oldType = Step.Old.self
        upgrade = (step as? any VersionUpgrade.Type).map { Self.upgrade($0) }
        downgrade = (step as? any VersionDowngrade.Type).map { Self.downgrade($0) }
    }

    private static func upgrade<Step: VersionUpgrade>(_ step: Step.Type) -> Upgrade {
        Upgrade(
            extract: { request in
                var source = ExtractionSource(request)
                return try await Content<Step.Old>.extract(from: &source).value
            },
            extractList: { request in
                var source = ExtractionSource(request)
                return try await Content<[Step.Old]>.extract(from: &source).value
            },
            decode: { try Step.Old(from: $0) },
            apply: { try step.upgrade(try cast($0)) })
    }

    private static func downgrade<Step: VersionDowngrade>(_ step: Step.Type) -> Downgrade {
        Downgrade(
            apply: { try step.downgrade(try cast($0)) },
            respond: { value, request in
                let old: Step.Old = try cast(value)
                return try await Negotiated(old).response(for: request)
            },
            respondList: { values, request in
                let list: [Step.Old] = try values.map { try cast($0) }
                return try await Negotiated(list).response(for: request)
            },
            encode: { value, encoder in
                let old: Step.Old = try cast(value)
                try old.encode(to: encoder)
            })
    }

    private static func cast<Value>(_ value: Any) throws -> Value {
        guard let form = value as? Value else {
            throw BrokenVersionChain(expected: "\(Value.self)", got: "\(type(of: value))")
        }
        return form
    }
}

/// Two changes do not fit together, which the checks at boot rule out.
struct BrokenVersionChain: Error {
    let expected: String
    let got: String
}
