import HTTPTypes
import NIOCore
import NIOHTTP1

extension HTTP1ConnectionHandler {
    /// The answer to bytes that are not HTTP; `nil` when the connection itself failed.
    func refusal(for error: any Error) -> RefusedRequest? {
        guard let error = error as? HTTPParserError else {
            return error is ByteToMessageDecoderError ? RefusedRequest(400, "The request is malformed.") : nil
        }
        switch error {
        case .headerOverflow: return RefusedRequest(431, "The header fields are too many or too long.")
        case .invalidVersion where namesVersion:
            return RefusedRequest(505, "Only HTTP/1.0 and HTTP/1.1 are understood here.")
        case .invalidMethod where beginsWithMethod: return RefusedRequest(501, "The request method is not known.")
        case .invalidEOFState, .closedConnection: return nil
        default: return RefusedRequest(400, "The request is malformed.")
        }
    }

    /// Whether an error only says that the client closed its side in the middle of a request.
    static func isEarlyEnd(_ error: any Error) -> Bool {
        guard let error = error as? HTTPParserError else { return false }
        return error == .invalidEOFState || error == .closedConnection
    }

    /// Whether the request line ends in a version, as opposed to anything else that the decoder takes for a wrong one.
    private var namesVersion: Bool {
        guard let byteGuard = upstream.first as? RequestByteGuard else { return false }
        let bytes = byteGuard.firstBytes
        var line = bytes.prefix { $0 != UInt8(ascii: "\n") }
        // A line that ends in a bare line feed is malformed, whatever it says; one that goes on may still end well.
        guard line.last == UInt8(ascii: "\r") || line.endIndex == bytes.endIndex else { return false }
        if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
        guard let space = line.lastIndex(of: UInt8(ascii: " ")) else { return false }
        let version = line[line.index(after: space)...]
        return version.count == 8 && version.starts(with: "HTTP/".utf8)
            && version.dropFirst(5).elementsEqual(
                version.dropFirst(5).filter { $0 == 0x2E || (0x30...0x39).contains($0) })
    }

    /// Whether the request that cannot be decoded begins with a token and a space, as a method does (RFC 9110 §9.1).
    private var beginsWithMethod: Bool {
        guard let byteGuard = upstream.first as? RequestByteGuard else { return false }
        let bytes = byteGuard.firstBytes
        guard let space = bytes.firstIndex(of: UInt8(ascii: " ")), space > bytes.startIndex else { return false }
        return HTTPField.isValidToken(String(decoding: bytes[..<space], as: UTF8.self))
    }
}

extension HTTPField {
    fileprivate static func isValidToken(_ text: String) -> Bool { HTTPRequest.Method(text) != nil }
}
