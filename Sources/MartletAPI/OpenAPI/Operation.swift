import HTTPTypes
import MartletCore
import MartletHTTP
import MartletJSON

/// A route as a document tells of it: what its types and its descriptions say, put together.
struct Operation {
    typealias Parameter = OperationDescription.Parameter

    let route: RouteDescription
    let description: OperationDescription
    let id: String
    /// The path as OpenAPI writes it.
    let path: String
    /// The parameters, by place: path, query, header, cookie.
    let parameters: [Parameter]
    /// The content of requests; `nil` for none.
    let content: OperationDescription.Content?
    /// The answers, errors included, by status; several of one status are alternatives.
    let responses: [OperationDescription.Response]
    /// An example of the answer, as JSON; `nil` where the version has an older form of it, too.
    let example: String?

    /// - Parameter version: the version of the API that is described; `nil` for one without versions.
    init(
        _ route: RouteDescription, _ description: OperationDescription, id: String, path: String,
        version: DocumentVersion? = nil
    ) {
        self.route = route
        self.description = description
        self.id = id
        self.path = path
        parameters = Self.parameters(route, description) + (version?.parameters(of: route) ?? [])
        let forms = version?.forms(of: route)
        let mediaTypes = version?.mediaTypes(of: route)
        let bodies = route.parameters.filter { $0.location == .body }
        var content =
            description.content
            ?? bodies.first.map { body in
                OperationDescription.Content(
                    Self.bodySchema(body, forms), body.contentTypes, isRequired: body.isRequired)
            }
        if let mediaTypes, let types = content?.contentTypes { content?.contentTypes = mediaTypes.ofRequests(types) }
        self.content = content
        let headers = ResponseHeaders(route, version)
        let answers = Self.answers(route, description, forms).map(headers.adding)
        let errors = OperationErrors(route, description, forms).responses.map(headers.adding)
        responses = mediaTypes?.ofResponses(answers, errors) ?? answers + errors
        let isOlder = forms.map { forms in
            route.responses.contains { $0.type.map { DescribedType.isOlder($0, in: forms) } ?? false }
        }
        example = isOlder == true ? nil : description.example
    }

    /// Whether errors are told in a form of the application's own.
    var hasOwnErrors: Bool { if case .own = route.errors { true } else { false } }

    /// The schemas of what is taken.
    var taken: [ValueSchema] { parameters.map(\.member.value) + [content?.schema].compactMap { $0 } }

    /// The schemas of what is told.
    var told: [ValueSchema] { responses.compactMap { $0.content?.schema } }

    // MARK: Parameters

    private static func parameters(_ route: RouteDescription, _ description: OperationDescription) -> [Parameter] {
        var types = route.parameters.filter { $0.location == .path }.map(\.type)[...]
        var list = route.placeholders.map { placeholder in
            let schema = types.popFirst().map { DescribedType.schema(of: $0) } ?? self.schema(of: placeholder)
            return Parameter(
                .path, MemberSchema(placeholder.name, schema.present, isRequired: true))
        }
        for parameter in route.parameters where parameter.location != .path && parameter.location != .body {
            if let name = parameter.name {
                let member = MemberSchema(
                    name, DescribedType.schema(of: parameter.type).present, isRequired: parameter.isRequired,
                    description: parameter.summary)
                list.append(Parameter(parameter.location, member))
            } else {
                for member in DescribedType.members(of: parameter.type) ?? [] where member.access != .readOnly {
                    list.append(Parameter(parameter.location, parameter.isRequired ? member : member.optional))
                }
            }
        }
        for parameter in description.parameters {
            list.removeAll { $0.isSame(as: parameter) }
            list.append(parameter)
        }
        // A handler and its group may look at the same header field; it has to be there where one of them says so.
        var all: [Parameter] = []
        for parameter in list {
            guard let index = all.firstIndex(where: { $0.isSame(as: parameter) }) else {
                all.append(parameter)
                continue
            }
            if parameter.member.isRequired { all[index].member = all[index].member.with(isRequired: true) }
        }
        return all
    }

    /// What a placeholder takes that no parameter of the handler reads.
    private static func schema(of placeholder: RoutePlaceholder) -> ValueSchema {
        switch placeholder.converter {
        case "int": .integer(min: nil, max: nil, format: "int64")
        case "uuid": .string(format: "uuid")
        default: .string(format: nil)
        }
    }

    private static func bodySchema(_ body: ParameterDescription, _ forms: VersionForms?) -> ValueSchema {
        let schema = DescribedType.schema(of: body.type, in: forms)
        if body.contentTypes.allSatisfy({ $0.contains("form") }) {
            if case .object(let reference) = schema { return .object(form(reference)) }
            if case .union(let reference) = schema { return .union(reference.mapped(".Form", form)) }
        }
        guard schema == .any else { return schema }
        switch body.contentTypes.first {
        case "application/octet-stream": return .string(format: "binary")
        case "multipart/form-data": return .dictionary(.any)
        default: return .any
        }
    }

    /// A struct as a form, which may have any other fields.
    private static func form(_ reference: SchemaReference) -> SchemaReference {
        SchemaReference(reference.name, typeName: reference.typeName + ".Form") {
            let schema = reference.schema
            return ObjectSchema(name: schema.name, unknown: .ignored, members: schema.members)
        }
    }

    // MARK: Answers

    private static func answers(
        _ route: RouteDescription, _ description: OperationDescription, _ forms: VersionForms?
    ) -> [OperationDescription.Response] {
        let others = route.middleware.flatMap(\.responses).filter { $0.status.code < 400 }.map { $0.answer(in: forms) }
        if !description.responses.isEmpty { return description.responses + others }
        let known = route.responses.filter { $0.status.code < 400 }
        guard !known.isEmpty else { return [OperationDescription.Response(description.status ?? .ok)] + others }
        return known.map { response in
            var answer = response.answer(in: forms)
            if response.status == .ok { answer.status = description.status ?? .ok }
            return answer
        } + others
    }
}

extension ResponseDescription {
    /// The answer as documents tell of it.
    func answer(in forms: VersionForms?) -> OperationDescription.Response {
        OperationDescription.Response(
            status, type.map { OperationDescription.Content(DescribedType.schema(of: $0, in: forms), contentTypes) },
            summary: summary, headers: headers)
    }
}

extension OperationDescription.Parameter {
    /// Whether both are the same part of a request. Header fields do not regard case.
    fileprivate func isSame(as other: OperationDescription.Parameter) -> Bool {
        guard location == other.location else { return false }
        return location == .header
            ? member.name.lowercased() == other.member.name.lowercased() : member.name == other.member.name
    }
}

extension MemberSchema {
    /// The same, where it may be left out.
    var optional: MemberSchema { with(isRequired: false) }

    /// The same, where it may be left out or not.
    fileprivate func with(isRequired: Bool) -> MemberSchema {
        MemberSchema(
            name, value, constraints, isRequired: isRequired, isAlwaysWritten: isAlwaysWritten, default: defaultValue,
            description: summary, example: example, deprecated: isDeprecated, access: access)
    }
}
