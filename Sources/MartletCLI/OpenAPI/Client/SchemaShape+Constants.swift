/// What members are called by that have one value, or have one where they are left out.
extension SchemaShape {
    /// The only value by `const`, as a Swift literal.
    var constant: String? {
        guard let value = constantValue else { return nil }
        if case .string(let text) = value.kind { return SwiftText.literal(text) }
        return value.text
    }

    /// The type of the only value by `const`; `nil` for one that is no text, no integer and no boolean.
    var constantType: SwiftType? {
        switch constantValue?.kind {
        case .string: .string
        case .number(let number) where Int(exactly: number) != nil: .int
        case .bool: .bool
        default: nil
        }
    }

    private var constantValue: DocumentValue? {
        guard isConstant, let values, values.count == 1 else { return nil }
        return values.first
    }

    /// What the value is where it is left out, as JSON; `nil` for null, which is what is missing.
    var initialText: String? {
        guard let initial else { return nil }
        if case .null = initial.kind { return nil }
        return initial.text
    }
}
