"""Knobs of a fake Nuke. See fake_nuke.py for what it is made of."""

# ruff: noqa: N801, N802 - these are Nuke's names

import re


class Knob:
    """A knob: a value, or an expression of other knobs."""

    def __init__(self, name="", label="", value=""):
        self._name, self.label, self._value, self.expression, self.enabled, self.node = name, label, value, None, True, None

    def name(self):
        return self._name

    def value(self):
        return self._value if self.expression is None else self.node.world.evaluated(self)

    def getValue(self):
        return self.value()

    def setValue(self, value):
        self._value = value
        return True

    def setEnabled(self, on):
        self.enabled = on

    def setExpression(self, text):
        self.expression = text
        return True

    def state(self):
        return (self._value, self.expression, self.enabled)

    def restore(self, state):
        self._value, self.expression, self.enabled = state


class String_Knob(Knob):
    """Text."""

    def setValue(self, value):
        assert isinstance(value, str), "Nuke refuses anything else"
        return super().setValue(value)


class Tab_Knob(Knob):
    """A tab."""


class Number_Knob(Knob):
    """A number, as Nuke gives it: a float."""

    def value(self):
        return float(super().value() or 0)


class Enumeration_Knob(Knob):
    """One of several words, set by its number or its word; its value is the word, its getValue the number."""

    def __init__(self, name, label, values):
        super().__init__(name, label, 0)
        self._values = list(values)

    def values(self):
        return list(self._values)

    def setValues(self, values):
        self._values = list(values)

    def value(self):
        return self._values[int(self._value)]

    def getValue(self):
        return float(self._value)

    def setValue(self, value):
        if isinstance(value, str):
            if value not in self._values:
                return False
            value = self._values.index(value)
        self._value = int(value)
        return True

    def state(self):
        return (*super().state(), list(self._values))

    def restore(self, state):
        super().restore(state[:3])
        self._values = list(state[3])


class Colorspace_Knob(Enumeration_Knob):
    """Colour spaces; the first entry names the default of the file's kind."""

    def __init__(self, name, default, spaces):
        super().__init__(name, "", [f"default ({default})", *spaces])


class File_Knob(Knob):
    """A file, with Nuke's reading of what a user types: `name.%04d.exr 1-10`."""

    def fromUserText(self, text):
        found = re.match(r"^(.*?)(?: (-?\d+)-(-?\d+))?$", text)
        self._value = found[1]
        numbers = (int(found[2]), int(found[3])) if found[2] else None
        self.node.load(found[1], numbers)

    def getEvaluatedValue(self):
        return self._value.replace("[value root.shot]", "shot")
