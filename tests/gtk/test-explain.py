# SPDX-License-Identifier: GPL-3.0-or-later
"""An error message or a returned mail explained: pasted, opened, dropped, from the command line."""

import os
import pathlib
import subprocess
import sys
import tempfile

import tap
import walk
from driver import Wizard, keys, program_environment, tool, type_keys, wait

REFUSAL = '535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6'
BOUNCE = '''\
From: MAILER-DAEMON@mx.example.jp (Mail Delivery System)
To: taro@example.jp
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="between"

--between
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.jp.

--between
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.jp

Final-Recipient: rfc822; hanako@example.com
Action: failed
Status: 5.1.1
Remote-MTA: dns; mail.example.com
Diagnostic-Code: smtp; 550 5.1.1 <hanako@example.com>: User unknown

Final-Recipient: rfc822; jiro@example.net
Action: failed
Status: 5.2.2
Remote-MTA: dns; mail.example.net
Diagnostic-Code: smtp; 552 5.2.2 Mailbox full

--between
Content-Type: message/rfc822

From: taro@example.jp
To: hanako@example.com
Subject: Private matters

Nobody else's business.
--between--
'''


def write_bounce(name='returned.eml'):
    path = pathlib.Path(tempfile.mkdtemp()) / name
    path.write_text(BOUNCE, encoding='ascii')
    return str(path)


def open_explain(wizard):
    wizard.click('_Explain an error message')
    wizard.wait_for_page('Error message')


def paste(wizard, words):
    wizard.fill('Error _message', words)


def read_words(wizard):
    return wizard.find(wizard.name('Error _message'), 'text').text


def check_cause(wizard, cause):
    wizard.wait_for_page('Explanation')
    wizard.find(walk.get_headline(wizard, cause), 'heading')


def find_text(wizard, part):
    return wait(lambda: next((text for text in wizard.texts() if part in text), None), part)


def test_paste(language):
    """The words lead to the cause, the report, and the check that proves it."""
    with Wizard(language=language) as wizard:
        open_explain(wizard)
        paste(wizard, REFUSAL)
        wizard.click('_Explain')
        check_cause(wizard, 'auth.bad-credentials')
        find_text(wizard, wizard.say('This rests on the words of the message. Nothing was tested '
                                     'yet: a check of your sending server shows whether it is so.'))
        find_text(wizard, '535 5.7.8')
        walk.open_report(wizard)
        title = walk.get_cause_title('auth.bad-credentials', language)
        walk.check_report(walk.save_report(wizard), title)
        wizard.click('Back')
        wizard.wait_for_page('Explanation')
        wizard.click('_Check the server')
        wizard.wait_for_page('Mail settings')
        walk.go_back(wizard, 'Error message')
        assert read_words(wizard) == REFUSAL


def test_unknown(language):
    """Words that say nothing are no cause, and are shown."""
    with Wizard(language=language) as wizard:
        open_explain(wizard)
        paste(wizard, 'zzz qqq')
        wizard.click('_Explain')
        check_cause(wizard, 'unknown')
        find_text(wizard, 'zzz qqq')


def test_keyboard(language):
    """Enter is a new line, Control and Enter go on."""
    with Wizard(language=language) as wizard:
        wizard.mnemonic('_Explain an error message')
        wizard.wait_for_page('Error message')
        wizard.reach(wizard.find(wizard.name('Error _message'), 'text').name)
        type_keys('The server answered:')
        keys('Return')
        type_keys(REFUSAL)
        assert read_words(wizard) == 'The server answered:\n' + REFUSAL
        keys('ctrl+Return')
        check_cause(wizard, 'auth.bad-credentials')
        wizard.reach(wizard.name('_Check the server'))
        keys('space')
        wizard.wait_for_page('Mail settings')
        keys('Escape')
        wizard.wait_for_page('Explanation')


