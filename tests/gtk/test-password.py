# SPDX-License-Identifier: GPL-3.0-or-later
"""What the wizard does with a password: it is nowhere but in the keyring, and there on request."""

import base64
import os
import pathlib
import subprocess

import tap
import walk
from driver import Wizard, read_clipboard, wait
from lab import PostfixLab

RIGHT = 'kettle-97-Orchard-wren'
WRONG = 'kettle-97-Orchard-lark'


def forms(user, password):
    """Every form in which a password goes over the wire."""
    plain = f'\0{user}\0{password}'
    return [password] + [base64.b64encode(text.encode()).decode() for text in (password, plain)]


def search_texts(texts, user, password):
    for where, text in texts.items():
        for form in forms(user, password):
            assert form not in text, f'the password is in {where}'


def search_files(user, password):
    """Everything that was written in this desktop session, by the program and for it."""
    for path in pathlib.Path(os.environ['HOME']).parent.rglob('*'):
        if path.is_file():
            text = path.read_bytes().decode('latin-1')
            search_texts({str(path): text}, user, password)


def test_no_trace(fault):
    with Wizard('--practice') as wizard:
        walk.choose_fault(wizard, fault)
        user = wizard.find(wizard.name('_User name'), good=lambda node: node.editable).text
        wizard.fill('_Password', WRONG)
        wizard.click('_Check')
        wizard.wait_for_page('Result', limit=walk.RESULT)
        walk.unfold(wizard, 'Record of the conversation')
        record = wait(lambda: walk.find_text_view(wizard, 'Record of the conversation'), 'record')
        texts = {'the record': record, 'the result': '\n'.join(wizard.texts())}
        assert 'AUTH' in record, 'no sign-in was tried'
        walk.open_report(wizard)
        texts['the preview'] = walk.read_preview(wizard)
        wizard.click('_Copy')
        texts['the clipboard'] = wait(read_clipboard, 'text in the clipboard')
        texts['the saved report'] = walk.save_report(wizard, 'report.txt')
        texts['the saved JSON'] = walk.save_report(wizard, 'report.json')
        texts['the output'] = wizard.read_output()
        search_texts(texts, user, WRONG)
    search_files(user, WRONG)


def look_in_keyring(user):
    done = subprocess.run(['secret-tool', 'lookup', 'user', user],
                          capture_output=True, text=True, timeout=20)
    return done.stdout


def run_real(lab, password, cause, remember):
    """A check in which the password is, or is not, to be remembered."""
    with Wizard(*lab.options('plain', 'smtps', 'submission')) as wizard:
        walk.open_settings(wizard)
        recalled = wizard.find('Password', good=lambda node: node.editable).text
        walk.fill_settings(wizard, address=lab.user, server=lab.host, port='587',
                           password=password)
        box = wizard.find('Remember the password', 'check box', 'toggle button')
        if remember != ('checked' in box.states):
            wizard.press(box)
            wait(lambda: remember == ('checked' in box.states), 'the switch')
        walk.check(wizard, cause)
    return recalled


def test_keyring():
    with PostfixLab(RIGHT) as lab:
        run_real(lab, WRONG, 'auth.bad-credentials', remember=True)
        assert look_in_keyring(lab.user) == '', 'a password that was refused is remembered'
        run_real(lab, RIGHT, 'healthy', remember=False)
        assert look_in_keyring(lab.user) == '', 'a password is remembered that nobody asked for'
        run_real(lab, RIGHT, 'healthy', remember=True)
        wait(lambda: look_in_keyring(lab.user) == RIGHT, 'the password in the keyring')
        assert run_real(lab, RIGHT, 'healthy', remember=True) == RIGHT, 'not recalled'
        run_real(lab, RIGHT, 'healthy', remember=False)
        wait(lambda: look_in_keyring(lab.user) == '', 'the end of it in the keyring')
        search_files(lab.user, RIGHT)
        search_files(lab.user, WRONG)


tap.run([(f'no-trace/{fault}', test_no_trace, fault)
         for fault in ['auth.bad-credentials', 'healthy', 'sender.not-owned']]
        + [('keyring', test_keyring)])
