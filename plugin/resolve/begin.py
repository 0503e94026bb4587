"""The way from a file of the menu to what it does. Python 3.6 can read it, to say in words that it is too old."""

import sys
from collections.abc import Mapping
from typing import Any


def begin(name: str, given: "Mapping[str, Any]") -> None:
    """Call a function of `uprez.plugin.resolve.scripts` with the globals of the menu's file, in a Python that uprez runs in."""
    if sys.version_info < (3, 9):  # noqa: UP036 - the host brings its own Python
        sys.stdout.write("uprez needs Python 3.9 or newer; Resolve has started Python {}.{}.\n".format(*sys.version_info[:2]))
        return
    from uprez.plugin.resolve import scripts

    getattr(scripts, name)(given)
