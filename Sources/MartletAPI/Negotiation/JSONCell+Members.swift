import MartletJSON
import NIOCore

extension JSONCell {
    /// The members of an object that an encoder has just written, in the order of some names.
    static func members(of json: ByteBuffer, named names: [String]) throws -> [JSONCell] {
        try json.withUnsafeReadableBytes { bytes in
            try bytes.withMemoryRebound(to: UInt8.self) { bytes in
                var reader = JSONReader(bytes)
                return try members(&reader, named: names)
            }
        }
    }

    private static func members(
        _ reader: inout JSONReader, named names: [String]
    ) throws(JSONSyntaxError) -> [JSONCell] {
        var cells = [JSONCell](repeating: .nothing, count: names.count)
        var expected = 0
        var isFirst = true
        _ = try reader.peek()
        try reader.enter()
        while let token = try reader.nextName(isFirst: isFirst) {
            isFirst = false
            let name = try reader.text(of: token)
            let value = try JSONCell(&reader)
            // Most encoders keep the order of the names.
            let isExpected = names.indices.contains(expected) && names[expected] == name
            guard let index = isExpected ? expected : names.firstIndex(of: name) else { continue }
            cells[index] = value
            expected = index + 1
        }
        return cells
    }

    /// Takes the value that comes.
    private init(_ reader: inout JSONReader) throws(JSONSyntaxError) {
        switch try reader.peek() {
        case UInt8(ascii: "\""): self = .text(try reader.text(of: reader.takeString()))
        case UInt8(ascii: "n"):
            _ = try reader.takeNull()
            self = .nothing
        default:
            let start = reader.position
            try reader.skipValue()
            self = .literal(String(decoding: reader.bytes[start..<reader.position], as: UTF8.self))
        }
    }
}
