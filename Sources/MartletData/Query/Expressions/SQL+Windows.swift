// Functions of windows; aggregates take a window as `over:`.

extension SQL {
    /// The number of the row in its window, from 1.
    public static func rowNumber(over window: Window) -> SQLExpression<Int> { function("row_number", [], window) }
    /// The number of the row in its window, from 1, where equals share the smallest.
    public static func rank(over window: Window) -> SQLExpression<Int> { function("rank", [], window) }
    /// The number of the row's value in its window, from 1, without gaps.
    public static func denseRank(over window: Window) -> SQLExpression<Int> { function("dense_rank", [], window) }
    /// The share of rows before the row, from 0 to 1.
    public static func percentRank(over window: Window) -> SQLExpression<Double> {
        function("percent_rank", [], window)
    }
    /// The share of rows up to the row and its equals, above 0 to 1.
    public static func cumulativeDistribution(over window: Window) -> SQLExpression<Double> {
        function("cume_dist", [], window)
    }
    /// The number of the row's part, from 1, when the window is divided into so many parts of the same size.
    public static func part(of count: Int, over window: Window) -> SQLExpression<Int> {
        function("ntile", [.text(String(max(1, count)))], window)
    }

    fileprivate static func function<Value>(
        _ name: String, _ arguments: [SQLNode], _ window: Window
    ) -> SQLExpression<Value> {
        SQLExpression<Value>(
            .call { writer in
                writer.call(name, arguments)
                writer.over(window)
            })
    }
}

extension SQLExpression {
    /// The value of an earlier row of the window; NULL where there is none.
    /// - Parameter distance: how many rows before.
    public func lag(_ distance: Int = 1, over window: Window) -> SQLExpression<Value.Unwrapped?> {
        SQL.function("lag", [node, .text(String(max(0, distance)))], window)
    }
    /// The value of a later row of the window; NULL where there is none.
    /// - Parameter distance: how many rows behind.
    public func lead(_ distance: Int = 1, over window: Window) -> SQLExpression<Value.Unwrapped?> {
        SQL.function("lead", [node, .text(String(max(0, distance)))], window)
    }
    /// The value of the frame's first row.
    public func firstValue(over window: Window) -> SQLExpression<Value.Unwrapped?> {
        SQL.function("first_value", [node], window)
    }
    /// The value of the frame's last row; without a frame that is the current row in an ordered window.
    public func lastValue(over window: Window) -> SQLExpression<Value.Unwrapped?> {
        SQL.function("last_value", [node], window)
    }
    /// The value of the frame's row of a number, from 1; NULL where there is none.
    public func value(ofRow number: Int, over window: Window) -> SQLExpression<Value.Unwrapped?> {
        SQL.function("nth_value", [node, .text(String(max(1, number)))], window)
    }
}
