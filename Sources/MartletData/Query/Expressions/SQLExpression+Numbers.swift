extension SQLExpression where Value.Unwrapped: SQLNumeric {
    /// The distance from zero.
    public var magnitude: SQLExpression { onDecimals("martlet_decimal_abs", else: "abs") }

    private func onDecimals(_ function: String, else other: String, _ arguments: [SQLNode] = []) -> SQLExpression {
        let nodes = [node] + arguments
        guard case .decimal = Value.columnType else { return SQLExpression(.function(other, nodes)) }
        return SQLExpression(.call { $0.call($0.family == .sqlite ? function : other, nodes) })
    }

    /// The number rounded to so many decimals, halves away from zero.
    public func rounded(_ decimals: Int = 0) -> SQLExpression {
        let node = node
        if case .real = Value.columnType {
            // PostgreSQL rounds to decimals only what is exact.
            return SQLExpression(
                .call { writer in
                    guard writer.family == .postgres, decimals != 0 else {
                        return writer.call("round", decimals == 0 ? [node] : [node, .text("\(decimals)")])
                    }
                    writer.text("CAST(round(CAST(")
                    writer.condition(node)
                    writer.text(" AS numeric), \(decimals)) AS double precision)")
                })
        }
        return onDecimals("martlet_decimal_round", else: "round", [.text("\(decimals)")])
    }

    /// The largest whole number that is not larger.
    public var floor: SQLExpression { onDecimals("martlet_decimal_floor", else: "floor") }
    /// The smallest whole number that is not smaller.
    public var ceiling: SQLExpression { onDecimals("martlet_decimal_ceiling", else: "ceil") }
}
