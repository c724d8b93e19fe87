/// One change with its places.
struct Finding: Equatable {
    let change: Change
    let severity: Severity
    /// What has changed, as a sentence without its end.
    let text: String
    /// Where it stands in the new description, or in the old one if it is gone there.
    let pointer: String
    /// The operations that it reaches, in the order of the description.
    var places: [Place]
}

/// Where in an operation a change shows.
struct Place: Hashable {
    /// Such as `POST /articles`; `nil` for the description as a whole.
    var operation: String?
    /// Such as `request body (application/json)` or ``query parameter `limit` ``.
    var subject: String?
    /// The member within a body or a parameter, such as `/article/tagList/*`.
    var member = ""

    var text: String {
        ([operation, subject].compactMap(\.self) + (member.isEmpty ? [] : [member])).joined(separator: ", ")
    }

    func with(subject: String) -> Place { Place(operation: operation, subject: subject, member: member) }
}

/// Collects changes. A schema that several operations use is one finding with several places.
struct Findings {
    private(set) var all: [Finding] = []
    private var indexes: [String: Int] = [:]
    private var places: [Set<Place>] = []
    let options: Options

    struct Options: Equatable {
        /// What was announced as deprecated may be removed.
        var allowsRemovingDeprecated = false
    }

    init(options: Options) { self.options = options }

    /// - Parameters:
    ///   - direction: which way it travels; what says nothing of that is the client's to ask for, like a request.
    ///   - wasDeprecated: whether what is removed was announced as deprecated.
    mutating func add(
        _ change: Change, _ direction: Direction = .request, at place: Place, pointer: String,
        wasDeprecated: Bool = false,
        _ text: String
    ) {
        let isForgiven = wasDeprecated && options.allowsRemovingDeprecated
        let severity = isForgiven ? .compatible : change.severity(direction)
        let key = "\(change) \(severity) \(pointer) \(text)"
        if let index = indexes[key] {
            if places[index].insert(place).inserted { all[index].places.append(place) }
        } else {
            indexes[key] = all.count
            places.append([place])
            all.append(
                Finding(change: change, severity: severity, text: text, pointer: pointer, places: [place]))
        }
    }

    func of(_ severity: Severity) -> [Finding] { all.filter { $0.severity == severity } }
}
