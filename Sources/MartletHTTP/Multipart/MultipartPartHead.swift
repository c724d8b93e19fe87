import HTTPTypes
import MartletCore

/// What the header fields of a part say about it (RFC 7578 §4).
struct MultipartPartHead {
    /// The name of the form's input.
    let name: String
    /// The file's name as sent, without its folders and control characters; `nil` for parts that are no files.
    let filename: String?
    /// Whether the client named no file: an input that was left empty.
    let hasEmptyFilename: Bool
    /// The media type; `nil` when the client gave none.
    let contentType: String?
    /// The fields.
    let headers: Headers

    /// Reads the lines of a head, each without its line break.
    init(lines: [String]) throws {
        var headers = Headers()
        for line in lines {
            guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")),
                let name = HTTPField.Name(String(line[..<colon])),
                !line.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\t" || $0.value == 0x7F })
            else { throw HTTPError(.badRequest, "A part of the form has a malformed header field.") }
            headers.append(name, line[line.utf8.index(after: colon)...].trimmingSpaces())
        }
        let dispositions = headers[values: .contentDisposition]
        guard dispositions.count == 1, let disposition = dispositions.first.flatMap({ ParameterizedValue($0) }),
            disposition.value == "form-data", let name = disposition["name"], !name.isEmpty
        else {
            throw HTTPError(
                .badRequest, "Each part of the form must have one `Content-Disposition: form-data` with a name.")
        }
        // RFC 7578 §4.7 ends this field; what is still sent must not change the bytes.
        if let encoding = headers[.contentTransferEncoding]?.lowercased(),
            !["7bit", "8bit", "binary"].contains(encoding)
        {
            throw HTTPError(.badRequest, "A part of the form has the transfer encoding `\(encoding)`; send its bytes.")
        }
        self.name = Self.unescape(name)
        // `filename*` is not looked at: RFC 7578 §4.2 forbids it.
        filename = disposition["filename"].map { Self.lastComponent(Self.unescape($0)) }
        hasEmptyFilename = disposition["filename"]?.isEmpty ?? false
        contentType = headers[.contentType]
        self.headers = headers
    }

    /// Undoes the escapes of browsers (WHATWG HTML §4.10.21.8); a percent sign before anything else is one.
    private static func unescape(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%"), let escaped = escape(rest.prefix(2)) else {
                bytes.append(byte)
                continue
            }
            bytes.append(escaped)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func escape(_ digits: ArraySlice<UInt8>) -> UInt8? {
        switch String(decoding: digits, as: UTF8.self).uppercased() {
        case "22": UInt8(ascii: "\"")
        case "0D": UInt8(ascii: "\r")
        case "0A": UInt8(ascii: "\n")
        default: nil
        }
    }

    /// A name that cannot lead out of a folder: old browsers send whole paths, and attackers `../../x`.
    private static func lastComponent(_ path: String) -> String {
        let last = path.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }.last ?? []
        var name = ""
        for scalar in last where scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) {
            name.unicodeScalars.append(scalar)
        }
        return name == "." || name == ".." ? "" : name
    }
}

extension HTTPField.Name {
    fileprivate static let contentTransferEncoding = known("Content-Transfer-Encoding")
}
