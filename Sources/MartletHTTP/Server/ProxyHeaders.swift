import HTTPTypes
import MartletCore

/// Believes `Forwarded` (RFC 7239) and `X-Forwarded-*` where the connection comes from a trusted proxy.
///
/// Security model: a field is only read when the peer's own address is in a trusted range. The list of addresses is
/// walked from the nearest hop outwards, and the first one that is not a trusted proxy is the client; what stands
/// before it could have been written by anybody. A proxy sets one family of fields and passes the other on as the client
/// sent it, so when both are present and name different clients, neither is believed. What is not an IP address or
/// cannot be a host ends the walk.
enum ProxyHeaders {
    static func apply(to request: Request, trusting ranges: [AddressRange]) {
        let own = request.context.client
        guard let peer = own.address, isTrusted(peer, ranges) else { return }
        let headers = request.headers
        let hasForwarded = headers.contains(.forwarded)
        let hasOthers =
            headers.contains(.xForwardedFor) || headers.contains(.xForwardedProto) || headers.contains(.xForwardedHost)
        guard hasForwarded || hasOthers else { return }
        var client = own
        if hasForwarded { applyForwarded(headers.list(.forwarded), &client, ranges) }
        if hasOthers {
            var other = own
            applyOthers(headers, &other, ranges)
            guard !hasForwarded || other.address == client.address else { return }
            if !hasForwarded { client = other }
        }
        request.context.client = client
    }

    private static func applyOthers(_ headers: Headers, _ client: inout ClientInfo, _ ranges: [AddressRange]) {
        for hop in headers.list(.xForwardedFor).reversed() {
            guard let address = address(in: String(hop)) else { break }
            client.address = address
            guard isTrusted(address, ranges) else { break }
        }
        if let scheme = headers.list(.xForwardedProto).last?.lowercased(), isScheme(scheme) { client.scheme = scheme }
        if let host = headers.list(.xForwardedHost).last.map(String.init), isHost(host) { client.host = host }
    }

    private static func applyForwarded(_ elements: [Substring], _ client: inout ClientInfo, _ ranges: [AddressRange]) {
        // The element of the nearest hop says how the client spoke to it, unless hops before it are trusted too.
        for hop in elements.reversed().lazy.map(parameters) {
            if let scheme = hop["proto"]?.lowercased(), isScheme(scheme) { client.scheme = scheme }
            if let host = hop["host"], isHost(host) { client.host = host }
            guard let address = hop["for"].flatMap(address(in:)) else { break }
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

    /// An IP address without its port; `nil` for `unknown`, for obfuscated names and for anything else.
    private static func address(in text: String) -> String? {
        var address = text
        if text.hasPrefix("[") {
            address = String(text.dropFirst().prefix { $0 != "]" })
        } else if text.count(where: { $0 == ":" }) == 1 {
            address = String(text.prefix { $0 != ":" })
        }
        return AddressRange(address) != nil && !address.contains("/") ? address : nil
    }

    private static func isHost(_ text: String) -> Bool { !text.isEmpty && CheckedRequestHead.isHost(text) }

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
