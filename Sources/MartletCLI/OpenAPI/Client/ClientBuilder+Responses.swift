extension ClientBuilder {
    mutating func responses(of operation: OpenAPIOperation, _ prefix: String) -> [ClientOperation.Response] {
        let all = operation.responses(in: document)
        let successes = all.count { ClientOperation.isSuccess($0.status) }
        var taken: Set<String> = ["other"]
        return all.compactMap { status, node in
            guard status.wholeMatch(of: Self.status) != nil else {
                types.refuse(node, "a response of status \(DocumentValue.quoted(status)), which is none")
                return nil
            }
            let caseName = SwiftNames.unique(StatusNames.name(status), among: &taken)
            let isOnlySuccess = successes == 1 && ClientOperation.isSuccess(status)
            let name =
                Self.componentName(of: node, in: "responses")
                ?? prefix + (isOnlySuccess ? "" : SwiftNames.type(caseName)) + "Response"
            return response(node, status: status, caseName: caseName, name: name)
        }
    }

    private static var status: Regex<Substring> { /[0-9]{3}|[1-5](?:XX|xx)|default/ }

    private mutating func response(
        _ node: DocumentNode, status: String, caseName: String, name: String
    ) -> ClientOperation.Response {
        let contents = node["content"]?.members ?? []
        let content =
            contents.first { Self.isJSON(Self.bare($0.name)) } ?? contents.first { $0.name.hasPrefix("text/") }
            ?? contents.first
        var coding = ClientOperation.Response.Coding.data
        var body: SwiftType?
        if let content {
            let mediaType = Self.bare(content.name)
            if Self.isJSON(mediaType) {
                coding = .json
                body = content.node["schema"].map { types.value(types.use(of: [$0], named: name)) } ?? .json
            } else if mediaType == "text/event-stream" {
                if status.hasPrefix("2") {
                    coding = .events
                    body = .named("ServerEvents")
                } else {
                    types.refuse(content.node, "a stream of events that is no success")
                }
            } else {
                coding = mediaType.hasPrefix("text/") ? .text : .data
                body = coding == .text ? .string : .data
            }
        }
        return ClientOperation.Response(
            status: status, caseName: SwiftNames.escaped(caseName), mediaType: content?.name, coding: coding,
            body: body, headers: headers(of: node, name, status: status), description: node["description"]?.string)
    }

    private mutating func headers(
        of response: DocumentNode, _ name: String, status: String
    ) -> ClientOperation.HeaderSet? {
        let headers = (response["headers"]?.members ?? []).filter { $0.name.lowercased() != "content-type" }
        guard !headers.isEmpty else { return nil }
        var base = name.hasSuffix("Response") ? String(name.dropLast("Response".count)) : name
        var key = response.pointer
        if !ClientOperation.isSuccess(status), Self.componentName(of: response, in: "responses") == nil {
            // Refusals are alike in many operations: those of one status with the same header fields share a type.
            base = SwiftNames.type(StatusNames.name(status))
            key = status + headers.map { $0.name + document.follow($0.node).value.text }.joined()
        }
        let typeName = takenHeaderSets[key] ?? types.uniqueType(base + "Headers")
        takenHeaderSets[key] = typeName
        var taken: Set<String> = ["hashValue"]
        let fields = headers.map { header, node in
            let node = document.follow(node)
            let type = node["schema"].map { types.use(of: [$0], named: base + SwiftNames.type(header)).type } ?? .string
            // One that is a list or an object stays the text that it is.
            return (
                name: header, swiftName: SwiftNames.uniqueMember(header, among: &taken),
                type: types.isScalar(type) ? type : .string, isRequired: node["required"]?.isTrue == true,
                description: node["description"]?.string
            )
        }
        return ClientOperation.HeaderSet(typeName: typeName, fields: fields)
    }
}
