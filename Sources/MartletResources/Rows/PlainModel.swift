import MartletCore
import MartletData
import MartletJSON
import Synchronization

/// A model as handlers of an application's own take and tell it: by what the model says and nothing else.
///
/// Found once for each model, since requests need it.
final class PlainModel<Root: Model>: Sendable {
    let columns: ResourceColumns<Root>
    /// A row as it is told.
    let told: ObjectSchema
    /// A new row as it is sent.
    let new: ObjectSchema
    /// Changes of a row.
    let changes: ObjectSchema

    private init() {
        columns = ResourceColumns()
        let row = ModelShapes.object(columns, [], name: "\(Root.self)Row")
        told = ObjectSchema(name: row.name, unknown: .ignored, members: row.members.map(\.alwaysWritten))
        new = ModelShapes.written(columns, .create, name: "New\(Root.self)Row")
        changes = ModelShapes.written(columns, .patch, name: "\(Root.self)RowChanges")
    }

    static var shared: PlainModel<Root> {
        let key = ObjectIdentifier(Root.self)
        if let known = PlainModels.known.withLock({ $0[key] }) as? PlainModel<Root> { return known }
        let made = PlainModel()
        PlainModels.known.withLock { $0[key] = made }
        return made
    }

    /// A shape for documents.
    static func reference(to shape: KeyPath<PlainModel<Root>, ObjectSchema>) -> ValueSchema {
        let schema = shared[keyPath: shape]
        return .object(ModelShapes.reference(schema.name, Root.self) { schema })
    }

    /// Reads a row, or changes of one, from JSON.
    /// - Parameters:
    ///   - start: where it begins; `nil` for the whole, behind which nothing may stand.
    ///   - current: the values of the row that is changed.
    /// - Throws: ``HTTPError`` 400 for what is no JSON, ``ValidationError`` with everything that is wrong.
    func read(
        _ json: UnsafeBufferPointer<UInt8>, from start: Int? = nil, for action: WriteAction,
        current: [DatabaseValue]? = nil, at place: InputPlace
    ) throws -> RowInput {
        var reader = JSONReader(json)
        if let start { reader.position = start }
        let input: RowInput?
        do throws(JSONSyntaxError) {
            input = try reader.readRow(columns, for: action, current: current)
            if start == nil { try reader.finish() }
        } catch {
            throw HTTPError(.badRequest, error.sentence(in: json))
        }
        if let error = ValidationError(reader.toldProblems.map(place.told)) { throw error }
        guard let input else { throw HTTPError(.unprocessableContent) }
        return input
    }
}

/// The models that were asked for.
private enum PlainModels {
    static let known = Mutex<[ObjectIdentifier: any Sendable]>([:])
}

extension MemberSchema {
    /// The same, where it stands in all that is written.
    fileprivate var alwaysWritten: MemberSchema {
        MemberSchema(name, value, constraints, isRequired: true, description: summary, access: access)
    }
}

/// Where in a request a row stands, for what is found out of it later: by the database, by the application.
enum InputPlace: Sendable {
    /// In the content, by the JSON pointer of its object.
    case content(String)
    /// In a query or a form.
    case fields(FieldsReading)
    /// In a table.
    case cells(CellsReading)

    /// Whether its values were texts, each of them the whole of its member.
    var isOfTexts: Bool { if case .content = self { false } else { true } }

    /// A problem of a row as a problem of the request.
    func told(_ problem: FieldProblem) -> FieldProblem {
        switch self {
        case .content(let pointer): problem.below(pointer)
        case .fields(let reading): reading.problem(problem)
        case .cells(let reading): reading.problem(problem)
        }
    }

    /// What a write has refused, as clients get it.
    func answer<Root: Model>(_ error: any Error, _ columns: ResourceColumns<Root>) -> any Error {
        let answer = WriteFailure.answer(error, columns)
        guard let validation = answer as? ValidationError else { return answer }
        return ValidationError(validation.problems.map(told)) ?? answer
    }
}
