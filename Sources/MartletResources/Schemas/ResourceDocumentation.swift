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
    /// What documents call the rows together: the last part of the path.
    private let plural: String

    init(_ resource: Resource<Root>, _ rules: ListRules<Root>, at path: String) {
        self.resource = resource
        self.rules = rules
        shapes = resource.shapes
        let last = path.split(separator: "/").last { !$0.hasPrefix("{") }
        plural = last.map { String($0) } ?? Root.schema.name
    }

    func operation(_ action: ResourceAction) -> OperationDescription {
        var description = OperationDescription()
        description.tags = [plural]
        description.id = id(action)
        description.summary = summary(action)
        description.parameters = keys(action) + parameters(action)
        description.content = content(action)
        description.responses = [response(action)]
        description.errors = errors(action)
        return description
    }

    // MARK: Words

    private func id(_ action: ResourceAction) -> String {
        let all = plural.split { !$0.isLetter && !$0.isNumber }.map { capitalised(String($0)) }.joined()
        return switch action {
        case .list: "list\(all)"
        case .read: "get\(resource.name)"
        case .create, .replace, .update, .delete: "\(action.rawValue)\(resource.name)"
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
        guard [.read, .replace, .update, .delete].contains(action) else { return [] }
        return zip(resource.key.placeholders, keyMembers).map { placeholder, member in
            .init(.path, MemberSchema(placeholder, member.value, isRequired: true))
        }
    }

    private var keyMembers: [MemberSchema] {
        resource.key.columns.map { column in
            MemberSchema(column.name, ModelShapes.value(column), isRequired: true)
        }
    }

    /// The key of a row in content.
    private var key: ValueSchema {
        if let column = resource.key.single { return ModelShapes.value(column) }
        return reference(ObjectSchema(name: "\(resource.name)Key", unknown: .ignored, members: keyMembers))
    }

    /// Changes with the key of the row that they are for.
    private var keyedChanges: ObjectSchema {
        ObjectSchema(
            name: "Keyed\(shapes.patch.name)", unknown: shapes.patch.unknown,
            members: keyMembers + shapes.patch.members.filter { !resource.key.names.contains($0.name) })
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
                "If-Match", .string(format: nil), isRequired: resource.requiresMatch,
                description: "The ETag of the row that is meant."))
    }

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
        ObjectSchema(name: "\(resource.name)List", unknown: .ignored, members: [items])
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
        return ObjectSchema(name: "\(resource.name)Page", unknown: .ignored, members: members)
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

/// The parameters of lists, as documents tell them.
struct ListParameters<Root: Model> {
    private let rules: ListRules<Root>

    init(_ rules: ListRules<Root>) { self.rules = rules }

    /// Those of lists.
    var all: [OperationDescription.Parameter] { pages + orders + searches + ofRows + filters }

    /// Those of lists and of single rows.
    var ofRows: [OperationDescription.Parameter] {
        var parameters = [choices("fields", rules.columns.shown.map(\.name), "The members that are told.")]
        let relations = Self.paths(rules.includeNames)
        if !relations.isEmpty { parameters.append(choices("include", relations, "Relations told with the rows.")) }
        return parameters
    }

    private static func paths(_ names: [String: IncludeNames]) -> [String] {
        names.sorted { $0.key < $1.key }.flatMap { name, inner in
            [name] + paths(inner.nested).map { "\(name).\($0)" }
        }
    }

    private var pages: [OperationDescription.Parameter] {
        let styles = rules.pages.styles
        let size = SchemaConstraint.maximum("\(rules.pages.maximum)")
        var parameters: [OperationDescription.Parameter] = []
        if styles.contains(.numbered) {
            parameters.append(number("page", [.minimum("1")], "The page, from 1."))
            parameters.append(number("per_page", [.minimum("1"), size], "How many rows a page has."))
        }
        if styles.contains(.offset) {
            parameters.append(number("offset", [.minimum("0")], "How many rows are left out."))
        }
        if styles.contains(.cursor) {
            parameters.append(text("after", "The cursor of the page before; empty for the first."))
            parameters.append(text("before", "The cursor of the page behind; empty for the last."))
        }
        if styles.contains(.offset) || styles.contains(.cursor) {
            parameters.append(
                number("limit", [.minimum("1"), size], "How many rows are told, with `offset` or a cursor."))
        }
        return parameters
    }

    private var orders: [OperationDescription.Parameter] {
        let names = rules.orders.keys.sorted()
        return names.isEmpty
            ? [] : [choices("order", names + names.map { "-\($0)" }, "From small to large, or with `-` the other way.")]
    }

    private var searches: [OperationDescription.Parameter] {
        rules.search == nil ? [] : [text("search", "Words that the rows have to hold.")]
    }

    private var filters: [OperationDescription.Parameter] {
        rules.filters.sorted { $0.key < $1.key }.map { name, filter in
            .init(
                .query,
                MemberSchema(
                    name, .object(Self.schema(filter)), isRequired: false,
                    description: "`\(name)=…` is the same as `\(name)[eq]=…`."),
                style: .brackets)
        }
    }

    /// The operators of a type, the same for all columns of it.
    private static func schema(_ filter: RowFilter) -> SchemaReference {
        let value = ModelShapes.value(filter.type).present
        let name = capitalised(value.filterName) + "Filter"
        let members = filter.operators.filter { $0 != .isIn && $0 != .isNotIn }.map { comparison in
            let isText = comparison.isAboutText
            return MemberSchema(
                comparison.rawValue, comparison == .isNull ? .boolean : isText ? .string(format: nil) : value,
                isRequired: false, isAlwaysWritten: false)
        }
        let lists = [FilterOperator.isIn, .isNotIn].map { comparison in
            MemberSchema(
                comparison.rawValue, .string(format: nil), isRequired: false, isAlwaysWritten: false,
                description: "Values, separated by commas.")
        }
        return SchemaReference(name, typeName: "MartletResources.\(name)") {
            ObjectSchema(name: name, unknown: .refused, members: members + lists)
        }
    }

    // MARK: Kinds

    private func number(
        _ name: String, _ constraints: [SchemaConstraint], _ summary: String
    ) -> OperationDescription.Parameter {
        .init(
            .query,
            MemberSchema(
                name, .integer(min: nil, max: nil, format: "int64"), constraints, isRequired: false,
                description: summary))
    }

    private func text(_ name: String, _ summary: String) -> OperationDescription.Parameter {
        .init(.query, MemberSchema(name, .string(format: nil), isRequired: false, description: summary))
    }

    private func choices(_ name: String, _ values: [String], _ summary: String) -> OperationDescription.Parameter {
        let choice = ValueSchema.choice(.string(format: nil), values.map(JSONText.quote))
        return .init(
            .query,
            MemberSchema(name, .array(choice, isUnique: false), isRequired: false, description: summary),
            style: .commas)
    }
}

extension ValueSchema {
    /// What the filters of columns of this kind are called after.
    fileprivate var filterName: String {
        switch self {
        case .boolean: "boolean"
        case .integer(_, _, let format): format ?? "integer"
        case .number(let format): format ?? "number"
        case .string(let format): format?.split(separator: "-").map { capitalised(String($0)) }.joined() ?? "text"
        default: "value"
        }
    }
}
