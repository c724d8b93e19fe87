// Marks are looked for scalar by scalar: where a letter joins with them, as U+0D4E does with what follows and U+0301 with
// what precedes, a `Character` is both, and a comparison with the mark alone would pass over it.

extension StringProtocol {
    /// The text between two of a mark, with each that is in it doubled.
    func quoted(_ mark: Unicode.Scalar) -> String { "\(mark)\(doubling(mark))\(mark)" }

    /// The text with each of a mark doubled.
    func doubling(_ mark: Unicode.Scalar) -> String {
        guard unicodeScalars.contains(mark) else { return String(self) }
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if scalar == mark { result.append(scalar) }
            result.append(scalar)
        }
        return String(result)
    }

    /// What stands between the first and the last scalar, with each mark that is doubled once.
    package func unquoted(_ mark: Unicode.Scalar) -> String {
        var result = String.UnicodeScalarView()
        var rest = unicodeScalars.dropFirst().dropLast()
        while let scalar = rest.popFirst() {
            if scalar == mark, rest.first == mark { rest.removeFirst() }
            result.append(scalar)
        }
        return String(result)
    }
}
