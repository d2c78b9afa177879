#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sheet of claims: all of them are there, and what is said to answer each exists."""

import pathlib
import re
import sys

N_CLAIMS = 71
VERDICTS = {"true", "partly", "false", "vague"}

here = pathlib.Path(__file__).resolve().parent
root = here.parent.parent


def read_ids(folder, element):
    pattern = re.compile(r'<%s id="([^"]+)"' % element)
    return {
        found
        for path in (root / "data" / folder).glob("*.xml")
        for found in pattern.findall(path.read_text(encoding="utf-8"))
    }


def read_pages():
    """Pages of the wizard are folders, the page of help is a template."""
    pages = {path.name for path in (root / "app" / "gtk" / "pages").iterdir() if path.is_dir()}
    for path in (root / "app" / "gtk").rglob("pm-*.ui"):
        pages.add(re.sub(r"(-page|-window|-dialog)?\.ui$", "", path.name)[len("pm-"):])
    return pages


KNOWN = {
    "cause": read_ids("causes", "cause"),
    "text": read_ids("texts", "text"),
    "page": read_pages(),
}


def read_claims():
    lines = (here / "claims.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")][1:]


def check_row(row):
    if len(row) != 4 or not row[1].strip():
        return "four columns are wanted: %r" % (row,)
    number, _, verdict, covered = row
    if verdict not in VERDICTS:
        return "%s: no such verdict: %s" % (number, verdict)
    if covered.startswith("left out: "):
        return None
    for name in covered.split(" "):
        kind, _, value = name.partition(":")
        if value not in KNOWN.get(kind, ()):
            return "%s: no such thing: %r" % (number, name)
    return None


def main():
    claims = read_claims()
    numbers = [row[0] for row in claims]
    problems = [problem for problem in map(check_row, claims) if problem]
    complete = numbers == [str(number) for number in range(1, N_CLAIMS + 1)]

    print("1..2")
    print("%s 1 every claim is there once, in order" % ("ok" if complete else "not ok"))
    for problem in problems:
        print("# " + problem)
    print("%s 2 what answers a claim exists" % ("not ok" if problems else "ok"))
    return 0 if complete and not problems else 1


if __name__ == "__main__":
    sys.exit(main())
