import MartletHTTP

/// Keeps the files of the sitemap for a while; requests that come while they are made wait for the same ones.
actor SitemapStore {
    private let base: BaseURL
    private let maxAge: Duration
    private let entries: Sitemap.Entries
    private var made: (documents: SitemapDocuments, at: ContinuousClock.Instant)?
    private var making: Task<SitemapDocuments, any Error>?

    init(base: BaseURL, maxAge: Duration, entries: @escaping Sitemap.Entries) {
        self.base = base
        self.maxAge = maxAge
        self.entries = entries
    }

    /// The files.
    /// - Throws: what the application's closure throws; the next request asks it again.
    func documents(_ request: Request) async throws -> SitemapDocuments {
        if let made, .now < made.at.advanced(by: maxAge) { return made.documents }
        if let making { return try await making.value }
        let (services, logger, base, entries) = (request.services, request.logger, base, entries)
        // A task of its own: a client that goes away does not take it from those who wait.
        let task = Task {
            let all = try await entries(services)
            let refused = all.filter { $0.location(base) == nil }
            if let first = refused.first {
                logger.warning(
                    "entries left out of the sitemap: a path begins with `/` and its address has at most 2048 characters",
                    metadata: ["count": "\(refused.count)", "first": "\(first.path.prefix(100))"])
            }
            return SitemapDocuments(all.filter { $0.location(base) != nil }, base: base)
        }
        making = task
        defer { making = nil }
        let documents = try await task.value
        made = (documents, .now)
        return documents
    }
}
