import GRDB
import GRDBSQLite

/// Exact numbers, which SQLite stores as text: their order.
enum SQLiteDecimal {
    /// Registers the collation `MARTLET_DECIMAL`, which orders decimals by their value: 9.5 before 10, 1.0 equal to 1.00.
    static func registerCollation(_ connection: OpaquePointer?) throws {
        let code = sqlite3_create_collation_v2(
            connection, "MARTLET_DECIMAL", SQLITE_UTF8, nil,
            { _, leftCount, left, rightCount, right in
                SQLiteDecimal.compare(
                    UnsafeRawBufferPointer(start: left, count: Int(leftCount)),
                    UnsafeRawBufferPointer(start: right, count: Int(rightCount)))
            }, nil)
        guard code == SQLITE_OK else { throw GRDB.DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }

    /// Compares two decimals; what is no decimal comes behind, in the order of its bytes.
    static func compare(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int32 {
        switch (Digits(left), Digits(right)) {
        case (let left?, let right?): return left.compare(right)
        case (_?, nil): return -1
        case (nil, _?): return 1
        case (nil, nil):
            for (left, right) in zip(left, right) where left != right { return left < right ? -1 : 1 }
            return left.count == right.count ? 0 : left.count < right.count ? -1 : 1
        }
    }

    /// Whether a text is a decimal: digits with at most one point, and a sign.
    static func isDecimal(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { Digits(UnsafeRawBufferPointer($0)) != nil }
    }

    /// A decimal without the zeros that do not matter.
    private struct Digits {
        let isNegative: Bool
        let whole: Slice<UnsafeRawBufferPointer>
        let fraction: Slice<UnsafeRawBufferPointer>

        init?(_ bytes: UnsafeRawBufferPointer) {
            var rest = bytes[...]
            let hasMinus = rest.first == 0x2D
            if hasMinus || rest.first == 0x2B { rest = rest.dropFirst() }
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            rest = rest[digits.endIndex...]
            var fraction = rest.prefix(0)
            if rest.first == 0x2E {
                fraction = rest.dropFirst()
                guard fraction.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            } else if !rest.isEmpty {
                return nil
            }
            guard !digits.isEmpty || !fraction.isEmpty else { return nil }
            whole = digits.drop { $0 == 0x30 }
            while fraction.last == 0x30 { fraction = fraction.dropLast() }
            self.fraction = fraction
            isNegative = hasMinus && !(whole.isEmpty && fraction.isEmpty)
        }

        func compare(_ other: Digits) -> Int32 {
            guard isNegative == other.isNegative else { return isNegative ? -1 : 1 }
            let order = compareSize(other)
            return isNegative ? -order : order
        }

        private func compareSize(_ other: Digits) -> Int32 {
            guard whole.count == other.whole.count else { return whole.count < other.whole.count ? -1 : 1 }
            for (left, right) in zip(whole, other.whole) where left != right { return left < right ? -1 : 1 }
            for (left, right) in zip(fraction, other.fraction) where left != right { return left < right ? -1 : 1 }
            guard fraction.count != other.fraction.count else { return 0 }
            return fraction.count < other.fraction.count ? -1 : 1
        }
    }
}
