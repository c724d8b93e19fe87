public import MartletCore

/// Values that every rendered page may show, given by extensions: flash messages, the user, links to files.
package struct PageValues: Sendable {
    package typealias Value = @Sendable (Request) -> any Sendable

    private var values: [String: Value] = [:]

    package subscript(name: String) -> Value? { values[name] }

    mutating func set(_ name: String, _ value: @escaping Value) { values[name] = value }
}

extension App {
    /// Makes a value visible in every template under a name; it is made when a template asks for it.
    ///
    /// ```swift
    /// app.pageValue("year") { _ in Calendar.current.component(.year, from: .now) }
    /// ```
    public func pageValue(_ name: String, _ value: @escaping @Sendable (Request) -> any Sendable) {
        var values = services[PageValues.self] ?? PageValues()
        values.set(name, value)
        services[PageValues.self] = values
    }
}
