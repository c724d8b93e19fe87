import FaultWork
import MartletData
import Testing

/// Tables that are longer than memory.
@Suite struct LongReadingTests {
    /// A process of its own reads, so that nothing else is counted.
    @Test(arguments: TestedDatabase.allCases)
    func `a table of any length is read in the memory of a batch`(_ tested: TestedDatabase) async throws {
        let count = runsLong ? 1_000_000 : 200_000
        try await tested.withURL { (url) async throws in
            let database = try TestedDatabase.open(url)
            try await LongReading.create(count, in: database)
            try await database.close()

            let said = try await WriterProcess("read", url).output()
            let sum = Double(count) * Double(count + 1) / 4
            try #require(said.count == 3, "\(said)")
            #expect(said[0] == "streamed \(count) \(sum)")
            let grown = try #require(Int(said[1].dropFirst("grown ".count)))
            // All rows at once take more than 60 MiB.
            #expect(grown < 24 * 1024, "\(tested.rawValue): the peak has grown by \(grown) KiB")
            #expect(said[2] == "done")
        }
    }
}
