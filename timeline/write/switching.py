"""Flipping clips between their original media and their take, in a file that uprez wrote."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from uprez.core.errors import InputError
from uprez.timeline.choosing import choose
from uprez.timeline.edit import Edit
from uprez.timeline.encoding import encoding_of
from uprez.timeline.read import read_edit
from uprez.timeline.write.opened import edit_file, read_text, text_document
from uprez.timeline.write.otio_file import OtioFile, opened, save, switched
from uprez.timeline.write.patch import changed, reversed_changes
from uprez.timeline.write.record import Record, original, with_record
from uprez.timeline.write.whole import write_whole

_NONE = "It holds no takes that uprez wrote, or its editor dropped what uprez left in it."
_FIX = "Switch in the editor, or use the .otio file that `uprez timeline upscale` wrote."


def switch_otio(edit: Path, to_take: bool, clips: Sequence[str], key: str) -> tuple[str, ...]:
    """Set the active reference of clips.

    Raises:
        InputError: no clip has a take.
        OutputError: the file cannot be written.
    """
    file = edit_file(edit)
    document = OtioFile(opened(edit), file.absolute().parent, key)
    read = read_edit(edit)
    shown = document.shown(read.clips, ".otio", None)
    meant = set(choose(read, clips=clips)) if clips else None
    notes: list[str] = []
    found = 0
    for place, clip in enumerate(document.places):
        if meant is not None and not meant.intersection(shown.get(place, ())):
            continue
        if switched(clip, key, to_take=to_take):
            found += 1
        elif meant is not None:
            notes.append(f"'{clip.name}' has no take.")
    if not found:
        raise InputError(f"Nothing in {edit} can be switched.", why="No clip that was chosen has a take of uprez.", fix="Upscale it first.")
    save(document.root, file)
    return tuple(notes)


def switch_text(edit: Path, to_take: bool, clips: Sequence[str]) -> tuple[str, ...]:
    """Write the text anew from its original, with the takes that are to be seen.

    Raises:
        InputError: the file holds no takes, or was changed since they were written.
        OutputError: it cannot be written.
    """
    found = read_text(edit)
    record = found.record
    if record is None:
        raise InputError(f"{edit} cannot be switched.", why=_NONE, fix=_FIX)
    before = original(found.text, record)
    encoding = encoding_of(before, found.encoding)
    document = text_document(edit, before, encoding)
    meant = set(record.places)
    notes: list[str] = []
    if clips:
        read = _read(before, encoding, edit)
        chosen = set(choose(read, clips=clips))
        shown = document.shown(read.clips, edit.suffix, read.rate)
        meant = {place for place, held in shown.items() if chosen.intersection(held)}
        notes = [f"'{shown[place][0].name}' has no take." for place in sorted(meant - set(record.places))]
        if not meant & set(record.places):
            raise InputError(f"Nothing in {edit} can be switched.", why="No clip that was chosen has a take.", fix="Choose others.")
    seen = (set(record.shown) | meant if to_take else set(record.shown) - meant) & set(record.places)
    placed = {place: record.takes[record.places[place]] for place in sorted(seen)}
    changes = document.changes(placed)
    new = Record(reversed_changes(before, changes), record.takes, record.places, tuple(placed))
    text = with_record(changed(before, changes), new, edl=edit.suffix.lower() == ".edl")
    write_whole(edit_file(edit), text.encode(encoding))
    return tuple(notes)


def _read(text: str, encoding: str, edit: Path) -> Edit:
    """The edit that a text holds; only its clips' names and order count, not where their media lies."""
    with tempfile.TemporaryDirectory(prefix="uprez-") as folder:
        path = Path(folder) / f"{edit.stem}{edit.suffix}"
        path.write_bytes(text.encode(encoding))
        return read_edit(path)
