/// Which types are sent to the server, and which come back.
struct TypeUsage {
    private(set) var sent: Set<String> = []
    private(set) var received: Set<String> = []
    /// What is in changes of something: `PATCH`, or merge patches (RFC 7396).
    private var changing: Set<String> = []
    /// What is in content that is put.
    private var put: Set<String> = []

    init(_ model: ClientModel) {
        let names = Dictionary(
            model.types.map { ($0.name, Self.names(in: $0)) }, uniquingKeysWith: { first, _ in first })
        let outgoing = model.operations.flatMap { operation in
            operation.bodies.flatMap(\.type.names) + operation.parameters.flatMap(\.type.names)
        }
        let incoming = model.operations.flatMap(\.responses).flatMap { $0.body?.names ?? [] }
        sent = Self.closure(of: outgoing, names)
        received = Self.closure(of: incoming, names)
        func closure(where holds: (ClientOperation, ClientOperation.Body) -> Bool) -> Set<String> {
            let found = model.operations.flatMap { operation in
                operation.bodies.filter { $0.coding == .json && holds(operation, $0) }.flatMap(\.type.names)
            }
            return Self.closure(of: found, names)
        }
        changing = closure { operation, body in
            operation.method == "PATCH" || ClientBuilder.bare(body.mediaType) == "application/merge-patch+json"
        }
        put = closure { operation, _ in operation.method == "PUT" }
    }

    /// Whether null says something else in a struct than a member that is missing: it is in changes. What is put, and
    /// needs no member, is taken for changes too: nothing could be made of it that is whole.
    func changes(_ name: String, _ structure: TypeDeclaration.Structure) -> Bool {
        changing.contains(name) || (put.contains(name) && !structure.members.contains(where: \.isRequired))
    }

    private static func names(in declaration: TypeDeclaration) -> [String] {
        switch declaration.content {
        case .structure(let structure):
            structure.members.flatMap(\.use.type.names) + (structure.additional?.names ?? [])
        case .union(let union): union.cases.flatMap(\.type.names)
        case .alias(let type): type.names
        case .enumeration: []
        }
    }

    private static func closure(of start: [String], _ names: [String: [String]]) -> Set<String> {
        var found: Set<String> = []
        var waiting = start
        while let name = waiting.popLast() {
            if found.insert(name).inserted { waiting += names[name] ?? [] }
        }
        return found
    }
}
