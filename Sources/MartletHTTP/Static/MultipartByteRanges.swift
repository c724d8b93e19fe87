import MartletCore

/// Several parts of some content in one response (RFC 9110 §14.6).
struct MultipartByteRanges {
    let contentType: String
    let body: ResponseBody

    init(_ ranges: [Range<Int>], of content: Representation.Content, type: String?) {
        // Chosen by chance: nobody who wrote the content can have put it there.
        let boundary = Hex.string(.random(in: .min ... .max)) + Hex.string(.random(in: .min ... .max))
        contentType = "multipart/byteranges; boundary=\(boundary)"
        let parts = ranges.enumerated().map { index, range in
            var head = index == 0 ? "--\(boundary)\r\n" : "\r\n--\(boundary)\r\n"
            if let type { head += "Content-Type: \(type)\r\n" }
            head += "Content-Range: \(Representation.contentRange(range, of: content.length))\r\n\r\n"
            return (head: head, range: range)
        }
        let end = "\r\n--\(boundary)--\r\n"
        switch content {
        case .buffer(let buffer):
            var bytes = ByteBuffer()
            for part in parts {
                bytes.writeString(part.head)
                bytes.writeBytes(
                    buffer.readableBytesView[
                        buffer.readerIndex + part.range.lowerBound..<buffer.readerIndex + part.range.upperBound])
            }
            bytes.writeString(end)
            body = ResponseBody(buffer: bytes)
        case .file, .embedded:
            let length = parts.reduce(end.utf8.count) { $0 + $1.head.utf8.count + $1.range.count }
            body = .stream(length: length) { writer in
                for part in parts {
                    try await writer.write(part.head)
                    try await content.forEachPart(part.range) { try await writer.write($0) }
                }
                try await writer.write(end)
            }
        }
    }
}
