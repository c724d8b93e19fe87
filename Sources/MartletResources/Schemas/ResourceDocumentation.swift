import HTTPTypes
import MartletAPI
import MartletCore
import MartletData
import MartletHTTP
import MartletJSON

/// What documents say of the routes of a resource.
struct ResourceDocumentation<Root: Model> {
    private let resource: Resource<Root>
    private let rules: ListRules<Root>
    private let shapes: ResourceShapes
    private let documents: ResourceDocuments
    /// What documents call the rows together: the last part of the path.
    private let plural: String

    init(_ resource: Resource<Root>, _ rules: ListRules<Root>, at path: String) {
        self.resource = resource
        self.rules = rules
        shapes = resource.shapes
        documents = resource.documents
        let last = path.split(separator: "/").last { !$0.hasPrefix("{") }
        plural = last.map { String($0) } ?? Root.schema.name
    }

    func operation(_ action: ResourceAction) -> OperationDescription {
        var description = OperationDescription()
        let words = documents.words[action] ?? ResourceDocuments.Words()
        description.tags = words.tags ?? documents.tags ?? [plural]
        description.id = words.id ?? id(action)
        description.summary = words.summary ?? summary(action)
        description.details = words.details
        description.isDeprecated = words.isDeprecated
        description.parameters = keys(action) + parameters(action)
        description.content = content(action)
        description.responses = [response(action)]
        description.errors = errors(action) + words.errors
        return description
    }

    /// What documents say of an action of the application's own, besides what its handler's types do.
    func operation(_ action: RowAction<Root>) -> OperationDescription {
        var description = OperationDescription()
        let words = action.name.split { !$0.isLetter && !$0.isNumber }.map { capitalised(String($0)) }.joined()
        description.tags = documents.tags ?? [plural]
        description.id =
            action.id
            ?? (action.method == .post
                ? words.prefix(1).lowercased() + words.dropFirst() + documents.name
                : action.method.rawValue.lowercased() + documents.name + words)
        description.summary = action.summary ?? "\(capitalised(action.name)) of one of \(plural)"
        description.details = action.details
        description.parameters = keyParameters
        if action.tellsRow {
            description.parameters += ListParameters(rules).ofRows
            description.responses = [response(.read)]
            description.errors = [.unprocessableContent, .conflict]
        }
        if rules.columns.version != nil, action.rule != .read {
            description.parameters.append(
                .init(
                    .header,
                    MemberSchema("If-Match", .string(format: nil), isRequired: false, description: ifMatchWords)))
            description.errors.append(.preconditionFailed)
        }
        if resource.hooks.rules[action.rule] != nil { description.errors.append(.forbidden) }
        return description
    }

    // MARK: Words

    private func id(_ action: ResourceAction) -> String {
        let all = plural.split { !$0.isLetter && !$0.isNumber }.map { capitalised(String($0)) }.joined()
        return switch action {
        case .list: "list\(all)"
        case .read: "get\(documents.name)"
        case .create, .replace, .update, .delete: "\(action.rawValue)\(documents.name)"
        case .createMany: "createMany\(all)"
        case .updateMany: "updateMany\(all)"
        case .deleteMany: "deleteMany\(all)"
        }
    }

    private func summary(_ action: ResourceAction) -> String {
        switch action {
        case .list: "List \(plural)"
        case .read: "Look one of \(plural) up"
        case .create: "Add to \(plural)"
        case .replace: "Replace one of \(plural)"
        case .update: "Change one of \(plural)"
        case .delete: "Delete one of \(plural)"
        case .createMany: "Add many to \(plural)"
        case .updateMany: "Change many of \(plural)"
        case .deleteMany: "Delete many of \(plural)"
        }
    }

    // MARK: Requests

    /// The placeholders of the path of a row.
    private func keys(_ action: ResourceAction) -> [OperationDescription.Parameter] {
        [.read, .replace, .update, .delete].contains(action) ? keyParameters : []
    }

    private var keyParameters: [OperationDescription.Parameter] {
        zip(resource.key.placeholders, keyMembers).map { placeholder, member in
            .init(.path, MemberSchema(placeholder, member.value, isRequired: true))
        }
    }

    private var keyMembers: [MemberSchema] {
        zip(resource.key.columns, resource.key.members).map { column, member in
            MemberSchema(member, ModelShapes.value(column), isRequired: true)
        }
    }

