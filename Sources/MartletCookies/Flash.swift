public import MartletHTTP

/// A message for the next page that the client sees.
public struct FlashMessage: Codable, Sendable, Hashable {
    /// The text; templates escape it.
    public let message: String
    /// What kind of message it is, such as a class of the style sheet.
    public let category: String
}

/// The kind of a flash message; any name will do.
public struct FlashCategory: RawRepresentable, Sendable, Hashable, ExpressibleByStringLiteral {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }

    /// Something to know.
    public static let info: FlashCategory = "info"
    /// Something was done.
    public static let success: FlashCategory = "success"
    /// Something to be careful of.
    public static let warning: FlashCategory = "warning"
    /// Something went wrong.
    public static let error: FlashCategory = "error"
}

private enum FlashKey: SessionKey {
    static let name = "_flash"
    typealias Value = [FlashMessage]
}

/// Messages that this request has already taken out of the session.
private enum TakenFlashes: StateKey { typealias Value = [FlashMessage] }

extension Request {
    /// Leaves a message for the next page, usually before a redirect.
    ///
    /// ```swift
    /// try request.flash("The album was saved.", .success)
    /// return Response.redirect(to: "/albums")
    /// ```
    /// - Throws: ``CookieError`` where ``Sessions`` is not installed.
    public func flash(_ message: String, _ category: FlashCategory = .info) throws {
        try session[FlashKey.self, default: []].append(FlashMessage(message: message, category: category.rawValue))
    }

    /// The messages that were left, oldest first; taking them removes them from the session.
    ///
    /// Templates see them as `flashes`: `{{#flashes}}<p class="{{category}}">{{message}}</p>{{/flashes}}`.
    /// - Throws: ``CookieError`` where ``Sessions`` is not installed.
    public func flashes() throws -> [FlashMessage] {
        if let taken = state[TakenFlashes.self] { return taken }
        let messages = try session[FlashKey.self, default: []]
        state[TakenFlashes.self] = messages
        if !messages.isEmpty { try session[FlashKey.self] = nil }
        return messages
    }
}
