#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-providers.py TABLE SCHEMA: the table of providers against its schema, and what a schema can
not say. Prints a line for each fault and ends with 1 where there is one."""

import json
import re
import sys

TYPES = {"object": dict, "array": list, "string": str, "integer": int}
REMARKS = {"$schema", "$defs", "title", "description"}


def is_type(value, name):
    return isinstance(value, TYPES[name]) and not isinstance(value, bool)


def check_properties(value, schema, root, where):
    known = schema.get("properties", {})
    for name, part in value.items():
        if name in known:
            yield from check(part, known[name], root, f"{where}.{name}")
        elif schema.get("additionalProperties", True) is False:
            yield f"{where}: {name} is not known"
    for name in schema.get("required", []):
        if name not in value:
            yield f"{where}: no {name}"


def check_items(value, schema, root, where):
    for i, item in enumerate(value):
        yield from check(item, schema["items"], root, f"{where}[{i}]")
    if len(value) == 0 or any(item in value[:i] for i, item in enumerate(value)):
        yield f"{where}: empty, or twice the same"


# Each keyword that the schema uses; one that is not here must not pass unseen.
CHECKS = {
    "type": lambda value, wanted: is_type(value, wanted),
    "const": lambda value, wanted: value == wanted,
    "enum": lambda value, wanted: value in wanted,
    "pattern": lambda value, wanted: re.search(wanted, value) is not None,
    "minLength": lambda value, wanted: len(value) >= wanted,
    "minimum": lambda value, wanted: value >= wanted,
    "maximum": lambda value, wanted: value <= wanted,
    "required": lambda value, wanted: True,
    "additionalProperties": lambda value, wanted: wanted is False,
    "properties": lambda value, wanted: True,
    "items": lambda value, wanted: True,
    "oneOf": lambda value, wanted: True,
    "$ref": lambda value, wanted: wanted.startswith("#/$defs/"),
}


def check(value, schema, root, where):
    for keyword, wanted in schema.items():
        if keyword not in REMARKS and not CHECKS[keyword](value, wanted):
            yield f"{where}: {value!r} is not of {keyword} {wanted!r}"
            return
    if "$ref" in schema:
        target = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
        yield from check(value, target, root, where)
    if "oneOf" in schema:
        faults = [list(check(value, choice, root, where)) for choice in schema["oneOf"]]
        if sum(not found for found in faults) != 1:
            yield from min(faults, key=len) or [f"{where}: of several kinds"]
    if isinstance(value, dict):
        yield from check_properties(value, schema, root, where)
    if isinstance(value, list) and "items" in schema:
        yield from check_items(value, schema, root, where)


def facts(value, where):
    """Everything with a source, however deep."""
    if isinstance(value, dict):
        if "source" in value:
            yield where, value
        for name, part in value.items():
            yield from facts(part, f"{where}.{name}")
    elif isinstance(value, list):
        for i, part in enumerate(value):
            yield from facts(part, f"{where}[{i}]")


def check_facts(table):
    for where, fact in facts(table, "table"):
        if "confidence" not in fact and len(fact.get("checked_on", "")) != len("2026-11"):
            yield f"{where}: no month in which it was read"
        if fact.get("most", fact.get("value", 0)) < fact.get("value", 0):
            yield f"{where}: most is less than value"
        if ("most" in fact) != ("depends_on" in fact):
            yield f"{where}: most and depends_on go together"


def check_unique(providers):
    owners = {}
    for provider in providers:
        names = [provider["id"], *provider.get("domains", []), *provider.get("server_domains", [])]
        for name in names:
            if owners.setdefault(name, provider) is not provider:
                yield f"{name} is of {provider['id']} and of {owners[name]['id']}"


def main():
    table, schema = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:])
    faults = list(check(table, schema, schema, "table"))
    faults = faults or [*check_facts(table), *check_unique(table["providers"])]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
