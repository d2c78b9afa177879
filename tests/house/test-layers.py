#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-layers.py CHECKER: the checker of the layers sees each kind of slip, and only those."""

import pathlib
import subprocess
import sys
import tempfile

HEADERS = ("model/pm-account.h", "net/pm-link.h", "smtp/pm-reply.h", "smtp/pm-smtp-client.h",
           "probe/pm-probe.h", "diagnosis/pm-catalogue.h", "diagnosis/pm-engine.h",
           "secret/pm-secret.h", "pm-checkup.h")

# name, file, text, a part of the complaint (None: no complaint)
CASES = [
    ("empty", "model/pm-a.c", "", None),
    ("right way", "store/pm-a.c", '#include "pm-account.h"\n#include "pm-secret.h"\n', None),
    ("net alone", "net/pm-a.c", '#include "pm-account.h"\n', "net may not use model"),
    ("wrong way", "model/pm-a.c", '#include "pm-link.h"\n', "model may not use net"),
    ("secret is a leaf", "secret/pm-a.c", '#include "pm-account.h"\n', "secret may not use model"),
    ("window on the net", "gtk/pages/x/pm-a.c", '#include "pm-link.h"\n', "gtk may not use net"),
    ("window on the door", "gtk/pages/x/pm-a.c", '#include "pm-checkup.h"\n', None),
    ("catalogue only", "cli/pm-a.c", '#include "pm-engine.h"\n', "cli may use only pm-catalogue.h"),
    ("catalogue", "cli/pm-a.c", '#include "pm-catalogue.h"\n', None),
    ("pure part", "practice/pm-a.c", '#include "pm-reply.h"\n', None),
    ("not pure", "practice/pm-a.c", '#include "pm-smtp-client.h"\n', "practice may use only"),
    ("gtk in the core", "report/pm-a.c", "#include <gtk/gtk.h>\n", "of the core"),
    ("gettext in the core", "diagnosis/pm-a.c", "#include <glib/gi18n.h>\n", "of the core"),
    ("gtk in the window", "gtk/pm-a.c", "#include <gtk/gtk.h>\n", None),
    ("generated", "gtk/pm-a.c", '#include "pm-resources.h"\n', None),
    ("of nowhere", "model/pm-a.c", '#include "pm-gone.h"\n', "in no folder"),
    ("unknown folder", "misc/pm-a.c", "", "no place in the house"),
    ("doubled header", "net/pm-account.h", "", "is in model and net"),
    ("long file", "net/pm-a.c", "\n" * 701, "701 lines"),
    ("long function", "net/pm-a.c", "f (void)\n{\n" + "  ;\n" * 79 + "}\n", "81 lines"),
    ("function of 80", "net/pm-a.c", "f (void)\n{\n" + "  ;\n" * 78 + "}\n", None),
    ("long table", "net/pm-a.c", "struct x\n{\n" + "  int a;\n" * 99 + "};\n", None),
    ("goto", "net/pm-a.c", "f (void)\n{\n  goto out;\n}\n", ":3: goto"),
    ("goto in words", "net/pm-a.c", '/* goto */ const char *a = "goto";\n', None),
]


def complaint(checker, name, text):
    with tempfile.TemporaryDirectory() as folder:
        app = pathlib.Path(folder) / "app"
        (pathlib.Path(folder) / "tests").mkdir()
        for path in HEADERS + (name,):
            (app / path).parent.mkdir(parents=True, exist_ok=True)
            (app / path).write_text("", encoding="utf-8")
        (app / name).write_text(text, encoding="utf-8")
        run = subprocess.run([sys.executable, checker, folder], capture_output=True, text=True,
                             check=False)
        return run.returncode, run.stderr


def main():
    print(f"1..{len(CASES)}")
    failed = 0
    for number, (title, name, text, expected) in enumerate(CASES, 1):
        status, words = complaint(sys.argv[1], name, text)
        good = (status, words) == (0, "") if expected is None else status == 1 and expected in words
        print(f"{'ok' if good else 'not ok'} {number} {title}")
        if not good:
            print(f"# {status} {words!r}")
            failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
