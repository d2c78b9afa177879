# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole way through the wizard against a real Postfix."""

import contextlib
import itertools
import tempfile

import tap
import walk
from driver import Wizard
from lab import PostfixLab

RIGHT = 'kettle-97-Orchard-wren'
WRONG = 'kettle-97-Orchard-lark'
OUTSIDER = 'somebody@elsewhere.test'
USUAL = ('plain', 'smtps', 'submission')
LATE = ('plain', 'closed')

# name, doors behind 25, 465 and 587, what is typed, the cause
CASES = [
    ('right/587', USUAL, {'port': '587', 'security': 'STARTTLS', 'password': RIGHT}, 'healthy'),
    ('right/465', USUAL, {'port': '465', 'security': 'SSL/TLS', 'password': RIGHT}, 'healthy'),
    ('right/not-sure', USUAL, {'password': RIGHT, 'to': OUTSIDER}, 'healthy'),
    ('wrong-password', USUAL, {'port': '587', 'password': WRONG}, 'auth.bad-credentials'),
    ('relay-denied', USUAL, {'port': '25', 'security': 'STARTTLS', 'to': OUTSIDER},
     'relay.denied'),
    ('sender-not-owned', USUAL, {'port': '587', 'password': RIGHT, 'from': 'info@example.test',
                                 'to': OUTSIDER}, 'sender.not-owned'),
    ('recipient-unknown', USUAL, {'port': '587', 'password': RIGHT, 'to': 'nobody@example.test'},
     'recipient.unknown'),
    ('message-size', USUAL, {'port': '587', 'password': RIGHT, 'size': '5',
                             'to': 'info@example.test'}, 'limit.message-size'),
    ('greylisted', (*LATE, 'greylist'), {'port': '587', 'password': RIGHT,
                                         'to': 'info@example.test'}, 'policy.greylisted'),
    ('auth-not-offered', USUAL, {'port': '25', 'security': 'STARTTLS', 'password': RIGHT},
     'auth.not-offered'),
    ('starttls-to-465', USUAL, {'port': '465', 'security': 'STARTTLS', 'password': RIGHT},
     'tls.wrong-mode'),
    ('tls-to-587', USUAL, {'port': '587', 'security': 'SSL/TLS', 'password': RIGHT},
     'tls.wrong-mode'),
    ('expired', (*LATE, 'expired'), {'port': '587', 'password': RIGHT}, 'tls.cert-expired'),
    ('self-signed', (*LATE, 'self_signed'), {'port': '587', 'password': RIGHT},
     'tls.cert-untrusted'),
    ('wrong-name', (*LATE, 'wrong_name'), {'port': '587', 'password': RIGHT},
     'tls.cert-name-mismatch'),
    ('stopped', ('closed', 'closed', 'closed'), {'port': '587', 'password': RIGHT},
     'connect.refused'),
]

lab = contextlib.ExitStack()
postfix = None


def start_postfix():
    """Once for all cases; where it cannot be, every case is skipped."""
    global postfix
    if postfix is None:
        postfix = lab.enter_context(PostfixLab(RIGHT))


def test_case(doors, settings, cause, language):
    start_postfix()
    # The wizard remembers the account of the last run: each case begins with none.
    own = {'XDG_CONFIG_HOME': tempfile.mkdtemp()}
    with Wizard(*postfix.options(*doors), language=language, environment=own) as wizard:
        walk.open_settings(wizard)
        walk.fill_settings(wizard, address=postfix.user, server=postfix.host, **settings)
        walk.check(wizard, cause)
        walk.open_report(wizard)
        text = walk.save_report(wizard)
        if cause != 'healthy':
            walk.check_report(text, walk.get_cause_title(cause, language))
        assert RIGHT not in text and WRONG not in text, 'a password in the file'


def test_consent(language):
    """Nobody but the user's own server is asked, until the switch is on."""
    start_postfix()
    own = {'XDG_CONFIG_HOME': tempfile.mkdtemp()}
    with Wizard(*postfix.options(*USUAL), language=language, environment=own) as wizard:
        walk.open_settings(wizard)
        walk.fill_settings(wizard, address=postfix.user, server=postfix.host, port='587',
                           password=RIGHT)
        walk.check(wizard, 'healthy')
        walk.open_report(wizard)
        assert 'domain.name' not in walk.read_preview(wizard)
        walk.go_back(wizard, 'Mail settings')
        walk.unfold(wizard, '_Ask others too')
        row = 'Settin_gs of your domain (SPF, DMARC)'
        wizard.find(wizard.name(row), 'check box')
        wizard.mnemonic(row)
        wizard.find(wizard.name(row), 'check box', good=lambda node: 'checked' in node.states)
        # The name server of the test knows the host alone.
        walk.check(wizard, 'sender.domain-not-found')
        walk.open_report(wizard)
        text = walk.read_preview(wizard)
        assert 'domain.name = example.test' in text
        assert 'blocklist.' not in text


# Each case once; the languages take turns.
with lab:
    tap.run([('en/consent', test_consent, 'en'), ('ja/consent', test_consent, 'ja')] + [(f'{language}/{name}', test_case, doors, settings, cause, language)
             for (name, doors, settings, cause), language
             in zip(CASES, itertools.cycle(['ja', 'en']))])
