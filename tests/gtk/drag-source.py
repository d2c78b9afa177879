# SPDX-License-Identifier: GPL-3.0-or-later
"""drag-source.py file PATH | text WORDS: a window whose whole face can be dragged away."""

import sys

import gi

gi.require_version('Gdk', '4.0')
gi.require_version('Gtk', '4.0')
from gi.repository import Gdk, Gio, GObject, Gtk  # noqa: E402


def prepare_cb(source, x, y):
    kind, what = sys.argv[1:]
    if kind == 'file':
        value = GObject.Value(Gdk.FileList, Gdk.FileList.new_from_list([Gio.File.new_for_path(what)]))
    else:
        value = GObject.Value(GObject.TYPE_STRING, what)
    return Gdk.ContentProvider.new_for_value(value)


def activate_cb(application):
    window = Gtk.ApplicationWindow(application=application, title='Drag source',
                                   default_width=200, default_height=200)
    source = Gtk.DragSource()
    source.connect('prepare', prepare_cb)
    window.add_controller(source)
    window.present()


application = Gtk.Application()
application.connect('activate', activate_cb)
application.run()
