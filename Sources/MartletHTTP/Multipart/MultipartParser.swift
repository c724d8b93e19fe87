import MartletCore
import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#endif

/// Takes a multipart body apart while it arrives (RFC 2046 §5.1, RFC 7578).
///
/// The bytes may be split anywhere. What is kept between two pieces is a part of one header line or less than one
/// delimiter. A boundary has no line break in it, so a place that only looks like one is left behind for good once it
/// differs: every byte is compared a bounded number of times.
struct MultipartParser {
    enum Event {
        case part(MultipartPartHead)
        case bytes(ByteBuffer)
        case endOfPart
    }

    private enum State {
        /// Before the first boundary; what stands there is ignored.
        case preamble
        /// Behind a boundary: the end of its line, or the two hyphens of the last one.
        case delimiter
        case head
        /// At the first byte of a part's content, where the boundary may follow at once.
        case contentStart
        case content
        /// Behind the last boundary; what stands there is ignored.
        case epilogue
    }

    private let delimiter: [UInt8]
    private let limits: FormLimits
    private var state = State.preamble
    private var pending: ByteBuffer
    private var parts = 0
    /// The header lines of the current part, and the bytes that they and the boundary's padding took.
    private var lines: [String] = []
    private var headBytes = 0
    /// How many of the pending bytes hold no line feed.
    private var scanned = 0

    init(boundary: MultipartBoundary, limits: FormLimits) {
        delimiter = boundary.delimiter
        self.limits = limits
        // The first boundary needs no line break before it (RFC 2046 §5.1.1); so all are found in one way.
        pending = ByteBuffer(staticString: "\r\n")
    }

    /// Takes in the next bytes of the body.
    mutating func append(_ bytes: ByteBuffer) { pending.appendPart(bytes) }

    /// The next event; `nil` when more bytes are needed.
    /// - Throws: ``HTTPError`` 400 for a malformed body, 413 for too many parts.
    mutating func next() throws -> Event? {
        while true {
            switch state {
            case .preamble:
                let found = search()
                pending.moveReaderIndex(forwardBy: found.offset)
                guard found.isWhole else { return nil }
                passDelimiter()
            case .delimiter:
                guard try passEndOfDelimiter() else { return nil }
            case .head:
                guard let line = try takeLine() else { return nil }
                guard line.isEmpty else {
                    lines.append(line)
                    guard lines.count <= limits.partHeaders else { throw tooLongHead }
                    continue
                }
                let head = try MultipartPartHead(lines: lines)
                state = .contentStart
                return .part(head)
            case .contentStart:
                let isBoundary = pending.withUnsafeReadableBytes { bytes -> Bool? in
                    let wanted = delimiter.dropFirst(2)
                    for (byte, other) in zip(bytes, wanted) where byte != other { return false }
                    return bytes.count < wanted.count ? nil : true
                }
                guard let isBoundary else { return nil }
                guard isBoundary else {
                    state = .content
                    continue
                }
                pending.moveReaderIndex(forwardBy: delimiter.count - 2)
                state = .delimiter
                return .endOfPart
            case .content:
                let found = search()
                if found.offset > 0, let bytes = pending.readSlice(length: found.offset) { return .bytes(bytes) }
                guard found.isWhole else { return nil }
                passDelimiter()
                return .endOfPart
            case .epilogue:
                pending = ByteBuffer()
                return nil
            }
        }
    }

    /// Says that the body has ended.
    /// - Throws: ``HTTPError`` 400 when the last boundary has not come.
    func finish() throws {
        switch state {
        case .epilogue: return
        case .preamble:
            throw HTTPError(.badRequest, "The form does not contain the boundary that its Content-Type names.")
        default: throw HTTPError(.badRequest, "The form ends before its last boundary.")
        }
    }

    /// The first place where a delimiter stands whole, or may begin at the end of what is there.
    private func search() -> (offset: Int, isWhole: Bool) {
        pending.withUnsafeReadableBytes { bytes in
            delimiter.withUnsafeBytes { wanted in
                guard let start = bytes.baseAddress, let first = wanted.baseAddress else { return (bytes.count, false) }
                var offset = 0
                while offset < bytes.count, let found = memchr(start + offset, 0x0D, bytes.count - offset) {
                    offset = UnsafeRawPointer(found) - start
                    let available = min(wanted.count, bytes.count - offset)
                    if memcmp(start + offset, first, available) == 0 { return (offset, available == wanted.count) }
                    offset += 1
                }
                return (bytes.count, false)
            }
        }
    }

    private mutating func passDelimiter() {
        pending.moveReaderIndex(forwardBy: delimiter.count)
        state = .delimiter
        headBytes = 0
    }

    /// Passes the hyphens of the last boundary, or padding and line break of another.
    /// - Returns: `false` when more bytes are needed.
    private mutating func passEndOfDelimiter() throws -> Bool {
        while let byte: UInt8 = pending.getInteger(at: pending.readerIndex) {
            if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
                pending.moveReaderIndex(forwardBy: 1)
                try countHeadBytes(1)
                continue
            }
            guard let second: UInt8 = pending.getInteger(at: pending.readerIndex + 1) else {
                guard byte == 0x0D || (byte == UInt8(ascii: "-") && headBytes == 0) else { throw wrongDelimiter }
                return false
            }
            switch (byte, second) {
            case (0x0D, 0x0A):
                state = .head
                lines = []
                scanned = 0
                parts += 1
                guard parts <= limits.parts else {
                    throw HTTPError(.contentTooLarge, "The form has more than \(limits.parts) parts.")
                }
            case (UInt8(ascii: "-"), UInt8(ascii: "-")) where headBytes == 0: state = .epilogue
            default: throw wrongDelimiter
            }
            pending.moveReaderIndex(forwardBy: 2)
            return true
        }
        return false
    }

    /// The next line of a part's head without its line break; `nil` when it has not come whole.
    private mutating func takeLine() throws -> String? {
        let end = pending.withUnsafeReadableBytes { bytes -> Int? in
            guard let start = bytes.baseAddress, scanned < bytes.count else { return nil }
            return memchr(start + scanned, 0x0A, bytes.count - scanned).map { UnsafeRawPointer($0) - start }
        }
        guard let end else {
            scanned = pending.readableBytes
            guard headBytes + scanned <= limits.partHeaderBytes else { throw tooLongHead }
            return nil
        }
        try countHeadBytes(end + 1)
        scanned = 0
        guard var line = pending.readSlice(length: end + 1), end > 0,
            line.getInteger(at: line.readerIndex + end - 1, as: UInt8.self) == 0x0D
        else { throw HTTPError(.badRequest, "The lines of a part's head must end in CRLF.") }
        guard
            let text = line.readSlice(length: end - 1).map({ String(validating: $0.readableBytesView, as: UTF8.self) }),
            let text
        else { throw HTTPError(.badRequest, "A header field of the form is not valid UTF-8.") }
        return text
    }

    private mutating func countHeadBytes(_ count: Int) throws {
        headBytes += count
        guard headBytes <= limits.partHeaderBytes else { throw tooLongHead }
    }

    private var tooLongHead: HTTPError {
        HTTPError(
            .badRequest,
            "The header fields of a part are more than \(limits.partHeaderBytes) bytes or \(limits.partHeaders) fields."
        )
    }

    private var wrongDelimiter: HTTPError {
        HTTPError(.badRequest, "A boundary of the form is followed by something else than a line break.")
    }
}
