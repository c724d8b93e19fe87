import Martlet
import Testing

@testable import Chinook

@Suite("Paging")
struct PagingTests {
    private func links(_ page: Int, of total: Int, query: String = "") throws -> PageLinks? {
        PageLinks(
            PageRequest(number: page, size: 10), total: total, path: "/list", query: try QueryParameters(parsing: query)
        )
    }

    private func shown(_ links: PageLinks) -> String {
        links.pages.map { $0.gap ? "…" : $0.current ? "[\($0.number)]" : "\($0.number)" }.joined(separator: " ")
    }

    @Test("a list on one page has no links")
    func single() throws {
        #expect(try links(1, of: 0) == nil)
        #expect(try links(1, of: 10) == nil)
    }

    @Test(
        "the links show the ends and the neighbours",
        arguments: [
            (1, 20, "[1] 2"), (1, 120, "[1] 2 … 12"), (3, 120, "1 2 [3] 4 … 12"), (4, 120, "1 2 3 [4] 5 … 12"),
            (6, 120, "1 … 5 [6] 7 … 12"), (12, 120, "1 … 11 [12]"), (2, 21, "1 [2] 3"),
        ])
    func neighbours(page: Int, total: Int, text: String) throws {
        #expect(shown(try #require(try links(page, of: total))) == text)
    }

    @Test("the first page has no previous one, the last no next one")
    func ends() throws {
        let first = try #require(try links(1, of: 25))
        #expect(first.previous == nil)
        #expect(first.next == "/list?page=2")
        let last = try #require(try links(3, of: 25))
        #expect(last.previous == "/list?page=2")
        #expect(last.next == nil)
    }

    @Test("the other parameters stay, encoded, and empty ones go")
    func parameters() throws {
        let links = try #require(try links(2, of: 25, query: "q=AC%2FDC+%26+co&genre=&page=2"))
        #expect(links.previous == "/list?q=AC%2FDC%20%26%20co")
        #expect(links.next == "/list?q=AC%2FDC%20%26%20co&page=3")
    }

    @Test("a page past the end is not found")
    func pastTheEnd() throws {
        try PageRequest(number: 1, size: 10).requireExisting(total: 0)
        try PageRequest(number: 3, size: 10).requireExisting(total: 30)
        #expect(throws: HTTPError.self) { try PageRequest(number: 4, size: 10).requireExisting(total: 30) }
    }
}
