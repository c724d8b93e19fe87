extension MacroMistake {
    static let discriminatorOfStruct = MacroMistake(
        "discriminatorOfStruct", "`discriminator` tells the cases of an enumeration apart; a struct has none")
    static let noDiscriminator = MacroMistake(
        "noDiscriminator",
        "cases with structs are told apart by a member: write `@Schema(discriminator: \"type\")`")
    static let schemaOfRawValues = MacroMistake(
        "schemaOfRawValues",
        "an enumeration with raw values conforms to `CaseIterable` and `SchemaValue`; @Schema describes one of structs")
    static let conditionalCase = MacroMistake(
        "conditionalCase", "@Schema does not see which of these cases there are; declare all of them without `#if`")
    static func fieldOfCase(_ attribute: String) -> MacroMistake {
        MacroMistake(
            "fieldOfCase",
            "@\(attribute) describes a member of a struct; `@Case(\"…\")` says what a case is called in JSON")
    }
    static let severalCases = MacroMistake(
        "severalCases", "@Case says what one case is called in JSON; give each case one, in a declaration of its own")
    static let caseOfNoUnion = MacroMistake(
        "caseOfNoUnion", "@Case says something only about a case of an enumeration with `@Schema(discriminator:)`")

    static func genericUnion(_ name: String) -> MacroMistake {
        MacroMistake("genericUnion", "a schema has one set of cases, so `\(name)` cannot be generic")
    }
    static func noCases(_ name: String) -> MacroMistake {
        MacroMistake("noCases", "`\(name)` has no cases, so it has no values")
    }
    static func twoCases(_ value: String, _ first: String) -> MacroMistake {
        MacroMistake("twoCases", "`\(first)` is called `\(value)` in JSON already")
    }
    static func severalPayloads(_ name: String) -> MacroMistake {
        MacroMistake(
            "severalPayloads",
            "the case `\(name)` holds one struct with @Schema, whose members stand beside the discriminator")
    }
}
