"""What the user is told: in Resolve's console and a log file, and in a window where Resolve lets scripts open one."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from uprez.plugin.places import make_state_folder
from uprez.plugin.resolve.api import ask, can

LOG = "resolve.log"
"""In uprez's state folder."""
_LONG = 1 << 18
"""Bytes of log at which it starts anew."""


def tell(lines: Sequence[str], given: Mapping[str, Any], studio: bool) -> None:
    """Show `lines`. A window is only tried in the Studio edition: the free one answers with an offer to buy it."""
    text = "\n".join(lines)
    if sys.stdout is not None:  # a program without a console has none
        with suppress(OSError, UnicodeError):
            sys.stdout.write(f"{text}\n")
    with suppress(OSError):
        log = make_state_folder() / LOG
        mode = "w" if log.exists() and log.stat().st_size > _LONG else "a"
        with log.open(mode, encoding="utf-8") as file:
            file.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')}\n{text}\n\n")
    if studio:
        # A window is a comfort, drawn by an interface that has no published description: nothing else depends on it.
        with suppress(Exception):
            _window(text, given)


def _window(text: str, given: Mapping[str, Any]) -> None:
    manager = getattr(given.get("fusion"), "UIManager", None)
    if manager is None or not can(given.get("bmd"), "UIDispatcher"):
        return
    dispatcher = given["bmd"].UIDispatcher(manager)
    shown = manager.TextEdit({"ID": "Text", "Text": text, "ReadOnly": True})
    parts = manager.VGroup([shown, manager.Button({"ID": "Close", "Text": "Close"})])
    window = dispatcher.AddWindow({"ID": "uprez", "WindowTitle": "uprez", "Geometry": [200, 200, 620, 320]}, [parts])

    def over(_event: Any) -> None:
        dispatcher.ExitLoop()

    window.On.uprez.Close = over
    window.On.Close.Clicked = over
    ask(window, "Show")
    dispatcher.RunLoop()
    ask(window, "Hide")
