extension ClientBuilder {
    mutating func operation(_ operation: OpenAPIOperation) -> ClientOperation {
        let id = operation.id ?? Self.id(of: operation)
        let name = SwiftNames.uniqueMember(id, among: &takenMembers)
        let prefix = SwiftNames.type(id)
        if operation.node["servers"]?.elements.isEmpty == false {
            types.refuse(operation.node["servers"], "a server of its own; a client has one server")
        }
        let parameters = parameters(of: operation, prefix)
        let body = operation.node["requestBody"].map(document.follow)
        let (bodyType, bodies) = body.map { content(of: $0, prefix) } ?? (nil, [])
        let responses = responses(of: operation, prefix)
        let successes = responses.count(where: \.isSuccess)
        return ClientOperation(
            name: name, method: operation.method.uppercased(), path: operation.path,
            summary: operation.node["summary"]?.string, description: operation.node["description"]?.string,
            isDeprecated: operation.isDeprecated, tag: operation.node["tags"]?.elements.first?.string,
            parameters: parameters, bodies: bodies, isBodyRequired: body?["required"]?.isTrue == true,
            bodyType: bodyType, responses: responses,
            resultType: successes > 1 ? types.uniqueType(prefix + "Result") : nil,
            failureType: successes < responses.count ? types.uniqueType(prefix + "Failure") : nil,
            security: operation.security(in: document).map { $0.schemes.map(\.name) })
    }

    /// The name of the operation for programs: its `operationId`, or one that is made of method and path.
    static func name(of operation: OpenAPIOperation) -> String {
        var taken: Set<String> = []
        return SwiftNames.uniqueMember(operation.id ?? id(of: operation), among: &taken)
    }

    /// A name for an operation without `operationId`: `GET /articles/{slug}` is `getArticlesBySlug`.
    private static func id(of operation: OpenAPIOperation) -> String {
        let parts = operation.path.split(separator: "/").map { part in
            part.hasPrefix("{") ? "by \(part)" : String(part)
        }
        return ([operation.method] + parts).joined(separator: " ")
    }

    // MARK: Parameters

    /// Header fields that a description has no say in (Parameter Object).
    private static let ownHeaders: Set<String> = ["accept", "content-type", "authorization"]

    private mutating func parameters(of operation: OpenAPIOperation, _ prefix: String) -> [ClientOperation.Parameter] {
        var taken: Set<String> = ["body", "request", "response"]
        let choices = types.keepsChoices ? [] : choices(of: operation)
        let all = operation.parameters(in: document).filter { parameter in
            switch parameter.location {
            case "header": !Self.ownHeaders.contains(parameter.name.lowercased())
            case "query": parameter.isRequired || !choices.contains(parameter.name)
            default: true
            }
        }
        for placeholder in operation.placeholders
        where !all.contains(where: { $0.location == "path" && $0.name == placeholder }) {
            types.refuse(operation.node, "the path parameter `\(placeholder)` is not described")
        }
        let parameters = all.compactMap { parameter -> ClientOperation.Parameter? in
            let use = parameter.schema.map { types.use(of: [$0], named: prefix + SwiftNames.type(parameter.name)) }
            let type = use?.type ?? .string
            guard let shape = shape(of: parameter, type) else { return nil }
            let name = SwiftNames.uniqueMember(parameter.name, among: &taken)
            return ClientOperation.Parameter(
                parameter: parameter, swiftName: name, type: parameter.isRequired ? type : type.optional, shape: shape,
                description: parameter.node["description"]?.string,
                initial: parameter.schema.flatMap { SchemaShape([$0], in: document).initialText })
        }
        return parameters.filter(\.parameter.isRequired) + parameters.filter { !$0.parameter.isRequired }
    }

    /// The parameters that choose among the members of what the operation answers: without them values are whole.
    private func choices(of operation: OpenAPIOperation) -> Set<String> {
        let pointers = document.reached(from: [operation.node["responses"]].compactMap(\.self))
        return Set(
            pointers.flatMap { document.target(of: $0)?[SchemaShape.choices]?.members.map(\.name) ?? [] })
    }

    private mutating func shape(of parameter: OpenAPIParameter, _ type: SwiftType) -> ClientOperation.Shape? {
        guard ["path", "query", "header", "cookie"].contains(parameter.location) else {
            types.refuse(
                parameter.node,
                "a parameter in \(DocumentValue.quoted(parameter.location)); path, query, header and cookie are known")
            return nil
        }
        if let content = parameter.content {
            if parameter.location == "query", content.name.contains("json") { return .json }
            types.refuse(parameter.node, "a \(parameter.location) parameter written as `\(content.name)`")
            return nil
        }
        if types.isScalar(type) {
            if ["simple", "form"].contains(parameter.style) { return .single }
        } else if case .array(let element) = types.resolved(type), types.isScalar(element) {
            switch (parameter.location, parameter.style) {
            case ("query", "form"): return .list(separator: parameter.explodes ? nil : ",")
            case ("query", "spaceDelimited"): return .list(separator: "%20")
            case ("query", "pipeDelimited"): return .list(separator: "%7C")
            case ("path", "simple"), ("header", "simple"): return .list(separator: ",")
            default: break
            }
        } else if parameter.location == "query", hasFlatMembers(type) {
            if parameter.style == "deepObject" { return .members(isDeep: true) }
            if parameter.style == "form", parameter.explodes { return .members(isDeep: false) }
        }
        let kind = types.isScalar(type) ? "a value" : "a value of type `\(type.text)`"
        types.refuse(parameter.node, "\(kind) in a \(parameter.location) parameter of style `\(parameter.style)`")
        return nil
    }

