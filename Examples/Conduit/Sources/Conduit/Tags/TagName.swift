import Martlet

/// The name of a tag.
struct TagName: TextSchemaValue {
    static var textExpectation: String { "a tag of 1 to 100 characters" }

    let jsonText: String

    init?(jsonText: String) {
        let length = jsonText.unicodeScalars.count
        guard (1...100).contains(length), jsonText.contains(where: { !$0.isWhitespace }) else { return nil }
        self.jsonText = jsonText
    }
}
