#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A type of which columns can hold ranges; PostgreSQL alone has them.
///
/// Source: <https://www.postgresql.org/docs/current/rangetypes.html>
public protocol RangeBound: ColumnValue, Comparable {
    /// Where an empty range stands, since PostgreSQL does not keep the place of one.
    static var origin: Self { get }
    /// The value before this one, for types that count: PostgreSQL stores `1...5` as `1..<6`. `nil` where there is none.
    var predecessor: Self? { get }
}

extension RangeBound {
    public var predecessor: Self? { nil }
}

extension RangeBound where Self: FixedWidthInteger {
    public static var origin: Self { 0 }
    public var predecessor: Self? { self > .min ? self - 1 : nil }
}

extension Int: RangeBound {}
extension Int32: RangeBound {}
extension Int64: RangeBound {}

extension Decimal: RangeBound {
    public static var origin: Decimal { 0 }
}

extension Date: RangeBound {
    public static var origin: Date { Date(timeIntervalSince1970: 0) }
}

extension CalendarDate: RangeBound {
    public static var origin: CalendarDate { CalendarDate(daysSinceEpoch: 0) }
    public var predecessor: CalendarDate? {
        daysSinceEpoch > .min ? CalendarDate(daysSinceEpoch: daysSinceEpoch - 1) : nil
    }
}

extension Range: ModelKey where Bound: RangeBound {}

/// A range without its upper bound; an empty one comes back as an empty range somewhere else.
extension Range: ColumnValue where Bound: RangeBound {
    public static var columnType: ColumnType { .range(Bound.columnType) }
    public init?(databaseValue: DatabaseValue) {
        guard case .range(let range, _) = databaseValue else { return nil }
        if range.isEmpty {
            self = Bound.origin..<Bound.origin
            return
        }
        guard range.includesLower, !range.includesUpper,
            let lower = range.lower.flatMap(Bound.init(databaseValue:)),
            let upper = range.upper.flatMap(Bound.init(databaseValue:)), lower <= upper
        else { return nil }
        self = lower..<upper
    }
    public var databaseValue: DatabaseValue {
        let range = DatabaseRange(
            lower: lowerBound.databaseValue, upper: upperBound.databaseValue, isEmpty: isEmpty)
        return .range(range, of: Bound.columnType)
    }
}

extension ClosedRange: ModelKey where Bound: RangeBound {}

/// A range with its upper bound; a database's empty range is a ``DecodingFailure``.
extension ClosedRange: ColumnValue where Bound: RangeBound {
    public static var columnType: ColumnType { .range(Bound.columnType) }
    public init?(databaseValue: DatabaseValue) {
        guard case .range(let range, _) = databaseValue, !range.isEmpty, range.includesLower,
            let lower = range.lower.flatMap(Bound.init(databaseValue:)),
            let end = range.upper.flatMap(Bound.init(databaseValue:)),
            let upper = range.includesUpper ? end : end.predecessor, lower <= upper
        else { return nil }
        self = lower...upper
    }
    public var databaseValue: DatabaseValue {
        let range = DatabaseRange(
            lower: lowerBound.databaseValue, upper: upperBound.databaseValue, includesUpper: true)
        return .range(range, of: Bound.columnType)
    }
}
