import Foundation

/// An OpenAPI description, 3.0 or 3.1, whose references all lead somewhere.
struct OpenAPIDocument {
    enum Version {
        case v30
        case v31
    }

    let file: String
    let root: DocumentNode
    let version: Version
    /// Operations, schemas and security schemes that are passed over, by their pointers.
    var leftOut: Set<String> = []

    /// Reads a file.
    /// - Throws: ``DocumentError`` with the line of what is wrong.
    init(file: String) throws {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: file))
        } catch {
            throw DocumentError(file: file, line: nil, problem: "cannot be read: \(error.localizedDescription)")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw DocumentError(file: file, line: nil, problem: "is not UTF-8")
        }
        try self.init(text: text, file: file)
    }

    /// - Throws: ``DocumentError`` with the line of what is wrong.
    init(text: String, file: String) throws {
        self.file = file
        root = DocumentNode(value: try DocumentReader.read(text, file: file), pointer: "#")
        guard let version = root["openapi"] else {
            let other = root["swagger"] == nil ? "" : "; Swagger 2 has to be converted first"
            throw DocumentError(file: file, line: nil, problem: "no OpenAPI description: `openapi` is missing\(other)")
        }
        let text = version.string ?? version.value.text
        switch text.split(separator: ".").prefix(2).joined(separator: ".") {
        case "3.0": self.version = .v30
        case "3.1": self.version = .v31
        default:
            throw DocumentError(
                file: file, line: version.value.line, problem: "OpenAPI \(text) is unknown here; 3.0 and 3.1 are known")
        }
        try checkReferences(in: root, name: nil)
    }

    /// What a value stands for: itself, or what its references lead to.
    func follow(_ node: DocumentNode) -> DocumentNode {
        var node = node
        for _ in 0..<Self.maximumReferences {
            guard let reference = node.reference, let next = target(of: reference) else { return node }
            node = next
        }
        return node
    }

    /// What a reference leads to.
    func target(of reference: String) -> DocumentNode? {
        guard reference.hasPrefix("#"), let path = reference.dropFirst().removingPercentEncoding else { return nil }
        var node = root
        for part in path.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let name = String(part).replacing("~1", with: "/").replacing("~0", with: "~")
            if let member = node[name] {
                node = member
            } else if let index = Int(name), let element = node.elements.dropFirst(max(index, 0)).first {
                node = element
            } else {
                return nil
            }
        }
        return path.isEmpty || path.hasPrefix("/") ? node : nil
    }

    private static let maximumReferences = 100
    /// Members whose values are data, where `$ref` is a name like others.
    private static let data: Set<String> = ["example", "examples", "default", "enum", "const", "value"]
    /// Members whose own members are named by the author, so that a name in ``data`` is no keyword.
    private static let maps: Set<String> = [
        "properties", "patternProperties", "$defs", "schemas", "parameters", "responses", "headers", "requestBodies",
        "callbacks", "paths",
    ]

    /// What the references inside of a value lead to, and what those inside of that lead to, by pointers.
    func reached(from start: [DocumentNode]) -> Set<String> {
        var found: Set<String> = []
        var waiting = start.map { (node: $0, name: String?.none) }
        while let (node, name) = waiting.popLast() {
            if let target = node.reference.flatMap(target), found.insert(target.pointer).inserted {
                waiting.append((target, nil))
            }
            waiting += node.elements.map { ($0, nil) }
            let isMap = name.map(Self.maps.contains) ?? false
            for member in node.members where isMap || !(Self.data.contains(member.name) || member.name.hasPrefix("x-"))
            {
                waiting.append((member.node, isMap ? nil : member.name))
            }
        }
        return found
    }

    private func checkReferences(in node: DocumentNode, name: String?) throws {
        if let reference = node.reference { try check(reference, of: node) }
        let isMap = name.map(Self.maps.contains) ?? false
        for member in node.members {
            if !isMap, Self.data.contains(member.name) || member.name.hasPrefix("x-") { continue }
            try checkReferences(in: member.node, name: isMap ? nil : member.name)
        }
        for element in node.elements { try checkReferences(in: element, name: nil) }
    }

    private func check(_ reference: String, of node: DocumentNode) throws {
        func problem(_ text: String) -> DocumentError {
            DocumentError(file: file, line: node["$ref"]?.value.line, problem: text)
        }
        guard reference.hasPrefix("#") else {
            throw problem("the reference `\(reference)` leads out of the file; bundle the description into one")
        }
        guard let target = target(of: reference) else { throw problem("the reference `\(reference)` leads nowhere") }
        var next = target
        for _ in 0..<Self.maximumReferences {
            guard let reference = next.reference, let following = self.target(of: reference) else { return }
            next = following
        }
        throw problem("the reference `\(reference)` leads in a circle")
    }
}
