import MartletCore
import MartletData
import MartletHTTP
import MartletJSON

/// The JSON that clients send.
enum ResourceContent {
    /// Reads the whole content.
    /// - Throws: ``HTTPError`` 400, 413 or 415, ``ValidationError`` with everything that was noted.
    static func read<Value>(
        _ request: Request, _ body: (inout JSONReader) throws(JSONSyntaxError) -> Value?
    ) async throws -> Value {
        try read(try await collect(request), body)
    }

    nonisolated(nonsending) static func collect(_ request: Request) async throws -> ByteBuffer {
        try ContentType.require(["application/json", "+json"], of: request)
        return try await request.body.collect()
    }

    static func read<Value>(
        _ content: ByteBuffer, _ body: (inout JSONReader) throws(JSONSyntaxError) -> Value?
    ) throws -> Value {
        try content.withUnsafeReadableBytes { bytes in
            try bytes.withMemoryRebound(to: UInt8.self) { bytes in
                var reader = JSONReader(bytes)
                let value: Value?
                do throws(JSONSyntaxError) {
                    value = try body(&reader)
                    try reader.finish()
                } catch {
                    throw HTTPError(.badRequest, error.sentence(in: bytes))
                }
                if let error = ValidationError(reader.toldProblems) { throw error }
                guard let value else { throw HTTPError(.unprocessableContent) }
                return value
            }
        }
    }
}

extension JSONReader {
    /// Reads each element of the array that comes.
    /// - Parameter limit: the most elements; there has to be one.
    mutating func readElements<Value>(
        atMost limit: Int, _ element: (inout JSONReader, Int) throws(JSONSyntaxError) -> Value?
    ) throws(JSONSyntaxError) -> [Value]? {
        guard try beginArray() else { return nil }
        var values: [Value] = []
        var count = 0
        while try nextElement(isFirst: count == 0) {
            if count < limit {
                pushElement(count)
                if let value = try element(&self, count) { values.append(value) }
                pop()
            } else {
                try skipValue()
            }
            count += 1
        }
        if count == 0 { note("too_few_items", "must have at least 1 element", ["min": "1"]) }
        if count > limit { note("too_many_items", "must have at most \(limit) elements", ["max": "\(limit)"]) }
        return values
    }

    /// Reads the key of a row: from an object that has it among its members, or from the value of a key of one column.
    mutating func readKey<Root: Model>(
        _ key: RowKey<Root>, inObject isObject: Bool
    ) throws(JSONSyntaxError) -> [DatabaseValue]? {
        if !isObject, let column = key.single { return try read(column).map { [$0] } }
        guard try peek() == UInt8(ascii: "{") else {
            try refuse(expected: "an object")
            return nil
        }
        try enter()
        var found: [Int: DatabaseValue] = [:]
        var seen: Set<Int> = []
        var isFirst = true
        while let token = try nextName(isFirst: isFirst) {
            isFirst = false
            let name = try text(of: token)
            guard let index = key.members.firstIndex(of: name), seen.insert(index).inserted else {
                try skipValue()
                continue
            }
            push(.name(name))
            if let value = try read(key.columns[index]) { found[index] = value }
            pop()
        }
        for (index, name) in key.members.enumerated() where !seen.contains(index) {
            push(.name(name))
            note("required", "is required")
            pop()
        }
        let values = key.members.indices.compactMap { found[$0] }
        return values.count == key.columns.count ? values : nil
    }
}
