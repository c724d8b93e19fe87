#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// URLs as clients send them.
package enum URLText {
    /// Whether URLs of a scheme, in small letters, have a host.
    package static func needsHost(_ scheme: String) -> Bool { ["http", "https", "ws", "wss"].contains(scheme) }

    /// A URL with a scheme, and with a host where the web has one. Foundation would escape what a URL cannot hold, so that
    /// any sentence were one; here that is done for letters outside of ASCII alone, which people write as browsers show them.
    package static func absolute(_ text: String) -> URL? {
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        let hasOther = text.utf8.contains { $0 <= 0x20 || $0 == 0x7F || "\"<>\\^`{|}".utf8.contains($0) }
        guard !hasOther, let url = URL(string: text, encodingInvalidCharacters: !isASCII), let scheme = url.scheme
        else {
            return nil
        }
        return needsHost(scheme.lowercased()) && url.host()?.isEmpty ?? true ? nil : url
    }
}
