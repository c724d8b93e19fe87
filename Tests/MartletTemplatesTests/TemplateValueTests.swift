import Foundation
import MartletHTTP
import MartletTemplates
import MartletTesting
import Testing

@Suite struct TemplateValueTests {
    private enum Format: String, Sendable {
        case vinyl = "LP"
        case compactDisc = "CD"
    }
    private struct Album: Sendable {
        var id = 7
        var title = "Facelift"
        var format = Format.vinyl
        var released = Date(timeIntervalSince1970: 651_542_400)
        var length: Int? = 54
        var label: String?
        var tags: Set<String> = ["rock"]
        var sizes = [1: "a"]
    }

    private func render(
        _ text: String, _ context: any Sendable, _ prepare: @Sendable (Templates) -> Void = { _ in }
    ) async throws -> String {
        let app = App(disabling: .all)
        let templates = Templates(texts: ["page": text])
        prepare(templates)
        try await app.install(templates)
        app.get("/", name: "home") { View("page", context) }
        app.get("/albums/{id:int}", name: "album") { (id: Path<Int>) in "\(id)" }
        app.get("/albums/{id:int}/{title}", name: "album.page") { "" }
        return try await app.test { client in try await client.get("/").text }
    }

    @Test func `quotation marks with combining characters behind them stay escaped`() async throws {
        // One `Character`, yet a browser sees a quotation mark that ends the attribute.
        let evil = "\"\u{301} onmouseover=alert(1) <\u{200D}script>\u{301}&\u{338}'\u{FE0F}"
        let page = try await render(
            "<p title=\"{{text}}\">{{reversed(text)}}{{#texts}}{{.}}{{/texts}}</p>",
            [
                "text": evil as any Sendable, "texts": [evil],
            ])
        for mark in ["\"", "<", ">", "'"] {
            let written = page.unicodeScalars.count { String($0) == mark }
            let ours = "<p title=\"\"></p>".unicodeScalars.count { String($0) == mark }
            #expect(written == ours, "\(mark) comes from the template alone")
        }
        #expect(page.unicodeScalars.contains("\u{301}"))
        #expect(!page.unicodeScalars.contains("\u{1}"))
        #expect(Array(page.utf8).contains(Array("&quot;\u{301} onmouseover".utf8)))
    }

    @Test func `values that hold template text are shown, not run`() async throws {
        let page = try await render(
            "{{a}} {{{a}}} {{#b}}{{.}}{{/b}}", ["a": "{{title}}" as any Sendable, "b": ["{{x}}"]])
        #expect(page == "{{title}} {{title}} {{x}}")
    }

    @Test func `markup is escaped unless the template says raw`() async throws {
        #expect(try await render("{{p}}|{{{p}}}|{{&p}}", ["p": HTML("<b>")]) == "&lt;b&gt;|<b>|<b>")
    }

    @Test func `structs, optionals, enums, dates, sets and dictionaries are shown`() async throws {
        let page = try await render(
            "{{title}} {{format}} {{released}} {{length}} [{{label}}] {{#tags}}{{.}}{{/tags}} {{^label}}none{{/label}}",
            Album())
        #expect(page == "Facelift LP 1990-08-25T00:00:00Z 54 [] rock none")
    }

    @Test func `numbers and dates are written as pages need them`() async throws {
        let context: [String: any Sendable] = [
            "n": 1_234_567, "d": 1234.5, "p": 0.256, "b": 3_500_000, "neg": -1234.567,
            "t": Date(timeIntervalSince1970: 651_586_245), "max": Int.max,
        ]
        let cases = [
            "number(n)": "1,234,567", "number(d)": "1,234.50", "fixed1(d)": "1,234.5", "percent(p)": "26%",
            "bytes(b)": "3.5 MB", "fixed2(neg)": "-1,234.57", "date(t)": "1990-08-25", "time(t)": "12:10",
            "longdate(t)": "25 August 1990", "datetime(t)": "25 August 1990, 12:10",
            "httpdate(t)": "Sat, 25 Aug 1990 12:10:45 GMT", "iso(t)": "1990-08-25T12:10:45Z", "plusone(max)": "",
            "plusone(n)": "1234568", "even(n)": "false",
        ]
        for (tag, expected) in cases {
            let page = try await render("{{\(tag)}}", context)
            #expect(page == expected, "\(tag)")
        }
    }

    @Test func `helpers take their type, and their result is escaped`() async throws {
        let prepare: @Sendable (Templates) -> Void = { templates in
            templates.helper("price") { (cents: Int) in "<\(cents / 100).\(cents % 100)>" }
            templates.helper("joined") { (words: [String]) in words.joined(separator: " & ") }
        }
        let context: [String: any Sendable] = ["cents": 199, "words": ["a", "b"], "text": "x"]
        #expect(try await render("{{price(cents)}}", context, prepare) == "&lt;1.99&gt;")
        #expect(try await render("{{joined(words)}}", context, prepare) == "a &amp; b")
        #expect(try await render("[{{price(text)}}]", context, prepare) == "[]")
        #expect(try await render("{{uppercased(joined(words))}}", context, prepare) == "A &amp; B")
    }

    @Test func `links to named routes are made from values and from members`() async throws {
        let page = try await render(
            "{{url.home}} {{url.album(id)}} {{#album}}{{url.album(.)}} {{url.album.page(.)}}{{/album}}",
            ["id": 3 as any Sendable, "album": Album(title: "A/B?")])
        #expect(page == "/ /albums/3 /albums/7 /albums/7/A%2FB%3F")
    }

    @Test func `wrong helpers, content types and endless inclusions stop the start`() async throws {
        let app = App(disabling: .all)
        try await app.install(
            Templates(texts: [
                "a": "{{pirce(x)}}{{uppercase(x)}}", "b": "{{> c}}", "c": "{{#x}}{{/x}}\n{{> b}}",
                "d": "{{% CONTENT_TYPE:TEXT}}", "mail.txt": "{{% CONTENT_TYPE:TEXT}}",
                "tree": "{{#children}}{{> tree}}{{/children}}",
            ]))
        let error = await #expect(throws: BootError.self) { try await app.test { _ in } }
        #expect(
            error?.problems == [
                "the template `a` uses `pirce(…)` in line 1, but no helper has this name",
                "the template `a` uses `uppercase(…)` in line 1, but no helper has this name; did you mean `uppercased`?",
                "the template `b` includes itself without end; put the inclusion into a section that is empty at some "
                    + "point",
                "the template `c` includes itself without end; put the inclusion into a section that is empty at some "
                    + "point",
                "the template `d` changes its content type in line 1, which would turn escaping off; only templates "
                    + "named `….txt` may",
            ])
    }

    @Test func `trees are walked by a template that includes itself`() async throws {
        struct Node: Sendable {
            var name: String
            var children: [Node] = []
        }
        let app = App(disabling: .all)
        try await app.install(Templates(texts: ["tree": "{{name}}({{#children}}{{> tree}}{{/children}})"]))
        app.get("/") { View("tree", Node(name: "a", children: [Node(name: "b"), Node(name: "c")])) }
        try await app.test { client in
            let response = try await client.get("/")
            #expect(response.text == "a(b()c())")
        }
    }
}
