/// Which types are sent to the server, and which come back.
struct TypeUsage {
    private(set) var sent: Set<String> = []
    private(set) var received: Set<String> = []

    init(_ model: ClientModel) {
        let names = Dictionary(
            model.types.map { ($0.name, Self.names(in: $0)) }, uniquingKeysWith: { first, _ in first })
        let outgoing = model.operations.flatMap { operation in
            operation.bodies.flatMap(\.type.names) + operation.parameters.flatMap(\.type.names)
        }
        let incoming = model.operations.flatMap(\.responses).flatMap { $0.body?.names ?? [] }
        sent = Self.closure(of: outgoing, names)
        received = Self.closure(of: incoming, names)
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
