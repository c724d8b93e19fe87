import MartletCore

/// A change of a type between two versions; its kinds are ``VersionChange``, ``VersionUpgrade`` and ``VersionDowngrade``.
///
/// Handlers know the newest form alone. A type that has changed several times has a chain of changes: the new form of the
/// one is the old form of the next.
public protocol VersionStep: SendableMetatype {
    /// The change as the framework goes through it; the kinds of changes have it by themselves.
    static var step: AnyVersionStep { get }
}

/// A change of a type that is both read and answered.
///
/// ```swift
/// enum TrackBeforeSummer: VersionChange {
///     static let since = StoreVersion.summer
///     static func upgrade(_ old: OldTrack) -> Track { Track(title: old.name, seconds: old.minutes * 60) }
///     static func downgrade(_ new: Track) -> OldTrack { OldTrack(name: new.title, minutes: new.seconds / 60) }
/// }
/// ```
public protocol VersionChange: VersionStep {
    associatedtype Version: APIVersion
    /// The form before.
    associatedtype Old: Codable & Sendable
    /// The form since.
    associatedtype New: Sendable

    /// The first version that has the new form.
    static var since: Version { get }
    /// Makes the new form of the old one.
    /// - Throws: what is wrong with the content, as a ``ResponseError``.
    static func upgrade(_ old: Old) throws -> New
    /// Makes the old form of the new one.
    static func downgrade(_ new: New) throws -> Old
}

/// A change of content that is only read.
public protocol VersionUpgrade: VersionStep {
    associatedtype Version: APIVersion
    /// The form before.
    associatedtype Old: Decodable & Sendable
    /// The form since.
    associatedtype New: Sendable

    /// The first version that has the new form.
    static var since: Version { get }
    /// Makes the new form of the old one.
    /// - Throws: what is wrong with the content, as a ``ResponseError``.
    static func upgrade(_ old: Old) throws -> New
}

/// A change of answers alone.
public protocol VersionDowngrade: VersionStep {
    associatedtype Version: APIVersion
    /// The form before.
    associatedtype Old: Encodable & Sendable
    /// The form since.
    associatedtype New: Sendable

    /// The first version that has the new form.
    static var since: Version { get }
    /// Makes the old form of the new one.
    static func downgrade(_ new: New) throws -> Old
}

extension VersionChange {
    /// The change with both ways.
    public static var step: AnyVersionStep {
        AnyVersionStep("\(Self.self)", since.position, from: Old.self, to: New.self, .init(upgrade), .init(downgrade))
    }
}

extension VersionUpgrade {
    /// The change with the way up.
    public static var step: AnyVersionStep {
        AnyVersionStep("\(Self.self)", since.position, from: Old.self, to: New.self, .init(upgrade), nil)
    }
}

extension VersionDowngrade {
    /// The change with the way down.
    public static var step: AnyVersionStep {
        AnyVersionStep("\(Self.self)", since.position, from: Old.self, to: New.self, nil, .init(downgrade))
    }
}

/// One change, whatever its types.
public struct AnyVersionStep: Sendable {
    let name: String
    let since: Int
    let old: any Any.Type
    let new: any Any.Type
    let upgrade: Upgrade?
    let downgrade: Downgrade?

    init(
        _ name: String, _ since: Int, from old: any Any.Type, to new: any Any.Type, _ upgrade: Upgrade?,
        _ downgrade: Downgrade?
    ) {
        self.name = name
        self.since = since
        self.old = old
        self.new = new
        self.upgrade = upgrade
        self.downgrade = downgrade
    }

    /// How the old form is read, and brought to the new one.
    struct Upgrade: Sendable {
        let extract: @Sendable (Request, ContentReading) async throws -> Any
        let extractList: @Sendable (Request, ContentReading) async throws -> [Any]
        let decode: @Sendable (any Decoder) throws -> Any
        let apply: @Sendable (Any) throws -> Any

        init<Old: Decodable & Sendable, New>(_ upgrade: @escaping @Sendable (Old) throws -> New) {
            extract = { request, reading in try await reading.value(Old.self, from: request) }
            extractList = { request, reading in try await reading.value([Old].self, from: request) }
            decode = { try Old(from: $0) }
            apply = { try upgrade(try AnyVersionStep.cast($0)) }
        }
    }

    /// How the new form is brought to the old one, and written.
    struct Downgrade: Sendable {
        let apply: @Sendable (Any) throws -> Any
        let respond: @Sendable (Any, Request) async throws -> Response
        let respondList: @Sendable ([Any], Request) async throws -> Response
        let encode: @Sendable (Any, any Encoder) throws -> Void

        init<Old: Encodable & Sendable, New>(_ downgrade: @escaping @Sendable (New) throws -> Old) {
            apply = { try downgrade(try AnyVersionStep.cast($0)) }
            respond = { value, request in
                let old: Old = try AnyVersionStep.cast(value)
                return try await Negotiated(old).response(for: request)
            }
            respondList = { values, request in
                let list: [Old] = try values.map { try AnyVersionStep.cast($0) }
                return try await Negotiated(list).response(for: request)
            }
            encode = { value, encoder in
                let old: Old = try AnyVersionStep.cast(value)
                // By a container, so that an encoder that knows the type sees it.
                var container = encoder.singleValueContainer()
                try container.encode(old)
            }
        }
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
