import HTTPTypes
import MartletCore

/// Finds the route of a path. Built once at boot, then only read.
///
/// At each segment a constant wins over a typed placeholder, that over a plain one, that over the rest of the path,
/// whatever the order of registration. Paths without placeholders are found by one look-up of the whole path.
final class RouteTrie<Payload: Sendable>: Sendable {
    struct Match {
        let payload: Payload
        let values: [String]
    }

    enum Result {
        case found(Match)
        case methodNotAllowed(allowed: [HTTPRequest.Method], sample: Payload)
        case notFound
    }

    private let root: Node
    private let exact: [String: Endpoint]

    init(_ builder: RouteTrieBuilder<Payload>) {
        root = Node(builder.root)
        exact = builder.exact.mapValues { Endpoint(payloads: $0) }
    }

    /// Looks a path up.
    /// - Parameters:
    ///   - path: percent-encoded and validated, without the query.
    func match(_ method: HTTPRequest.Method, _ path: String) -> Result {
        var allowed: [HTTPRequest.Method] = []
        var sample: Payload?
        if let endpoint = exact[path] {
            if let payload = endpoint.payload(for: method) { return .found(Match(payload: payload, values: [])) }
            endpoint.collect(into: &allowed, sample: &sample)
        }
        let segments = path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { Substring($0) }
        var values: [String] = []
        if let payload = root.find(method, segments, 0, &values, &allowed, &sample) {
            return .found(Match(payload: payload, values: values))
        }
        if let sample { return .methodNotAllowed(allowed: allowed, sample: sample) }
        return .notFound
    }

    /// The handlers of one path, by method.
    struct Endpoint: Sendable {
        var payloads: [(method: HTTPRequest.Method, payload: Payload)]

        func payload(for method: HTTPRequest.Method) -> Payload? {
            for entry in payloads where entry.method == method { return entry.payload }
            if method == .head {
                for entry in payloads where entry.method == .get { return entry.payload }
            }
            return nil
        }

        func collect(into allowed: inout [HTTPRequest.Method], sample: inout Payload?) {
            for entry in payloads where !allowed.contains(entry.method) { allowed.append(entry.method) }
            if sample == nil { sample = payloads.first?.payload }
        }
    }

    private final class Node: Sendable {
        let constants: [String: Node]
        let typed: [(converter: PathConverter, node: Node)]
        let plain: Node?
        let rest: Endpoint?
        let endpoint: Endpoint?

        init(_ builder: RouteTrieBuilder<Payload>.Node) {
            constants = builder.constants.mapValues(Node.init)
            typed = builder.typed.map { ($0.converter, Node($0.node)) }
            plain = builder.plain.map(Node.init)
            rest = builder.rest.map(Endpoint.init)
            endpoint = builder.payloads.isEmpty ? nil : Endpoint(payloads: builder.payloads)
        }

        func find(
            _ method: HTTPRequest.Method, _ segments: [Substring], _ index: Int, _ values: inout [String],
            _ allowed: inout [HTTPRequest.Method], _ sample: inout Payload?
        ) -> Payload? {
            guard index < segments.count else {
                guard let endpoint else { return nil }
                if let payload = endpoint.payload(for: method) { return payload }
                endpoint.collect(into: &allowed, sample: &sample)
                return nil
            }
            guard let segment = PercentEncoding.decode(segments[index]) else { return nil }
            let depth = values.count
            if let next = constants[segment],
                let payload = next.find(method, segments, index + 1, &values, &allowed, &sample)
            {
                return payload
            }
            if !segment.isEmpty {
                for (converter, next) in typed where converter.matches(segment) {
                    values.append(segment)
                    if let payload = next.find(method, segments, index + 1, &values, &allowed, &sample) {
                        return payload
                    }
                    values.removeSubrange(depth...)
                }
                if let next = plain {
                    values.append(segment)
                    if let payload = next.find(method, segments, index + 1, &values, &allowed, &sample) {
                        return payload
                    }
                    values.removeSubrange(depth...)
                }
            }
            guard let rest else { return nil }
            if let payload = rest.payload(for: method) {
                let decoded = segments[index...].map { PercentEncoding.decode($0) ?? "" }
                values.append(decoded.joined(separator: "/"))
                return payload
            }
            rest.collect(into: &allowed, sample: &sample)
            return nil
        }
    }
}

/// Collects the routes for a ``RouteTrie``.
struct RouteTrieBuilder<Payload: Sendable> {
    final class Node {
        var constants: [String: Node] = [:]
        var typed: [(converter: PathConverter, node: Node)] = []
        var plain: Node?
        var rest: [(method: HTTPRequest.Method, payload: Payload)]?
        var payloads: [(method: HTTPRequest.Method, payload: Payload)] = []
    }

    fileprivate let root = Node()
    fileprivate var exact: [String: [(method: HTTPRequest.Method, payload: Payload)]] = [:]

    /// Adds a route whose converters are known.
    mutating func add(
        _ method: HTTPRequest.Method, _ pattern: RoutePattern, converters: [String: PathConverter], _ payload: Payload
    ) {
        var node = root
        var isConstant = true
        for segment in pattern.segments {
            switch segment {
            case .constant(let text):
                let decoded = PercentEncoding.decode(Substring(text)) ?? text
                let next = node.constants[decoded] ?? Node()
                node.constants[decoded] = next
                node = next
            case .typed(_, let name):
                isConstant = false
                guard let converter = converters[name] else { return }
                if let existing = node.typed.first(where: { $0.converter.name == name }) {
                    node = existing.node
                } else {
                    let next = Node()
                    node.typed.append((converter, next))
                    node = next
                }
            case .plain:
                isConstant = false
                let next = node.plain ?? Node()
                node.plain = next
                node = next
            case .rest:
                node.rest = (node.rest ?? []) + [(method, payload)]
                return
            }
        }
        node.payloads.append((method, payload))
        if isConstant { exact[pattern.description, default: []].append((method, payload)) }
    }
}
