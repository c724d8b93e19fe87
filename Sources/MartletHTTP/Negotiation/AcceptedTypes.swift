package import MartletCore

/// The media types that a client takes, and how much it likes each (RFC 9110 §12.5.1).
///
/// A member that is malformed does not count; a field without any other is as good as none, which takes everything.
package struct AcceptedTypes: Sendable {
    /// A range of types with its weight in thousandths.
    package struct Range: Sendable, Equatable {
        package var type: MediaType
        package var weight: Int

        package init(type: MediaType, weight: Int) {
            self.type = type
            self.weight = weight
        }

        /// How exactly the range names types: the most exact one that fits counts.
        var specificity: Int {
            if type.type == "*" { return 0 }
            if type.subtype == "*" { return 1 }
            return 2 + type.parameters.count
        }

        func includes(_ offer: MediaType) -> Bool {
            guard type.type == "*" || type.type == offer.type, type.subtype == "*" || type.subtype == offer.subtype
            else { return false }
            return type.parameters.allSatisfy { wanted in
                // All that is sent is UTF-8, whether the type has a parameter for that or not.
                if wanted.name == "charset" { return ["utf-8", "utf8"].contains(wanted.value.lowercased()) }
                return offer[wanted.name]?.lowercased() == wanted.value.lowercased()
            }
        }
    }

    /// The ranges in the order of the field; empty where everything is taken.
    package var ranges: [Range]

    package init(_ headers: Headers) {
        ranges = headers[values: .accept].flatMap(FieldScanner.members).compactMap(Self.range)
    }

    /// How much the client likes a type, from 0 (not at all) to 1000.
    package func weight(of offer: MediaType) -> Int {
        guard !ranges.isEmpty else { return 1_000 }
        return range(for: offer)?.weight ?? 0
    }

    /// The range that counts for a type: the most exact one that includes it.
    func range(for offer: MediaType) -> Range? {
        ranges.filter { $0.includes(offer) }.max { ($0.specificity, $0.weight) < ($1.specificity, $1.weight) }
    }

    /// How types compare that a client may like equally: one that it names goes before one of a wildcard, then the first.
    struct Rank: Comparable {
        let weight: Int
        let exactness: Int
        /// Where the range stands in the field, counted down.
        let position: Int

        static func < (a: Rank, b: Rank) -> Bool {
            (a.weight, a.exactness, a.position) < (b.weight, b.exactness, b.position)
        }
    }

    /// How a type compares with others; `nil` for one that is not taken.
    func rank(of offer: MediaType) -> Rank? {
        guard !ranges.isEmpty else { return Rank(weight: 1_000, exactness: 0, position: 0) }
        guard let range = range(for: offer), range.weight > 0 else { return nil }
        return Rank(
            weight: range.weight, exactness: min(range.specificity, 2),
            position: -(ranges.firstIndex(of: range) ?? ranges.count))
    }

    /// The offer that the client likes best; of those that it likes equally the first. `nil` where it takes none.
    package func best(of offers: [MediaType]) -> Int? {
        var best: (index: Int, weight: Int)?
        for (index, offer) in offers.enumerated() {
            let weight = weight(of: offer)
            if weight > best?.weight ?? 0 { best = (index, weight) }
        }
        return best?.index
    }

    private static func range(_ text: Substring) -> Range? {
        guard var type = MediaType(text) else { return nil }
        // What stands behind the weight was an extension of the field and means nothing any more.
        guard let index = type.parameters.firstIndex(where: { $0.name == "q" }) else {
            return Range(type: type, weight: 1_000)
        }
        guard let weight = FieldWeight.thousandths(type.parameters[index].value) else { return nil }
        type.parameters.removeSubrange(index...)
        return Range(type: type, weight: weight)
    }
}
