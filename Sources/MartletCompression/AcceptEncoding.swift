import MartletCore

/// What a client takes of the codings known here, read from `Accept-Encoding` (RFC 9110 §12.5.3).
struct AcceptEncoding {
    /// The coding that the client likes best; `nil` where it likes none better than plain content.
    let coding: ContentCoding?
    /// Whether plain content is acceptable.
    let allowsIdentity: Bool

    /// Reads the field.
    ///
    /// The highest weight wins; of equal ones gzip before deflate before plain content. Plain content that the field
    /// does not mention is acceptable and liked least, unless `*;q=0` excludes it. Members that are malformed do not
    /// count.
    init(_ headers: Headers) {
        var weights: [ContentCoding: Int] = [:]
        var identity: Int?
        var others: Int?
        for member in headers.list(.acceptEncoding) {
            guard let (name, weight) = Self.member(member) else { continue }
            switch name {
            case "*": others = others ?? weight
            case "identity": identity = identity ?? weight
            default:
                if let coding = ContentCoding(name: name) { weights[coding] = max(weights[coding] ?? 0, weight) }
            }
        }
        allowsIdentity = (identity ?? others ?? 1) > 0
        let gzip = weights[.gzip] ?? others ?? 0
        let deflate = weights[.deflate] ?? others ?? 0
        let best = max(gzip, deflate)
        guard best > 0, best >= identity ?? 0 else {
            coding = nil
            return
        }
        coding = gzip >= deflate ? .gzip : .deflate
    }

    /// A coding's name in lower case and its weight in thousandths.
    private static func member(_ text: Substring) -> (name: String, weight: Int)? {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false)
        guard let name = parts.first?.trimmingSpaces().lowercased(), !name.isEmpty else { return nil }
        var weight = 1_000
        for part in parts.dropFirst() {
            let parameter = part.trimmingSpaces().lowercased()
            guard parameter.hasPrefix("q=") else { continue }
            guard let value = thousandths(parameter.dropFirst(2)) else { return nil }
            weight = value
        }
        return (name, weight)
    }

    /// A weight from 0 to 1 with at most three decimals (RFC 9110 §12.4.2), as thousandths.
    private static func thousandths(_ text: Substring) -> Int? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, whole == "0" || whole == "1" else { return nil }
        let decimals = parts.count > 1 ? parts[1] : ""
        guard decimals.utf8.count <= 3, decimals.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let padded = decimals + String(repeating: "0", count: 3 - decimals.utf8.count)
        guard let fraction = Int(padded) else { return nil }
        let value = (whole == "1" ? 1_000 : 0) + fraction
        return value <= 1_000 ? value : nil
    }
}
