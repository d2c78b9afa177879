# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the wizard from outside, as a screen reader and a keyboard do: by accessible names."""

import gettext
import os
import re
import signal
import subprocess
import tempfile
import time
import warnings

import gi

warnings.simplefilter('ignore')
gi.require_version('Atspi', '2.0')
gi.require_version('Gdk', '4.0')
from gi.repository import Atspi, Gdk, GLib  # noqa: E402

WAIT = 20  # seconds, for anything that is to appear
STEP = 0.4  # seconds for the focus to move; it may be where it was, or where GTK does not tell
POLL = 0.15  # seconds between two looks
TABS = 120  # presses of Tab after which a control counts as out of reach
COMPLAINT = re.compile(r'CRITICAL|WARNING|ERROR: AddressSanitizer|runtime error:')
OWN_FRAME = re.compile(r'/app/(?!gtk/main\.c)\S+\.c:\d')

Atspi.init()
Atspi.set_timeout(5000, 15000)


class Lost(AssertionError):
    """Something that should be in the window is not there."""


def ask(function, *arguments, default=None):
    """What the program says, or default where the widget went away or knows no such thing."""
    try:
        return function(*arguments)
    except GLib.Error:
        return default


def wait(look, what, limit=WAIT):
    """The first true value of look()."""
    end = time.monotonic() + limit
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise Lost(f'{what}: not there after {limit} s')
        time.sleep(POLL)


def tool(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=15)
    return done.stdout.strip()


def read_clipboard():
    texts = []

    def read_cb(clipboard, result):
        texts.append(ask(clipboard.read_text_finish, result, default=''))

    display = Gdk.Display.open(os.environ['DISPLAY'])
    display.get_clipboard().read_text_async(None, read_cb)
    wait(lambda: GLib.MainContext.default().iteration(False) and texts, 'the clipboard')
    display.close()
    return texts[0]


def keys(*names):
    tool('xdotool', 'key', '--clearmodifiers', *names)


def type_keys(text):
    tool('xdotool', 'type', '--delay', '3', '--', text)


def same_place(node, other):
    return (node and node.accessible) == (other and other.accessible)


def find_complaints(output):
    """What the program, its libraries and the sanitizers had to say; the leaks of GTK and of the font
    library left out, which keeps what it has read whoever asks for a text to be measured."""
    leaks = [leak for leak in output.split('\n\n')
             if leak.startswith('Direct leak') and OWN_FRAME.search(leak)
             and 'libfontconfig' not in leak]
    return leaks + [line for line in output.splitlines() if COMPLAINT.search(line)]


class Node:
    """One accessible widget."""

    def __init__(self, accessible):
        self.accessible = accessible

    @property
    def role(self):
        return ask(self.accessible.get_role_name, default='')

    @property
    def name(self):
        """As it is spoken. GTK says a name with a mnemonic twice: "_Next Next"."""
        name = (ask(self.accessible.get_name, default='') or '').replace('_', '').strip()
        half = len(name) // 2
        return name[:half] if name[:half] == name[half + 1:] and half else name

    @property
    def text(self):
        length = ask(Atspi.Text.get_character_count, self.accessible, default=0)
        return ask(Atspi.Text.get_text, self.accessible, 0, length, default='') if length else ''

    @property
    def states(self):
        found = ask(self.accessible.get_state_set)
        return {state.value_nick for state in found.get_states()} if found else set()

    @property
    def box(self):
        return ask(Atspi.Component.get_extents, self.accessible, Atspi.CoordType.WINDOW)

    @property
    def editable(self):
        return ask(self.accessible.get_editable_text_iface) is not None

    @property
    def parent(self):
        parent = ask(self.accessible.get_parent)
        return Node(parent) if parent is not None else None

    @property
    def shown(self):
        """GTK 4.8 never says "showing" of a widget inside a window; what is hidden has no size."""
        if 'visible' not in self.states:
            return False
        box = self.box
        return box is None or (box.width > 0 and box.height > 0)

    def children(self):
        """The page of a stack is listed twice by GTK 4.8."""
        count = ask(self.accessible.get_child_count, default=0)
        found = [ask(self.accessible.get_child_at_index, index) for index in range(count)]
        return [Node(child) for child in dict.fromkeys(found) if child is not None]

    def walk(self):
        """This and everything below it that is on the screen."""
        yield self
        for child in self.children():
            if child.shown:
                yield from child.walk()

    def actions(self):
        if ask(self.accessible.get_action_iface) is None:
            return []
        count = ask(Atspi.Action.get_n_actions, self.accessible, default=0)
        return [ask(Atspi.Action.get_action_name, self.accessible, i) for i in range(count)]

    def act(self, *names):
        for index, name in enumerate(self.actions()):
            if name in names:
                return ask(Atspi.Action.do_action, self.accessible, index, default=False)
        return False

    def __str__(self):
        words = [self.role, repr(self.name)]
        if self.text:
            words.append(f'text={self.text!r}')
        words += sorted(self.states & {'focused', 'focusable', 'checked', 'sensitive', 'editable'})
        return ' '.join(words)


