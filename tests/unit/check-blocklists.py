#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-blocklists.py TABLE SCHEMA: the table of blocklists against its schema, and what a schema can
not say. Prints a line for each fault and ends with 1 where there is one."""

import importlib.util
import json
import pathlib
import sys

MOST_ASKED = 5


def load_checker():
    path = pathlib.Path(__file__).with_name("check-providers.py")
    spec = importlib.util.spec_from_file_location("check_providers", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check_answers(entry):
    forms = {"bit" if "bit" in answer else "address" for answer in entry["answers"]}
    if len(forms) != 1:
        yield f"{entry['zone']}: addresses and bits"
    for answer in entry["answers"]:
        if len(answer) != 2 or ("meaning" in answer) == ("refusal" in answer):
            yield f"{entry['zone']}: {answer} says too much or too little"


def check_table(table):
    zones = [entry["zone"] for entry in table["blocklists"]]
    mentions = [word for entry in table["blocklists"] for word in entry["mentions"]]
    for name in zones + mentions:
        if (zones if name in zones else mentions).count(name) != 1:
            yield f"{name} is there twice"
    for dead in table["dead"]:
        if any(f".{zone}".endswith(f".{dead['zone']}") for zone in zones):
            yield f"{dead['zone']} is dead and is asked"
    if sum(entry["default"] for entry in table["blocklists"]) > MOST_ASKED:
        yield "too many are asked"
    for entry in table["blocklists"]:
        yield from check_answers(entry)


def main():
    table, schema = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:])
    faults = list(load_checker().check(table, schema, schema, "table"))
    faults = faults or [*check_table(table)]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
