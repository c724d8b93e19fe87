import HTTPTypes
import MartletAPI
import MartletData
import MartletHTTP
import MartletJSON

/// What documents tell of the routes of a resource.
struct ResourceDocument<Root: Model>: Sendable {
    private let resource: Resource<Root>
    private let rules: ListRules<Root>
    private let shapes: ResourceShapes

    init(_ resource: Resource<Root>, _ rules: ListRules<Root>) {
        self.resource = resource
        self.rules = rules
        shapes = resource.shapes
    }

    func operation(_ action: ResourceAction) -> OperationDescription {
        var operation = OperationDescription()
        operation.summary = summary(of: action)
        operation.tags = [Root.schema.name]
        operation.parameters = keys(of: action) + parameters(of: action)
        operation.content = content(of: action).map { .init($0, contentTypes(of: action)) }
        operation.responses = [answer(to: action)]
        operation.errors = errors(of: action)
        return operation
    }

    private func summary(of action: ResourceAction) -> String {
        let name = "\(Root.self)"
        return switch action {
        case .list: "Rows of \(name)"
        case .read: "A row of \(name)"
        case .create: "Create a row of \(name)"
        case .replace: "Replace a row of \(name)"
        case .update: "Change a row of \(name)"
        case .delete: "Delete a row of \(name)"
        case .createMany: "Create rows of \(name)"
        case .updateMany: "Change rows of \(name)"
        case .deleteMany: "Delete rows of \(name)"
        }
    }

    // MARK: Contents

    private func reference(_ schema: ObjectSchema) -> ValueSchema {
        .object(
            SchemaReference(schema.name, typeName: "\(String(reflecting: Root.self)).\(schema.name)") { schema })
    }

    private func content(of action: ResourceAction) -> ValueSchema? {
        switch action {
        case .list, .read, .delete: nil
        case .create: reference(shapes.create)
        case .replace: reference(shapes.replace)
        case .update: reference(shapes.patch)
        case .createMany: .array(reference(shapes.create), isUnique: false)
        case .updateMany: .array(reference(keyed(shapes.patch)), isUnique: false)
        case .deleteMany: .array(key, isUnique: true)
        }
    }

    private func contentTypes(of action: ResourceAction) -> [String] {
        action == .update ? ["application/merge-patch+json", "application/json"] : ["application/json"]
    }

    private var keyMembers: [MemberSchema] {
        Root.schema.primaryKey.compactMap { Root.schema.column($0) }.map { column in
            MemberSchema(column.name, ModelShapes.value(column), isRequired: true, isAlwaysWritten: true)
        }
    }

    private var key: ValueSchema {
        if let column = Root.schema.singleKey { return ModelShapes.value(column) }
        return reference(ObjectSchema(name: "\(Root.self)Key", unknown: .ignored, members: keyMembers))
    }

    private func keyed(_ patch: ObjectSchema) -> ObjectSchema {
        ObjectSchema(name: "Keyed\(patch.name)", unknown: patch.unknown, members: keyMembers + patch.members)
    }

    // MARK: Answers

    private func answer(to action: ResourceAction) -> OperationDescription.Response {
        let row = OperationDescription.Content(reference(shapes.read))
        let tag = rules.columns.version == nil ? [:] : ["ETag": "The version of the row."]
        return switch action {
        case .list: .init(.ok, .init(reference(page)), headers: ["Link": "The pages around this one (RFC 8288)."])
        case .read, .update: .init(.ok, row, headers: tag)
        case .replace: .init(.ok, row)
        case .create: .init(.created, row, headers: tag.merging(["Location": "Where the row is."]) { $1 })
        case .createMany: .init(.created, .init(reference(items)))
        case .updateMany: .init(.ok, .init(reference(items)))
        case .delete, .deleteMany: .init(.noContent)
        }
    }

    private var rows: MemberSchema {
        MemberSchema(
            "items", .array(reference(shapes.read), isUnique: false), isRequired: true, isAlwaysWritten: true)
    }

    private var items: ObjectSchema { ObjectSchema(name: "\(Root.self)List", unknown: .refused, members: [rows]) }

