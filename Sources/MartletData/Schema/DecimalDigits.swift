/// How many digits a decimal has room for.
package struct DecimalDigits: Equatable, Sendable {
    /// How many before the point.
    let whole: Int
    /// How many behind it.
    let fraction: Int

    /// - Parameter family: which database has the column; MariaDB and MySQL bound also columns without a precision.
    /// - Returns: `nil` where there is no bound.
    package init?(_ type: ColumnType, in family: DatabaseFamily? = nil) {
        switch type {
        case .decimal(let precision?, let scale):
            fraction = scale ?? 0
            whole = max(0, precision - fraction)
        case .decimal(nil, let scale) where family == .mysql:
            fraction = scale ?? 20
            whole = 65 - fraction
        default: return nil
        }
    }

    /// Whether a decimal, written without an exponent, fits without being rounded; zeros at its ends do not count.
    package func hold(_ decimal: String) -> Bool {
        let parts = decimal.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
            .split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        let zero = UInt8(ascii: "0")
        let before = parts.first.map { $0.drop { $0 == zero }.count } ?? 0
        var behind = parts.dropFirst().first ?? ""[...].utf8
        while behind.last == zero { behind.removeLast() }
        return before <= whole && behind.count <= fraction
    }

    /// The bound in words.
    package var words: String { "\(whole) digits before the point or \(fraction) behind it" }
}
