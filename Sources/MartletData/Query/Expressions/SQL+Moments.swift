#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A part of a moment, in UTC.
public enum MomentPart: String, Sendable, CaseIterable {
    case year, quarter, month, week, day, hour, minute, second
}

extension SQL {
    /// The moment at which the statement runs; in PostgreSQL that at which the transaction began. SQLite knows it to the
    /// millisecond.
    public static var now: SQLExpression<Date> { SQLExpression<Date>(.call { $0.now() }) }

    /// The day at which the statement runs, in UTC.
    public static var today: SQLExpression<CalendarDate> {
        SQLExpression<CalendarDate>(
            .call { writer in
                switch writer.family {
                case .sqlite: writer.text("date('now')")
                case .postgres: writer.text("CAST(now() AT TIME ZONE 'UTC' AS date)")
                case .mysql: writer.text("utc_date()")
                }
            })
    }
}

extension SQLExpression where Value == Date {
    /// The year, in UTC.
    public var year: SQLExpression<Int> { part(.year) }
    /// The month, from 1, in UTC.
    public var month: SQLExpression<Int> { part(.month) }
    /// The day of the month, from 1, in UTC.
    public var day: SQLExpression<Int> { part(.day) }
    /// The hour, from 0, in UTC.
    public var hour: SQLExpression<Int> { part(.hour) }
    /// The minute, from 0.
    public var minute: SQLExpression<Int> { part(.minute) }
    /// The whole second, from 0.
    public var second: SQLExpression<Int> { part(.second) }
    /// The day of the week as ISO 8601 counts: 1 for Monday to 7 for Sunday, in UTC.
    public var weekday: SQLExpression<Int> { SQLExpression<Int>(.call { [node] in $0.weekday(node) }) }
    /// The day of the year, from 1, in UTC.
    public var dayOfYear: SQLExpression<Int> { SQLExpression<Int>(.call { [node] in $0.dayOfYear(node) }) }
    /// The day, in UTC.
    public var date: SQLExpression<CalendarDate> { SQLExpression<CalendarDate>(.call { [node] in $0.date(node) }) }

    /// A part of the moment, in UTC; of ``MomentPart/week`` the number of the ISO week.
    public func part(_ part: MomentPart) -> SQLExpression<Int> {
        SQLExpression<Int>(.call { [node] in $0.part(part, of: node, isMoment: true) })
    }

    /// How many seconds passed since another moment.
    public func seconds(since other: SQLExpression<Date>) -> SQLExpression<Double> {
        SQLExpression<Double>(.call { [node] in $0.seconds(from: other.node, to: node) })
    }

    /// How many seconds passed since another moment.
    public func seconds(since other: Date) -> SQLExpression<Double> { seconds(since: SQLExpression<Date>(other)) }
}

extension SQLExpression where Value.Unwrapped == Date {
    /// The beginning of the year, month, week (a Monday), day, hour, minute or second that the moment lies in, in UTC.
    public func truncated(to part: MomentPart) -> SQLExpression {
        SQLExpression(.call { [node] in $0.truncate(node, to: part, isMoment: true) })
    }

    /// The moment so many years, months, days or seconds later; earlier for a negative number. A day that the month lacks
    /// becomes its last.
    public func adding(_ count: Int, _ part: MomentPart) -> SQLExpression {
        SQLExpression(.call { [node] in $0.add(count, part, to: node, isMoment: true) })
    }
}

extension SQLExpression where Value == CalendarDate {
    /// The year.
    public var year: SQLExpression<Int> { part(.year) }
    /// The month, from 1.
    public var month: SQLExpression<Int> { part(.month) }
    /// The day of the month, from 1.
    public var day: SQLExpression<Int> { part(.day) }
    /// The day of the week as ISO 8601 counts: 1 for Monday to 7 for Sunday.
    public var weekday: SQLExpression<Int> { SQLExpression<Int>(.call { [node] in $0.weekday(node) }) }

    /// A part of the day; of ``MomentPart/week`` the number of the ISO week.
    public func part(_ part: MomentPart) -> SQLExpression<Int> {
        SQLExpression<Int>(.call { [node] in $0.part(part, of: node, isMoment: false) })
    }

    /// How many days passed since another day.
    public func days(since other: SQLExpression<CalendarDate>) -> SQLExpression<Int> {
        SQLExpression<Int>(.call { [node] in $0.days(from: other.node, to: node) })
    }
}

extension SQLExpression where Value.Unwrapped == CalendarDate {
    /// The first day of the year, month or week that the day lies in.
    public func truncated(to part: MomentPart) -> SQLExpression {
        SQLExpression(.call { [node] in $0.truncate(node, to: part, isMoment: false) })
    }

    /// The day so many years, months or days later; earlier for a negative number. A day that the month lacks becomes its
    /// last.
    public func adding(_ count: Int, _ part: MomentPart) -> SQLExpression {
        SQLExpression(.call { [node] in $0.add(count, part, to: node, isMoment: false) })
    }
}
