# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways through the wizard that several tests take."""

import functools
import json
import os
import subprocess
import tempfile

from driver import keys, type_keys, wait

RESULT = 60  # seconds that a check may take


@functools.cache
def ask_program(*arguments):
    """What the command line program answers, as JSON."""
    done = subprocess.run(
        [os.environ['POSTMEND_CLI'], *arguments, '--format', 'json'],
        capture_output=True, text=True, timeout=RESULT)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def list_faults():
    return [entry['name'] for entry in ask_program('practice', '--lang', 'en')['practice']]


def get_cause_title(cause, language):
    entries = ask_program('causes', '--lang', language)['causes']
    return next(entry['title'] for entry in entries if entry['id'] == cause)


def get_headline(wizard, cause):
    """What the result page says first of a cause, or of "healthy" or "unknown"."""
    verdicts = {
        'healthy': ('verdict.ok.title', 'No problem found'),
        'unknown': ('verdict.inconclusive.title', 'No clear cause'),
    }
    if cause in verdicts:
        return wizard.say_of(*verdicts[cause])
    return get_cause_title(cause, wizard.language)


def get_sentence(fault, language):
    """What the report says first of a fault."""
    return ask_program('practice', fault, '--lang', language)['summary']


def without_breaks(text):
    return ''.join(text.split())


def check_report(text, sentence):
    assert without_breaks(sentence) in without_breaks(text), f'not in the report: {sentence}'


def open_settings(wizard):
    """From the first page to the settings."""
    wizard.click('_Start')
    wizard.wait_for_page('What happened?')
    wizard.click('_Next')
    wizard.wait_for_page('Mail settings')


def choose_fault(wizard, fault):
    """From the list of practice faults to the settings."""
    wizard.fill('Search the faults', fault)
    wizard.press(find_row(wizard, fault))
    wizard.wait_for_page('Mail settings')


def find_row(wizard, fault):
    """Once the search has moved it to where it can be pressed."""
    def look():
        row = next((node for node in wizard.walk() if node.role == 'list item'
                    and any(child.text == fault for child in node.walk())), None)
        return row if row and wizard.is_still(row) else None
    return wait(look, f'row of {fault}')


def check(wizard, cause):
    """From the settings to the result, which has to be that cause."""
    wizard.click('_Check')
    wizard.wait_for_page('Result', limit=RESULT)
    wizard.find(get_headline(wizard, cause), 'heading')


def open_report(wizard):
    wizard.click('Make a _report')
    wizard.wait_for_page('Report')


def read_preview(wizard):
    name = wizard.name('Text of the report')
    return wait(lambda: wizard.find(name).text, 'text of the report')


def save_report(wizard, name='report.txt'):
    """Saves the report by the dialog; what is in the file then."""
    path = os.path.join(tempfile.mkdtemp(), name)
    wizard.click('_Save…')
    answer_dialog(wizard, path)
    with open(path, encoding='utf-8') as file:
        return file.read()


def answer_dialog(wizard, path):
    wait(lambda: len(wizard.windows()) > 1, 'the dialog')
    wizard.focus_window()
    keys('ctrl+a')
    type_keys(path)
    keys('Return')
    wait(lambda: os.path.exists(path) and os.path.getsize(path), f'the file {path}')
    wait(lambda: len(wizard.windows()) == 1, 'the end of the dialog')
    wizard.focus_window()


def go_back(wizard, title):
    """Back until the page of this title."""
    while wizard.page() != wizard.say(title):
        page = wizard.page()
        wizard.click('Back')
        wait(lambda: wizard.page() != page, 'the page before')


def switch_language(wizard, language):
    """By the menu, whose languages have their own names."""
    label = {'ja': '日本語', 'en': 'English'}[language]
    keys('F10')
    wizard.reach(wizard.name('_Language'), 'Down')
    keys('Return')
    wizard.find(label)
    wizard.reach(label, 'Down')
    keys('Return')
    wizard.speak(language)


SECURITY = ['Not sure: find out', 'SSL/TLS', 'STARTTLS', 'No encryption']
ENTRIES = {
    'address': 'Mail a_ddress',
    'server': 'S_erver name',
    'port': 'P_ort number (empty: not sure)',
    'password': '_Password',
    'from': 'Send as (_if not your address)',
    'to': 'Recipient (asked _for, no mail is sent)',
    'size': 'Size of the attachments in _MB',
}
FOLDED = {'from', 'to', 'size'}


def fill_settings(wizard, security=None, **settings):
    if FOLDED & settings.keys():
        unfold(wizard, 'Only certain mails do _not go out')
    for field, value in settings.items():
        wizard.fill(ENTRIES[field], value)
    if security:
        choose(wizard, 'Connection _security', SECURITY.index(security))


def unfold(wizard, text):
    wizard.reach(wizard.name(text))
    keys('space')


def choose(wizard, text, index):
    """An entry of a combo row."""
    wizard.reach(wizard.name(text))
    keys('space', 'Home', *['Down'] * index, 'Return')


def find_text_view(wizard, text):
    node = wizard.look(wizard.name(text), 'text')
    return node and node.text
