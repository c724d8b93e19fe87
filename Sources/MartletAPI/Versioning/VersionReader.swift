import HTTPTypes
import MartletCore
import MartletHTTP

/// Reads which versions a request names, and takes them out of its media types.
struct VersionReader {
    private(set) var request: Request
    /// The versions that were named, all of which are known.
    private(set) var named: [String] = []
    private let available: [String]
    /// How the client wrote the version into the media type; `nil` where it did not.
    private var form: VersionedType.Form?

    init(_ request: Request, available: [String]) {
        self.request = request
        self.available = available
    }

    /// - Throws: ``UnknownAPIVersion`` for a version that there is not.
    mutating func read(_ source: VersionSource) throws {
        switch source.kind {
        case .path: break
        case .header(let name):
            for value in request.headers[values: name] { try note(value, source, .badRequest) }
        case .query(let name):
            for value in try request.query.values(name) { try note(value, source, .badRequest) }
        case .mediaType(let vendor):
            try readContentType(source, vendor)
            try readAccept(source, vendor)
        }
    }

    private mutating func note(_ name: String, _ source: VersionSource, _ status: HTTPResponse.Status) throws {
        guard available.contains(name) else { throw unknown(name, source, status) }
        named.append(name)
    }

    private func unknown(_ name: String, _ source: VersionSource, _ status: HTTPResponse.Status) -> UnknownAPIVersion {
        var headers = Headers()
        source.addVary(to: &headers)
        return UnknownAPIVersion(
            asked: name, place: source.description, available: available, status: status, headers: headers)
    }

    private mutating func readContentType(_ source: VersionSource, _ vendor: String?) throws {
        guard let type = request.headers[.contentType].flatMap({ MediaType($0) }),
            let versioned = VersionedType(type, vendor: vendor, known: available)
        else { return }
        try note(versioned.version, source, .unsupportedMediaType)
        request.headers[.contentType] = versioned.plain.description
    }

    /// Takes the version that the client likes best; ranges of other versions are left out.
    private mutating func readAccept(_ source: VersionSource, _ vendor: String?) throws {
        let accepted = AcceptedTypes(request.headers)
        let versioned = accepted.ranges.compactMap { range in
            VersionedType(range.type, vendor: vendor, known: available).map { (range: range, type: $0) }
        }
        guard let first = versioned.first else { return }
        let known = versioned.filter { available.contains($0.type.version) && $0.range.weight > 0 }
        let chosen = known.reduce(nil as (range: AcceptedTypes.Range, type: VersionedType)?) { best, next in
            next.range.weight > best?.range.weight ?? 0 ? next : best
        }
        var ranges = accepted.ranges.filter { VersionedType($0.type, vendor: vendor, known: available) == nil }
        if let chosen {
            named.append(chosen.type.version)
            form = chosen.type.form
            ranges += known.filter { $0.type.version == chosen.type.version }.map {
                AcceptedTypes.Range(type: $0.type.plain, weight: $0.range.weight)
            }
        } else if !ranges.contains(where: { $0.weight > 0 }) {
            throw unknown(first.type.version, source, .notAcceptable)
        }
        request.headers[.accept] = ranges.map(\.description).joined(separator: ", ")
    }

    /// Tells in the response which version it is.
    func finish(_ response: inout Response, version: String, sources: [VersionSource]) {
        for source in sources {
            source.addVary(to: &response.headers)
            if case .header(let name) = source.kind { response.headers[name] = version }
        }
        guard let form, let type = response.headers[.contentType].flatMap({ MediaType($0) }) else { return }
        response.headers[.contentType] = form.type(type, version: version).description
    }
}

extension AcceptedTypes.Range {
    /// The range as it stands in the field.
    var description: String {
        weight == 1_000
            ? "\(type)" : "\(type); q=0." + String(repeating: "0", count: 3 - "\(weight)".count) + "\(weight)"
    }
}

/// A media type that names a version.
struct VersionedType: Equatable {
    /// How it does.
    enum Form: Equatable {
        /// `application/json; version=2`
        case parameter
        /// `application/vnd.example.v2+json`
        case vendor(String)

        /// The type of a response with the version in it.
        func type(_ plain: MediaType, version: String) -> MediaType {
            switch self {
            case .parameter:
                var type = plain
                type.parameters.append(MediaType.Parameter(name: "version", value: version))
                return type
            case .vendor(let vendor):
                guard plain.essence == MediaType.json.essence else { return plain }
                return MediaType("application", "vnd.\(vendor).v\(version)+json")
            }
        }
    }

    let version: String
    let form: Form
    /// The type without the version.
    let plain: MediaType

    /// - Parameter known: the names of versions, one of which is meant however a vendor's type writes it: types do not
    ///   regard case.
    /// - Returns: `nil` for a type that names no version.
    init?(_ type: MediaType, vendor: String?, known: [String]) {
        if let vendor, type.type == "application", type.subtype.hasPrefix("vnd.\(vendor).v") {
            let name = type.subtype.dropFirst("vnd.\(vendor).v".count)
            let parts = name.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
            guard let version = parts.first, !version.isEmpty, parts.count == 1 || parts[1] == "json" else {
                return nil
            }
            self.version = known.first { $0.lowercased() == version } ?? String(version)
            form = .vendor(vendor)
            plain = MediaType("application", "json")
            return
        }
        guard let version = type["version"] else { return nil }
        self.version = version
        form = .parameter
        var plain = type
        plain.parameters.removeAll { $0.name == "version" }
        self.plain = plain
    }
}
