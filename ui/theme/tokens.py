"""The numbers and colours that everything on the screen is made from."""

from __future__ import annotations

from dataclasses import dataclass

SPACE = 8
"""The grid: margins and gaps are this, half of it, or a multiple of it, in logical pixels."""
RADIUS = 4
"""Radius of corners in logical pixels."""
CONTROL = 28
"""Height of buttons, fields and lists' rows of one line in logical pixels."""
ICON = 16
"""Side of an icon in logical pixels."""


@dataclass(frozen=True)
class Colours:
    """A theme: colours by what they are for, as #rrggbb. Greys are neutral, so that they do not tint what one judges."""

    dark: bool
    """True when text is lighter than what it stands on."""
    window: str
    """Behind everything."""
    surface: str
    """Columns, lists, tabs."""
    raised: str
    """Cards, buttons, menus."""
    field: str
    """Where one types or chooses."""
    hover: str
    """A control under the pointer."""
    selected: str
    """A chosen row."""
    line: str
    """Between areas."""
    edge: str
    """Around controls; 3:1 against what it stands on is not needed where the fill shows them."""
    text: str
    """What is read first."""
    muted: str
    """What is read second; 4.5:1 against every ground."""
    faint: str
    """What cannot be used now."""
    accent: str
    """The one colour: what to do next, what is chosen, what goes on."""
    accent_hover: str
    """The accent under the pointer."""
    on_accent: str
    """Text on the accent."""
    good: str
    """Finished."""
    warn: str
    """Needs a look."""
    bad: str
    """Failed."""
    stage: str
    """Around pictures: a neutral grey, in either theme."""


DARK = Colours(
    dark=True,
    window="#1a1a1a",
    surface="#212121",
    raised="#2b2b2b",
    field="#171717",
    hover="#353535",
    selected="#2c3a4f",
    line="#303030",
    edge="#434343",
    text="#e6e6e6",
    muted="#a3a3a3",
    faint="#6b6b6b",
    accent="#5b9bf0",
    accent_hover="#74acf5",
    on_accent="#0d1420",
    good="#63b37b",
    warn="#d9a441",
    bad="#e8716b",
    stage="#121212",
)
"""For dim rooms."""

LIGHT = Colours(
    dark=False,
    window="#e9e9e9",
    surface="#f5f5f5",
    raised="#ffffff",
    field="#ffffff",
    hover="#ececec",
    selected="#d5e4f8",
    line="#d6d6d6",
    edge="#bdbdbd",
    text="#1c1c1c",
    muted="#595959",
    faint="#9a9a9a",
    accent="#2467c4",
    accent_hover="#1b57aa",
    on_accent="#ffffff",
    good="#217a3c",
    warn="#8a5a00",
    bad="#b8322a",
    stage="#2a2a2a",
)
"""For bright rooms."""
