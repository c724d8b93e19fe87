import MartletCore

/// A file of a static folder as it was when it was looked at, or one that is a part of the binary.
struct StaticFile: Sendable {
    /// One form of the file: plain, or compressed by a sibling (`app.css.br`).
    struct Variant: Sendable {
        /// The content coding; `nil` for the plain file.
        var coding: String?
        var source: Source
        var entityTag: EntityTag

        var size: Int {
            switch source {
            case .disk(let copy): copy.status.size
            case .embedded(let content): content.size
            }
        }
    }

    enum Source: Sendable {
        case disk(DiskCopy)
        case embedded(EmbeddedContent)
    }

    /// What was seen of a file on disk.
    struct DiskCopy: Sendable {
        var path: String
        var status: FileStatus
        /// The bytes, for small files.
        var content: ByteBuffer?
    }

    /// The codings that a sibling may have, and how its name ends.
    static let codings = [("br", ".br"), ("zstd", ".zst"), ("gzip", ".gz")]

    /// The name below the folder: `css/app.css`.
    var name: String
    var type: String
    /// The hash of the content; `nil` for files that are too large to be read for it.
    var hash: String?
    var plain: Variant
    var encoded: [Variant] = []

    /// The name with the hash of the content in it: `css/app.1f2e3d4c5b6a7988.css`; the plain one where there is none.
    var hashedName: String { hash.map { HashedName.join(name, hash: $0) } ?? name }

    /// The form that a client likes best: by its own preference, the smaller one among equals.
    func variant(for headers: Headers) -> Variant {
        guard !encoded.isEmpty, headers.contains(.acceptEncoding) else { return plain }
        let accepted = AcceptEncoding(headers)
        var best = plain
        var bestWeight = accepted.weight(of: nil)
        for variant in encoded {
            let weight = accepted.weight(of: variant.coding)
            guard weight > 0, weight >= bestWeight else { continue }
            if weight > bestWeight || best.coding == nil || variant.size < best.size {
                (best, bestWeight) = (variant, weight)
            }
        }
        return best
    }
}

/// Names with the hash of their content before the extension.
enum HashedName {
    private static let digits = 16

    /// `css/app.css` with a hash: `css/app.1f2e3d4c5b6a7988.css`.
    static func join(_ name: String, hash: String) -> String {
        let (stem, suffix) = split(name)
        return "\(stem).\(hash)\(suffix)"
    }

    /// The name and the hash of which a hashed name was made; `nil` for other names.
    static func parse(_ name: String) -> (name: String, hash: String)? {
        let (stem, suffix) = split(name)
        for (stem, suffix) in [(stem, suffix), (name, "")] {
            guard let dot = stem.utf8.lastIndex(of: UInt8(ascii: ".")) else { continue }
            let hash = stem[stem.utf8.index(after: dot)...]
            guard hash.utf8.count == digits, hash.utf8.allSatisfy({ isDigit($0) }), dot != stem.startIndex else {
                continue
            }
            return (String(stem[..<dot]) + suffix, String(hash))
        }
        return nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) }

    /// A name before and from its last dot; without one, everything is before it.
    private static func split(_ name: String) -> (stem: String, suffix: String) {
        let start = name.utf8.lastIndex(of: UInt8(ascii: "/")).map { name.utf8.index(after: $0) } ?? name.startIndex
        guard let dot = name[start...].utf8.lastIndex(of: UInt8(ascii: ".")), dot != start else { return (name, "") }
        return (String(name[..<dot]), String(name[dot...]))
    }
}
