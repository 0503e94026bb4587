"""How pictures are compared, and which of their values are seen."""

from __future__ import annotations

from enum import Enum


class Mode(Enum):
    """What is compared, and how."""

    A = "a"
    """The first picture."""
    B = "b"
    """The second."""
    WIPE = "wipe"
    """A left of a line, B right of it."""
    DIFFERENCE = "difference"
    """Eight times the difference of what A and B give on the display, each channel on its own."""


class Channels(Enum):
    """Which values are seen."""

    COLOUR = "colour"
    """All three; alpha over a checkerboard."""
    RED = "red"
    """Red as grey, after the display transform."""
    GREEN = "green"
    """Green as grey."""
    BLUE = "blue"
    """Blue as grey."""
    LUMA = "luma"
    """The luma of BT.709 of the display's values, as grey."""
    ALPHA = "alpha"
    """Alpha as grey, 0 to 1, without a display transform."""
