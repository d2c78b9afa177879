# SPDX-License-Identifier: GPL-3.0-or-later
"""The Test Anything Protocol: runs cases one by one, each within a limit."""

import os
import signal
import sys
import traceback

CASE_LIMIT = 150  # seconds


class Skip(Exception):
    """The case cannot be run on this machine."""


class Overdue(Exception):
    """The case took longer than it may."""


def _overdue_cb(number, frame):
    raise Overdue(f'not done after {CASE_LIMIT} s')


def note(text):
    for line in str(text).splitlines():
        print('#', line, flush=True)


def _report(number, good, name, comment=''):
    print('ok' if good else 'not ok', number, '-', name + comment, flush=True)
    return good


def _run_case(number, name, function, arguments):
    signal.alarm(CASE_LIMIT)
    try:
        function(*arguments)
        return _report(number, True, name)
    except Skip as reason:
        # Where the servers must be there, a run without them is no success.
        if os.environ.get('CI') != 'true':
            return _report(number, True, name, f' # SKIP {reason}')
        note(f'skipped: {reason}')
        return _report(number, False, name)
    except Exception:
        signal.alarm(0)
        note(traceback.format_exc())
        return _report(number, False, name)
    finally:
        signal.alarm(0)


def run(cases):
    """cases: (name, function, arguments...). Words on the command line choose cases by name."""
    words = sys.argv[1:]
    chosen = [case for case in cases if not words or any(word in case[0] for word in words)]
    signal.signal(signal.SIGALRM, _overdue_cb)
    print(f'1..{len(chosen)}', flush=True)
    results = [
        _run_case(number, name, function, arguments)
        for number, (name, function, *arguments) in enumerate(chosen, 1)
    ]
    sys.exit(0 if all(results) else 1)
