"""Nodes of a fake Nuke. See fake_nuke.py for what it is made of."""

# ruff: noqa: N802 - these are Nuke's names

import os

from tests.plugin.nuke.fake_knobs import Colorspace_Knob, Enumeration_Knob, File_Knob, Knob, Number_Knob

SPACES = ("linear", "sRGB", "rec709", "AlexaV3LogC")


class Node:
    """A node."""

    def __init__(self, world, kind, name, group):
        self.world, self.kind, self._name, self.group = world, kind, name, group
        self._inputs, self._knobs, self.place = [], {}, [0, 0]
        self.addKnob(Knob("selected", value=False))

    def Class(self):
        return self.kind

    def name(self):
        return self._name

    def fullName(self):
        return self._name if self.group is None or self.group.group is None else f"{self.group.fullName()}.{self._name}"

    def parent(self):
        return self.group

    def setName(self, name, uncollide=True):
        taken = {node.name() for node in self.world.nodes if node is not self and node.group is self.group}
        assert uncollide or name not in taken
        number = next(number for number in range(1000) if (f"{name}{number or ''}") not in taken)
        self._name = f"{name}{number or ''}"

    def knobs(self):
        return dict(self._knobs)

    def addKnob(self, knob):
        knob.node = self
        self._knobs[knob.name()] = knob

    def __getitem__(self, name):
        return self._knobs[name]

    def inputs(self):
        return len(self._inputs)

    def input(self, index):
        return self._inputs[index] if index < len(self._inputs) else None

    def setInput(self, index, node):
        self._inputs += [None] * (index + 1 - len(self._inputs))
        self._inputs[index] = node
        return True

    def dependent(self, what):
        assert what == self.world.INPUTS | self.world.HIDDEN_INPUTS
        return [node for node in self.world.nodes if self in node._inputs]

    def xpos(self):
        return self.place[0]

    def ypos(self):
        return self.place[1]

    def setXYpos(self, x, y):
        self.place = [x, y]

    def __enter__(self):
        self.world.context.append(self)
        return self

    def __exit__(self, *_):
        self.world.context.pop()

    def state(self):
        return self._name, list(self._inputs), {name: (knob, knob.state()) for name, knob in self._knobs.items()}, list(self.place)

    def restore(self, state):
        self._name, self._inputs, knobs, self.place = state[0], list(state[1]), state[2], list(state[3])
        self._knobs = {name: knob for name, (knob, _) in knobs.items()}
        for knob, before in knobs.values():
            knob.restore(before)


class Read(Node):
    """A Read."""

    def __init__(self, *about):
        super().__init__(*about)
        self.addKnob(File_Knob("file"))
        for name in ("first", "last", "origfirst", "origlast"):
            self.addKnob(Number_Knob(name, value=1))
        self.addKnob(Enumeration_Knob("frame_mode", "", ["expression", "start at", "offset"]))
        self.addKnob(Knob("frame"))
        self.addKnob(Colorspace_Knob("colorspace", "linear", SPACES))
        for name in ("raw", "premultiplied", "auto_alpha"):
            self.addKnob(Knob(name, value=False))
        for name in ("before", "after"):
            self.addKnob(Enumeration_Knob(name, "", ["hold", "loop", "bounce", "black"]))
        self.addKnob(Enumeration_Knob("on_error", "", ["error", "black", "checkerboard", "nearest frame"]))
        self.size, self.broken = (0, 0), False

    def load(self, path, numbers=None):
        """What Nuke does when the file changes: it reads the header, and sets the range."""
        if numbers is None:
            numbers = self.world.movies.get(path, (1, 1))
        for name, value in zip(("first", "last", "origfirst", "origlast"), numbers * 2, strict=True):
            self[name].setValue(value)
        default = "linear" if path.endswith(".exr") else "sRGB"
        if "no spaces" not in self.world.quirks:
            self.addKnob(Colorspace_Knob("colorspace", default, SPACES))
        else:
            self.addKnob(Colorspace_Knob("colorspace", default, ()))
        self.size = self.world.sizes.get(os.path.dirname(path), (1920, 1080))
        self.broken = "broken" in self.world.quirks

    def hasError(self):
        return self.broken

    def width(self):
        return self.size[0]

    def height(self):
        return self.size[1]

    def format(self):
        return self.size

    def picture(self, frame):
        """File, its number, and size."""
        if "rigid" in self.world.quirks:
            self["first"].setValue(1)
        mode, text, first = int(self["frame_mode"].getValue()), self["frame"].value(), int(self["first"].value())
        if mode == 0:
            number = int(eval(text, {"frame": frame})) if text else frame
        else:
            number = frame - int(text or 0) + (first if mode == 1 else 0)
        number = min(max(number, first), int(self["last"].value()))
        return self["file"].value(), number, self.size


class Switch(Node):
    """A Switch."""

    def __init__(self, *about):
        super().__init__(*about)
        self.addKnob(Number_Knob("which", value=0))

    def picture(self, frame):
        return self.input(int(self["which"].value())).picture(frame)


class Reformat(Node):
    """A Reformat."""

    def __init__(self, *about):
        super().__init__(*about)
        self.addKnob(Enumeration_Knob("type", "", ["to format", "to box", "scale"]))
        self.addKnob(Knob("format"))
        self.addKnob(Enumeration_Knob("resize", "", ["none", "width", "height", "fit", "fill", "distort"]))
        self.addKnob(Number_Knob("disable", value=0))

    def format(self):
        return self["format"].value()

    def picture(self, frame):
        path, number, size = self.input(0).picture(frame)
        return path, number, size if self["disable"].value() else self["format"].value()


class Blur(Node):
    """Any node with one picture in and one out; in these tests, also a Viewer."""

    def picture(self, frame):
        return self.input(0).picture(frame)


class Group(Node):
    """A Group, and the root."""
