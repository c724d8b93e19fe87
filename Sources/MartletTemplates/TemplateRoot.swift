import MartletHTTP
import Mustache

/// The outermost context of a page: what the handler gave, then the application's globals, then Martlet's own.
struct TemplateRoot: MustacheParent {
    let context: any Sendable
    let globals: [String: Templates.Global]
    let request: Request

    func child(named name: String) -> Any? {
        if let value = Self.member(name, of: context) { return value }
        if let global = globals[name] { return global(request) }
        guard name == "request" else { return nil }
        return ["path": String(request.path), "method": request.method.rawValue, "id": request.id]
    }

    /// A member of a struct or a value of a dictionary, optionals unwrapped.
    private static func member(_ name: String, of value: Any) -> Any? {
        if let parent = value as? any MustacheParent { return parent.child(named: name) }
        guard let member = Mirror(reflecting: value).children.first(where: { $0.label == name })?.value else {
            return nil
        }
        let mirror = Mirror(reflecting: member)
        return mirror.displayStyle == .optional ? mirror.children.first?.value : member
    }
}
