#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-layers.py [ROOT]: one folder of app/ is one role, and a role uses only those it may.

Reads the includes of app/ against the arrows below, and the sizes of the sources of app/ and tests/.
Prints a line for each fault and ends with 1 where there is one."""

import collections
import pathlib
import re
import sys

# Left may use right. A folder uses itself and secret/, which is a leaf, without being told.
# Where only some headers of a folder may be used, they are named behind it.
ARROWS = {
    "secret": {},
    "model": {},
    "providers": {},
    "net": {},
    "smtp": {"net": None},
    "probe": {"smtp": None, "net": None, "providers": ["pm-blocklists.h"], "model": None},
    "message": {"smtp": ["pm-reply.h"], "model": None},
    "diagnosis": {"providers": None, "model": None},
    "report": {"diagnosis": None, "model": None},
    "discover": {"providers": None, "net": None, "model": None},
    "store": {"model": None},
    "practice": {"smtp": ["pm-reply.h", "pm-capabilities.h", "pm-sasl.h"]},
    "pm-checkup": {
        "probe": None,
        "message": None,
        "diagnosis": None,
        "practice": None,
        "model": None,
    },
    "pm-explanation": {"message": None, "diagnosis": None, "model": None},
}
FRONT_END = {
    "pm-checkup": None,
    "pm-explanation": None,
    "report": None,
    "store": None,
    "discover": None,
    "providers": None,
    "diagnosis": ["pm-catalogue.h"],
    "model": None,
}
ARROWS["cli"] = FRONT_END
ARROWS["gtk"] = FRONT_END

# Both front ends stand on the core, so it has no window and no language of its own.
CORE = set(ARROWS) - {"cli", "gtk", "pm-checkup", "pm-explanation"}
NOT_IN_CORE = ("gtk/", "gdk/", "gsk/", "adwaita", "glib/gi18n")

# Made by the build, for the folder that includes them.
GENERATED = re.compile(r"^(config|.*-resources|.*-enums)\.h$")

MAX_FILE_LINES = 700
MAX_FUNCTION_LINES = 80

INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)', re.MULTILINE)
NOT_CODE = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)
GOTO = re.compile(r"\bgoto\b")


def role_of(path, app):
    parts = path.relative_to(app).parts
    return parts[0] if len(parts) > 1 else path.stem


def sources(folder):
    return sorted(p for p in folder.rglob("*") if p.suffix in (".c", ".h") and p.is_file())


def includes(text):
    for found in INCLUDE.finditer(text):
        line = text.count("\n", 0, found.start(1 if found.group(1) else 2)) + 1
        yield line, found.group(1), found.group(2)


def check_own(role, name, homes):
    home = homes.get(pathlib.PurePath(name).name)
    if home is None:
        return None if GENERATED.match(name) else f"{name} is in no folder of app/"
    if home in (role, "secret"):
        return None
    if home not in ARROWS[role]:
        return f"{role} may not use {home} ({name})"
    headers = ARROWS[role][home]
    if headers is not None and pathlib.PurePath(name).name not in headers:
        return f"{role} may use only {', '.join(headers)} of {home}, not {name}"
    return None


def check_includes(path, role, homes):
    for line, own, system in includes(path.read_text(encoding="utf-8")):
        fault = check_own(role, own, homes) if own else None
        if system and role in CORE and system.startswith(NOT_IN_CORE):
            fault = f"{role} is of the core and may not use <{system}>"
        if fault:
            yield f"{path}:{line}: {fault}"


def function_sizes(text):
    """GNU style: the braces of a function, and of nothing else that ends so, stand in column 0."""
    start = None
    for number, line in enumerate(text.splitlines(), 1):
        if line == "{":
            start = number
        elif line.startswith("}") and start is not None:
            if line == "}":
                yield start, number - start + 1
            start = None


def check_size(path):
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    if lines > MAX_FILE_LINES:
        yield f"{path}: {lines} lines, more than {MAX_FILE_LINES}"
    for start, length in function_sizes(text):
        if length > MAX_FUNCTION_LINES:
            yield f"{path}:{start}: a function of {length} lines, more than {MAX_FUNCTION_LINES}"
    bare = NOT_CODE.sub(lambda found: "\n" * found.group().count("\n"), text)
    for found in GOTO.finditer(bare):
        line = bare.count("\n", 0, found.start()) + 1
        yield f"{path}:{line}: goto"


def check(root):
    app = root / "app"
    faults = []
    homes = collections.defaultdict(set)
    for path in sources(app):
        if path.suffix == ".h":
            homes[path.name].add(role_of(path, app))
    for name, roles in sorted(homes.items()):
        if len(roles) > 1:
            faults.append(f"{name} is in {' and '.join(sorted(roles))}")
    homes = {name: min(roles) for name, roles in homes.items()}

    for path in sources(app):
        role = role_of(path, app)
        if role in ARROWS:
            faults += check_includes(path, role, homes)
        else:
            faults.append(f"{path}: {role} has no place in the house")
    for path in sources(app) + sources(root / "tests"):
        faults += check_size(path)
    return faults


def main():
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1]
    faults = check(root)
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