def test_symptom(symptom, language):
    """Who gets an error or a mail back is asked for the words, and may skip that."""
    with Wizard(language=language) as wizard:
        wizard.click('_Start')
        wizard.wait_for_page('What happened?')
        wizard.mnemonic(symptom)
        wizard.click('_Next')
        wizard.wait_for_page('Error message')
        wizard.click('_Skip')
        wizard.wait_for_page('Mail settings')
        walk.go_back(wizard, 'What happened?')


def check_bounce(wizard):
    """Two recipients, two causes; a check of the own server can prove neither."""
    check_cause(wizard, 'recipient.unknown')
    find_text(wizard, walk.get_cause_title('recipient.mailbox-full', wizard.language))
    find_text(wizard, 'jiro@example.net')
    assert not any('Private matters' in text for text in wizard.texts())
    walk.open_report(wizard)
    walk.check_report(walk.read_preview(wizard),
                      walk.get_cause_title('recipient.unknown', wizard.language))
    wizard.click('Back')
    wizard.wait_for_page('Explanation')


def test_argument(language):
    """By the command line, in a program that starts and in one that runs."""
    path = write_bounce()
    with Wizard('--explain', path, language=language) as wizard:
        check_bounce(wizard)
        wizard.click('Back')
        wizard.wait_for_page('Error message')
        find_text(wizard, 'returned.eml')
        wizard.click('Take this file out')
        wizard.find(wizard.name('Error _message'), 'text')
    with Wizard(language=language) as wizard:
        walk.open_settings(wizard)
        walk.fill_settings(wizard, address='taro@example.jp')
        second = subprocess.run(
            [os.environ['POSTMEND'], '--explain', os.path.basename(path)],
            cwd=os.path.dirname(path), capture_output=True, text=True, timeout=30,
            env={**os.environ, **program_environment()})
        assert second.returncode == 0, second.stderr
        check_bounce(wizard)
        wizard.click('_Check the server')
        wizard.wait_for_page('Mail settings')
        found = wizard.find(wizard.name('Mail a_ddress'), good=lambda node: node.editable).text
        assert found == 'taro@example.jp', found


def open_by_dialog(wizard, path):
    wizard.click('Open a _file…')
    wait(lambda: len(wizard.windows()) > 1, 'the dialog')
    wizard.focus_window()
    keys('ctrl+l')
    type_keys(path)
    button = wizard.find(wizard.name('_Open'), 'push button',
                         good=lambda node: 'sensitive' in node.states)
    wait(lambda: button.act('click'), 'the click')
    wait(lambda: len(wizard.windows()) == 1, 'the end of the dialog')
    wizard.focus_window()


def test_dialog(language):
    with Wizard(language=language) as wizard:
        open_explain(wizard)
        open_by_dialog(wizard, write_bounce())
        find_text(wizard, 'returned.eml')
        wizard.click('_Explain')
        check_bounce(wizard)


def test_wrong_files(language):
    """Each is told what is wrong with it, and the words are still there."""
    folder = tempfile.mkdtemp()
    long = os.path.join(folder, 'long.eml')
    empty = os.path.join(folder, 'empty.eml')
    pipe = os.path.join(folder, 'pipe.eml')
    with open(long, 'wb') as file:
        file.truncate(6 * 1024 * 1024)
    with open(empty, 'wb'):
        pass
    os.mkfifo(pipe)
    faults = {
        long: 'This is more than 5 MB. The part that says what went wrong is enough: copy it and '
              'paste it here.',
        pipe: 'This is no file that can be read.',
        folder: 'This is a folder. Choose the file of one mail.',
        os.path.join(folder, 'none.eml'): 'The file is not there any more.',
        empty: 'There is nothing in it that can be read.',
    }
    for path, fault in faults.items():
        with Wizard('--explain', path, language=language) as wizard:
            wizard.wait_for_page('Error message')
            find_text(wizard, wizard.say(fault))


def test_where(language):
    """The program is chosen once, and is in the report, too."""
    with Wizard(language=language) as wizard:
        open_explain(wizard)
        paste(wizard, REFUSAL)
        keys('ctrl+Return')
        check_cause(wizard, 'auth.bad-credentials')
        before = set(wizard.texts())
        walk.choose(wizard, 'My mail _program', 1)
        paths = wait(lambda: [text for text in wizard.texts()
                              if text not in before and ('→' in text or '>' in text)], 'the paths')
        walk.open_report(wizard)
        report = walk.without_breaks(walk.read_preview(wizard))
        assert all(walk.without_breaks(path) in report for path in paths), paths
        wizard.click('Back')
        find_text(wizard, paths[0])


