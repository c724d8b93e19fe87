import MartletAPI
import MartletCore
import MartletData
import MartletJSON

/// The parameters of lists, as documents tell them.
struct ListParameters<Root: Model> {
    private let rules: ListRules<Root>

    init(_ rules: ListRules<Root>) { self.rules = rules }

    /// Those of lists.
    var all: [OperationDescription.Parameter] { pages + orders + searches + ofRows + filters }

    /// Those of lists and of single rows.
    var ofRows: [OperationDescription.Parameter] {
        var parameters = [choices("fields", rules.memberNames, "The members that are told.")]
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
