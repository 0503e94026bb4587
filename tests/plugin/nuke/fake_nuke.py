"""A stand-in for Nuke, which cannot be had here without a licence.

Written from Foundry's Python documents (developer guides of versions 13 to 17.1) for names, arguments and answers, and from its
reference guide for what a Read plays at a frame. Nothing in it was compared with a real Nuke. `picture` says what comes out of a
node at a frame, so that tests see the whole of what was built.
"""

# ruff: noqa: N802, N803 - these are Nuke's names

import re
from types import SimpleNamespace

from tests.plugin.nuke import fake_knobs
from tests.plugin.nuke.fake_knobs import Number_Knob
from tests.plugin.nuke.fake_nodes import Group, Read, Reformat, Switch


class Undo:
    """A step of the undo list."""

    def __init__(self, world):
        self._world = world

    def begin(self, name):
        self._before = [(node, node.state()) for node in self._world.nodes]
        self._name = name

    def end(self):
        self._world.undone.append(self)

    def cancel(self):
        self._world.nodes[:] = [node for node, _ in self._before]
        for node, state in self._before:
            node.restore(state)

    undo = cancel


class Menu:
    """A menu, flat: `entries` by name."""

    def __init__(self):
        self.menus, self.entries = {}, {}

    def addMenu(self, name):
        return self.menus.setdefault(name, Menu())

    def addCommand(self, name, command):
        self.entries[name] = command

    def addSeparator(self):
        self.entries["-"] = None


class Nuke:
    """The module `nuke`. What threads want done on the main thread waits in `queued` until the test does it."""

    INPUTS, HIDDEN_INPUTS = 1, 2

    def __init__(self):
        self.nodes_, self.quirks, self.movies, self.sizes = [], set(), {}, {}
        self.root_ = Group(self, "Root", "root", None)
        self.root_.addKnob(Number_Knob("fps", value=24))
        self.root_.addKnob(SimpleNamespace(name=lambda: "project_directory", evaluate=lambda: self.home))
        self.home, self.context, self.undone, self.messages, self.queued = "", [], [], [], []
        self.bar = Menu()
        for name in ("Tab_Knob", "String_Knob", "Enumeration_Knob"):
            setattr(self, name, getattr(fake_knobs, name))
        self.makers = SimpleNamespace(Switch=lambda: self._made(Switch), Reformat=lambda: self._made(Reformat))

    @property
    def nodes(self):
        """As a list for the fake; as the makers of nodes for scripts, which only ever take an attribute of it."""
        return _Nodes(self.nodes_, self.makers)

    def root(self):
        return self.root_

    def createNode(self, kind, inpanel=True):
        assert (kind, inpanel) == ("Read", False)
        assert not self.selectedNodes(), "a new node would connect to what is selected"
        return self._made(Read)

    def add(self, kind, name, group=None):
        """A node that the user made."""
        with group or self.root_:
            node = self._made(kind)
        node.setName(name)
        return node

    def allNodes(self, filter=None, group=None, recurseGroups=False):
        where = group or (self.context[-1] if self.context else self.root_)
        nodes = self.nodes_ if recurseGroups else [node for node in self.nodes_ if node.group is where]
        return [node for node in nodes if filter is None or node.Class() == filter]

    def selectedNodes(self, filter=None):
        return [node for node in self.allNodes(filter, recurseGroups=True) if node["selected"].value()]

    def toNode(self, name):
        assert self.context[-1] is self.root_, "names are looked up from where the user is"
        return next((node for node in self.nodes_ if node.fullName() == name), None)

    def Undo(self):
        return Undo(self)

    def message(self, text):
        self.messages.append(text)

    def menu(self, name):
        assert name == "Nuke"
        return self.bar

    def executeInMainThread(self, function, args=(), kwargs=None):
        self.queued.append(lambda: function(*args, **(kwargs or {})))

    def evaluated(self, knob):
        """An expression of whole numbers: knobs of the same node, or `Node.knob`."""
        if "no expressions" in self.quirks:
            return 0

        def number(found):
            *owner, name = found.group().split(".")
            node = knob.node if not owner else next(one for one in self.nodes_ if one.name() == owner[0] and one.group is knob.node.group)
            return str(int(node[name].getValue()))

        return eval(re.sub(r"[A-Za-z_][\w.]*", number, knob.expression))

    def _made(self, kind):
        group = self.context[-1] if self.context else self.root_
        node = kind(self, kind.__name__, "", group)
        self.nodes_.append(node)
        node.setName(f"{kind.__name__}1")
        return node


class _Nodes(list):
    """The fake's own list of nodes, which undoing changes in place."""

    def __init__(self, nodes, makers):
        super().__init__(nodes)
        self._nodes = nodes
        self.Switch, self.Reformat = makers.Switch, makers.Reformat

    def __setitem__(self, index, value):
        self._nodes[index] = value
