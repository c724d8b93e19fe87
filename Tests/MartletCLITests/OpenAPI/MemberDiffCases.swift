/// What changes of objects, lists and alternatives break, each way.
enum MemberDiffCases {
    static let all = [
        SchemaDiffCase(
            "a member was added",
            "{type: object, properties: {a: {}}}",
            "{type: object, properties: {a: {}, b: {}}}",
            request: [
                "compatible member-added /b: the member `b` is new"
            ],
            response: [
                "compatible member-added /b: the member `b` is new"
            ]),
        SchemaDiffCase(
            "a required member was added",
            "{type: object, properties: {}}",
            "{type: object, required: [a], properties: {a: {default: 1}}}",
            request: [
                "breaking required-member-added /a: the member `a` is new and has to be sent"
            ],
            response: [
                "compatible member-added /a: the member `a` is new"
            ]),
        SchemaDiffCase(
            "a member was removed",
            "{type: object, properties: {a: {}, b: {}}}",
            "{type: object, properties: {a: {}}}",
            request: [
                "breaking member-removed /b: the member `b` is taken no more"
            ],
            response: [
                "breaking member-removed /b: the member `b` is sent no more"
            ]),
        SchemaDiffCase(
            "a member became required",
            "{type: object, properties: {a: {}}}",
            "{type: object, required: [a], properties: {a: {}}}",
            request: [
                "breaking member-became-required /a: the member `a` has to be sent now"
            ],
            response: [
                "compatible member-became-required /a: the member `a` is always sent now"
            ]),
        SchemaDiffCase(
            "a member became optional",
            "{type: object, required: [a], properties: {a: {}}}",
            "{type: object, properties: {a: {}}}",
            request: [
                "compatible member-became-optional /a: the member `a` may be left out now"
            ],
            response: [
                "breaking member-became-optional /a: the member `a` may be missing now"
            ]),
        SchemaDiffCase(
            "a member that is not described became required",
            "{type: object, required: [a], additionalProperties: {type: string}}",
            "{type: object, required: [a, b], additionalProperties: {type: string}}",
            request: [
                "breaking member-became-required /b: the member `b` has to be sent now"
            ],
            response: [
                "compatible member-became-required /b: the member `b` is always sent now"
            ]),
        SchemaDiffCase(
            "a member that is not described became optional",
            "{type: object, required: [a]}",
            "{type: object}",
            request: [
                "compatible member-became-optional /a: the member `a` may be left out now"
            ],
            response: [
                "breaking member-became-optional /a: the member `a` may be missing now"
            ]),
        SchemaDiffCase(
            "a required member was described",
            "{type: object, required: [a]}",
            "{type: object, required: [a], properties: {a: {type: string}}}",
            request: [
                "breaking type-narrowed /a: the type was any and is string"
            ],
            response: [
                "compatible type-narrowed /a: the type was any and is string"
            ]),
        SchemaDiffCase(
            "a required member is described no more",
            "{type: object, required: [a], properties: {a: {type: string}}}",
            "{type: object, required: [a], additionalProperties: {type: string}}",
            request: [
                "breaking type-narrowed /{name}: the type was any and is string"
            ],
            response: [
                "compatible type-narrowed /{name}: the type was any and is string"
            ]),
        SchemaDiffCase(
            "members are needed by alternatives",
            "{type: object, anyOf: [{required: [a]}, {required: [b]}]}",
            "{type: object, anyOf: [{required: [c]}, {required: [b]}]}",
            request: [
                "breaking member-became-required (any)/c: the member `c` has to be sent now",
                "compatible member-became-optional (any)/a: the member `a` may be left out now",
            ],
            response: [
                "breaking member-became-optional (any)/a: the member `a` may be missing now",
                "compatible member-became-required (any)/c: the member `c` is always sent now",
            ]),
        SchemaDiffCase(
            "a member became read-only",
            "{type: object, properties: {a: {type: string}}}",
            "{type: object, properties: {a: {type: string, readOnly: true}}}",
            request: [
                "breaking member-removed /a: the member `a` is taken no more"
            ],
            response: []),
        SchemaDiffCase(
            "a write-only member changed",
            "{type: object, properties: {a: {type: string, writeOnly: true}}}",
            "{type: object, properties: {a: {type: integer, writeOnly: true}}}",
            request: [
                "breaking type-changed /a: the type was string and is integer"
            ],
            response: []),
        SchemaDiffCase(
            "a member was deprecated",
            "{type: object, properties: {a: {}}}",
            "{type: object, properties: {a: {deprecated: true}}}",
            request: [
                "compatible member-deprecated /a: the member `a` is deprecated now"
            ],
            response: [
                "compatible member-deprecated /a: the member `a` is deprecated now"
            ]),
        SchemaDiffCase(
            "a deprecated member was removed",
            "{type: object, properties: {a: {deprecated: true}}}",
            "{type: object}",
            request: [
                "breaking member-removed /a: the member `a` is taken no more; it was deprecated"
            ],
            response: [
                "breaking member-removed /a: the member `a` is sent no more; it was deprecated"
            ]),
        SchemaDiffCase(
            "a deep member changed",
            "{type: object, properties: {a/b: {type: array, items: {type: object, properties: {c: {type: string}}}}}}",
            "{type: object, properties: {a/b: {type: array, items: {type: object, properties: {c: {type: boolean}}}}}}",
            request: [
                "breaking type-changed /a~1b/*/c: the type was string and is boolean"
            ],
            response: [
                "breaking type-changed /a~1b/*/c: the type was string and is boolean"
            ]),
        SchemaDiffCase(
            "other members are refused",
            "{type: object}",
            "{type: object, additionalProperties: false}",
            request: [
                "breaking additional-members-refused members of other names are refused now"
            ],
            response: [
                "compatible additional-members-refused members of other names are refused now"
            ]),
        SchemaDiffCase(
            "other members are allowed",
            "{type: object, additionalProperties: false}",
            "{type: object}",
            request: [
                "compatible additional-members-allowed there may be members of other names now"
            ],
            response: [
                "warning additional-members-allowed there may be members of other names now"
            ]),
        SchemaDiffCase(
            "the values of a map changed",
            "{type: object, additionalProperties: {type: integer}}",
            "{type: object, additionalProperties: {type: string}}",
            request: [
                "breaking type-changed /{name}: the type was integer and is string"
            ],
            response: [
                "breaking type-changed /{name}: the type was integer and is string"
            ]),
        SchemaDiffCase(
            "a default changed",
            "{type: integer, default: 20}",
            "{type: integer, default: 50}",
            request: [
                "warning default-changed the default was 20 and is 50"
            ],
            response: [
                "compatible default-changed the default was 20 and is 50"
            ]),
        SchemaDiffCase(
            "members by allOf are members",
            "{type: object, required: [a], properties: {a: {type: string}, b: {type: integer}}}",
            "{allOf: [{type: object, properties: {a: {type: string}}, required: [a]}, {properties: {b: {type: integer}}}]}",
            request: [],
            response: []),
        SchemaDiffCase(
            "allOf got a part that asks more",
            "{allOf: [{type: object, properties: {a: {type: string}}}]}",
            "{allOf: [{type: object, properties: {a: {type: string}}}, {required: [a], properties: {a: {maxLength: 3}}}]}",
            request: [
                "breaking member-became-required /a: the member `a` has to be sent now",
                "breaking limit-tightened /a: `maxLength` was not said and is 3",
            ],
            response: [
                "compatible member-became-required /a: the member `a` is always sent now",
                "compatible limit-tightened /a: `maxLength` was not said and is 3",
            ]),
        SchemaDiffCase(
            "an alternative was added",
            "{oneOf: [{type: string}, {type: integer}]}",
            "{oneOf: [{type: string}, {type: integer}, {type: boolean}]}",
            request: [
                "compatible alternative-added the alternative boolean is new"
            ],
            response: [
                "breaking alternative-added the alternative boolean is new"
            ]),
        SchemaDiffCase(
            "an alternative was removed",
            "{oneOf: [{type: string}, {type: integer}]}",
            "{oneOf: [{type: integer}]}",
            request: [
                "breaking alternative-removed the alternative string is gone"
            ],
            response: [
                "compatible alternative-removed the alternative string is gone"
            ]),
        SchemaDiffCase(
            "alternatives in another order",
            "{anyOf: [{type: string}, {type: integer}]}",
            "{anyOf: [{type: integer}, {type: string}]}",
            request: [],
            response: []),
        SchemaDiffCase(
            "a schema became one of two",
            "{type: string, maxLength: 5}",
            "{oneOf: [{type: string, maxLength: 5}, {type: integer}]}",
            request: [
                "compatible alternative-added the alternative integer is new"
            ],
            response: [
                "breaking alternative-added the alternative integer is new"
            ]),
        SchemaDiffCase(
            "a member of an alternative changed",
            "{oneOf: [{title: A, type: object, properties: {x: {type: string}}}, {type: string}]}",
            "{oneOf: [{type: string}, {title: A, type: object, properties: {x: {type: integer}}}]}",
            request: [
                "breaking type-changed (`A`)/x: the type was string and is integer"
            ],
            response: [
                "breaking type-changed (`A`)/x: the type was string and is integer"
            ]),
        SchemaDiffCase(
            "the discriminator became another",
            "{oneOf: [{type: object}, {type: string}], discriminator: {propertyName: kind, mapping: {a: A}}}",
            "{oneOf: [{type: object}, {type: string}], discriminator: {propertyName: type, mapping: {b: A}}}",
            request: [
                "breaking discriminator-changed the member that tells alternatives apart was `kind` and is `type`",
                "breaking enum-value-removed the discriminator value \"a\" is gone",
                "compatible enum-value-added the discriminator value \"b\" is new",
            ],
            response: [
                "breaking discriminator-changed the member that tells alternatives apart was `kind` and is `type`",
                "warning enum-value-added the discriminator value \"b\" is new",
                "compatible enum-value-removed the discriminator value \"a\" is gone",
            ]),
        SchemaDiffCase(
            "a variant was added",
            "{oneOf: [{title: Card, type: object, required: [type], properties: {type: {const: card}, n: {type: string}}}, "
                + "{title: Cash, type: object, required: [type], properties: {type: {const: cash}, n: {type: string}}}]}",
            "{oneOf: [{title: Card, type: object, required: [type], properties: {type: {const: card}, n: {type: string}}}, "
                + "{title: Cash, type: object, required: [type], properties: {type: {const: cash}, n: {type: string}}}, "
                + "{title: Bank, type: object, required: [type], properties: {type: {const: bank}, n: {type: string}}}]}",
            request: [
                "compatible alternative-added the alternative `Bank` is new"
            ],
            response: [
                "breaking alternative-added the alternative `Bank` is new"
            ]),
        SchemaDiffCase(
            "a variant became another one with the same members",
            "{oneOf: [{type: object, required: [type], properties: {type: {const: card}, n: {type: string}}}, "
                + "{type: object, required: [type], properties: {type: {const: cash}, n: {type: string}}}]}",
            "{oneOf: [{type: object, required: [type], properties: {type: {const: bank}, n: {type: string}}}, "
                + "{type: object, required: [type], properties: {type: {const: cash}, n: {type: string}}}]}",
            request: [
                "breaking alternative-removed the alternative object is gone",
                "compatible alternative-added the alternative object is new",
            ],
            response: [
                "breaking alternative-added the alternative object is new",
                "compatible alternative-removed the alternative object is gone",
            ]),
        SchemaDiffCase(
            "a variant has another title and one more member",
            "{oneOf: [{title: Card, type: object, required: [type], properties: {type: {const: card}}}, "
                + "{title: Cash, type: object, required: [type], properties: {type: {const: cash}}}]}",
            "{oneOf: [{title: Cash, type: object, required: [type], properties: {type: {const: cash}}}, "
                + "{title: Plastic, type: object, required: [type], properties: {type: {const: card}, a: {}, b: {}}}]}",
            request: [
                "compatible member-added (`Plastic`)/a: the member `a` is new",
                "compatible member-added (`Plastic`)/b: the member `b` is new",
            ],
            response: [
                "compatible member-added (`Plastic`)/a: the member `a` is new",
                "compatible member-added (`Plastic`)/b: the member `b` is new",
            ]),
        SchemaDiffCase(
            "a problem got a typed one beside it",
            "{title: Problem, type: object, properties: {type: {type: string}, title: {type: string}, status: {type: integer}}}",
            "{anyOf: [{title: Problem, type: object, properties: {type: {type: string}, title: {type: string}, "
                + "status: {type: integer}}}, {title: OutOfCredit, type: object, required: [type, balance], "
                + "properties: {type: {const: 'urn:a'}, status: {const: 402}, balance: {type: integer}}}]}",
            request: [
                "compatible special-alternative-added the alternative `OutOfCredit` is new; one that was there includes it"
            ],
            response: [
                "warning special-alternative-added the alternative `OutOfCredit` is new; one that was there includes it"
            ]),
        SchemaDiffCase(
            "a typed problem is gone, the plain one stays",
            "{anyOf: [{title: Problem, type: object, properties: {type: {type: string}}}, {title: OutOfCredit, type: object, "
                + "required: [type], properties: {type: {const: 'urn:a'}}}]}",
            "{title: Problem, type: object, properties: {type: {type: string}}}",
            request: [
                "compatible special-alternative-removed the alternative `OutOfCredit` is gone; another one includes it"
            ],
            response: [
                "compatible special-alternative-removed the alternative `OutOfCredit` is gone; another one includes it"
            ]),
        SchemaDiffCase(
            "an alternative that says more than another is new",
            "{title: A, type: object, required: [x], properties: {x: {type: string}}}",
            "{anyOf: [{title: A, type: object, required: [x], properties: {x: {type: string}}}, "
                + "{title: B, type: object, required: [x], properties: {x: {type: integer}}}]}",
            request: [
                "compatible alternative-added the alternative `B` is new"
            ],
            response: [
                "breaking alternative-added the alternative `B` is new"
            ]),
        SchemaDiffCase(
            "members may be chosen",
            "{type: object, required: [a, b], properties: {a: {}, b: {}}}",
            "{type: object, properties: {a: {}, b: {}}, x-required-without: {fields: [a]}}",
            request: [
                "compatible member-became-optional /a: the member `a` may be left out now",
                "compatible member-became-optional /b: the member `b` may be left out now",
            ],
            response: [
                "breaking member-became-optional /b: the member `b` may be missing now"
            ]),
        SchemaDiffCase(
            "a negation changed",
            "{not: {type: string}}",
            "{not: {type: integer}}",
            request: [
                "breaking condition-changed `not` has changed"
            ],
            response: [
                "breaking condition-changed `not` has changed"
            ]),
        SchemaDiffCase(
            "a tuple changed",
            "{type: array, prefixItems: [{type: string}]}",
            "{type: array, prefixItems: [{type: integer}]}",
            request: [
                "breaking condition-changed `prefixItems` has changed"
            ],
            response: [
                "breaking condition-changed `prefixItems` has changed"
            ]),
    ]
}
