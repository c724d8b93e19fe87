import MartletHTTP
import Testing

@testable import MartletHTTP

@Suite struct EntityTagTests {
    @Test(arguments: [
        ("\"xyzzy\"", "xyzzy", false), ("W/\"xyzzy\"", "xyzzy", true), ("\"\"", "", false), ("\"a,b\"", "a,b", false),
        ("  \"a\" ", "a", false), ("\"W/\"", "W/", false),
    ])
    func `a tag is read as it stands in a field`(_ text: String, _ value: String, _ isWeak: Bool) throws {
        let tag = try #require(EntityTag(parsing: text))
        #expect(tag.value == value)
        #expect(tag.isWeak == isWeak)
        #expect(tag.description == text.trimmingSpaces())
    }

    @Test(arguments: ["", "xyzzy", "\"", "\"a", "a\"", "w/\"a\"", "W/ \"a\"", "\"a b\"", "\"a\"b", "\"a\", \"b\"", "*"])
    func `anything else is no tag`(_ text: String) {
        #expect(EntityTag(parsing: text) == nil)
    }

    @Test(arguments: [
        ("\"a\", W/\"b\" ,\"c,d\"", ["\"a\"", "W/\"b\"", "\"c,d\""]), (",, \"a\",,", ["\"a\""]),
        ("nonsense, \"a\", \"b", ["\"a\""]), ("\"a\" \"b\", \"c\"", ["\"c\""]), ("", []), ("W/", []),
    ])
    func `a list passes over what is no tag`(_ text: String, _ tags: [String]) {
        #expect(EntityTag.list(parsing: text).map(\.description) == tags)
    }

    /// The table of RFC 9110 §8.8.3.2.
    @Test(arguments: [
        ("W/\"1\"", "W/\"1\"", false, true), ("W/\"1\"", "W/\"2\"", false, false), ("W/\"1\"", "\"1\"", false, true),
        ("\"1\"", "\"1\"", true, true),
    ])
    func `tags compare strongly and weakly`(_ a: String, _ b: String, _ strong: Bool, _ weak: Bool) throws {
        let (a, b) = (try #require(EntityTag(parsing: a)), try #require(EntityTag(parsing: b)))
        #expect(a.matchesStrongly(b) == strong)
        #expect(b.matchesStrongly(a) == strong)
        #expect(a.matchesWeakly(b) == weak)
    }

    @Test func `a tag is made of any text`() {
        #expect(EntityTag("v7").description == "\"v7\"")
        #expect(EntityTag("v7", isWeak: true).description == "W/\"v7\"")
        #expect(EntityTag("a \"b\"\r\n").description == "\"a%20%22b%22%0D%0A\"")
        #expect(EntityTag("50%").description != EntityTag("50%25").description)
        #expect(EntityTag(parsing: EntityTag("a \"b\"").description) == EntityTag("a \"b\""))
    }
}
