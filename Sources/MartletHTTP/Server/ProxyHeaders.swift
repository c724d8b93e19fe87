import HTTPTypes
import MartletCore

/// Believes `Forwarded` (RFC 7239) and `X-Forwarded-*` where the connection comes from a trusted proxy.
///
/// Security model: a field is only read when the peer's own address is in a trusted range. The list of addresses is
/// walked from the nearest hop outwards, and the first one that is not a trusted proxy is the client; what stands
/// before it could have been written by anybody. `Forwarded` wins over `X-Forwarded-*` when both are present.
enum ProxyHeaders {
    static func apply(to request: Request, trusting ranges: [AddressRange]) {
        var client = request.context.client
        guard let peer = client.address, isTrusted(peer, ranges) else { return }
        if request.headers.contains(.forwarded) {
            applyForwarded(request.headers.list(.forwarded), &client, ranges)
        } else {
            let hops = request.headers.list(.xForwardedFor).map(String.init)
            client.address = nearestUntrusted(hops, ranges) ?? client.address
            if let scheme = request.headers.list(.xForwardedProto).last?.lowercased(), isScheme(scheme) {
                client.scheme = scheme
            }
            if let host = request.headers.list(.xForwardedHost).last { client.host = String(host) }
        }
        request.context.client = client
    }

    private static func applyForwarded(_ elements: [Substring], _ client: inout ClientInfo, _ ranges: [AddressRange]) {
        let hops = elements.map(parameters)
        // The element of the nearest hop says how the client spoke to it, unless hops before it are trusted too.
        for hop in hops.reversed() {
            if let scheme = hop["proto"]?.lowercased(), isScheme(scheme) { client.scheme = scheme }
            if let host = hop["host"] { client.host = host }
            guard let address = hop["for"].map(withoutPort) else { break }
            client.address = address
            guard isTrusted(address, ranges) else { break }
        }
    }

    private static func parameters(_ element: Substring) -> [String: String] {
        var result: [String: String] = [:]
        for pair in element.split(separator: ";") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let value = parts[1].trimmingSpaces()
            let isQuoted = value.count >= 2 && value.hasPrefix("\"") && value.hasSuffix("\"")
            result[parts[0].trimmingSpaces().lowercased()] = isQuoted ? String(value.dropFirst().dropLast()) : value
        }
        return result
    }

    private static func nearestUntrusted(_ hops: [String], _ ranges: [AddressRange]) -> String? {
        var last: String?
        for hop in hops.reversed() {
            last = withoutPort(hop)
            if let last, !isTrusted(last, ranges) { return last }
        }
        return last
    }

    private static func withoutPort(_ address: String) -> String {
        if address.hasPrefix("[") { return String(address.dropFirst().prefix { $0 != "]" }) }
        return address.count { $0 == ":" } == 1 ? String(address.prefix { $0 != ":" }) : address
    }

    private static func isTrusted(_ address: String, _ ranges: [AddressRange]) -> Bool {
        ranges.contains { $0.contains(address) }
    }

    private static func isScheme(_ text: String) -> Bool { text == "http" || text == "https" }
}

extension HTTPField.Name {
    fileprivate static let forwarded = known("Forwarded")
    fileprivate static let xForwardedFor = known("X-Forwarded-For")
    fileprivate static let xForwardedProto = known("X-Forwarded-Proto")
    fileprivate static let xForwardedHost = known("X-Forwarded-Host")
}
