public import Foundation

/// A request under construction.
struct RequestDraft {
    private let method: String
    private let path: String
    private var query: [String] = []
    private var headers = ClientHeaders()
    private var cookies: [String] = []
    private var body: Data?

    /// - Parameter path: percent-encoded.
    init(_ method: String, _ path: String) {
        self.method = method
        self.path = path
    }

    /// The request to a server; `accept` are the media types of the responses that are described.
    func request(to server: String, userAgent: String?, timeout: TimeInterval) throws -> ClientRequest {
        let base = server.hasSuffix("/") ? String(server.dropLast()) : server
        let address = base + path + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
        guard let url = URL(string: address), url.scheme != nil, url.host != nil else {
            throw ClientFailure.parameter(name: "server", problem: "is `\(server)`, which is no URL")
        }
        var headers = headers
        if let userAgent { headers.add("User-Agent", userAgent) }
        if !cookies.isEmpty { headers.add("Cookie", cookies.joined(separator: "; ")) }
        return ClientRequest(method: method, url: url, headers: headers, body: body, timeout: timeout)
    }

    mutating func header(_ name: String, _ value: (some ParameterConvertible)?) {
        if let value { headers.add(name, value.parameterText) }
    }

    mutating func header(_ name: String, _ values: [some ParameterConvertible]?) {
        if let values { headers.add(name, values.map(\.parameterText).joined(separator: ",")) }
    }

    /// The value as it is: cookies have no encoding of their own (RFC 6265, section 4.1.1).
    mutating func cookie(_ name: String, _ value: (some ParameterConvertible)?) throws {
        guard let text = value?.parameterText else { return }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !Self.notInCookies.contains($0) }) else {
            throw ClientFailure.parameter(
                name: name,
                problem: "is no value of a cookie, which is visible ASCII without `\"`, `,`, `;` and `\\`")
        }
        cookies.append("\(name)=\(text)")
    }

    private static let notInCookies = Set("\",;\\".utf8)

    mutating func query(_ name: String, _ value: (some ParameterConvertible)?) {
        if let value { query.append("\(PercentEncoding.text(name))=\(PercentEncoding.text(value.parameterText))") }
    }

    /// - Parameter separator: what stands between values; `nil` repeats the name for each.
    mutating func query(_ name: String, _ values: [some ParameterConvertible]?, separator: String? = nil) {
        guard let values else { return }
        guard let separator else {
            for value in values { query(name, value) }
            return
        }
        let text = values.map { PercentEncoding.text($0.parameterText) }.joined(separator: separator)
        query.append("\(PercentEncoding.text(name))=\(text)")
    }

    /// Each member as a parameter, or as `name[member]` if there is a name.
    mutating func query(members value: (some Encodable)?, of name: String? = nil) throws {
        guard let value else { return }
        for (member, text) in try Self.pairs(value) { query(name.map { "\($0)[\(member)]" } ?? member, text) }
    }

    /// A value as JSON in one parameter.
    mutating func query(json name: String, _ value: (some Encodable)?) throws {
        guard let value else { return }
        query(name, String(decoding: try Self.encoded(value), as: UTF8.self))
    }

    mutating func json(_ value: some Encodable, as type: String = "application/json") throws {
        data(try Self.encoded(value), as: type)
    }

    mutating func form(_ value: some Encodable) throws {
        let pairs = try Self.pairs(value).map { "\(PercentEncoding.text($0))=\(PercentEncoding.text($1))" }
        data(Data(pairs.joined(separator: "&").utf8), as: "application/x-www-form-urlencoded")
    }

    mutating func text(_ text: String, as type: String) { data(Data(text.utf8), as: type) }

    mutating func multipart(_ form: MultipartForm) { data(form.data, as: form.mediaType) }

    mutating func data(_ data: Data, as type: String) {
        headers.add("Content-Type", type)
        body = data
    }

    private static func encoded(_ value: some Encodable) throws -> Data {
        do {
            return try ClientCoding.encoder().encode(value)
        } catch {
            throw ClientFailure.unencodable(error)
        }
    }

    /// The members of a value as texts, in the order of their names; the elements of an array have its name.
    private static func pairs(_ value: some Encodable) throws -> [(String, String)] {
        guard case .object(let members) = try JSONValue(value) else {
            throw ClientFailure.unencodable(InvalidText(problem: "it has no members"))
        }
        return members.sorted { $0.key < $1.key }.flatMap { name, value in
            if case .array(let values) = value { return values.compactMap(\.text).map { (name, $0) } }
            return value.text.map { [(name, $0)] } ?? []
        }
    }
}

/// A file in a form.
public struct MultipartFile: Sendable, Hashable {
    public var name: String
    public var mediaType: String
    public var data: Data

    public init(name: String, mediaType: String = "application/octet-stream", data: Data) {
        self.name = name
        self.mediaType = mediaType
        self.data = data
    }
}

/// A body of several parts (RFC 7578).
struct MultipartForm {
    private let boundary = "part-\(UUID().uuidString)"
    private var parts = Data()

    var mediaType: String { "multipart/form-data; boundary=\(boundary)" }
    var data: Data { parts + Data("--\(boundary)--\r\n".utf8) }

    mutating func add(_ name: String, _ value: (some ParameterConvertible)?) {
        if let value { add(name, Data(value.parameterText.utf8)) }
    }

    mutating func add(_ name: String, _ values: [some ParameterConvertible]?) {
        for value in values ?? [] { add(name, value) }
    }

    mutating func add(_ name: String, file: MultipartFile?) {
        guard let file else { return }
        add(name, file.data, fileName: file.name, mediaType: file.mediaType)
    }

    mutating func add(_ name: String, files: [MultipartFile]?) {
        for file in files ?? [] { add(name, file: file) }
    }

    mutating func add(_ name: String, json value: (some Encodable)?) throws {
        guard let value else { return }
        do {
            add(name, try ClientCoding.encoder().encode(value), mediaType: "application/json")
        } catch {
            throw ClientFailure.unencodable(error)
        }
    }

    private mutating func add(_ name: String, _ data: Data, fileName: String? = nil, mediaType: String? = nil) {
        var head = "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(Self.quoted(name))\""
        if let fileName { head += "; filename=\"\(Self.quoted(fileName))\"" }
        if let mediaType { head += "\r\nContent-Type: \(mediaType.filter { !$0.isNewline })" }
        parts += Data((head + "\r\n\r\n").utf8) + data + Data("\r\n".utf8)
    }

    /// As browsers quote names (RFC 7578, section 2).
    private static func quoted(_ text: String) -> String {
        var quoted = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "%22"
            case "\r": quoted += "%0D"
            case "\n": quoted += "%0A"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted
    }
}
