# SPDX-License-Identifier: GPL-3.0-or-later
"""A Postfix of the test's own."""

import os
import subprocess

import tap

WAIT = 30


class PostfixLab:
    """Use it in a with statement; what the program says of itself are its attributes."""

    def __init__(self, password):
        self.process = subprocess.Popen(
            [os.environ['POSTMEND_POSTFIX_LAB']],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            # Not in the session's own folder: Postfix runs as another user.
            env={**os.environ, 'TMPDIR': '/tmp'})
        self.process.stdin.write(password + '\n')
        self.process.stdin.flush()
        for line in self.process.stdout:
            name, _, value = line.strip().partition('=')
            if name in ('READY', 'OBSTACLE'):
                break
            setattr(self, name.lower(), value)
        else:
            raise AssertionError('Postfix did not start')
        if name == 'OBSTACLE':
            self.stop()
            raise tap.Skip(value)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.stop()

    def stop(self):
        self.process.stdin.close()
        self.process.wait(timeout=WAIT)
        self.process.stdout.close()

    def options(self, door_25, door_465, door_587):
        """How the wizard is sent to the lab instead of the world."""
        ports = [getattr(self, door) for door in (door_25, door_465, door_587)]
        return ['--dns', self.dns, '--ca-file', self.root,
                '--port-map', '25:{},465:{},587:{}'.format(*ports)]
