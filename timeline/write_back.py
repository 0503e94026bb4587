"""Takes, written back into the edit that they were made from; switching between them and the original.

A target of the edit's own format is the edit itself, changed in nothing but its media. An .otio target holds both references.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

from uprez.core.errors import InputError
from uprez.timeline.edit import Edit, EditClip
from uprez.timeline.opening import broken, require_known
from uprez.timeline.read import read_edit
from uprez.timeline.take import Take
from uprez.timeline.write.aaf_switch import switch_aaf
from uprez.timeline.write.carried import carried
from uprez.timeline.write.document import Document, TextDocument
from uprez.timeline.write.opened import (
    OTIO,
    aaf_document,
    edit_file,
    otio_document,
    read_text,
    refuse_same_file,
    same_format,
    text_document,
)
from uprez.timeline.write.patch import changed, reversed_changes
from uprez.timeline.write.record import Record, with_record
from uprez.timeline.write.switching import switch_otio, switch_text
from uprez.timeline.write.whole import write_whole

KEY = "UPREZ"
"""Name of the reference that a take becomes in an .otio file."""


def check(edit: Path, target: Path, *, read: Edit | None = None) -> tuple[str, ...]:
    """What `target` will not carry over from `edit` and its takes, a sentence each; called before any work.

    `read` is the edit where it was read already, with or without a search for media.

    Raises:
        InputError: the edit cannot be written as `target` at all.
    """
    with _in_words(edit):
        require_known(edit)
        refuse_same_file(edit, target)
        _require_format(edit, target)
        read = read or read_edit(edit)
        if target.suffix.lower() not in OTIO:
            _document(edit, target)
        return carried(edit, read, target)


def write_back(
    edit: Path,
    takes: Sequence[Take],
    target: Path,
    *,
    key: str = KEY,
    rate: Fraction | None = None,
    clips: Collection[int] | None = None,
    read: Edit | None = None,
) -> tuple[str, ...]:
    """Write the edit with takes to `target`; gives notes: what kept its media, and why.

    `rate` is for EDLs, as in `read_edit`; `key` names the takes' reference in .otio files. `clips` are the numbers of the clips
    that are to show takes (`EditClip.index`); by default all whose frames are in one. `read` is the edit where it was read already,
    at that rate and without a search.

    Raises:
        InputError: the edit cannot be read, or not be written as `target`.
        OutputError: the target cannot be written.
    """
    with _in_words(edit):
        require_known(edit)
        refuse_same_file(edit, target)
        _require_format(edit, target)
        document = otio_document(edit, rate, key) if target.suffix.lower() in OTIO else _document(edit, target)
        shown = document.shown((read or read_edit(edit, rate=rate)).clips, edit.suffix, rate)
        if clips is not None:
            shown = {place: held for place, held in shown.items() if any(each.index in clips for each in held)}
        notes: list[str] = []
        fitting = {place: _fitting(document, place, clips, takes, notes) for place, clips in sorted(shown.items())}
        placed = {place: take for place, take in fitting.items() if take is not None}
        notes += [f"No clip shows {take.media}, frames {take.first}-{take.last}." for take in takes if take not in placed.values()]
        _save(document, placed, takes, target, edit)
    return tuple(dict.fromkeys(notes))


def switch(edit: Path, to: Literal["original", "take"], clips: Collection[str] = (), *, key: str = KEY) -> tuple[str, ...]:
    """Show the original or the take of clips, in the file itself; `clips` as `uprez.timeline.choosing.choose` takes them, all by default.

    Raises:
        InputError: the file holds no takes of uprez, was changed since, or its format cannot switch.
        OutputError: it cannot be written.
    """
    with _in_words(edit):
        require_known(edit)
        if edit.suffix.lower() in OTIO:
            return switch_otio(edit, to == "take", tuple(clips), key)
        if edit.suffix.lower() == ".aaf":
            return switch_aaf(edit, to == "take", tuple(clips))
        return switch_text(edit, to == "take", tuple(clips))


def _document(edit: Path, target: Path) -> Document:
    """The edit, opened to be changed in its own format."""
    if edit.suffix.lower() == ".aaf":
        aaf = aaf_document(edit)
        if aaf.shows_takes:
            raise _shows_takes(edit)
        return aaf
    found = read_text(edit)
    if found.record is not None and found.record.shown:
        raise _shows_takes(edit)
    document = text_document(edit, found.text, found.encoding)
    if target.absolute().parent == edit.absolute().parent and edit.suffix == target.suffix:
        return document
    return text_document(edit, changed(found.text, document.held(document.homed())), found.encoding)  # relative media keeps its folder


def _shows_takes(edit: Path) -> InputError:
    fix = "Run `uprez timeline switch --to original` on it first."
    return InputError(f"{edit} shows takes of uprez.", why="Takes are made of originals.", fix=fix)


def _fitting(document: Document, place: int, clips: Sequence[EditClip], takes: Sequence[Take], notes: list[str]) -> Take | None:
    """The take that holds all that is shown at a place."""
    media = {name for clip in clips for name in (clip.named, clip.path) if name}
    of_media = [take for take in takes if take.media in media]
    if not of_media:
        return None
    name = clips[0].name
    held = [take for take in of_media if all(_holds(take, clip) for clip in clips)]
    if not held:
        notes.append(f"'{name}' shows frames that are in no one take; it keeps its media.")
        return None
    refused = ""
    for take in held:
        refused = document.refusal(place, take, clips)
        if not refused:
            return take
    notes.append(f"'{name}' {refused}; it keeps its media.")
    return None


def _holds(take: Take, clip: EditClip) -> bool:
    if clip.first is None or clip.last is None:
        return take.first == 0 and (clip.frames is None or take.frames >= clip.frames)
    return take.holds(clip.first, clip.last)


def _save(document: Document, placed: Mapping[int, Take], takes: Sequence[Take], target: Path, edit: Path) -> None:
    file = edit_file(target)
    if file != target and edit.is_dir() and not target.exists():  # what lies in the edit's folder beside the edit itself
        shutil.copytree(edit, target, ignore=shutil.ignore_patterns(edit_file(edit).name, "media"))
    if not isinstance(document, TextDocument):
        document.save(placed, file)
        return
    changes = document.changes(placed)
    used = list({id(take): take for take in placed.values()}.values())
    numbers = {place: next(number for number, each in enumerate(used) if each is take) for place, take in placed.items()}
    record = Record(reversed_changes(document.text, changes), tuple(used), numbers, tuple(placed))
    text = with_record(changed(document.text, changes), record, edl=target.suffix.lower() == ".edl")
    write_whole(file, text.encode(document.encoding))


def _require_format(edit: Path, target: Path) -> None:
    if target.suffix.lower() in OTIO or same_format(edit, target):
        return
    raise InputError(
        f"{target.name} cannot be written from {edit.name}.",
        why="Takes are written into the edit's own format, or as .otio.",
        fix=f"Choose a name that ends in {edit.suffix} or .otio; `uprez timeline export` makes other formats from the .otio.",
    )


class _in_words:  # noqa: N801
    """Failures of readers, as errors that a user can read."""

    def __init__(self, edit: Path) -> None:
        self._edit = edit

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, OSError):
            why = f"{error.strerror or error}."
            raise InputError(f"{self._edit} cannot be read.", why=why, fix="Check the drive and the permissions.") from error
        if isinstance(error, ElementTree.ParseError | RecursionError):
            raise broken(self._edit, error) from error
