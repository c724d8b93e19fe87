import MartletHTTP
import Mustache

/// The parsed templates of an application, and what is wrong with which of them.
struct TemplateSet: Sendable {
    private(set) var library = MustacheLibrary()
    /// The names of all templates, sorted.
    private(set) var names: [String] = []
    /// The members of values that the templates show.
    private(set) var members: [TemplateMember] = []
    /// What is wrong, by template.
    private(set) var problems: [String: [String]] = [:]
    private var includes: [String: Set<String>] = [:]
    private var links: [TemplateLink] = []

    /// No template.
    init() {}

    /// Parses templates.
    /// - Parameters:
    ///   - texts: the templates by name.
    ///   - helpers: the names of the application's own transforms.
    ///   - previous: where the last good form of a template that is wrong now is taken from.
    init(_ texts: [String: String], helpers: Set<String>, previous: TemplateSet) {
        names = texts.keys.sorted()
        for name in names { add(name, texts[name] ?? "", texts, helpers, previous) }
        checkRecursion(texts)
    }

    /// All problems, in the order of the templates' names.
    var allProblems: [String] { names.flatMap { problems[$0] ?? [] } }

    /// What is wrong with a template or with what it includes.
    func problems(affecting name: String) -> [String] {
        var seen: Set<String> = []
        var open = [name]
        while let next = open.popLast() {
            if seen.insert(next).inserted { open += includes[next] ?? [] }
        }
        return seen.sorted().flatMap { problems[$0] ?? [] }
    }

    private mutating func add(
        _ name: String, _ text: String, _ texts: [String: String], _ helpers: Set<String>, _ previous: TemplateSet
    ) {
        do {
            library.register(try MustacheTemplate(string: text), named: name)
        } catch {
            report(name, Self.sentence(name, error))
            if let last = previous.library.getTemplate(named: name) { library.register(last, named: name) }
            return
        }
        for tag in TemplateTag.all(in: text) {
            switch tag.kind {
            case ">", "<":
                guard !tag.content.hasPrefix("*") else { continue }
                includes[name, default: []].insert(tag.content)
                if texts[tag.content] == nil {
                    report(
                        name,
                        "the template `\(name)` includes `\(tag.content)` in line \(tag.line), which does not exist"
                            + NearMatch.hint(for: tag.content, among: names))
                }
            case "%" where !name.hasSuffix(".txt"):
                report(
                    name,
                    "the template `\(name)` changes its content type in line \(tag.line), which would turn escaping "
                        + "off; only templates named `….txt` may")
            default:
                checkTransforms(of: tag, in: name, helpers)
                if let link = TemplateLink(tag, in: name) { links.append(link) }
                if let member = TemplateMember(tag, in: name) { members.append(member) }
            }
        }
    }

    private mutating func checkTransforms(of tag: TemplateTag, in name: String, _ helpers: Set<String>) {
        for transform in tag.transforms where !transform.hasPrefix("url.") {
            guard !helpers.contains(transform), !Self.builtIn.contains(transform) else { continue }
            report(
                name,
                "the template `\(name)` uses `\(transform)(…)` in line \(tag.line), but no helper has this name"
                    + NearMatch.hint(for: transform, among: helpers.union(Self.builtIn).sorted()))
        }
    }

    /// A template that includes itself outside of any section never ends.
    private mutating func checkRecursion(_ texts: [String: String]) {
        var direct: [String: Set<String>] = [:]
        for (name, text) in texts {
            for tag in TemplateTag.all(in: text) where tag.isUnconditional && (tag.kind == ">" || tag.kind == "<") {
                direct[name, default: []].insert(tag.content)
            }
        }
        for name in names {
            var seen: Set<String> = []
            var open = Array(direct[name] ?? [])
            while let next = open.popLast() {
                if seen.insert(next).inserted { open += direct[next] ?? [] }
            }
            if seen.contains(name) {
                report(
                    name,
                    "the template `\(name)` includes itself without end; put the inclusion into a section that is "
                        + "empty at some point")
            }
        }
    }

    /// Finds links to routes that do not exist or that take another number of values.
    /// - Returns: what is wrong, which then counts among the problems of the templates.
    mutating func checkLinks(_ routes: RouteLinks) -> [String] {
        links.compactMap { link in
            guard let problem = link.problem(routes) else { return nil }
            report(link.template, problem)
            return problem
        }
    }

    private mutating func report(_ name: String, _ sentence: String) { problems[name, default: []].append(sentence) }

    private static func sentence(_ name: String, _ error: any Error) -> String {
        guard let error = error as? MustacheTemplate.ParserError else {
            return "the template `\(name)` is wrong: \(error)"
        }
        let place = "in line \(error.context.lineNumber), column \(error.context.columnNumber)"
        let reason =
            (error.error as? MustacheTemplate.Error).map { reasons[$0] ?? "\($0)" } ?? "the tag does not end with `}}`"
        return "the template `\(name)` is wrong \(place): \(reason) (\(error.context.line.trimmingSpaces()))"
    }

    private static let reasons: [MustacheTemplate.Error: String] = [
        .sectionCloseNameIncorrect: "the closing tag has another name than the section that is open",
        .unfinishedName: "the tag does not end with `}}`, or its name has a character that names cannot have",
        .expectedSectionEnd: "a section is not closed",
        .invalidSetDelimiter: "the delimiters are not written as `{{=<% %>=}}`",
        .transformAppliedToInheritanceSection: "a block cannot have a transform",
        .illegalTokenInsideInheritSection: "only blocks (`{{$name}}…{{/name}}`) may stand inside `{{<layout}}`",
        .textInsideInheritSection: "only blocks (`{{$name}}…{{/name}}`) may stand inside `{{<layout}}`",
        .invalidConfigVariableSyntax: "a pragma is written as `{{% NAME:value}}`",
        .unrecognisedConfigVariable: "no such pragma; `CONTENT_TYPE:TEXT` and `CONTENT_TYPE:HTML` exist",
    ]

    /// The transforms that every template can use.
    static let builtIn: Set<String> = Set(
        [
            "first", "last", "index", "even", "odd", "reversed", "count", "empty", "sorted", "enumerated",
            "capitalized", "lowercased", "uppercased", "equalzero", "plusone", "minusone",
        ] + TemplateFormat.numberNames + TemplateFormat.dateNames)
}
