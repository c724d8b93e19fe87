import MartletData

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension DriverSuite {
    /// Numbers, texts and limits that mean the same everywhere.
    static let numberCases = [
        SuiteQueries.test("numbers are rounded, divided and added in the same way") { q in
            try await q.database.createTables(Numbers.self)
            try await Numbers.insert(
                [(1, 3, 5.5), (2, 7, 2.5), (4, 9, -2.5)].map { Numbers(id: $0, small: 100, large: $1, ratio: $2) },
                in: q.database)
            let numbers = Numbers.query.order { $0.id.ascending }
            let sums = try await Numbers.query.select { ($0.small.sum(), $0.id.average(), $0.large.sum()) }
                .one(in: q.database)
            try expect(sums.0, equals: 300)
            try expect(sums.1, equals: 7.0 / 3)
            try expect(sums.2, equals: 19)
            let reals = try await numbers.select {
                ($0.ratio.rounded(), ($0.ratio * 1000).rounded(-3), ($0.ratio / 20).rounded(2), $0.ratio % 2)
            }.all(in: q.database)
            try expect(reals.map(\.0), equals: [6, 3, -3])
            try expect(reals.map(\.1), equals: [6000, 3000, -3000])
            try expect(reals.map(\.2), equals: [0.28, 0.13, -0.13])
            try expect(reals.map(\.3), equals: [1.5, 0.5, -0.5])
            let whole = try await numbers.select {
                ($0.id.rounded(), $0.id.floor, $0.id.ceiling, ($0.id + 1249).rounded(-2), (-$0.id).rounded(-1))
            }.all(in: q.database)
            try expect(whole.map(\.0), equals: [1, 2, 4])
            try expect(whole.map(\.1), equals: [1, 2, 4])
            try expect(whole.map(\.2), equals: [1, 2, 4])
            try expect(whole.map(\.3), equals: [1300, 1300, 1300])
            try expect(try await Numbers.query.where { $0.large - 5 < 1 }.count(in: q.database), equals: 1)
        },
        SuiteQueries.test("letters of both cases are the same ones for every question") { q in
            try await Label.insert([Label(id: 0, name: "ÉCOLE"), Label(id: 0, name: "x\\")], in: q.database)
            func count(_ condition: @Sendable (Label.Fields) -> SQLCondition) async throws -> Int {
                try await Label.query.where(condition).count(in: q.database)
            }
            let contained = try await count { $0.name.contains("école", ignoringCase: true) }
            try expect(try await count { $0.name.lowercased() == "école" }, equals: contained)
            // What letters PostgreSQL knows is a matter of the database's collation.
            if q.family != .postgres { try expect(contained, equals: 1) }
            try expect(try await count { $0.name.uppercased() == "LOUD" }, equals: 1)
            try expect(try await count { $0.name.isLike("x\\") }, equals: 1, "a pattern that ends with `\\`")
            try expect(try await count { $0.name.isLike("loud\\") }, equals: 0)
            try expect(try await count { $0.name.isLike("x\\", ignoringCase: true) }, equals: 1)
        },
        SuiteQueries.test("what is too much is an error before anything is sent") { q in
            let many = Song.query.where { $0.id.isIn(Array(1...70_000)) }
            if q.family == .postgres {
                try expect(try await many.count(in: q.database), equals: 9)
            } else {
                let error = try await expectError(.unsupported, from: "too many values") {
                    _ = try await many.count(in: q.database)
                }
                try expect(
                    error.message,
                    equals:
                        "a statement for \(q.context.dialect.name) binds at most \(q.context.dialect.maximumBindings) values, got 70000; ask in parts, or join a table that has the values"
                )
            }
            for count in [Int.max, Int.min, 521_776] {
                let error = try await expectError(.value, from: "\(count) weeks") {
                    _ = try await Record.query.select { $0.released.map { $0.adding(count, .week) } }
                        .all(in: q.database)
                }
                try expect(
                    error.message,
                    equals: "a moment can be moved by at most 521775 weeks, got \(count); check the number first")
            }
            try expect(Page(items: [1], total: 1, number: 1, size: 0).count, equals: 1)
            try expect(Page(items: [1], total: 5, number: 1, size: 2).count, equals: 3)
        },
    ]
}
