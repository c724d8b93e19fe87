import MartletHTTP

/// A link to a named route in a template: `{{url.home}}` or `{{url.album(id)}}`.
struct TemplateLink: Equatable {
    let template: String
    let line: Int
    let route: String
    /// Whether a value fills the placeholders of the route.
    let hasValue: Bool

    /// `nil` for tags that link to no route.
    init?(_ tag: TemplateTag, in template: String) {
        let names = tag.transforms
        if let name = names.first(where: { $0.hasPrefix("url.") }) {
            route = String(name.dropFirst(4))
            hasValue = true
        } else if names.isEmpty, tag.content.hasPrefix("url."), " &{#^".contains(tag.kind) {
            route = String(tag.content.dropFirst(4).prefix { $0 != "}" })
            hasValue = false
        } else {
            return nil
        }
        self.template = template
        line = tag.line
    }

    /// What is wrong with the link, if anything is.
    func problem(_ routes: RouteLinks) -> String? {
        do {
            let placeholders = try routes.placeholders(of: route)
            guard placeholders.isEmpty == hasValue else { return nil }
            let form = hasValue ? "{{url.\(route)}}" : "{{url.\(route)(value)}}"
            return "the template `\(template)` links to the route `\(route)` in line \(line), which takes "
                + "\(placeholders.count) value\(placeholders.count == 1 ? "" : "s"): write `\(form)`"
        } catch {
            return "the template `\(template)` links to a route in line \(line), but \(error)"
        }
    }
}
