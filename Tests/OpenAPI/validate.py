#!/usr/bin/env python3
"""Checks descriptions against the OpenAPI specification: validate.py FILE…

    .build-venv/bin/python Tests/OpenAPI/validate.py openapi.json

Besides what the validator finds, no name stands twice in one object, and the examples of media types, parameters and headers
are values of their schemas.
Ends with status 1 when a description is wrong, and says where.
"""

import sys
from pathlib import Path

import yaml
from openapi_schema_validator import OAS30Validator, OAS31Validator
from openapi_spec_validator.shortcuts import get_validator_cls


class UniqueNames(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):
    """A loader that refuses a name that stands twice in one object, and leaves dates as the texts that JSON has."""

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key, _ in node.value:
            name = str(self.construct_object(key, deep=True))
            if name in seen:
                raise yaml.MarkedYAMLError(problem=f"the name `{name}` stands twice", problem_mark=key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep)


UniqueNames.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def with_text_names(value):
    """A status may be written as a number, but is a name in JSON."""
    if isinstance(value, dict):
        return {str(name): with_text_names(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [with_text_names(inner) for inner in value]
    return value


def pointer(parts):
    return "#" + "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def problems(document):
    """What the validator finds, as pairs of a pointer and a sentence."""
    for error in get_validator_cls(document)(document).iter_errors():
        yield pointer(getattr(error, "absolute_path", ())), str(getattr(error, "message", error)).split("\n")[0]


def wrong_examples(document, value, path):
    """Examples beside a schema (in media types, parameters and headers) that are no values of it."""
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from wrong_examples(document, inner, (*path, index))
    if not isinstance(value, dict):
        return
    if isinstance(value.get("schema"), dict):
        found = [("example", value["example"])] if "example" in value else []
        examples = value.get("examples")
        for name, example in (examples or {}).items() if isinstance(examples, dict) else ():
            if isinstance(example, dict) and "value" in example:
                found.append((f"examples/{name}", example["value"]))
        for name, example in found:
            for error in schema_validator(document, value["schema"]).iter_errors(example):
                yield pointer((*path, *name.split("/"))), error.message
    for name, inner in value.items():
        if name not in ("example", "examples", "default", "enum", "const"):
            yield from wrong_examples(document, inner, (*path, name))


def schema_validator(document, schema):
    """A validator of one schema, whose references lead into the document."""
    cls = OAS30Validator if str(document["openapi"]).startswith("3.0") else OAS31Validator
    # References of the schema begin at the document, which says nothing of values but holds the schema.
    return cls({**document, "allOf": [schema]})


def read(path):
    return with_text_names(yaml.load(path.read_text(encoding="utf-8"), UniqueNames))


def check(name):
    document = None
    found = set()
    try:
        document = read(Path(name))
        found.update(wrong_examples(document, document, ()))
        found.update(problems(document))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        found.add(("#", str(error)))
    except Exception as error:  # the validator has several bases of its own, and quotes the whole document
        found.add(("#", f"{type(error).__name__}: {error}"[:160]))
    for place, problem in sorted(found):
        print(f"{name}: {place}: {problem}")
    if not found:
        print(f"{name}: valid OpenAPI {document['openapi']}")
    return not found


def main():
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    return 0 if all([check(name) for name in sys.argv[1:]]) else 1


if __name__ == "__main__":
    sys.exit(main())
