import Foundation
import Testing

#if canImport(Glibc)
    /// The SQL of a shape that was written before costs its values, and nothing that grows with its clauses. A process of
    /// its own counts, the product `AllocationCounter`, which stands in front of the allocator.
    @Suite struct AllocationTests {
        private struct Line {
            let name: String
            let clauses: Int
            let values: Int
            let count: Int
            let bytes: Int
        }

        private func measure() throws -> (size: Int, lines: [Line]) {
            let places = [
                URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent(),
                URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../.build/debug").standardized,
            ].map { $0.appending(path: "AllocationCounter") }
            let place: URL? = places.first { FileManager.default.isExecutableFile(atPath: $0.path) }
            let process = Process()
            let executable: URL = try #require(place, "AllocationCounter is not built; run: swift build --build-tests")
            process.executableURL = executable
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            try #require(process.terminationStatus == 0, "\(text)")
            let rows = text.split(separator: "\n").map { $0.split(separator: " ") }
            let size = try #require(rows.first?.last.flatMap { Int($0) })
            let lines = try rows.dropFirst().map { row in
                let numbers = row.suffix(4).compactMap { Int($0) }
                try #require(numbers.count == 4 && row.count == 6, "\(row)")
                return Line(
                    name: "\(row[0]) \(row[1])", clauses: numbers[0], values: numbers[1], count: numbers[2],
                    bytes: numbers[3])
            }
            return (size, lines)
        }

        @Test(.timeLimit(.minutes(2))) func `a shape that was written before allocates its values alone`() throws {
            let (size, lines) = try measure()
            #expect(lines.count == 45)
            let smallest = lines.filter { $0.clauses == 2 && $0.values == 2 }.min { $0.bytes < $1.bytes }
            for (name, measured) in Dictionary(grouping: lines, by: \.name) {
                // Whatever larger statements came before.
                let least = try #require(smallest)
                #expect(least.count > 0, "\(name): nothing was counted")
                for line in measured {
                    let place = "\(name), \(line.clauses) clauses, \(line.values) values"
                    #expect(line.count <= least.count, "\(place): \(line.count) allocations, \(least.count) with 2")
                    let allowed = least.bytes + (line.values - least.values) * size
                    // An allocator rounds the size of an array up.
                    #expect(line.bytes <= allowed + 16, "\(place): \(line.bytes) bytes, expected at most \(allowed)")
                }
            }
        }
    }
#endif
