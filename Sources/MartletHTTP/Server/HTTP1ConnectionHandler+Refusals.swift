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
        case .invalidVersion: return RefusedRequest(505, "Only HTTP/1.0 and HTTP/1.1 are understood here.")
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

    /// Whether the request that cannot be decoded begins with a token and a space, as a method does (RFC 9110 §9.1).
    private var beginsWithMethod: Bool {
        guard let byteGuard = upstream.first as? RequestByteGuard else { return false }
        let bytes = byteGuard.firstBytes.readableBytesView
        guard let space = bytes.firstIndex(of: UInt8(ascii: " ")), space > bytes.startIndex else { return false }
        return HTTPField.isValidToken(String(decoding: bytes[..<space], as: UTF8.self))
    }
}

extension HTTPField {
    fileprivate static func isValidToken(_ text: String) -> Bool { HTTPRequest.Method(text) != nil }
}
