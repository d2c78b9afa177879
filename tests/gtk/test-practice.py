# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole way through the wizard in practice mode: every fault in Japanese, the main ones in
English, too."""

import os
import tempfile

import tap
import walk
from driver import Wizard, keys, type_keys, wait

# Those that people meet most; their report is saved as a file, too.
MAIN = [
    'auth.bad-credentials',
    'auth.not-offered',
    'auth.required',
    'connect.dns-not-found',
    'connect.port25-blocked',
    'connect.refused',
    'connect.timeout',
    'healthy',
    'limit.message-size',
    'policy.greylisted',
    'recipient.unknown',
    'relay.denied',
    'sender.not-owned',
    'tls.cert-expired',
    'tls.cert-name-mismatch',
    'tls.cert-untrusted',
    'tls.wrong-mode',
]


def test_fault(fault, language):
    sentence = walk.get_sentence(fault, language)
    with Wizard('--practice', language=language) as wizard:
        walk.choose_fault(wizard, fault)
        walk.check(wizard, fault)
        walk.open_report(wizard)
        walk.check_report(walk.read_preview(wizard), sentence)
        if fault in MAIN:
            walk.check_report(walk.save_report(wizard), sentence)


def test_one_after_another(language):
    """The result is that of the last run, whatever was there before."""
    with Wizard('--practice', language=language) as wizard:
        for fault in ['connect.refused', 'healthy', 'relay.denied']:
            walk.choose_fault(wizard, fault)
            walk.check(wizard, fault)
            walk.go_back(wizard, 'Practice')


def test_report_language(language):
    """The report has a language of its own."""
    other = {'ja': 'en', 'en': 'ja'}[language]
    with Wizard('--practice', language=language) as wizard:
        walk.choose_fault(wizard, 'relay.denied')
        walk.check(wizard, 'relay.denied')
        walk.open_report(wizard)
        wizard.click({'ja': '日本語', 'en': 'English'}[other])
        sentence = walk.get_sentence('relay.denied', other)
        wait(lambda: sentence in walk.read_preview(wizard), sentence)
        walk.check_report(walk.save_report(wizard), sentence)


def test_keyboard(fault, language):
    """From the first page to the saved report, and no hand on the mouse."""
    path = os.path.join(tempfile.mkdtemp(), 'report.txt')
    with Wizard(language=language) as wizard:
        wizard.reach(wizard.name('_Start'))
        keys('F10')
        wizard.reach(wizard.name('_Practice mode…'), 'Down')
        keys('Return')
        wizard.wait_for_page('Practice')
        wizard.reach(wizard.name('Search the faults'))
        type_keys(fault)
        wizard.reach(walk.find_row(wizard, fault).name)
        keys('Return')
        wizard.wait_for_page('Mail settings')
        wizard.type_into('_Password', 'no such password')
        wizard.reach(wizard.name('_Check'))
        keys('space')
        wizard.wait_for_page('Result', limit=walk.RESULT)
        wizard.find(walk.get_headline(wizard, fault), 'heading')
        wizard.reach(wizard.name('Make a _report'))
        keys('space')
        wizard.wait_for_page('Report')
        wizard.mnemonic('_Save…')
        walk.answer_dialog(wizard, path)
        with open(path, encoding='utf-8') as file:
            walk.check_report(file.read(), walk.get_sentence(fault, language))


FAULTS = {'ja': walk.list_faults(), 'en': MAIN}

tap.run(
    [(f'{language}/{fault}', test_fault, fault, language)
     for language, faults in FAULTS.items() for fault in faults]
    + [(f'{language}/{name}', function, *arguments, language)
       for language in FAULTS
       for name, function, *arguments in [
           ('one-after-another', test_one_after_another),
           ('report-language', test_report_language),
           ('keyboard', test_keyboard, 'auth.bad-credentials'),
       ]]
)