    /// Whether a type is an object whose members are texts, or lists of texts.
    private func hasFlatMembers(_ type: SwiftType) -> Bool {
        if case .dictionary(let value) = types.resolved(type) { return types.isText(value) }
        guard let structure = types.structure(type) else { return false }
        return structure.members.allSatisfy { types.isText($0.use.type) }
            && structure.additional.map(types.isText) ?? true
    }

    // MARK: Bodies

    private typealias Content = (name: String, node: DocumentNode)

    /// What a request sends: JSON where others offer the same, or what cannot be expressed; else an enumeration of all.
    private mutating func content(of body: DocumentNode, _ prefix: String) -> (SwiftType?, [ClientOperation.Body]) {
        let all = body["content"]?.members ?? []
        guard let json = all.first(where: { Self.isJSON(Self.bare($0.name)) }) else {
            return content(all, body, prefix)
        }
        let schema = json.node["schema"]?.value.text
        let different = all.filter { $0.name == json.name || $0.node["schema"]?.value.text != schema }
        let before = types
        let found = content(different, body, prefix)
        let isWhole = found.1.count == different.count && types.refusals.count == before.refusals.count
        guard !isWhole, different.count > 1 else { return found }
        types = before
        return content([json], body, prefix)
    }

    private mutating func content(
        _ contents: [Content], _ body: DocumentNode, _ prefix: String
    ) -> (SwiftType?, [ClientOperation.Body]) {
        let areSeveral = contents.count > 1
        let enumName = areSeveral ? types.uniqueType(prefix + "Body") : nil
        let bodies = bodies(contents, of: body, prefix, areSeveral: areSeveral)
        return (enumName.map { SwiftType.named($0) } ?? bodies.first?.type, bodies)
    }

    private mutating func bodies(
        _ contents: [Content], of body: DocumentNode, _ prefix: String, areSeveral: Bool
    ) -> [ClientOperation.Body] {
        let component = Self.componentName(of: body, in: "requestBodies")
        var taken: Set<String> = []
        return contents.compactMap { mediaType, node in
            let coding = Self.coding(of: mediaType)
            let name =
                (component ?? prefix) + (areSeveral ? SwiftNames.type("\(coding)") : component == nil ? "Body" : "")
            guard let type = type(of: node, mediaType, coding, name) else { return nil }
            return ClientOperation.Body(
                mediaType: mediaType, coding: coding, type: type,
                caseName: SwiftNames.unique("\(coding)", among: &taken))
        }
    }

    private mutating func type(
        of node: DocumentNode, _ mediaType: String, _ coding: ClientOperation.Body.Coding, _ name: String
    ) -> SwiftType? {
        switch coding {
        case .text: return .string
        case .data: return .data
        case .json: return node["schema"].map { types.value(types.use(of: [$0], named: name)) } ?? .json
        case .form:
            guard let schema = node["schema"] else { return .dictionary(.string) }
            let type = types.use(of: [schema], named: name).type
            if hasFlatMembers(type) { return type }
            types.refuse(schema, "members of a form that are neither texts nor lists of texts")
            return nil
        case .multipart:
            if let type = node["schema"].flatMap({ types.multipart($0, named: name) }) { return type }
            types.refuse(node, "a form whose members are not described")
            return nil
        }
    }

    private static func coding(of mediaType: String) -> ClientOperation.Body.Coding {
        let name = bare(mediaType)
        if isJSON(name) { return .json }
        if name == "application/x-www-form-urlencoded" { return .form }
        if name == "multipart/form-data" { return .multipart }
        return name.hasPrefix("text/") ? .text : .data
    }

    /// A media type in small letters without parameters.
    static func bare(_ mediaType: String) -> String {
        (mediaType.split(separator: ";").first.map(String.init) ?? "").lowercased().filter { $0 != " " }
    }

    static func isJSON(_ mediaType: String) -> Bool { mediaType == "application/json" || mediaType.hasSuffix("+json") }

    /// The name of a component that a node is, in a section of the components.
    static func componentName(of node: DocumentNode, in section: String) -> String? {
        let prefix = "#/components/\(section)/"
        guard node.pointer.hasPrefix(prefix) else { return nil }
        let name = node.pointer.dropFirst(prefix.count)
        return name.contains("/") ? nil : SwiftNames.type(String(name))
    }
}
