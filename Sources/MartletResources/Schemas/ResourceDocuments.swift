public import HTTPTypes

/// What an application says of a resource in documents.
struct ResourceDocuments: Sendable {
    /// What a row is called.
    var name: String
    /// Whether the name was given.
    var isNamed = false
    /// The names of what clients send; made of ``name`` where nothing is said.
    var create: String?
    var replace: String?
    var patch: String?
    /// What all operations belong to; the last part of the path where nothing is said.
    var tags: [String]?
    var words: [ResourceAction: Words] = [:]

    /// What is said of one action.
    struct Words: Sendable {
        var summary: String?
        var details: String?
        var tags: [String]?
        var id: String?
        var isDeprecated = false
        var errors: [HTTPResponse.Status] = []
    }

    init(name: String) { self.name = name }

    var createName: String { create ?? "New\(name)" }
    var replaceName: String { replace ?? "\(name)Replacement" }
    var patchName: String { patch ?? "\(name)Changes" }
}

extension Resource {
    /// Calls a row by another name than the model's in documents: `Song` makes `createSong` and the schema `Song`.
    ///
    /// A model that is a resource twice needs two names; a name that two of them are given stops the start.
    ///
    /// ```swift
    /// tracks.named("Song", create: "SongInput", replace: "SongInput", patch: "SongUpdate")
    /// ```
    /// - Parameters:
    ///   - name: what a row is called.
    ///   - create: the schema of a new row; `New` and the name by default.
    ///   - replace: the schema of a row that replaces another; the name and `Replacement` by default.
    ///   - patch: the schema of changes; the name and `Changes` by default.
    public mutating func named(
        _ name: String, create: String? = nil, replace: String? = nil, patch: String? = nil
    ) {
        documents.name = name
        documents.isNamed = true
        documents.create = create
        documents.replace = replace
        documents.patch = patch
    }

    /// Says in documents what all operations belong to, in place of the last part of the path.
    public mutating func describe(tags: [String]) { documents.tags = tags }

    /// Says more of an action in documents than is known of it.
    ///
    /// ```swift
    /// tracks.describe(.list, "All songs", details: "The newest first.", id: "songs")
    /// ```
    /// - Parameters:
    ///   - action: the action, which has to be served.
    ///   - summary: a few words: the title of the operation.
    ///   - details: as much as readers need, in Markdown.
    ///   - tags: what the operation belongs to, in place of what the others do.
    ///   - id: the operation's name for programs, unique in the document; such as `listTracks` where nothing is said.
    ///   - deprecated: whether it should not be used any more.
    ///   - errors: errors of the application's hooks, such as a 429.
    public mutating func describe(
        _ action: ResourceAction, _ summary: String? = nil, details: String? = nil, tags: [String]? = nil,
        id: String? = nil, deprecated: Bool = false, errors: [HTTPResponse.Status] = []
    ) {
        documents.words[action] = ResourceDocuments.Words(
            summary: summary, details: details, tags: tags, id: id, isDeprecated: deprecated, errors: errors)
    }
}
