import MartletCore

/// All changes of an API, and the way of a type through them.
struct VersionChanges: Sendable {
    private var byNew: [ObjectIdentifier: AnyVersionStep] = [:]
    /// One sentence for each mistake.
    private(set) var problems: [String] = []

    init(_ steps: [any VersionStep.Type]) {
        for type in steps { add(type.step) }
        for step in byNew.values {
            if let older = byNew[ObjectIdentifier(step.old)], older.since >= step.since {
                problems.append(
                    "the change `\(step.name)` makes the new form of `\(older.name)` its old one, but is not of a later version"
                )
            }
        }
        problems.sort()
    }

    private mutating func add(_ step: AnyVersionStep) {
        if step.since == 0 {
            problems.append("the change `\(step.name)` is of the first version, before which there is none")
        }
        if let other = byNew[ObjectIdentifier(step.new)] {
            problems.append(
                "the changes `\(other.name)` and `\(step.name)` lead to the same type; give the form between them a type"
            )
        }
        byNew[ObjectIdentifier(step.new)] = step
    }

    /// The changes between a version and the newest form of a type, the newest first.
    func steps(of type: Any.Type, from version: Int) -> [AnyVersionStep] {
        var steps: [AnyVersionStep] = []
        var type = ObjectIdentifier(type)
        while let step = byNew[type], step.since > version, steps.count < byNew.count {
            steps.append(step)
            type = ObjectIdentifier(step.old)
        }
        return steps
    }
}

/// The version of a request and what it means for types.
struct VersionContext: Sendable {
    let position: Int
    let changes: VersionChanges

    /// That of the request which is being answered, for values that stand inside of others.
    @TaskLocal static var current: VersionContext?

    func steps(of type: Any.Type) -> [AnyVersionStep] { changes.steps(of: type, from: position) }

    /// The context of a request; `nil` outside of versions.
    static func of(_ request: Request) -> VersionContext? { request.state[Place.self] }

    enum Place: StateKey { typealias Value = VersionContext }
}
