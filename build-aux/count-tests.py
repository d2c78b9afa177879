#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""count-tests.py TESTLOG: the tests of a run of Meson, each line of TAP counted as one.

Prints "PASSED FAILED SKIPPED", and on stderr the names of those that failed or were skipped. A test
program that ends badly without a line that says so is one failure more. Ends with 1 where one failed
or nothing ran."""

import collections
import json
import re
import sys

TAP_LINE = re.compile(r"^(not )?ok\b[ \d]*-? *([^#\n]*)(# *(\w+))?", re.MULTILINE)
PLAIN = {"OK": "passed", "EXPECTEDFAIL": "passed", "SKIP": "skipped"}


def results_of(test):
    lines = TAP_LINE.findall(test.get("stdout") or "")
    whole = PLAIN.get(test["result"], "failed")
    for wrong, title, _, directive in lines:
        if directive.upper() == "SKIP":
            yield "skipped", f"{test['name']}: {title.strip()}"
        else:
            yield "failed" if wrong else "passed", f"{test['name']}: {title.strip()}"
    if not lines or whole == "failed" and not any(wrong for wrong, *_ in lines):
        yield whole, f"{test['name']} ({test['result'].lower()})"


def main():
    counts = collections.Counter()
    try:
        with open(sys.argv[1], encoding="utf-8") as log:
            tests = [json.loads(line) for line in log if line.strip()]
    except OSError as error:
        print(error, file=sys.stderr)
        tests = []
    for test in tests:
        for result, name in results_of(test):
            counts[result] += 1
            if result != "passed":
                print(f"{result}: {name}", file=sys.stderr)
    if not counts:
        print("failed: no test ran", file=sys.stderr)
        counts["failed"] = 1
    print(counts["passed"], counts["failed"], counts["skipped"])
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
