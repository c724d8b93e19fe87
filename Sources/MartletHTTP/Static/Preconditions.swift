import HTTPTypes
public import MartletCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#endif

#if canImport(FoundationEssentials)
    public import struct FoundationEssentials.Date
#else
    public import struct Foundation.Date
#endif

/// The conditions that a request puts on its being done (RFC 9110 §13).
///
/// `If-Match` and `If-Unmodified-Since` let a client change only what it has seen; `If-None-Match` and
/// `If-Modified-Since` let it read only what it has not. ``FileResponse``, ``StaticFiles`` and ``ETag`` look at them
/// by themselves; a handler that changes something does it here:
///
/// ```swift
/// app.put("/notes/{id:int}") { (id: Path<Int>, request: Request, notes: Notes) in
///     let note = try await notes.find(id.value)
///     guard Preconditions(request).outcome(entityTag: note.entityTag) == .proceed else {
///         throw HTTPError(.preconditionFailed, "Somebody else has changed the note.")
///     }
///     …
/// }
/// ```
public struct Preconditions: Sendable {
    /// What the conditions come to.
    public enum Outcome: Sendable {
        /// The request is done as if it had no conditions.
        case proceed
        /// The client has the content already: 304 Not Modified.
        case notModified
        /// The request is not done: 412 Precondition Failed.
        case failed
    }

    private let request: Request

    /// Takes the conditions from a request.
    public init(_ request: Request) { self.request = request }

    /// Weighs the conditions in the order of RFC 9110 §13.2.2.
    /// - Parameters:
    ///   - entityTag: the tag of what is there now; `nil` when it has none.
    ///   - lastModified: when it was last changed; `nil` when that is not known.
    ///   - exists: whether there is anything now; `If-None-Match: *` lets a client create only what does not exist.
    public func outcome(entityTag: EntityTag?, lastModified: Date? = nil, exists: Bool = true) -> Outcome {
        let seconds = lastModified.flatMap { Int(exactly: $0.timeIntervalSince1970.rounded(.down)) }
        return outcome(entityTag: entityTag, modifiedSeconds: seconds, exists: exists)
    }

    /// Refuses an `If-Match` in which there is no tag: nothing could ever match it.
    /// - Throws: ``HTTPError`` 400.
    package func requireTags() throws {
        guard let wanted = tags(.ifMatch), !wanted.isAny, wanted.list.isEmpty else { return }
        throw HTTPError(.badRequest, "If-Match must be an ETag with its quotes, such as \"7\", or *.")
    }

    func outcome(entityTag: EntityTag?, modifiedSeconds: Int?, exists: Bool = true) -> Outcome {
        let isReading = request.method == .get || request.method == .head
        if let wanted = tags(.ifMatch) {
            let isMet = wanted.isAny ? exists : exists && wanted.contains { entityTag?.matchesStrongly($0) == true }
            guard isMet else { return .failed }
        } else if let date = date(.ifUnmodifiedSince), let modifiedSeconds, exists {
            guard modifiedSeconds <= date else { return .failed }
        }
        if let known = tags(.ifNoneMatch) {
            let isMet = known.isAny ? !exists : !exists || !known.contains { entityTag?.matchesWeakly($0) == true }
            guard isMet else { return isReading ? .notModified : .failed }
        } else if isReading, let date = date(.ifModifiedSince), let modifiedSeconds, exists {
            guard modifiedSeconds > date else { return .notModified }
        }
        return .proceed
    }

    /// Whether a `Range` field counts: `If-Range` names exactly what is there now, or is not there (RFC 9110 §13.1.5).
    ///
    /// A date says it only of what has rested for a minute: another change within the second, or by a clock that is a
    /// little off, would have the same date (§8.8.2.2).
    func rangeCounts(entityTag: EntityTag?, modifiedSeconds: Int?, now: Int = time(nil)) -> Bool {
        guard let condition = request.headers[.ifRange] else { return true }
        guard request.headers[values: .ifRange].count == 1 else { return false }
        if let tag = EntityTag(parsing: condition) { return entityTag?.matchesStrongly(tag) == true }
        guard let date = HTTPDate.parse(condition), let modifiedSeconds else { return false }
        return date == modifiedSeconds && now - 60 >= modifiedSeconds
    }

    private struct Tags {
        var isAny: Bool
        var list: [EntityTag]
        func contains(_ condition: (EntityTag) -> Bool) -> Bool { list.contains(where: condition) }
    }

    private func tags(_ name: HTTPField.Name) -> Tags? {
        guard request.headers.contains(name) else { return nil }
        let text = request.headers[values: name].joined(separator: ",")
        if text.utf8.allSatisfy({ $0 == UInt8(ascii: "*") || $0 == 0x20 || $0 == 0x09 }), text.utf8.contains(0x2A) {
            return Tags(isAny: true, list: [])
        }
        return Tags(isAny: false, list: EntityTag.list(parsing: text))
    }

    /// The date of a field; `nil` where it is missing, malformed or there twice, and then does not count.
    private func date(_ name: HTTPField.Name) -> Int? {
        guard let text = request.headers[name], request.headers[values: name].count == 1 else { return nil }
        return HTTPDate.parse(text)
    }
}
