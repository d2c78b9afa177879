# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page as it is heard: names for all that can be used, and all of it in one language."""

import re

import tap
import walk
from driver import Wizard, keys, wait

CONTROLS = {'push button', 'toggle button', 'check box', 'radio button', 'text', 'password text',
            'combo box', 'menu item', 'radio menu item', 'link', 'slider', 'spin button', 'entry'}
CLASS_NAME = re.compile(r'(Gtk|Adw|Pm)[A-Z]\w+$')
JAPANESE = re.compile(r'[\u3040-\u30ff\u4e00-\u9fff]')
LATIN_WORD = re.compile(r'[A-Za-z]{2,}')
# What is not ours to translate: the words of servers, names of hosts, faults and programs.
FOREIGN = re.compile(
    r'[2-5]\d\d[ -]|\S+@\S+|[\w-]+(\.[\w-]+)+|(SSL|TLS|STARTTLS|SMTP|JSON|GNU|Postmend)\b|©|The Postmend developers')


def is_translated(text):
    """False where a text of the Japanese window is plainly English."""
    return all(
        JAPANESE.search(line) or FOREIGN.match(line) or len(LATIN_WORD.findall(line)) <= 2
        for line in text.splitlines())


def check_names(wizard):
    for node in wizard.walk():
        needed = node.role in CONTROLS or 'focused' in node.states
        if needed and 'focusable' in node.states:
            assert node.name and not CLASS_NAME.match(node.name), f'without a name: {node}'


def check_language(wizard):
    for node in wizard.walk():
        # Verbatim records and the server's words stand in text views and begin with a number.
        texts = {node.name} if node.editable else {node.name, node.text}
        if node.role in ('text', 'file chooser') and not node.editable:
            texts = {node.name}
        for text in texts - {''}:
            if wizard.language == 'ja':
                assert is_translated(text) or CLASS_NAME.match(text), f'not in Japanese: {text}'
            else:
                assert text == '日本語' or not JAPANESE.search(text), f'not in English: {text}'


def check_focus(wizard):
    """Round by Tab: every stop has a name, and the round ends where it began."""
    seen = []
    node = None
    for _ in range(150):
        wizard.step('Tab', node)
        node = wizard.focused()
        if node is None:
            continue  # an entry row: GTK 4.8 does not tell that it has the keyboard
        assert node.name and not CLASS_NAME.match(node.name), f'Tab stops at {node}'
        stop = (node.role, node.name, str(node.box and (node.box.x, node.box.y)))
        if stop in seen:
            return
        seen.append(stop)
    raise AssertionError(f'Tab does not come round: {seen[-10:]}')


def check_page(wizard, page, focus=True):
    wizard.wait_for_page(page, limit=walk.RESULT)
    examinations = [check_names, check_language]
    if focus and wizard.language == 'en':  # the order is the same in every language
        examinations.append(check_focus)
    for examine in examinations:
        try:
            examine(wizard)
        except AssertionError as error:
            raise AssertionError(f'page “{page}”: {error}') from error


def test_first_pages(language):
    with Wizard(language=language) as wizard:
        check_page(wizard, 'Postmend')
        wizard.click('_Start')
        check_page(wizard, 'What happened?')
        wizard.click('_Next')
        walk.unfold(wizard, 'Only certain mails do _not go out')
        check_page(wizard, 'Mail settings')


def test_explain_pages(language):
    with Wizard(language=language) as wizard:
        wizard.click('_Explain an error message')
        check_page(wizard, 'Error message')
        wizard.fill('Error _message', '550 5.7.1 Relaying denied')
        wizard.click('_Explain')
        check_page(wizard, 'Explanation')


def test_practice_pages(language):
    with Wizard('--practice', language=language) as wizard:
        check_page(wizard, 'Practice')
        walk.choose_fault(wizard, 'auth.bad-credentials')
        check_page(wizard, 'Mail settings', focus=False)
        wizard.click('_Check')
        wizard.wait_for_page('Result', limit=walk.RESULT)
        walk.unfold(wizard, 'All stages')
        walk.unfold(wizard, 'Record of the conversation')
        check_page(wizard, 'Result')
        walk.open_report(wizard)
        check_page(wizard, 'Report')


def test_result(fault, language):
    with Wizard('--practice', language=language) as wizard:
        walk.choose_fault(wizard, fault)
        wizard.click('_Check')
        check_page(wizard, 'Result', focus=False)


def test_checking(language):
    """While it runs; Stop leads back to the settings."""
    with Wizard('--practice', language=language) as wizard:
        walk.choose_fault(wizard, 'connect.timeout')
        wizard.click('_Check')
        wizard.wait_for_page('Checking')
        check_names(wizard)
        check_language(wizard)
        wizard.mnemonic('_Stop')
        wizard.wait_for_page('Mail settings')


def test_windows(item, language):
    with Wizard(language=language) as wizard:
        keys('F10')
        check_names(wizard)
        check_language(wizard)
        wizard.reach(wizard.name(item), 'Down')
        keys('Return')
        wait(lambda: len(wizard.windows()) > 1, item)
        wizard.focus_window()
        check_language(wizard)  # not the names: these windows are made by the libraries
        keys('Escape')
        wait(lambda: len(wizard.windows()) == 1, f'the end of {item}')


def test_switch():
    """Another language in the running window keeps what was typed."""
    typed = {'address': 'taro@example.jp', 'server': 'smtp.example.jp', 'port': '587',
             'password': 'only here', 'to': 'hanako@example.com', 'size': '12'}
    with Wizard(language='en') as wizard:
        walk.open_settings(wizard)
        walk.fill_settings(wizard, **typed)
        for language in ['ja', 'en']:
            walk.switch_language(wizard, language)
            wizard.wait_for_page('Mail settings')
            for field, value in typed.items():
                found = wizard.find(wizard.name(walk.ENTRIES[field]),
                                    good=lambda node: node.editable).text
                assert found == value, f'{field} is {found!r}'
            check_language(wizard)


tap.run(
    [(f'{language}/{name}', function, *arguments, language)
     for language in ['ja', 'en']
     for name, function, *arguments in [
         ('first-pages', test_first_pages),
         ('explain-pages', test_explain_pages),
         ('practice-pages', test_practice_pages),
         ('way-out', test_result, 'connect.port25-blocked'),
         ('healthy', test_result, 'healthy'),
         ('unknown', test_result, 'unknown'),
         ('checking', test_checking),
         ('shortcuts', test_windows, '_Keyboard shortcuts'),
         ('how-mail-travels', test_windows, '_How mail travels'),
         ('about', test_windows, '_About Postmend'),
     ]]
    + [('switch', test_switch)]
)
