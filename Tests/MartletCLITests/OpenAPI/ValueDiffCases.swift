/// What changes of single values break, each way.
enum ValueDiffCases {
    static let all = [
        SchemaDiffCase(
            "nothing changed, written in another order",
            "{type: object, required: [a, b], properties: {a: {type: string}, b: {}}}",
            "{properties: {b: {}, a: {type: string}}, required: [b, a], type: object, description: New}",
            request: [],
            response: []),
        SchemaDiffCase(
            "a type became another",
            "{type: string}",
            "{type: integer}",
            request: [
                "breaking type-changed the type was string and is integer"
            ],
            response: [
                "breaking type-changed the type was string and is integer"
            ]),
        SchemaDiffCase(
            "an integer became a number",
            "{type: integer}",
            "{type: number}",
            request: [
                "compatible type-widened the type was integer and is number"
            ],
            response: [
                "breaking type-widened the type was integer and is number"
            ]),
        SchemaDiffCase(
            "a type was added",
            "{type: string}",
            "{type: [string, integer]}",
            request: [
                "compatible type-widened the type was string and is integer or string"
            ],
            response: [
                "breaking type-widened the type was string and is integer or string"
            ]),
        SchemaDiffCase(
            "a type was taken away",
            "{type: [string, integer]}",
            "{type: string}",
            request: [
                "breaking type-narrowed the type was integer or string and is string"
            ],
            response: [
                "compatible type-narrowed the type was integer or string and is string"
            ]),
        SchemaDiffCase(
            "any value became a text",
            "{}",
            "{type: string}",
            request: [
                "breaking type-narrowed the type was any and is string"
            ],
            response: [
                "compatible type-narrowed the type was any and is string"
            ]),
        SchemaDiffCase(
            "a text became any value",
            "{type: string}",
            "{}",
            request: [
                "compatible type-widened the type was string and is any"
            ],
            response: [
                "breaking type-widened the type was string and is any"
            ]),
        SchemaDiffCase(
            "null is allowed",
            "{type: string}",
            "{type: [string, 'null']}",
            request: [
                "compatible null-allowed the value may be null now"
            ],
            response: [
                "breaking null-allowed the value may be null now"
            ]),
        SchemaDiffCase(
            "null is refused",
            "{type: [string, 'null']}",
            "{type: string}",
            request: [
                "breaking null-refused the value is null no more"
            ],
            response: [
                "compatible null-refused the value is null no more"
            ]),
        SchemaDiffCase(
            "null by an alternative is null by type",
            "{type: [string, 'null']}",
            "{anyOf: [{type: string}, {type: 'null'}]}",
            request: [],
            response: []),
        SchemaDiffCase(
            "a format was added",
            "{type: string}",
            "{type: string, format: email}",
            request: [
                "breaking format-narrowed the format was not said and is `email`"
            ],
            response: [
                "compatible format-narrowed the format was not said and is `email`"
            ]),
        SchemaDiffCase(
            "a format was removed",
            "{type: string, format: uuid}",
            "{type: string}",
            request: [
                "compatible format-widened the format was `uuid` and is not said"
            ],
            response: [
                "breaking format-widened the format was `uuid` and is not said"
            ]),
        SchemaDiffCase(
            "a format became another",
            "{type: string, format: date}",
            "{type: string, format: date-time}",
            request: [
                "breaking format-changed the format was `date` and is `date-time`"
            ],
            response: [
                "breaking format-changed the format was `date` and is `date-time`"
            ]),
        SchemaDiffCase(
            "an integer became longer",
            "{type: integer, format: int32}",
            "{type: integer, format: int64}",
            request: [
                "compatible format-widened the format was `int32` and is `int64`"
            ],
            response: [
                "breaking format-widened the format was `int32` and is `int64`"
            ]),
        SchemaDiffCase(
            "an integer became shorter",
            "{type: integer, format: int64}",
            "{type: integer, format: int32}",
            request: [
                "breaking format-narrowed the format was `int64` and is `int32`"
            ],
            response: [
                "compatible format-narrowed the format was `int64` and is `int32`"
            ]),
        SchemaDiffCase(
            "a value was added",
            "{type: string, enum: [a, b]}",
            "{type: string, enum: [a, b, c]}",
            request: [
                "compatible enum-value-added the value \"c\" is new"
            ],
            response: [
                "warning enum-value-added the value \"c\" is new"
            ]),
        SchemaDiffCase(
            "a value was removed",
            "{type: string, enum: [a, b]}",
            "{type: string, enum: [b]}",
            request: [
                "breaking enum-value-removed the value \"a\" is gone"
            ],
            response: [
                "compatible enum-value-removed the value \"a\" is gone"
            ]),
        SchemaDiffCase(
            "values were listed",
            "{type: string}",
            "{type: string, enum: [a, b]}",
            request: [
                "breaking enum-added only these values are left: \"a\", \"b\""
            ],
            response: [
                "compatible enum-added only these values are left: \"a\", \"b\""
            ]),
        SchemaDiffCase(
            "values are listed no more",
            "{type: string, enum: [a]}",
            "{type: string}",
            request: [
                "compatible enum-removed the values are not listed any more"
            ],
            response: [
                "warning enum-removed the values are not listed any more"
            ]),
        SchemaDiffCase(
            "a constant is an enumeration of one",
            "{enum: [a]}",
            "{const: a}",
            request: [],
            response: []),
        SchemaDiffCase(
            "a minimum was raised",
            "{type: integer, minimum: 1}",
            "{type: integer, minimum: 2}",
            request: [
                "breaking limit-tightened `minimum` was 1 and is 2"
            ],
            response: [
                "compatible limit-tightened `minimum` was 1 and is 2"
            ]),
        SchemaDiffCase(
            "a minimum was lowered",
            "{type: integer, minimum: 1}",
            "{type: integer, minimum: 0}",
            request: [
                "compatible limit-loosened `minimum` was 1 and is 0"
            ],
            response: [
                "warning limit-loosened `minimum` was 1 and is 0"
            ]),
        SchemaDiffCase(
            "a minimum became exclusive",
            "{type: integer, minimum: 1}",
            "{type: integer, exclusiveMinimum: 1}",
            request: [
                "breaking limit-tightened `minimum` was 1 and is more than 1"
            ],
            response: [
                "compatible limit-tightened `minimum` was 1 and is more than 1"
            ]),
        SchemaDiffCase(
            "a length was limited",
            "{type: string}",
            "{type: string, minLength: 0, maxLength: 10}",
            request: [
                "breaking limit-tightened `maxLength` was not said and is 10"
            ],
            response: [
                "compatible limit-tightened `maxLength` was not said and is 10"
            ]),
        SchemaDiffCase(
            "a length is limited no more",
            "{type: string, maxLength: 10}",
            "{type: string}",
            request: [
                "compatible limit-loosened `maxLength` was 10 and is not said"
            ],
            response: [
                "warning limit-loosened `maxLength` was 10 and is not said"
            ]),
        SchemaDiffCase(
            "a list may be longer and has to be longer",
            "{type: array, items: {}, minItems: 1, maxItems: 5}",
            "{type: array, items: {}, minItems: 2, maxItems: 6}",
            request: [
                "breaking limit-tightened `minItems` was 1 and is 2",
                "compatible limit-loosened `maxItems` was 5 and is 6",
            ],
            response: [
                "warning limit-loosened `maxItems` was 5 and is 6",
                "compatible limit-tightened `minItems` was 1 and is 2",
            ]),
        SchemaDiffCase(
            "elements have to differ",
            "{type: array, items: {}}",
            "{type: array, items: {}, uniqueItems: true}",
            request: [
                "breaking limit-tightened `uniqueItems` was false and is true"
            ],
            response: [
                "compatible limit-tightened `uniqueItems` was false and is true"
            ]),
        SchemaDiffCase(
            "multiples of less",
            "{type: integer, multipleOf: 10}",
            "{type: integer, multipleOf: 5}",
            request: [
                "compatible limit-loosened `multipleOf` was 10 and is 5"
            ],
            response: [
                "warning limit-loosened `multipleOf` was 10 and is 5"
            ]),
        SchemaDiffCase(
            "multiples of something else",
            "{type: integer, multipleOf: 10}",
            "{type: integer, multipleOf: 7}",
            request: [
                "breaking condition-changed `multipleOf` was 10 and is 7"
            ],
            response: [
                "breaking condition-changed `multipleOf` was 10 and is 7"
            ]),
        SchemaDiffCase(
            "a pattern was added",
            "{type: string}",
            "{type: string, pattern: '^a'}",
            request: [
                "breaking pattern-added a pattern is new: `^a`"
            ],
            response: [
                "compatible pattern-added a pattern is new: `^a`"
            ]),
        SchemaDiffCase(
            "a pattern was removed",
            "{type: string, pattern: '^a'}",
            "{type: string}",
            request: [
                "compatible pattern-removed a pattern is gone: `^a`"
            ],
            response: [
                "warning pattern-removed a pattern is gone: `^a`"
            ]),
        SchemaDiffCase(
            "a pattern became another",
            "{type: string, pattern: '^a'}",
            "{type: string, pattern: '^b'}",
            request: [
                "breaking pattern-changed the pattern was `^a` and is `^b`"
            ],
            response: [
                "warning pattern-changed the pattern was `^a` and is `^b`"
            ]),
    ]
}
