/// Where a database is, and with which options it is opened.
///
/// ```
/// sqlite:data/app.sqlite            sqlite:/var/lib/app.sqlite          sqlite::memory:
/// postgres://user:password@host:5432/name?sslmode=verify-full&pool_size=20
/// mysql://user:password@host:3306/name?pool_wait=5
/// ```
///
/// Its description leaves the password out.
public struct DatabaseURL: Sendable, Hashable, CustomStringConvertible {
    /// The scheme in lower case.
    public let scheme: String
    /// The user; `nil` where none is written.
    public let user: String?
    /// The password; `nil` where none is written.
    public let password: String?
    /// The host, without the brackets of an IPv6 address; `nil` where none is written.
    public let host: String?
    /// The port; `nil` where none is written.
    public let port: Int?
    /// What stands behind the scheme for `sqlite:`, the name of the database for servers; decoded.
    public let path: String
    /// The options behind `?`, by name.
    public let options: [String: String]

    /// Reads a URL.
    /// - Throws: ``DatabaseError`` of kind ``DatabaseError/Kind/connection`` that says what is wrong with it.
    public init(_ text: String) throws {
        func fail(_ what: String) -> DatabaseError {
            DatabaseError(
                .connection,
                "the database's URL \(what); expected sqlite:path, postgres://user:password@host/name or mysql://user:password@host/name"
            )
        }
        guard let colon = text.firstIndex(of: ":"), colon > text.startIndex,
            text[..<colon].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) })
        else { throw fail("has no scheme") }
        scheme = text[..<colon].lowercased()
        var rest = text[text.index(after: colon)...]
        var options: [String: String] = [:]
        if let mark = rest.firstIndex(of: "?") {
            for pair in rest[rest.index(after: mark)...].split(separator: "&") {
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard let name = parts.first, !name.isEmpty, parts.count == 2 else {
                    throw fail("has an option that is not name=value: `\(pair)`")
                }
                guard let value = Self.decode(parts[1]) else { throw fail("has an invalid percent sign in `\(name)`") }
                options[String(name)] = value
            }
            rest = rest[..<mark]
        }
        self.options = options
        guard rest.hasPrefix("//"), scheme != "sqlite" else {
            guard !rest.hasPrefix("//") || rest.hasPrefix("///") else {
                throw fail(
                    "has // behind `sqlite:`, where a host would stand; write sqlite:path or sqlite:/absolute/path")
            }
            let path = rest.hasPrefix("///") ? rest.dropFirst(2) : rest
            guard !path.isEmpty || scheme != "sqlite" else { throw fail("names no file") }
            (user, password, host, port, self.path) = (nil, nil, nil, nil, String(path))
            return
        }
        rest = rest.dropFirst(2)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        var authority = rest[..<slash]
        guard let name = Self.decode(rest[slash...].dropFirst()) else { throw fail("has an invalid percent sign") }
        path = name
        if let at = authority.lastIndex(of: "@") {
            let parts = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = parts.first.flatMap(Self.decode) else { throw fail("has an invalid percent sign") }
            user = name.isEmpty ? nil : name
            if parts.count == 2 {
                guard let decoded = Self.decode(parts[1]) else { throw fail("has an invalid percent sign") }
                password = decoded
            } else {
                password = nil
            }
            authority = authority[authority.index(after: at)...]
        } else {
            (user, password) = (nil, nil)
        }
        var portText: Substring?
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { throw fail("has an IPv6 address without its bracket") }
            host = String(authority[authority.index(after: authority.startIndex)..<end])
            let behind = authority[authority.index(after: end)...]
            if behind.hasPrefix(":") { portText = behind.dropFirst() }
        } else if let colon = authority.firstIndex(of: ":") {
            host = Self.decode(authority[..<colon]).flatMap { $0.isEmpty ? nil : $0 }
            portText = authority[authority.index(after: colon)...]
        } else {
            host = Self.decode(authority).flatMap { $0.isEmpty ? nil : $0 }
        }
        if let portText, !portText.isEmpty {
            guard let number = Int(portText), (1...65_535).contains(number) else {
                throw fail("has the port `\(portText)`, which is no number from 1 to 65535")
            }
            port = number
        } else {
            port = nil
        }
    }

    private static func decode(_ text: Substring) -> String? {
        guard text.utf8.contains(0x25) else { return String(text) }
        var bytes: [UInt8] = []
        var iterator = text.utf8.makeIterator()
        while let byte = iterator.next() {
            guard byte == 0x25 else {
                bytes.append(byte)
                continue
            }
            guard let high = iterator.next().flatMap(digit), let low = iterator.next().flatMap(digit) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }

    /// The URL without its password.
    public var description: String {
        guard scheme != "sqlite" else { return "sqlite:\(path)" }
        let who = user.map { "\($0)@" } ?? ""
        let place = host.map { $0.contains(":") ? "[\($0)]" : $0 } ?? ""
        return "\(scheme)://\(who)\(place)\(port.map { ":\($0)" } ?? "")/\(path)"
    }
}
