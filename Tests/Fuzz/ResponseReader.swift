/// Reads what a server has sent until it closed, and says what is wrong with it.
struct ResponseReader {
    private var rest: ArraySlice<UInt8>
    /// Whether responses may lack the content that their length announces, as those to `HEAD` do.
    private let mayBeHead: Bool
    private(set) var statuses: [Int] = []

    init(_ bytes: [UInt8], request: [UInt8]) {
        rest = bytes[...]
        mayBeHead = request.firstRange(of: Array("HEAD".utf8)) != nil
    }

    /// What is wrong; `nil` when every response is whole and well formed and none says that the server failed.
    mutating func problem() -> String? {
        while !rest.isEmpty {
            if let problem = readResponse() { return problem }
        }
        return nil
    }

    private mutating func readResponse() -> String? {
        guard let end = rest.firstRange(of: Array("\r\n\r\n".utf8)) else { return "a head without an end" }
        let lines = String(decoding: rest[..<end.lowerBound], as: UTF8.self).split(
            separator: "\r\n", omittingEmptySubsequences: false)
        rest = rest[end.upperBound...]
        let parts = (lines.first ?? "").split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "HTTP/1.1", parts[1].count == 3, let status = Int(parts[1]) else {
            return "the status line `\(lines.first ?? "")`"
        }
        statuses.append(status)
        // Methods and versions that are not known are the client's doing.
        guard status < 500 || status == 501 || status == 505 else { return "the status \(status)" }
        var length: Int?
        var isChunked = false
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else { return "the field `\(line)`" }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            guard !line.unicodeScalars.contains(where: { $0.value < 0x20 }) else { return "the field `\(line)`" }
            switch line[..<colon].lowercased() {
            case "content-length":
                guard length == nil, let number = Int(value), number >= 0 else { return "the field `\(line)`" }
                length = number
            case "transfer-encoding":
                guard value == "chunked" else { return "the field `\(line)`" }
                isChunked = true
            default: break
            }
        }
        if isChunked, length != nil { return "both ways of framing" }
        if status < 200 || status == 204 || status == 304 { return nil }
        if mayBeHead, rest.isEmpty || rest.starts(with: "HTTP/1.1 ".utf8) { return nil }
        if isChunked { return readChunks() }
        guard let length else {
            // Content that ends with the connection.
            rest = []
            return nil
        }
        guard rest.count >= length else { return "content of \(rest.count) bytes instead of \(length)" }
        rest = rest.dropFirst(length)
        return nil
    }

    private mutating func readChunks() -> String? {
        while true {
            guard let end = rest.firstRange(of: Array("\r\n".utf8)),
                let size = Int(String(decoding: rest[..<end.lowerBound], as: UTF8.self), radix: 16)
            else { return "a chunk without a size" }
            rest = rest[end.upperBound...]
            if size == 0 {
                if rest.starts(with: "\r\n".utf8) {
                    rest = rest.dropFirst(2)
                    return nil
                }
                guard let trailers = rest.firstRange(of: Array("\r\n\r\n".utf8)) else {
                    return "trailers without an end"
                }
                rest = rest[trailers.upperBound...]
                return nil
            }
            guard rest.count >= size + 2 else { return "a chunk that is cut off" }
            rest = rest.dropFirst(size + 2)
        }
    }
}
