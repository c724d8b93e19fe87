/// JSON pointers (RFC 6901).
package enum JSONPointer {
    /// The names and places that a pointer goes through; none for that of the whole.
    package static func parts(of pointer: String) -> [String] {
        guard pointer.hasPrefix("/") else { return [] }
        return pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { part in
            guard part.utf8.contains(UInt8(ascii: "~")) else { return String(part) }
            let slashes = part.split(separator: "~1", omittingEmptySubsequences: false).joined(separator: "/")
            return slashes.split(separator: "~0", omittingEmptySubsequences: false).joined(separator: "~")
        }
    }

    /// A name as a part of a pointer.
    package static func escape(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return name }
        var escaped = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "~": escaped += "~0"
            case "/": escaped += "~1"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
