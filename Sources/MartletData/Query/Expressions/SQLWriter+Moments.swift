// Moments in SQLite are texts such as `2026-01-31 23:59:59.123456`; its functions round fractions of a second, so they get
// the text without them.

extension SQLWriter {
    /// Appends the moment at which the statement runs.
    mutating func now() {
        switch family {
        // SQLite knows milliseconds; the form is that of every stored moment.
        case .sqlite: text("strftime('%Y-%m-%d %H:%M:%f000', 'now')")
        case .postgres: text("now()")
        case .mysql: text("utc_timestamp(6)")
        }
    }

    /// Appends a part of a moment or day.
    mutating func part(_ part: MomentPart, of node: SQLNode, isMoment: Bool) {
        switch family {
        case .sqlite:
            switch part {
            case .year: integer("%Y", node)
            case .quarter:
                text("((")
                integer("%m", node)
                text(" + 2) / 3)")
            case .month: integer("%m", node)
            case .week:
                // The week's Thursday decides which year it belongs to.
                text("((strftime('%j', ")
                whole(node)
                text(", '-3 days', 'weekday 4') - 1) / 7 + 1)")
            case .day: integer("%d", node)
            case .hour: integer("%H", node)
            case .minute: integer("%M", node)
            case .second: integer("%S", node)
            }
        case .postgres:
            text("CAST(trunc(extract(")
            text(part.rawValue)
            text(" FROM ")
            utc(node, isMoment)
            text(")) AS bigint)")
        case .mysql:
            if part == .week {
                text("week(")
                condition(node)
                return text(", 3)")
            }
            text(part.rawValue)
            text("(")
            condition(node)
            text(")")
        }
    }

    /// Appends the day of the week, 1 for Monday.
    mutating func weekday(_ node: SQLNode) {
        switch family {
        case .sqlite:
            text("((strftime('%w', ")
            whole(node)
            text(") + 6) % 7 + 1)")
        case .postgres:
            text("CAST(extract(isodow FROM ")
            utc(node, true)
            text(") AS bigint)")
        case .mysql:
            text("(weekday(")
            condition(node)
            text(") + 1)")
        }
    }

    mutating func dayOfYear(_ node: SQLNode) {
        switch family {
        case .sqlite: integer("%j", node)
        case .postgres:
            text("CAST(extract(doy FROM ")
            utc(node, true)
            text(") AS bigint)")
        case .mysql: call("dayofyear", [node])
        }
    }

    mutating func date(_ node: SQLNode) {
        guard family == .postgres else {
            text("date(")
            if family == .sqlite { whole(node) } else { condition(node) }
            return text(")")
        }
        text("CAST(")
        utc(node, true)
        text(" AS date)")
    }

    mutating func seconds(from start: SQLNode, to end: SQLNode) {
        switch family {
        case .sqlite:
            text("((unixepoch(")
            whole(end)
            text(") - unixepoch(")
            whole(start)
            text(")) + (('0' || substr(")
            condition(end)
            text(", 20)) - ('0' || substr(")
            condition(start)
            text(", 20))))")
        case .postgres:
            text("CAST(extract(epoch FROM ")
            operand(end)
            text(" - ")
            operand(start)
            text(") AS double precision)")
        case .mysql:
            text("(timestampdiff(microsecond, ")
            list([start, end]) { $0.condition($1) }
            text(") / 1000000e0)")
        }
    }

    mutating func days(from start: SQLNode, to end: SQLNode) {
        switch family {
        case .sqlite:
            text("CAST(julianday(")
            condition(end)
            text(") - julianday(")
            condition(start)
            text(") AS INTEGER)")
        case .postgres: node(.binary(end, "-", start))
        case .mysql: call("datediff", [end, start])
        }
    }

    /// Appends a moment in UTC, whatever the session's time zone is.
    private mutating func utc(_ node: SQLNode, _ isMoment: Bool) {
        operand(node)
        if isMoment { text(" AT TIME ZONE 'UTC'") }
    }

    private mutating func integer(_ format: StaticString, _ node: SQLNode) {
        text("CAST(strftime('")
        text(format)
        text("', ")
        whole(node)
        text(") AS INTEGER)")
    }

    /// Appends a moment of SQLite without the fraction of its second.
    mutating func whole(_ node: SQLNode) {
        text("substr(")
        condition(node)
        text(", 1, 19)")
    }
}
