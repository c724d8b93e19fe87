/// Names in the style of databases.
enum SnakeCase {
    /// `unitPrice` becomes `unit_price`, `artistID` becomes `artist_id`.
    static func convert(_ name: String) -> String {
        let characters = Array(name)
        var result = ""
        for (index, character) in characters.enumerated() {
            if character.isUppercase {
                let previousIsLower = index > 0 && !characters[index - 1].isUppercase
                let nextIsLower = index + 1 < characters.count && characters[index + 1].isLowercase
                if index > 0, previousIsLower || nextIsLower, result.last != "_" { result += "_" }
                result += character.lowercased()
            } else {
                result.append(character)
            }
        }
        return result
    }

    /// The plural of an English noun, good enough for table names.
    static func plural(_ name: String) -> String {
        if name.hasSuffix("y"), let before = name.dropLast().last, !"aeiou".contains(before) {
            return name.dropLast() + "ies"
        }
        if name.hasSuffix("lf") { return name.dropLast() + "ves" }
        for ending in ["s", "x", "z", "ch", "sh"] where name.hasSuffix(ending) { return name + "es" }
        return name + "s"
    }
}
