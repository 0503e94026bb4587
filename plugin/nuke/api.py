"""Nuke itself, and the thread that alone may touch it.

Source: the Nuke Python documents of versions 13 to 17.1. `nuke` is a module of the host and is nowhere else, so that it is
taken from there when it is needed, and never imported.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Any

from uprez.plugin.errors import ServiceError


def nuke() -> Any:
    """The host's own module.

    Raises:
        ServiceError: this Python is not Nuke's.
    """
    found = sys.modules.get("nuke")
    if found is None:
        raise ServiceError("This is not Nuke.", "Its Python has no module `nuke`.", "Start this from Nuke's menu.", kind="HostError")
    return found


def in_main_thread(function: Callable[..., None], *arguments: Any) -> None:
    """Call `function` on Nuke's main thread, soon."""
    nuke().executeInMainThread(function, args=arguments)


def tell(lines: Sequence[str]) -> None:
    """Show `lines` to the user. On the main thread only."""
    nuke().message("\n".join(lines))


@contextmanager
def one_step(name: str) -> Generator[None]:
    """Everything inside as one step of the undo list; nothing of it stays when it fails."""
    undo = nuke().Undo()
    undo.begin(name)
    try:
        yield
    except BaseException:
        undo.cancel()
        raise
    undo.end()


@contextmanager
def selection_kept() -> Generator[None]:
    """Nothing selected inside, so that new nodes connect to nothing; the user's selection afterwards."""
    chosen = list(nuke().selectedNodes())
    _select([])
    try:
        yield
    finally:
        _select(chosen)


def _select(nodes: Sequence[Any]) -> None:
    for node in nuke().selectedNodes():
        node["selected"].setValue(False)
    for node in nodes:
        node["selected"].setValue(True)