    /// The key of a row in content.
    private var key: ValueSchema {
        if let column = resource.key.single { return ModelShapes.value(column) }
        return reference(ObjectSchema(name: "\(documents.name)Key", unknown: .ignored, members: keyMembers))
    }

    /// Changes with the key of the row that they are for.
    private var keyedChanges: ObjectSchema {
        ObjectSchema(
            name: "Keyed\(shapes.patch.name)", unknown: shapes.patch.unknown,
            members: keyMembers + shapes.patch.members.filter { !resource.key.members.contains($0.name) })
    }

    private func parameters(_ action: ResourceAction) -> [OperationDescription.Parameter] {
        switch action {
        case .list: ListParameters(rules).all
        case .read: ListParameters(rules).ofRows
        case .replace, .update: ListParameters(rules).ofRows + (rules.columns.version == nil ? [] : [ifMatch])
        case .delete: rules.columns.version == nil ? [] : [ifMatch]
        case .create: ListParameters(rules).ofRows
        default: []
        }
    }

    private var ifMatch: OperationDescription.Parameter {
        .init(
            .header,
            MemberSchema(
                "If-Match", .string(format: nil), isRequired: resource.requiresMatch, description: ifMatchWords))
    }

    private var ifMatchWords: String { "The ETag of the row that is meant." }

    private func content(_ action: ResourceAction) -> OperationDescription.Content? {
        switch action {
        case .create: .init(reference(shapes.create))
        case .replace: .init(reference(shapes.replace))
        case .update: .init(reference(shapes.patch), ["application/merge-patch+json", "application/json"])
        case .createMany: .init(.array(reference(shapes.create), isUnique: false))
        case .updateMany: .init(.array(reference(keyedChanges), isUnique: false))
        case .deleteMany: .init(.array(key, isUnique: true))
        case .list, .read, .delete: nil
        }
    }

    private func reference(_ shape: ObjectSchema) -> ValueSchema {
        .object(ModelShapes.reference(shape.name, Root.self) { shape })
    }

    // MARK: Answers

    private func response(_ action: ResourceAction) -> OperationDescription.Response {
        let row = reference(shapes.read)
        let tag = rules.columns.version == nil ? [:] : ["ETag": "the version of the row"]
        switch action {
        case .list:
            return .init(.ok, .init(reference(page)), headers: ["Link": "the pages around this one (RFC 8288)"])
        case .read, .replace, .update: return .init(.ok, .init(row), headers: tag)
        case .create:
            let headers = tag.merging(["Location": "the address of the new row"]) { first, _ in first }
            return .init(.created, .init(row), headers: headers)
        case .createMany: return .init(.created, .init(reference(rows)))
        case .updateMany: return .init(.ok, .init(reference(rows)))
        case .delete, .deleteMany: return .init(.noContent)
        }
    }

    private var items: MemberSchema {
        MemberSchema("items", .array(reference(shapes.read), isUnique: false), isRequired: true)
    }

    private var rows: ObjectSchema {
        ObjectSchema(name: "\(documents.name)List", unknown: .ignored, members: [items])
    }

    /// A page, whichever way it was asked for.
    private var page: ObjectSchema {
        func member(_ name: String, _ value: ValueSchema, _ description: String) -> MemberSchema {
            MemberSchema(name, value, isRequired: false, isAlwaysWritten: false, description: description)
        }
        var members = [items]
        if rules.pages.total {
            members.append(member("total", .integer(min: 0, max: nil, format: "int64"), "How many rows there are."))
        }
        if rules.pages.styles.contains(.cursor) {
            members.append(member("next", .nullable(.string(format: nil)), "The cursor behind this page."))
            members.append(member("previous", .nullable(.string(format: nil)), "The cursor before this page."))
        }
        return ObjectSchema(name: "\(documents.name)Page", unknown: .ignored, members: members)
    }

    private func errors(_ action: ResourceAction) -> [HTTPResponse.Status] {
        var errors: [HTTPResponse.Status] = [.unprocessableContent]
        switch action {
        case .list: break
        case .read: if rules.columns.version != nil { errors.append(.preconditionFailed) }
        case .create, .createMany, .updateMany, .deleteMany: errors += ContentType.refusals + [.conflict]
        case .replace, .update, .delete:
            if action != .delete { errors += ContentType.refusals }
            errors.append(.conflict)
            if rules.columns.version != nil { errors.append(.preconditionFailed) }
            if resource.requiresMatch { errors.append(.preconditionRequired) }
        }
        if resource.hooks.rules[action.ofOne] != nil { errors.append(.forbidden) }
        return errors
    }
}
