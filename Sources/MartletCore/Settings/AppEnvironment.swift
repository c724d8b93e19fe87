/// Where an application runs; the setting `MARTLET_ENV`.
public enum AppEnvironment: String, Sendable, CaseIterable {
    /// Errors show their cause, templates are read anew when they change, a missing key is made up.
    case development
    /// The default: nothing of the inside is shown, and what is missing stops the start.
    case production
    /// As production, but a missing key is made up and `.env` is not read.
    case testing
}
