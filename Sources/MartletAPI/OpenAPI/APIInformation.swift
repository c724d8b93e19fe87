/// What documents say of an API as a whole (OpenAPI 3.1 §4.8.2, "Info Object").
public struct APIInformation: Sendable {
    /// Who answers questions.
    public struct Contact: Sendable {
        /// A name.
        public var name: String?
        /// A page.
        public var url: String?
        /// An address.
        public var email: String?

        /// Creates a contact.
        public init(name: String? = nil, url: String? = nil, email: String? = nil) {
            self.name = name
            self.url = url
            self.email = email
        }
    }

    /// Under which terms the API may be used (OpenAPI 3.1 §4.8.4).
    public struct License: Sendable {
        /// Its name.
        public let name: String
        /// Its SPDX identifier: `Apache-2.0`.
        public let identifier: String?
        /// A page with its text.
        public let url: String?

        /// A license by its name, with the address of its text where there is one.
        public init(_ name: String, url: String? = nil) {
            self.name = name
            identifier = nil
            self.url = url
        }

        /// A license of the [SPDX list](https://spdx.org/licenses/).
        /// - Parameters:
        ///   - identifier: its identifier: `Apache-2.0`.
        ///   - name: its name; the identifier where nothing is said.
        public init(spdx identifier: String, name: String? = nil) {
            self.name = name ?? identifier
            self.identifier = identifier
            url = nil
        }
    }

    /// The name of the API.
    public var title: String
    /// The version of the API, not of OpenAPI: `1.4.0`.
    public var version: String
    /// A sentence.
    public var summary: String?
    /// As much as readers need, in Markdown.
    public var details: String?
    /// A page with the terms of use.
    public var termsOfService: String?
    /// Who answers questions.
    public var contact: Contact?
    /// Under which terms the API may be used: `.init(spdx: "Apache-2.0")`.
    public var license: License?
    /// Where the API is served, with a sentence for each; where the document is served itself when there is none.
    public var servers: KeyValuePairs<String, String> = [:]
    /// Sentences about tags, in the order in which the page shows them.
    public var tags: KeyValuePairs<String, String> = [:]
    /// What the API sends to its users by itself.
    public var webhooks: [Webhook] = []

    /// Creates a description.
    public init(title: String, version: String) {
        self.title = title
        self.version = version
    }
}

/// A request that the API sends to an address of its user's (OpenAPI 3.1 §4.8.1, `webhooks`).
///
/// ```swift
/// documentation.webhooks = [Webhook("orderShipped", sending: OrderShipped.self, "An order has left the house")]
/// ```
public struct Webhook: Sendable {
    /// Its name; unique in the document.
    public let name: String
    /// A few words.
    public let summary: String?
    let content: Any.Type

    /// Describes a request by `POST` with content as JSON, which is answered with any status of success.
    public init<Content: Encodable & SendableMetatype>(
        _ name: String, sending content: Content.Type, _ summary: String? = nil
    ) {
        self.name = name
        self.summary = summary
        self.content = content
    }
}

extension APIInformation {
    var info: DocumentNode {
        .object([
            "title": .text(title), "version": .text(version), "summary": summary.map(DocumentNode.text),
            "description": details.map(DocumentNode.text), "termsOfService": termsOfService.map(DocumentNode.text),
            "contact": contact.map { contact in
                .object([
                    "name": contact.name.map(DocumentNode.text), "url": contact.url.map(DocumentNode.text),
                    "email": contact.email.map(DocumentNode.text),
                ])
            },
            "license": license.map { license in
                .object([
                    "name": .text(license.name), "identifier": license.identifier.map(DocumentNode.text),
                    "url": license.url.map(DocumentNode.text),
                ])
            },
        ])
    }
}
