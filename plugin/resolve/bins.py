"""Takes in the media pool: imported into a bin of their own, and the user's bin set again."""

from __future__ import annotations

import os
import re
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from uprez.plugin.errors import ServiceError
from uprez.plugin.host import Taken
from uprez.plugin.resolve.api import Session, ask, can
from uprez.plugin.resolve.shown import numbers_of, path_of, rate_of

BIN = "uprez"
"""Name of the bin, under the root of the media pool, and of tracks that takes lie on."""
_ALIKE = {"Input Color Space": "in other colours", "PAR": "with pixels of another shape"}
"""Clip attributes that the user may have set on the original, which the take's file does not know."""
_HOLE = re.compile(r"%0?\d*d")


def imported(session: Session, taken: Taken, original: Any) -> Any:
    """The media pool item of a take: the one that is there, or a new one, checked frame for frame.

    Raises:
        ServiceError: Resolve does not read it, or reads something else.
    """
    folder = _bin(session)
    for media in ask(folder, "GetClipList") or []:
        if shows(media, taken):
            return _like(media, taken, original)
    with _current(session, folder):
        found = ask(session.pool, "ImportMedia", _asked(taken)) or []
    media = next((media for media in found if shows(media, taken)), None)
    if media is None:
        read = ", ".join(path_of(media) for media in found) or "nothing"
        raise _failed(f"Resolve did not import {taken.path}.", f"It read {read}.")
    return _like(media, taken, original)


def bin_paths(session: Session) -> set[str]:
    """Paths of all takes in the bin."""
    folder = _found(session)
    return {path_of(media) for media in ask(folder, "GetClipList") or []} if folder is not None else set()


def shows(media: Any, taken: Taken) -> bool:
    """Whether a media pool item is that take: the same file, or pictures of the same name and numbers."""
    path = path_of(media)
    if taken.number is None:
        return bool(path) and _same(path, taken.path)
    numbers = numbers_of(path)
    start, name = os.path.split(taken.path)
    before, after = _HOLE.split(name.replace("%%", "%"), maxsplit=1)
    wanted = (taken.number, taken.number + taken.frames - 1)
    if numbers is None:  # one picture is told by its own name
        return taken.frames == 1 and bool(path) and _same(path, taken.picture(taken.first))
    there = os.path.basename(path)
    return numbers == wanted and _same(os.path.dirname(path), start) and there.startswith(before) and there.endswith(after)


def _asked(taken: Taken) -> list[Any]:
    if taken.number is None:
        return [taken.path]
    return [{"FilePath": taken.path, "StartIndex": taken.number, "EndIndex": taken.number + taken.frames - 1}]


def _like(media: Any, taken: Taken, original: Any) -> Any:
    """The item with the original's rate, colour space and pixel shape, which files do not always bring, and what made it."""
    frames = str(ask(media, "GetClipProperty", "Frames") or "")
    if frames and frames != str(taken.frames):
        raise _failed(f"Resolve reads {taken.path} in another way.", f"It counts {frames} frames; the take has {taken.frames}.")
    rate = ask(original, "GetClipProperty", "FPS")
    if rate_of(ask(media, "GetClipProperty", "FPS")) != rate_of(rate):
        ask(media, "SetClipProperty", "FPS", rate)
        if rate_of(now := ask(media, "GetClipProperty", "FPS")) != rate_of(rate):
            raise _failed(f"Resolve plays {taken.path} at another rate.", f"It takes {now} frames a second; the original has {rate}.")
    for name, otherwise in _ALIKE.items():
        wanted = ask(original, "GetClipProperty", name)
        if wanted and ask(media, "GetClipProperty", name) != wanted:
            ask(media, "SetClipProperty", name, wanted)
            if (now := ask(media, "GetClipProperty", name)) != wanted:
                raise _failed(f"Resolve shows {taken.path} {otherwise}.", f"Its {name} is {now}; the original's is {wanted}.")
    facts = {f"uprez {name}": str(value) for name, value in taken.facts.items() if value}
    if facts and can(media, "SetThirdPartyMetadata"):
        media.SetThirdPartyMetadata(facts)
    return media


@contextmanager
def _current(session: Session, folder: Any) -> Generator[None]:
    """`folder` as the bin that imports go to, and the user's again afterwards."""
    before = ask(session.pool, "GetCurrentFolder")
    if not ask(session.pool, "SetCurrentFolder", folder):
        raise _failed(f"The bin {BIN} cannot be opened.", "Resolve refused it.")
    try:
        yield
    finally:
        if before is not None:
            ask(session.pool, "SetCurrentFolder", before)


def _bin(session: Session) -> Any:
    if (folder := _found(session)) is not None:
        return folder
    before = ask(session.pool, "GetCurrentFolder")
    made = ask(session.pool, "AddSubFolder", ask(session.pool, "GetRootFolder"), BIN)
    if before is not None:
        ask(session.pool, "SetCurrentFolder", before)  # a new bin becomes the current one
    if made is None:
        raise _failed(f"The bin {BIN} cannot be made.", "Resolve refused it; the project may be read-only.")
    return made


def _found(session: Session) -> Any:
    folders = ask(ask(session.pool, "GetRootFolder"), "GetSubFolderList") or []
    return next((folder for folder in folders if ask(folder, "GetName") == BIN), None)


def _same(one: str, other: str) -> bool:
    return os.path.normcase(os.path.normpath(one)) == os.path.normcase(os.path.normpath(other))


def _failed(what: str, why: str) -> ServiceError:
    return ServiceError(what, why, "Import it by hand, and tell us what Resolve made of it.", kind="HostError")
