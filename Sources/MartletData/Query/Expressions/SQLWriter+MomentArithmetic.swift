extension SQLWriter {
    /// Appends the beginning of the part that a moment or day lies in.
    mutating func truncate(_ node: SQLNode, to part: MomentPart, isMoment: Bool) {
        switch family {
        case .sqlite: truncateInSQLite(node, part, isMoment)
        case .postgres:
            text(isMoment ? "(date_trunc('" : "CAST(date_trunc('")
            text(part.rawValue)
            text("', ")
            if isMoment {
                operand(node)
                text(" AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')")
            } else {
                text("CAST(")
                condition(node)
                text(" AS timestamp)) AS date)")
            }
        case .mysql:
            text("CAST(")
            truncateInMySQL(node, part)
            text(isMoment ? " AS datetime(6))" : " AS date)")
        }
    }

    private mutating func truncateInSQLite(_ node: SQLNode, _ part: MomentPart, _ isMoment: Bool) {
        var modifiers = ""
        var time = isMoment ? " 00:00:00.000000" : ""
        switch part {
        case .year: modifiers = ", 'start of year'"
        case .quarter: modifiers = ""
        case .month: modifiers = ", 'start of month'"
        // The Sunday at the week's end, and from there to its Monday.
        case .week: modifiers = ", 'weekday 0', '-6 days'"
        case .day: break
        case .hour: time = isMoment ? " %H:00:00.000000" : ""
        case .minute: time = isMoment ? " %H:%M:00.000000" : ""
        case .second: time = isMoment ? " %H:%M:%S.000000" : ""
        }
        text("strftime('%Y-%m-%d")
        text(time)
        text("', ")
        whole(node)
        if part == .quarter {
            text(", 'start of month', '-' || ((strftime('%m', ")
            whole(node)
            text(") - 1) % 3) || ' months'")
        }
        text(modifiers)
        text(")")
    }

    private mutating func truncateInMySQL(_ node: SQLNode, _ part: MomentPart) {
        let format: StaticString
        switch part {
        case .year: format = "%Y-01-01"
        case .month: format = "%Y-%m-01"
        case .day: return call("date", [node])
        case .hour: format = "%Y-%m-%d %H:00:00"
        case .minute: format = "%Y-%m-%d %H:%i:00"
        case .second: format = "%Y-%m-%d %H:%i:%s"
        case .quarter:
            text("date_add(makedate(year(")
            condition(node)
            text("), 1), INTERVAL quarter(")
            condition(node)
            return text(") - 1 QUARTER)")
        case .week:
            text("date_sub(date(")
            condition(node)
            text("), INTERVAL weekday(")
            condition(node)
            return text(") DAY)")
        }
        text("date_format(")
        condition(node)
        text(", '")
        text(format)
        text("')")
    }

    /// Appends a moment or day so much later.
    mutating func add(_ count: Int, _ part: MomentPart, to node: SQLNode, isMoment: Bool) {
        if !isMoment, part == .hour || part == .minute || part == .second {
            unsupported("hours, minutes and seconds of days", "add them to a moment")
        }
        // A moment has a year of four digits; no more than that is ever added.
        let largest = Self.largest(part)
        guard (-largest...largest).contains(count) else {
            return fail(
                DatabaseError(
                    .value,
                    "a moment can be moved by at most \(largest) \(part.rawValue)s, got \(count); check the number first"
                ))
        }
        switch family {
        case .sqlite: addInSQLite(count, part, node, isMoment)
        case .postgres:
            text(isMoment ? "((" : "CAST(")
            operand(node)
            if isMoment { text(" AT TIME ZONE 'UTC'") }
            text(" + make_interval(")
            let (unit, factor) = Self.interval(part)
            text(unit)
            text(" => CAST(")
            bind(.integer(Int64(count * factor)))
            text(unit == "secs" ? " AS double precision))" : " AS integer))")
            text(isMoment ? ") AT TIME ZONE 'UTC')" : " AS date)")
        case .mysql:
            text("date_add(")
            condition(node)
            text(", INTERVAL ")
            bind(.integer(Int64(count)))
            text(" ")
            text(part.rawValue)
            text(")")
        }
    }

    /// How many of a part ten thousand years have.
    private static func largest(_ part: MomentPart) -> Int {
        switch part {
        case .year: 10_000
        case .quarter: 40_000
        case .month: 120_000
        case .week: 521_775
        case .day: 3_652_425
        case .hour: 87_658_200
        case .minute: 2_147_483_647
        case .second: 315_569_520_000
        }
    }

    private static func interval(_ part: MomentPart) -> (unit: String, factor: Int) {
        switch part {
        case .year: ("years", 1)
        case .quarter: ("months", 3)
        case .month: ("months", 1)
        case .week: ("days", 7)
        case .day: ("days", 1)
        case .hour: ("hours", 1)
        case .minute: ("mins", 1)
        case .second: ("secs", 1)
        }
    }

    private mutating func addInSQLite(_ count: Int, _ part: MomentPart, _ node: SQLNode, _ isMoment: Bool) {
        let months = part == .year ? 12 : part == .quarter ? 3 : 1
        let format: StaticString = isMoment ? "'%Y-%m-%d %H:%M:%S', " : "'%Y-%m-%d', "
        text("(strftime(")
        text(format)
        switch part {
        case .year, .quarter, .month:
            // Its own "+1 month" runs from January 31 into March: the day is put on last, as far as the month has days.
            let modifier = DatabaseValue.text("\(count * months) months")
            whole(node)
            text(", 'start of month', ")
            bind(modifier)
            if isMoment {
                text(", '+' || (strftime('%s', ")
                whole(node)
                text(") - strftime('%s', ")
                whole(node)
                text(", 'start of day')) || ' seconds'")
            }
            text(", '+' || (min(CAST(strftime('%d', ")
            whole(node)
            text(") AS INTEGER), CAST(strftime('%d', ")
            whole(node)
            text(", 'start of month', ")
            bind(modifier)
            text(", '+1 month', '-1 day') AS INTEGER)) - 1) || ' days'")
        case .week, .day, .hour, .minute, .second:
            whole(node)
            text(", ")
            let days = part == .week ? count * 7 : count
            bind(.text("\(days) \(part == .week ? "day" : part.rawValue)s"))
        }
        text(")")
        if isMoment {
            text(" || substr(")
            condition(node)
            text(", 20)")
        }
        text(")")
    }
}