def test_kept(language):
    """Another language keeps the words; a new start does not."""
    other = {'ja': 'en', 'en': 'ja'}[language]
    with Wizard(language=language) as wizard:
        open_explain(wizard)
        paste(wizard, REFUSAL)
        walk.switch_language(wizard, other)
        wizard.wait_for_page('Error message')
        assert read_words(wizard) == REFUSAL
        wizard.click('_Explain')
        check_cause(wizard, 'auth.bad-credentials')
        walk.switch_language(wizard, language)
        check_cause(wizard, 'auth.bad-credentials')
        keys('F10')
        wizard.reach(wizard.name('Start o_ver'), 'Down')
        keys('Return')
        wizard.wait_for_page('Postmend')
        open_explain(wizard)
        assert read_words(wizard) == ''


def test_help(language):
    """The picture of the way has its words, and Escape closes it."""
    with Wizard(language=language) as wizard:
        keys('F10')
        wizard.reach(wizard.name('_How mail travels'), 'Down')
        keys('Return')
        wait(lambda: len(wizard.windows()) > 1, 'the window')
        wizard.focus_window()
        for station in ['Your computer', 'Sending server', 'Recipient’s server', 'Recipient']:
            wizard.find(wizard.say(station))
        find_text(wizard, '503')
        keys('Escape')
        wait(lambda: len(wizard.windows()) == 1, 'the end of the window')


class Source:
    """A window beside the wizard from which something can be dragged; use it in a with statement."""

    def __init__(self, *what):
        self.process = subprocess.Popen(
            [sys.executable, str(pathlib.Path(__file__).with_name('drag-source.py')), *what])
        found = wait(lambda: tool('xdotool', 'search', '--onlyvisible', '--name',
                                  '^Drag source$').split(), 'the source')
        tool('xdotool', 'windowmove', '--sync', found[0], '700', '20')

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.process.terminate()
        self.process.wait(timeout=30)

    def drag_to(self, x, y):
        """In small steps, as a hand does; each is told to the window under it."""
        tool('xdotool', 'mousemove', '760', '120', 'mousedown', '1')
        for step in range(1, 21):
            tool('xdotool', 'mousemove', '--sync', str(760 + (x - 760) * step // 20),
                 str(120 + (y - 120) * step // 20), 'sleep', '0.02')
        tool('xdotool', 'sleep', '0.3', 'mouseup', '1')


def drop(wizard, *what):
    x, y, width, height = wizard.place()
    with Source(*what) as source:
        source.drag_to(x + width // 3, y + height // 3)
        yield


def test_drop(language):
    """A mail on the first page, and words on the page for them."""
    path = write_bounce()
    with Wizard(language=language, size=(600, 800)) as wizard:
        for _ in drop(wizard, 'file', path):
            wizard.wait_for_page('Error message')
            find_text(wizard, 'returned.eml')
        for _ in drop(wizard, 'text', REFUSAL):
            wait(lambda: read_words(wizard) == REFUSAL, 'the words')
        for _ in drop(wizard, 'file', path):
            find_text(wizard, 'returned.eml')


tap.run(
    [(f'{language}/{name}', function, *arguments, language)
     for language in ['ja', 'en']
     for name, function, *arguments in [
         ('paste', test_paste),
         ('unknown', test_unknown),
         ('keyboard', test_keyboard),
         ('symptom-error', test_symptom, 'I get an _error'),
         ('symptom-returned', test_symptom, 'I got mail _back'),
         ('argument', test_argument),
         ('dialog', test_dialog),
         ('wrong-files', test_wrong_files),
         ('where', test_where),
         ('kept', test_kept),
         ('help', test_help),
     ]]
    + [('en/drop', test_drop, 'en')]
)