class Wizard:
    """A running postmend; use it in a with statement."""

    def __init__(self, *options, language='en', environment=None, size=None):
        self.speak(language)
        self.output = tempfile.TemporaryFile('w+')
        self.process = subprocess.Popen(
            [os.environ['POSTMEND'], *options],
            stdin=subprocess.DEVNULL, stdout=self.output, stderr=self.output,
            env={**os.environ, 'LANGUAGE': language, **program_environment(),
                 **(environment or {})})
        try:
            self.application = wait(self._find_application, 'the program')
            wait(self.windows, 'the window')
            self.window_id = wait(self._find_window_id, 'the X window')
            self.focus_window()
            if size:
                self.resize(*size)
        except BaseException:
            self.kill()
            raise

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        try:
            if kind is not None and issubclass(kind, Exception):
                self._tell_failure()
            else:
                self.quit()
        finally:
            self.kill()

    def _tell_failure(self):
        print('# in the window:')
        for node in self.walk():
            if node.role not in ('panel', 'filler'):
                print('#  ', str(node)[:200].replace('\n', ' / '))
        for line in self.read_output().splitlines()[-30:]:
            print('# said:', line)
        folder = os.environ.get('POSTMEND_FAILURES')
        if folder:
            os.makedirs(folder, exist_ok=True)
            self.screenshot(os.path.join(folder, f'{self.process.pid}.png'))
            print(f'# see {folder}/{self.process.pid}.png')

    def _find_application(self):
        self.check_running()
        for child in Node(Atspi.get_desktop(0)).children():
            if ask(child.accessible.get_process_id) == self.process.pid:
                return child
        return None

    def _find_window_id(self):
        """The newest window of the program: a dialog lies over the window it belongs to."""
        found = tool('xdotool', 'search', '--onlyvisible', '--pid', str(self.process.pid)).split()
        return max(found, key=int) if found else None

    def check_running(self):
        if self.process.poll() is not None:
            raise Lost(f'the program ended with {self.process.returncode}:\n{self.read_output()}')

    def read_output(self):
        self.output.seek(0)
        return self.output.read()

    def quit(self):
        """Ends the program as a user does, and hears what it had to complain about."""
        self.focus_window()
        keys('ctrl+q')
        status = self.process.wait(timeout=WAIT)
        complaints = find_complaints(self.read_output())
        assert status == 0 and not complaints, f'ended with {status}: {complaints}'

    def kill(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=WAIT)
        self.output.close()

    # Words

    def speak(self, language):
        """From now on the window is in this language."""
        self.language = language
        self.translation = gettext.translation(
            'postmend', os.environ['POSTMEND_PO'], [language], fallback=language == 'en')

    def say(self, text):
        """The program's own text, in the language of the window."""
        return self.translation.gettext(text)

    def say_of(self, context, text):
        """The same for a text of the catalogue, which is known by its id, too."""
        return self.translation.pgettext(context, text)

    def name(self, text):
        return self.say(text).replace('_', '')

    # Looking

    def windows(self):
        return [child for child in self.application.children() if child.shown]

    def walk(self):
        self.check_running()
        for window in self.windows():
            yield from window.walk()

    def texts(self):
        """Every text that can be read, from top to bottom."""
        seen = []
        for node in self.walk():
            text = node.text or (node.name if node.role in ('label', 'heading') else '')
            if text and text not in seen:
                seen.append(text)
        return seen

    def page(self):
        """The title of the page: the first label of the window."""
        return next((node.text for node in self.walk() if node.role == 'label'), '')

    def wait_for_page(self, *titles, limit=WAIT):
        names = [self.say(title) for title in titles]
        return wait(lambda: self.page() in names and self.page(), f'page {names}', limit)

    def look(self, name, *roles, good=lambda node: True):
        for node in self.walk():
            if (not roles or node.role in roles) and node.name == name and good(node):
                return node
        return None

    def find(self, name, *roles, limit=WAIT, **test):
        return wait(lambda: self.look(name, *roles, **test), f'{"/".join(roles)} “{name}”', limit)

    def focused(self):
        """The node with the keyboard."""
        return next((node for node in self.walk() if 'focused' in node.states), None)

    # Doing

    def click(self, text, *roles):
        node = self.find(self.name(text), *roles, good=lambda node: 'click' in node.actions())
        assert node.act('click'), f'“{text}” refuses the click'

    def fill(self, text, value):
        node = self.find(self.name(text), good=lambda node: node.editable)
        assert Atspi.EditableText.set_text_contents(node.accessible, value), f'“{text}” takes no text'

    def place(self):
        """Where the window is on the screen, without the shadow that is as wide on every side."""
        geometry = dict(line.split('=') for line in tool(
            'xdotool', 'getwindowgeometry', '--shell', self.window_id).splitlines())
        frame = self.windows()[-1].box
        shadow = (int(geometry['WIDTH']) - frame.width) // 2
        return (int(geometry['X']) + shadow, int(geometry['Y']) + shadow,
                frame.width, frame.height)

    def is_still(self, node):
        """It is within the window, and does not move any more."""
        _, _, width, height = self.place()
        before = node.box
        time.sleep(0.15)
        box = node.box
        same = (box.x, box.y) == (before.x, before.y)
        return same and 0 <= box.y and box.y + box.height < height and box.x < width

    def press(self, node):
        """A press of the mouse in the middle, for what has no action in GTK 4.8."""
        self.focus_window()
        x, y, _, _ = self.place()
        box = node.box
        tool('xdotool', 'mousemove', str(x + box.x + box.width // 2),
             str(y + box.y + box.height // 2), 'click', '1')

    def focus_window(self):
        """What a window manager does with a new window."""
        self.window_id = wait(self._find_window_id, 'the X window')
        tool('xdotool', 'windowfocus', '--sync', self.window_id)

    def resize(self, width, height):
        """To that size, as far as the window can be that small."""
        geometry = dict(line.split('=') for line in tool(
            'xdotool', 'getwindowgeometry', '--shell', self.window_id).splitlines())
        _, _, inner_width, inner_height = self.place()
        tool('xdotool', 'windowsize', self.window_id,
             str(width + int(geometry['WIDTH']) - inner_width),
             str(height + int(geometry['HEIGHT']) - inner_height))

    def screenshot(self, path):
        x, y, width, height = self.place()
        tool('import', '-window', 'root', '-crop', f'{width}x{height}+{x}+{y}', '+repage', path)

    # Doing by keyboard alone

    def reach(self, name, key='Tab'):
        """Walks to a control with Tab, or in a menu or list with Down."""
        for _ in range(TABS):
            node = self.focused()
            if node and node.name == name:
                return
            self.step(key, node)
        raise Lost(f'“{name}” is not reached with {key}')

    def step(self, key, before):
        """Presses a key that moves the focus, and gives it a moment to move."""
        keys(key)
        end = time.monotonic() + STEP
        while time.monotonic() < end and same_place(self.focused(), before):
            time.sleep(0.05)

    def mnemonic(self, text):
        """Alt and the underlined letter."""
        letter = re.search('_(.)', self.say(text))
        assert letter, f'“{self.say(text)}” has no mnemonic'
        keys('alt+' + letter.group(1).lower())

    def type_into(self, text, value):
        """Walks to an entry with Tab, and types. GTK 4.8 does not tell which entry row has the
        keyboard: where it is not told, a letter is tried and taken back."""
        entry = self.find(self.name(text), good=lambda node: node.editable)
        before = entry.text
        for _ in range(TABS):
            node = self.focused()
            if node is None:
                keys('End', 'x')
                time.sleep(POLL)
                found = entry.text != before
                keys('BackSpace')
                if found:
                    break
            self.step('Tab', node)
        keys('ctrl+a')
        type_keys(value)
        wait(lambda: entry.text == value, f'{value!r} in “{text}”')


def program_environment():
    """What the program under test is started with."""
    return {'LD_PRELOAD': os.environ['POSTMEND_PRELOAD']} if 'POSTMEND_PRELOAD' in os.environ else {}
