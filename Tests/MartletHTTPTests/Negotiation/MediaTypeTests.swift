import Testing

@testable import MartletHTTP

@Suite struct MediaTypeTests {
    @Test(arguments: [
        ("text/csv", "text/csv"),
        (" Text/CSV ; Charset=UTF-8", "text/csv; charset=UTF-8"),
        (#"a/b;c="d e";f=g"#, #"a/b; c="d e"; f=g"#),
        (#"a/b;c="d\"e\\f""#, #"a/b; c="d\"e\\f""#),
        ("a/b;", "a/b"),
        ("a/b;;c=d", "a/b; c=d"),
        ("*/*", "*/*"),
        ("text/*", "text/*"),
        ("application/vnd.example.v2+json", "application/vnd.example.v2+json"),
    ])
    func `types are read and written`(_ text: String, _ expected: String) {
        #expect(MediaType(text)?.description == expected)
    }

    @Test(arguments: [
        "", "text", "text/", "/csv", "te xt/csv", "text/csv x", "text/csv;charset", "text/csv;=utf-8", "text/csv;a=",
        #"text/csv;a="b"#, #"text/csv;a="b\"#, "*/csv", "text/csv,text/html", "text//csv",
    ])
    func `what is no type is none`(_ text: String) { #expect(MediaType(text) == nil) }

    @Test(arguments: [
        // The most exact range counts, not the highest weight.
        ("text/*;q=0.9, text/csv;q=0.1, */*;q=0.5", "text/csv", 100),
        ("text/*;q=0.9, text/csv;q=0.1, */*;q=0.5", "text/html", 900),
        ("text/*;q=0.9, text/csv;q=0.1, */*;q=0.5", "application/json", 500),
        ("application/json;a=1;q=0.3, application/json;q=0.7", "application/json;a=1", 300),
        ("application/json;a=1;q=0.3, application/json;q=0.7", "application/json", 700),
        ("application/json;a=1", "application/json", 0),
        ("text/csv", "application/json", 0),
        ("text/csv;q=0, */*", "text/csv", 0),
        ("application/json; charset=UTF-8", "application/json", 1_000),
        ("application/json; charset=latin1", "application/json", 0),
        // What is malformed does not count; nothing else is as good as no field.
        ("text/csv;q=2, application/json", "text/csv", 0),
        ("text/csv;q=1.0001", "application/json", 1_000),
        ("rubbish", "application/json", 1_000),
        ("", "application/json", 1_000),
        (",, ,text/csv,", "text/csv", 1_000),
        (#"a/b;c="x,text/csv""#, "text/csv", 0),
        ("text/csv;q=0.5;ext=1", "text/csv", 500),
    ])
    func `weights are those of RFC 9110`(_ accept: String, _ type: String, _ weight: Int) throws {
        let type = try #require(MediaType(type))
        #expect(AcceptedTypes([.accept: accept]).weight(of: type) == weight)
    }

    @Test func `of types that are liked equally the first is chosen, and lines count together`() {
        let offers = [MediaType.json, .ndjson, .csv]
        #expect(AcceptedTypes([:]).best(of: offers) == 0)
        #expect(AcceptedTypes([.accept: "text/csv, application/json"]).best(of: offers) == 0)
        #expect(AcceptedTypes([.accept: "text/csv, application/json;q=0.9"]).best(of: offers) == 2)
        #expect(AcceptedTypes([.accept: "text/html"]).best(of: offers) == nil)
        var headers = Headers()
        headers.append(.accept, "application/json;q=0.1")
        headers.append(.accept, "text/csv")
        #expect(AcceptedTypes(headers).best(of: offers) == 2)
    }
}
