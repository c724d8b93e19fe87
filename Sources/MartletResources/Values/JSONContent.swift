import MartletJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What JSON says, in whatever way it is written: texts that say the same are equal, such as `1.50` and `1.5`.
indirect enum JSONContent: Equatable {
    case object([String: JSONContent])
    case array([JSONContent])
    case text(String)
    case number(Decimal)
    /// What is none of them: `true`, `false`, `null`.
    case literal(String)

    /// Reads JSON; `nil` for what is none.
    init?(_ json: some Collection<UInt8>) {
        let content: JSONContent? = Array(json).withUnsafeBufferPointer { bytes in
            var reader = JSONReader(bytes)
            return try? JSONContent(reading: &reader)
        }
        guard let content else { return nil }
        self = content
    }

    private init(reading reader: inout JSONReader) throws(JSONSyntaxError) {
        switch try reader.peek() {
        case UInt8(ascii: "{"):
            try reader.enter()
            var members: [String: JSONContent] = [:]
            var isFirst = true
            while let token = try reader.nextName(isFirst: isFirst) {
                isFirst = false
                let name = try reader.text(of: token)
                members[name] = try JSONContent(reading: &reader)
            }
            self = .object(members)
        case UInt8(ascii: "["):
            try reader.enter()
            var elements: [JSONContent] = []
            while try reader.nextElement(isFirst: elements.isEmpty) {
                elements.append(try JSONContent(reading: &reader))
            }
            self = .array(elements)
        case UInt8(ascii: "\""): self = .text(try String.read(from: &reader) ?? "")
        default:
            let start = reader.position
            try reader.skipValue()
            let word = String(decoding: reader.bytes[start..<reader.position], as: UTF8.self)
            self = Decimal(string: word).map { .number($0) } ?? .literal(word)
        }
    }
}
