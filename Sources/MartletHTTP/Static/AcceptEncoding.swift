import MartletCore

/// The content codings that a client takes (RFC 9110 §12.5.3).
package struct AcceptEncoding: Sendable {
    private var weights: [String: Int] = [:]

    /// Reads `Accept-Encoding`; without the field nothing but plain content is taken.
    ///
    /// Members that are malformed do not count, and of several for one coding the highest weight does.
    package init(_ headers: Headers) {
        for member in headers.list(.acceptEncoding) {
            guard let (name, weight) = Self.member(member) else { continue }
            weights[name] = max(weights[name] ?? 0, weight)
        }
    }

    /// How much the client likes a coding, from 0 (not at all) to 1000; `nil` for plain content.
    package func weight(of coding: String?) -> Int {
        // Plain content is taken unless it is refused, but comes last where only codings are named.
        guard let coding else { return weights["identity"] ?? weights["*"].map { min($0, 1) } ?? 1 }
        return weights[coding] ?? weights["*"] ?? 0
    }

    /// Whether plain content is acceptable.
    package var allowsIdentity: Bool { weight(of: nil) > 0 }

    /// A coding's name in lower case and its weight in thousandths.
    private static func member(_ text: Substring) -> (name: String, weight: Int)? {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false)
        guard let name = parts.first?.trimmingSpaces().lowercased(), !name.isEmpty else { return nil }
        var weight = 1_000
        for part in parts.dropFirst() {
            let parameter = part.trimmingSpaces().lowercased()
            guard parameter.hasPrefix("q=") else { continue }
            guard let value = FieldWeight.thousandths(parameter.dropFirst(2)) else { return nil }
            weight = value
        }
        return (name == "x-gzip" ? "gzip" : name, weight)
    }
}

/// The weights of the members of `Accept` and its kin (RFC 9110 §12.4.2).
package enum FieldWeight {
    /// A weight from 0 to 1 with at most three decimals, as thousandths; `nil` for what is none.
    package static func thousandths(_ text: some StringProtocol) -> Int? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, whole == "0" || whole == "1" else { return nil }
        let decimals = parts.count > 1 ? String(parts[1]) : ""
        guard decimals.utf8.count <= 3, decimals.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let padded = decimals + String(repeating: "0", count: 3 - decimals.utf8.count)
        guard let fraction = Int(padded) else { return nil }
        let value = (whole == "1" ? 1_000 : 0) + fraction
        return value <= 1_000 ? value : nil
    }
}
