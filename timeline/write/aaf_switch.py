"""Flipping clips of an AAF between their original media and their take.

A source clip that was given a take keeps, in a user comment of its own, both mobs and its start in each. The original's mobs stay in
the file, so that a flip is another mob and another start, also after another program has moved or trimmed the clip.
"""
# pyright: reportUnknownParameterType=false
# aaf2 has no types.

from __future__ import annotations

import shutil
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from uprez.core.errors import InputError
from uprez.timeline.choosing import choose
from uprez.timeline.read import read_edit
from uprez.timeline.write.aaf import Aaf, Place, opened, places_of
from uprez.timeline.write.aaf_media import Pair, pair_of
from uprez.timeline.write.whole import whole_file

_FIX = "Upscale it first; or switch the .otio file that `uprez timeline upscale` wrote."


def switch_aaf(edit: Path, to_take: bool, clips: Sequence[str]) -> tuple[str, ...]:
    """Show the original or the take of clips, in the file itself; notes tell of those that cannot be flipped.

    Raises:
        InputError: no clip that was chosen has a take.
        OutputError: the file cannot be written.
    """
    meant = _places(edit, clips) if clips else None
    notes: list[str] = []
    found = 0
    with whole_file(edit) as temp:
        shutil.copyfile(edit, temp)
        with opened(temp, "rw", edit) as file:
            for number, place in enumerate(list(places_of(file))):
                if meant is not None and number not in meant:
                    continue
                pair = pair_of(place.clip)
                why = "has no take" if pair is None else _flipped(file, place, pair, to_take)
                found += not why
                if why and (pair is not None or meant is not None):
                    notes.append(f"'{place.clip.mob.name}' {why}.")
        if not found:
            raise InputError(f"Nothing in {edit} can be switched.", why=" ".join(notes) or "No clip has a take of uprez.", fix=_FIX)
    return tuple(notes)


def _places(edit: Path, clips: Sequence[str]) -> set[int]:
    """The places that show any of these clips."""
    read = read_edit(edit)
    chosen = set(choose(read, clips=clips))
    return {place for place, held in Aaf(edit).shown(read.clips, edit.suffix, None).items() if chosen.intersection(held)}


def _flipped(file: Any, place: Place, pair: Pair, to_take: bool) -> str:
    """Flip a clip; why it cannot be, as the end of a sentence, or nothing. One that shows what is wanted stays."""
    clip = place.clip
    now, wanted = str(clip.mob_id), pair.take if to_take else pair.original
    if now == wanted:
        return ""
    if now not in (pair.take, pair.original):
        return "shows other media now; it was left"
    mob = next((each for each in file.content.mobs if str(each.mob_id) == wanted), None)
    slot = None if mob is None else next((each for each in mob.slots if each.slot_id == clip.slot_id), None)
    if mob is None or slot is None:
        return "has lost its other media in the program that saved the file last"
    start = clip.start + (pair.shift if not to_take else -pair.shift)
    room = max(slot.segment.length, 0) * place.rate / Fraction(slot.edit_rate.numerator, slot.edit_rate.denominator)
    if start < 0 or start + clip.length > room:
        return "shows frames now that its take does not hold; it was left"
    clip.mob_id, clip.start = mob.mob_id, start
    return ""
