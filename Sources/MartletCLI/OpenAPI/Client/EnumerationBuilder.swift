/// Makes an enum of listed values.
enum EnumerationBuilder {
    /// - Returns: `nil` for values that are neither all texts nor all integers.
    static func enumeration(of values: [DocumentValue]) -> TypeDeclaration.Enumeration? {
        var taken: Set<String> = ["unknown", "rawValue", "hashValue", "parameterText"]
        let texts = values.compactMap { value -> String? in
            if case .string(let text) = value.kind { text } else { nil }
        }
        guard !values.isEmpty else { return nil }
        if texts.count == values.count {
            var seen: Set<String> = []
            let cases = texts.filter { seen.insert($0).inserted }.map { text in
                (
                    SwiftNames.uniqueMember(text.isEmpty ? "empty" : text, among: &taken),
                    SwiftText.literal(text)
                )
            }
            return TypeDeclaration.Enumeration(raw: .string, cases: cases)
        }
        let numbers = values.compactMap { value -> Int? in
            if case .number(let number) = value.kind { Int(exactly: number) } else { nil }
        }
        guard numbers.count == values.count else { return nil }
        let cases = numbers.map { (SwiftNames.uniqueMember(String($0), among: &taken), String($0)) }
        return TypeDeclaration.Enumeration(raw: .int, cases: cases)
    }
}
