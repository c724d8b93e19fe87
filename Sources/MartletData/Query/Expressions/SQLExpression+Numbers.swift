extension SQLExpression where Value.Unwrapped: SQLNumeric {
    /// The distance from zero.
    public var magnitude: SQLExpression { onDecimals("martlet_decimal_abs", else: "abs") }

    private func onDecimals(_ function: String, else other: String, _ arguments: [SQLNode] = []) -> SQLExpression {
        let nodes = [node] + arguments
        guard case .decimal = Value.columnType else { return SQLExpression(.function(other, nodes)) }
        return SQLExpression(.call { $0.call($0.family == .sqlite ? function : other, nodes) })
    }

    /// The number rounded to so many decimals, halves away from zero; to tens, hundreds and so on for a negative number.
    public func rounded(_ decimals: Int = 0) -> SQLExpression {
        let decimals = max(-30, min(decimals, 30))
        switch Value.columnType {
        case .integer where decimals >= 0: return self
        case .integer: return SQLExpression(.call { [node] in $0.roundInteger(node, decimals) })
        case .real: return SQLExpression(.call { [node] in $0.roundReal(node, decimals) })
        default: return onDecimals("martlet_decimal_round", else: "round", [.text("\(decimals)")])
        }
    }

    /// The largest whole number that is not larger.
    public var floor: SQLExpression { isWhole ? self : onDecimals("martlet_decimal_floor", else: "floor") }
    /// The smallest whole number that is not smaller.
    public var ceiling: SQLExpression { isWhole ? self : onDecimals("martlet_decimal_ceiling", else: "ceil") }

    private var isWhole: Bool { if case .integer = Value.columnType { true } else { false } }
}

extension SQLWriter {
    fileprivate mutating func roundInteger(_ node: SQLNode, _ decimals: Int) {
        switch family {
        case .sqlite: call("martlet_integer_round", [node, .text("\(decimals)")])
        case .mysql: call("round", [node, .text("\(decimals)")])
        case .postgres:
            text("CAST(round(CAST(")
            condition(node)
            text(" AS numeric), \(decimals)) AS bigint)")
        }
    }

    fileprivate mutating func roundReal(_ node: SQLNode, _ decimals: Int) {
        switch family {
        case .sqlite:
            // Its own `round` knows no negative number of decimals.
            if decimals < 0 { return call("martlet_real_round", [node, .text("\(decimals)")]) }
            call("round", decimals == 0 ? [node] : [node, .text("\(decimals)")])
        case .postgres:
            // A real is rounded to the even number there, and to decimals only what is exact.
            text("CAST(round(CAST(")
            condition(node)
            text(decimals == 0 ? " AS numeric)" : " AS numeric), \(decimals)")
            text(") AS double precision)")
        case .mysql:
            // A real is rounded as the machine does it, halves to the even number.
            text("truncate(")
            operand(node)
            text(" + sign(")
            condition(node)
            text(") * 5e\(-decimals - 1), \(decimals))")
        }
    }
}
