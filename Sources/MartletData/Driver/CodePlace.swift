/// A place in code, for logs of queries and reports of leaks.
public struct CodePlace: Sendable, Hashable, CustomStringConvertible {
    /// The module and file, such as `Chinook/Catalogue.swift`.
    public var file: String { "\(fileID)" }
    /// The line, from 1.
    public let line: UInt
    private let fileID: StaticString

    /// Creates a place; `#fileID` and `#line` of the caller.
    public init(fileID: StaticString, line: UInt) {
        self.fileID = fileID
        self.line = line
    }

    public var description: String { "\(fileID):\(line)" }

    public static func == (lhs: CodePlace, rhs: CodePlace) -> Bool {
        lhs.line == rhs.line && lhs.file == rhs.file
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(line) }
}
