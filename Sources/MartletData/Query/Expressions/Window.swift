/// Over which rows a window function or an aggregate looks.
///
/// ```swift
/// Track.query.select { track in
///     (track.name, SQL.rowNumber(over: .partition(by: track.albumID).order(by: track.seconds.descending)))
/// }
/// ```
public struct Window: Sendable {
    var base: String?
    var partitions: [SQLNode] = []
    var orderings: [Ordering] = []
    var frame: WindowFrame?

    /// A window over all rows.
    public init() {}

    /// A window that the query has a name for.
    public static func named(_ name: String) -> Window {
        var window = Window()
        window.base = name
        return window
    }

    /// A window of the rows with the same value.
    public static func partition<Value>(by expression: SQLExpression<Value>) -> Window {
        Window().partition(by: expression)
    }

    /// A window over all rows in an order.
    public static func order(by ordering: Ordering) -> Window { Window().order(by: ordering) }

    /// Only the rows that also have the same value of this.
    public func partition<Value>(by expression: SQLExpression<Value>) -> Window {
        var window = self
        window.partitions.append(expression.node)
        return window
    }

    /// Sorts the rows of each partition; a further order decides among equals.
    public func order(by ordering: Ordering) -> Window {
        var window = self
        window.orderings.append(ordering)
        return window
    }

    /// Looks only at a part of the partition around each row.
    public func frame(
        _ unit: WindowFrame.Unit, from start: WindowFrame.Bound, to end: WindowFrame.Bound = .currentRow,
        excluding exclusion: WindowFrame.Exclusion = .nothing
    ) -> Window {
        var window = self
        window.frame = WindowFrame(unit: unit, start: start, end: end, exclusion: exclusion)
        return window
    }
}

/// The part of a partition that a window function looks at.
public struct WindowFrame: Sendable {
    /// What a distance counts.
    public enum Unit: String, Sendable {
        /// Rows.
        case rows = "ROWS"
        /// The difference of the value that the window is ordered by.
        case range = "RANGE"
        /// Groups of rows that are equal in the window's order.
        case groups = "GROUPS"
    }

    /// An end of a frame.
    public enum Bound: Sendable {
        /// The partition's first row.
        case start
        /// So many before the current row.
        case preceding(Int)
        case currentRow
        /// So many behind the current row.
        case following(Int)
        /// The partition's last row.
        case end
    }

    /// Which rows of the frame are left out.
    public enum Exclusion: String, Sendable {
        case nothing = ""
        case currentRow = " EXCLUDE CURRENT ROW"
        /// The current row and its equals.
        case group = " EXCLUDE GROUP"
        /// The equals of the current row.
        case ties = " EXCLUDE TIES"
    }

    let unit: Unit
    let start: Bound
    let end: Bound
    let exclusion: Exclusion
}

/// A window that a query has a name for.
struct NamedWindow: Sendable {
    let name: String
    let window: Window
}

extension SQLWriter {
    /// Appends `OVER …`.
    mutating func over(_ window: Window) {
        text(" OVER ")
        if let base = window.base, window.partitions.isEmpty, window.orderings.isEmpty, window.frame == nil {
            return identifier(base)
        }
        self.window(window)
    }

    /// Appends a window's definition, in parentheses.
    mutating func window(_ window: Window) {
        text("(")
        var isFirst = true
        func separate(_ writer: inout SQLWriter) {
            if !isFirst { writer.text(" ") }
            isFirst = false
        }
        if let base = window.base {
            if dialect.name == "MariaDB" {
                unsupported("windows that build on named ones", "write the partition and order out")
            }
            separate(&self)
            identifier(base)
        }
        if !window.partitions.isEmpty {
            separate(&self)
            text("PARTITION BY ")
            list(window.partitions) { $0.operand($1) }
        }
        if !window.orderings.isEmpty {
            if isFirst { orderList(window.orderings) } else { orders(window.orderings) }
            isFirst = false
        }
        if let frame = window.frame {
            separate(&self)
            self.frame(frame)
        }
        text(")")
    }

    private mutating func frame(_ frame: WindowFrame) {
        if family == .mysql {
            if frame.unit == .groups { unsupported("GROUPS frames", "use `.rows` or `.range`") }
            if frame.exclusion != .nothing {
                unsupported("EXCLUDE in window frames", "leave the rows out with `where:` or a frame on either side")
            }
        }
        text(frame.unit.rawValue)
        text(" BETWEEN ")
        bound(frame.start)
        text(" AND ")
        bound(frame.end)
        text(frame.exclusion.rawValue)
    }

    private mutating func bound(_ bound: WindowFrame.Bound) {
        switch bound {
        case .start: text("UNBOUNDED PRECEDING")
        case .preceding(let count):
            number(max(0, count))
            text(" PRECEDING")
        case .currentRow: text("CURRENT ROW")
        case .following(let count):
            number(max(0, count))
            text(" FOLLOWING")
        case .end: text("UNBOUNDED FOLLOWING")
        }
    }
}
