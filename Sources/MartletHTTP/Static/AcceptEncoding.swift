import MartletCore

/// The content codings that a client takes (RFC 9110 §12.5.3).
struct AcceptEncoding: Sendable {
    private var weights: [String: Int] = [:]

    /// Reads `Accept-Encoding`; without the field nothing but plain content is taken.
    init(_ headers: Headers) {
        for member in headers.list(.acceptEncoding) {
            let parts = member.split(separator: ";", omittingEmptySubsequences: false).map {
                $0.filter { $0 != " " && $0 != "\t" }.lowercased()
            }
            guard let name = parts.first, !name.isEmpty else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Self.weight($0.dropFirst(2)) }
            weights[name == "x-gzip" ? "gzip" : name] = weight ?? 1_000
        }
    }

    /// How much the client likes a coding, from 0 (not at all) to 1000; `nil` for plain content.
    func weight(of coding: String?) -> Int {
        // Plain content is taken unless it is refused, but comes last where only codings are named.
        guard let coding else { return weights["identity"] ?? weights["*"].map { min($0, 1) } ?? 1 }
        return weights[coding] ?? weights["*"] ?? 0
    }

    /// Thousandths: at most three digits behind the point; what is malformed counts as a refusal.
    private static func weight(_ text: Substring) -> Int {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first, whole == "0" || whole == "1" else { return 0 }
        guard parts.count == 2 else { return whole == "1" ? 1_000 : 0 }
        guard parts[1].utf8.count <= 3, parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return 0 }
        let digits = String(parts[1]) + String(repeating: "0", count: 3 - parts[1].utf8.count)
        return whole == "1" ? 1_000 : Int(digits) ?? 0
    }
}
