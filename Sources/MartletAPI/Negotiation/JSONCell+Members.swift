import NIOCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension JSONCell {
    /// The members of an object that an encoder has just written, in the order of some names.
    static func members(of json: ByteBuffer, named names: [String]) throws -> [JSONCell] {
        var scanner = JSONMemberScanner(Array(json.readableBytesView))
        var cells = [JSONCell](repeating: .nothing, count: names.count)
        var expected = 0
        while let (name, value) = try scanner.next() {
            // Most encoders keep the order of the names.
            let isExpected = names.indices.contains(expected) && names[expected] == name
            guard let index = isExpected ? expected : names.firstIndex(of: name) else { continue }
            cells[index] = value
            expected = index + 1
        }
        return cells
    }
}

/// Takes the members out of JSON that is known to be right.
private struct JSONMemberScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() throws -> (name: String, value: JSONCell)? {
        // Over the brace or the comma that stands before the name.
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            if bytes[position] == UInt8(ascii: "}") { return nil }
            position += 1
        }
        guard position < bytes.count else { return nil }
        let name = try text(takeString())
        position += 1
        return (name, try value())
    }

    private mutating func value() throws -> JSONCell {
        guard position < bytes.count else { return .nothing }
        if bytes[position] == UInt8(ascii: "\"") { return .text(try text(takeString())) }
        let start = position
        var depth = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                _ = takeString()
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return literal(bytes[start..<position]) }
                depth -= 1
            case UInt8(ascii: ",") where depth == 0: return literal(bytes[start..<position])
            default: break
            }
            position += 1
        }
        return literal(bytes[start...])
    }

    private func literal(_ slice: ArraySlice<UInt8>) -> JSONCell {
        let text = String(decoding: slice, as: UTF8.self)
        return text == "null" ? .nothing : .literal(text)
    }

    /// A string with its quotes.
    private mutating func takeString() -> ArraySlice<UInt8> {
        let start = position
        position += 1
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        position = min(position + 1, bytes.count)
        return bytes[start..<position]
    }

    private func text(_ string: ArraySlice<UInt8>) throws -> String {
        guard string.contains(UInt8(ascii: "\\")) else {
            return String(decoding: string.dropFirst().dropLast(), as: UTF8.self)
        }
        return try JSONDecoder().decode(String.self, from: Data(string))
    }
}