    private var page: ObjectSchema {
        var members = [rows]
        func add(_ name: String, _ value: ValueSchema, _ description: String) {
            members.append(
                MemberSchema(name, value, isRequired: false, isAlwaysWritten: false, description: description))
        }
        if rules.pages.total, rules.pages.styles.contains(where: { $0 != .cursor }) {
            add("total", Int.valueSchema, "How many rows there are on all pages.")
        }
        if rules.pages.styles.contains(.cursor) {
            add("next", .string(format: nil), "The cursor for `after` of the next page.")
            add("previous", .string(format: nil), "The cursor for `before` of the previous page.")
        }
        return ObjectSchema(name: "\(Root.self)Page", unknown: .refused, members: members)
    }

    private func errors(of action: ResourceAction) -> [HTTPResponse.Status] {
        switch action {
        case .list: [.unprocessableContent]
        case .read: [.preconditionFailed, .unprocessableContent]
        case .create, .createMany: [.badRequest, .unsupportedMediaType, .unprocessableContent]
        case .replace, .update, .updateMany:
            [.badRequest, .conflict, .preconditionFailed, .unsupportedMediaType, .unprocessableContent]
        case .delete, .deleteMany: [.conflict, .preconditionFailed]
        }
    }

    // MARK: Parameters

    private func keys(of action: ResourceAction) -> [OperationDescription.Parameter] {
        guard [.read, .replace, .update, .delete].contains(action) else { return [] }
        return zip(Root.schema.primaryKey.indices, keyMembers).map { index, member in
            let name = index == 0 ? "id" : "id\(index + 1)"
            return .init(.path, MemberSchema(name, member.value, isRequired: true, isAlwaysWritten: true))
        }
    }

    private func parameters(of action: ResourceAction) -> [OperationDescription.Parameter] {
        switch action {
        case .list: pageParameters + listParameters + rowParameters
        case .read, .create, .replace, .update: rowParameters
        default: []
        }
    }

    private func parameter(
        _ name: String, _ value: ValueSchema, _ description: String, default: String? = nil
    ) -> OperationDescription.Parameter {
        .init(
            .query,
            MemberSchema(
                name, value, isRequired: false, isAlwaysWritten: false, default: `default`, description: description))
    }

    private var rowParameters: [OperationDescription.Parameter] {
        var list = [
            parameter(
                "fields", .string(format: nil),
                "The members to tell: \(rules.columns.shown.map(\.name).joined(separator: ", ")).")
        ]
        if !rules.includes.isEmpty {
            let names = rules.includes.map(\.name).joined(separator: ", ")
            list.append(parameter("include", .string(format: nil), "The relations to tell: \(names)."))
        }
        return list
    }

    private var listParameters: [OperationDescription.Parameter] {
        var list = rules.filters.sorted { $0.key < $1.key }.map { name, filter in
            let others = filter.operators.dropFirst().map(\.rawValue).joined(separator: ", ")
            return parameter(
                name, ModelShapes.value(filter.type), "Only rows with this value. `\(name)[…]` takes \(others).")
        }
        let orders = rules.orders.keys.sorted().joined(separator: ", ")
        list.append(
            parameter("order", .string(format: nil), "The order, `-` before a name for the other direction: \(orders).")
        )
        if rules.search != nil { list.append(parameter("search", .string(format: nil), "Words to look for.")) }
        return list
    }

    private var pageParameters: [OperationDescription.Parameter] {
        let number = Int.valueSchema
        let styles = rules.pages.styles
        var list: [OperationDescription.Parameter] = []
        if styles.contains(.numbered) {
            list.append(parameter("page", number, "The number of the page.", default: "1"))
            list.append(parameter("per_page", number, "How many rows a page has.", default: "\(rules.pages.size)"))
        }
        if styles.contains(.offset) { list.append(parameter("offset", number, "How many rows to pass over.")) }
        if styles.contains(.cursor) {
            list.append(parameter("after", .string(format: nil), "A cursor; empty for the first page."))
            list.append(parameter("before", .string(format: nil), "A cursor; empty for the last page."))
        }
        if styles.contains(where: { $0 != .numbered }) {
            list.append(
                parameter(
                    "limit", number, "How many rows a page by offset or cursor has.", default: "\(rules.pages.size)"))
        }
        return list
    }
}
