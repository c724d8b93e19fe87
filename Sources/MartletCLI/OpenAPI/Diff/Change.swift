/// What can change between two descriptions, and whom it hurts.
///
/// The name of each is what reports say. A change counts differently in what is sent to the server (narrowing breaks) and
/// in what comes back (widening breaks).
enum Change: String, CaseIterable {
    // Operations.
    case operationAdded = "operation-added"
    case operationRemoved = "operation-removed"
    case operationIDChanged = "operation-id-changed"
    case operationIDRemoved = "operation-id-removed"
    case operationIDAdded = "operation-id-added"
    case operationDeprecated = "operation-deprecated"
    case serverAdded = "server-added"
    case serverRemoved = "server-removed"
    // Parameters.
    case parameterAdded = "parameter-added"
    case requiredParameterAdded = "required-parameter-added"
    case parameterRemoved = "parameter-removed"
    case parameterBecameRequired = "parameter-became-required"
    case parameterBecameOptional = "parameter-became-optional"
    case parameterRenamed = "path-parameter-renamed"
    case parameterStyleChanged = "parameter-style-changed"
    case parameterDeprecated = "parameter-deprecated"
    // Bodies.
    case bodyAdded = "body-added"
    case requiredBodyAdded = "required-body-added"
    case bodyRemoved = "body-removed"
    case bodyBecameRequired = "body-became-required"
    case bodyBecameOptional = "body-became-optional"
    case mediaTypeAdded = "media-type-added"
    case mediaTypeRemoved = "media-type-removed"
    // Responses.
    case successAdded = "success-status-added"
    case successRemoved = "success-status-removed"
    case errorAdded = "error-status-added"
    case errorRemoved = "error-status-removed"
    case headerAdded = "header-added"
    case requiredHeaderAdded = "required-header-added"
    case headerRemoved = "header-removed"
    case headerBecameOptional = "header-became-optional"
    case headerBecameRequired = "header-became-required"
    case linkAdded = "link-added"
    case linkRemoved = "link-removed"
    case linkChanged = "link-changed"
    // Security.
    case securityAdded = "security-added"
    case securityRemoved = "security-removed"
    case securityAlternativeAdded = "security-alternative-added"
    case securityAlternativeRemoved = "security-alternative-removed"
    case optionalSecurityNarrowed = "optional-security-narrowed"
    case scopeAdded = "security-scope-added"
    case scopeRemoved = "security-scope-removed"
    case schemeChanged = "security-scheme-changed"
    // Schemas.
    case typeNarrowed = "type-narrowed"
    case typeWidened = "type-widened"
    case typeChanged = "type-changed"
    case formatNarrowed = "format-narrowed"
    case formatWidened = "format-widened"
    case formatChanged = "format-changed"
    case nullAllowed = "null-allowed"
    case nullRefused = "null-refused"
    case valueAdded = "enum-value-added"
    case valueRemoved = "enum-value-removed"
    case valuesClosed = "enum-added"
    case valuesOpened = "enum-removed"
    case limitTightened = "limit-tightened"
    case limitLoosened = "limit-loosened"
    case patternAdded = "pattern-added"
    case patternRemoved = "pattern-removed"
    case patternChanged = "pattern-changed"
    case memberAdded = "member-added"
    case requiredMemberAdded = "required-member-added"
    case memberRemoved = "member-removed"
    case memberBecameRequired = "member-became-required"
    case memberBecameOptional = "member-became-optional"
    case memberDeprecated = "member-deprecated"
    case additionalRefused = "additional-members-refused"
    case additionalAllowed = "additional-members-allowed"
    case alternativeAdded = "alternative-added"
    case alternativeRemoved = "alternative-removed"
    case specialAlternativeAdded = "special-alternative-added"
    case specialAlternativeRemoved = "special-alternative-removed"
    case discriminatorChanged = "discriminator-changed"
    case defaultChanged = "default-changed"
    case conditionChanged = "condition-changed"
}

/// Which way a value travels.
enum Direction: String {
    /// From the client to the server.
    case request
    /// From the server to the client.
    case response

    var reversed: Direction { self == .request ? .response : .request }

    // What the server does with a part of a message, in the words of reports.
    var verb: String { self == .request ? "taken" : "sent" }
    var required: String { self == .request ? "has to be sent now" : "is always sent now" }
    var optional: String { self == .request ? "may be left out now" : "may be missing now" }
}

/// Whom a change hurts.
enum Severity: String, CaseIterable {
    /// A client of the old description can fail.
    case breaking
    /// A client that expects exactly what was described can fail.
    case warning
    /// No client fails.
    case compatible
}

extension Change {
    /// Whom the change hurts, by the way that the value travels.
    func severity(_ direction: Direction) -> Severity {
        switch self {
        case .operationRemoved, .operationIDChanged, .operationIDRemoved, .parameterRemoved, .parameterStyleChanged,
            .bodyRemoved, .successRemoved, .headerRemoved, .linkRemoved, .linkChanged, .schemeChanged, .typeChanged,
            .formatChanged, .memberRemoved, .discriminatorChanged, .conditionChanged:
            .breaking
        case .serverRemoved, .optionalSecurityNarrowed: .warning
        case .operationAdded, .operationIDAdded, .operationDeprecated, .serverAdded, .parameterAdded,
            .parameterRenamed, .parameterDeprecated, .bodyAdded, .errorAdded, .headerAdded, .linkAdded, .memberAdded,
            .memberDeprecated, .specialAlternativeRemoved:
            .compatible
        // Narrower.
        case .requiredParameterAdded, .parameterBecameRequired, .requiredBodyAdded, .bodyBecameRequired,
            .mediaTypeRemoved, .requiredHeaderAdded, .headerBecameRequired, .securityAdded,
            .securityAlternativeRemoved, .scopeAdded, .typeNarrowed, .formatNarrowed, .nullRefused, .valueRemoved,
            .valuesClosed, .limitTightened, .patternAdded, .requiredMemberAdded, .memberBecameRequired,
            .additionalRefused, .alternativeRemoved:
            direction == .request ? .breaking : .compatible
        case .errorRemoved: direction == .request ? .breaking : .warning
        // Wider.
        case .parameterBecameOptional, .bodyBecameOptional, .mediaTypeAdded, .headerBecameOptional, .securityRemoved,
            .securityAlternativeAdded, .scopeRemoved, .typeWidened, .formatWidened, .nullAllowed,
            .memberBecameOptional, .alternativeAdded:
            direction == .request ? .compatible : .breaking
        // What generated code knows it by is new, what is sent is not.
        case .specialAlternativeAdded: direction == .request ? .compatible : .warning
        case .successAdded, .valueAdded, .valuesOpened, .limitLoosened, .patternRemoved, .additionalAllowed:
            direction == .request ? .compatible : .warning
        case .patternChanged: direction == .request ? .breaking : .warning
        case .defaultChanged: direction == .request ? .warning : .compatible
        }
    }
}
