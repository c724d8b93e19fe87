import MartletHTTP

/// A member of a value in a template: `{{static.app.css}}`.
struct TemplateMember: Equatable {
    let template: String
    let line: Int
    /// `static`
    let value: String
    /// `app.css`
    let name: String

    /// `nil` for tags that show no member.
    init?(_ tag: TemplateTag, in template: String) {
        guard " &{#^".contains(tag.kind), let dot = tag.variable.firstIndex(of: "."), dot != tag.variable.startIndex
        else {
            return nil
        }
        value = String(tag.variable[..<dot])
        name = String(tag.variable[tag.variable.index(after: dot)...])
        self.template = template
        line = tag.line
    }

    /// What the one who gave the value says is wrong with the member, if anything is.
    func problem(_ values: PageValues) -> String? {
        guard let problem = values.check(of: value)?(name) else { return nil }
        return "the template `\(template)` shows `\(value).\(name)` in line \(line), but \(problem)"
    }
}
