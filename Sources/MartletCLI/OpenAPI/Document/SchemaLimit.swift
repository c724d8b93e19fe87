/// A number that bounds values.
enum SchemaLimit: String, CaseIterable {
    case minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf
    case minLength, maxLength, minItems, maxItems, uniqueItems, minProperties, maxProperties

    /// Which way it bounds.
    enum Sense {
        case lower
        case upper
        /// A value has to be a multiple of it.
        case divisor
    }

    var sense: Sense {
        switch self {
        case .minimum, .exclusiveMinimum, .minLength, .minItems, .minProperties, .uniqueItems: .lower
        case .maximum, .exclusiveMaximum, .maxLength, .maxItems, .maxProperties: .upper
        case .multipleOf: .divisor
        }
    }

    /// Whether it bounds numbers, which may include the bound or not.
    var isBound: Bool { [.minimum, .exclusiveMinimum, .maximum, .exclusiveMaximum].contains(self) }

    func text(_ value: Double?) -> String {
        if self == .uniqueItems { return value == nil ? "false" : "true" }
        return value.map(DocumentValue.text(of:)) ?? "not said"
    }

    func tighter(_ one: Double, _ other: Double) -> Double {
        switch sense {
        case .lower: max(one, other)
        case .upper: min(one, other)
        case .divisor: max(one, other)
        }
    }

    /// Whether every value within one number is within another.
    func includes(_ wide: Double, _ narrow: Double) -> Bool {
        switch sense {
        case .lower: return wide <= narrow
        case .upper: return wide >= narrow
        case .divisor:
            let quotient = narrow / wide
            return quotient.isFinite && abs(quotient - quotient.rounded()) < 1e-9
        }
    }

    /// The limits of one schema. `uniqueItems: true` is the limit 1, and limits that say nothing (`minLength: 0`) are
    /// none. 3.0 says by a boolean that `minimum` or `maximum` is exclusive.
    static func limits(of node: DocumentNode) -> [(SchemaLimit, Double)] {
        var found: [(SchemaLimit, Double)] = []
        for limit in allCases {
            guard let member = node[limit.rawValue] else { continue }
            if limit == .uniqueItems {
                if member.isTrue { found.append((limit, 1)) }
            } else if let number = member.number {
                let isExclusive =
                    (limit == .minimum && node["exclusiveMinimum"]?.isTrue == true)
                    || (limit == .maximum && node["exclusiveMaximum"]?.isTrue == true)
                if isExclusive {
                    found.append((limit == .minimum ? .exclusiveMinimum : .exclusiveMaximum, number))
                } else if !limit.saysNothing(number) {
                    found.append((limit, number))
                }
            }
        }
        return found
    }

    private func saysNothing(_ number: Double) -> Bool {
        switch self {
        case .minLength, .minItems, .minProperties: number <= 0
        default: false
        }
    }
}
