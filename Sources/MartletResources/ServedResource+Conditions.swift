import Crypto
import HTTPTypes
import MartletCore
import MartletData
import MartletHTTP

// The tags of rows, and what requests say of them.

extension ServedResource {
    /// The tag of a row's version; `nil` for a model without one.
    func entityTag(of row: Root) -> EntityTag? {
        guard let version = columns.version, case .integer(let number)? = row.values(of: [version.name]).first else {
            return nil
        }
        return EntityTag("\(number)")
    }

    /// The tag of a row as it is told: what is computed changes without the version, so that a digest of the content stands
    /// behind it.
    func entityTag(_ version: EntityTag, of content: [UInt8], _ wish: RowWish<Root>) -> EntityTag {
        guard !wish.computed.isEmpty else { return version }
        return EntityTag("\(version.value).\(Hex.string(SHA256.hash(data: content).prefix(8)))")
    }

    /// The answer to a request that has what is there already; `nil` where it is told.
    func conditionalAnswer(to request: Request, _ tag: EntityTag) throws -> Response? {
        switch Preconditions(request).outcome(entityTag: tag) {
        case .proceed: nil
        case .notModified: Response(.notModified, headers: [.eTag: tag.description])
        case .failed: throw HTTPError(.preconditionFailed)
        }
    }

    /// Weighs `If-Match` and `If-None-Match` against the row as it is.
    func checkConditions(_ request: Request, _ row: Root) throws {
        if requiresMatch, !request.headers.contains(.ifMatch) {
            throw HTTPError(
                .init(code: 428, reasonPhrase: "Precondition Required"),
                "Send the ETag of what you have seen as If-Match.")
        }
        let conditions = Preconditions(request)
        try conditions.requireTags()
        guard conditions.outcome(entityTag: seenTag(of: row, request)) == .proceed else {
            throw HTTPError(.preconditionFailed, "It was changed by another.")
        }
    }

    /// The tag of a row in the form that the request has seen: what is computed may have changed since, and a change of the
    /// row does not overwrite it.
    private func seenTag(of row: Root, _ request: Request) -> EntityTag? {
        guard let version = entityTag(of: row), !rules.computed.isEmpty else { return entityTag(of: row) }
        let texts = request.headers[values: .ifMatch] + request.headers[values: .ifNoneMatch]
        let seen = EntityTag.list(parsing: texts.joined(separator: ","))
        return seen.first { !$0.isWeak && $0.value.hasPrefix("\(version.value).") } ?? version
    }
}
