/// A description cannot be read or used; says in which file, on which line and why.
struct DocumentError: Error, CustomStringConvertible, Equatable {
    let file: String
    let line: Int?
    let problem: String

    var description: String { line.map { "\(file):\($0): \(problem)" } ?? "\(file): \(problem)" }
}
