public import MartletCore
import Synchronization

/// Values that every rendered page may show, given by extensions: flash messages, the user, links to files.
package final class PageValues: Sendable {
    package typealias Value = @Sendable (Request) -> any Sendable
    package typealias Check = @Sendable (String) -> String?

    private let entries = Mutex<[String: (value: Value, check: Check?)]>([:])

    package subscript(name: String) -> Value? { entries.withLock { $0[name]?.value } }

    /// What looks at the uses of a value when the application starts.
    package func check(of name: String) -> Check? { entries.withLock { $0[name]?.check } }

    func set(_ name: String, _ value: @escaping Value, check: Check?) {
        entries.withLock { $0[name] = (value, check) }
    }
}

/// A page value that finds its members by name when a template asks for them: `{{static.app.css}}`.
public protocol PageMembers: Sendable {
    /// The member of a name; `nil` when there is none.
    func member(named name: String) -> (any Sendable)?
}

extension App {
    /// Makes a value visible in every template under a name; it is made when a template asks for it.
    ///
    /// ```swift
    /// app.pageValue("year") { _ in Calendar.current.component(.year, from: .now) }
    /// ```
    /// - Parameters:
    ///   - name: how templates call it.
    ///   - check: looks at each use of a member when the application starts: it gets what stands behind the name
    ///     (`app.css` of `{{static.app.css}}`) and returns what is wrong with it, or `nil`.
    ///   - value: makes the value from the request of the page.
    public func pageValue(
        _ name: String, check: (@Sendable (String) -> String?)? = nil,
        _ value: @escaping @Sendable (Request) -> any Sendable
    ) {
        pageValues.set(name, value, check: check)
    }

    /// The values that pages may show; the same object for the whole life of the application.
    package var pageValues: PageValues {
        if let values = services[PageValues.self] { return values }
        let values = PageValues()
        services[PageValues.self] = values
        return values
    }
}
