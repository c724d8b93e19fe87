import MartletHTTP
import Mustache

/// What is known while one page is rendered: the request, and how values are turned into text.
final class TemplateScope {
    let request: Request
    let helpers: [String: Templates.Helper]
    let globals: [String: Templates.Global]

    init(request: Request, helpers: [String: Templates.Helper], globals: [String: Templates.Global]) {
        self.request = request
        self.helpers = helpers
        self.globals = globals
    }

    /// The path of a named route, its placeholders filled from a value: a plain value fills the only one, an object or
    /// a dictionary fills each from its member of that name.
    func url(_ name: String, _ value: TemplateValue?) -> String? {
        guard let links = request.services[RouteLinks.self] else { return nil }
        do {
            var values: [String] = []
            if let value {
                if let members = value.members {
                    values = try links.placeholders(of: name).map { placeholder in
                        members.child(placeholder).map { TemplateValue.text(of: $0) } ?? ""
                    }
                } else {
                    values = [TemplateValue.text(of: value.base)]
                }
            }
            return try links.path(name, values)
        } catch {
            request.logger.warning("a template asked for a link that cannot be made", metadata: ["error": "\(error)"])
            return nil
        }
    }
}

/// The outermost context of a page: what the handler gave, then the application's globals, then Martlet's own.
struct TemplateRoot: MustacheParent {
    let context: TemplateValue
    let scope: TemplateScope

    func child(named name: String) -> Any? {
        if let value = context.child(named: name) { return value }
        if let global = scope.globals[name] { return TemplateValue.wrap(global(scope.request), scope) }
        if let value = scope.request.services[PageValues.self]?[name] {
            return TemplateValue.wrap(value(scope.request), scope)
        }
        switch name {
        case "request":
            let request = scope.request
            return TemplateValue.wrap(
                [
                    "path": String(request.path), "method": request.method.rawValue, "id": request.id,
                    "host": request.host ?? "", "scheme": request.scheme,
                ], scope)
        case "url": return RouteLinkNode(scope: scope)
        case "development": return scope.request.context.application.isDevelopment
        default: return nil
        }
    }
}

/// `{{url.home}}`: the path of a named route without placeholders; names with dots or hyphens work.
private struct RouteLinkNode: MustacheParent, MustacheCustomRenderable {
    let scope: TemplateScope
    var name = ""

    func child(named part: String) -> Any? {
        RouteLinkNode(scope: scope, name: name.isEmpty ? part : "\(name).\(part)")
    }

    var renderText: String { EscapableText.guarded(scope.url(name, nil) ?? "") }
    var isNull: Bool { false }
}
