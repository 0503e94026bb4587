"""Read nodes, and what uprez has to know of each."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from uprez.plugin.host import Sent
from uprez.plugin.nuke.api import nuke

HOLE = re.compile(r"%0?(?P<digits>\d*)d|(?P<marks>#+)")
"""The place of the number in the name of a sequence."""
OURS = "uprez_job"
"""Knob of a Read that uprez has made: the job that made its pictures."""
_NTSC = tuple(Fraction(base * 1000, 1001) for base in (24, 30, 48, 60, 120))
_NEAR = Fraction(1, 200)
"""Frames a second within which a rounded rate means an exact one."""


def chosen_reads() -> list[Any]:
    """The selected Reads, in the order of their names."""
    return sorted(nuke().selectedNodes("Read"), key=lambda node: str(node.fullName()))


def all_reads() -> list[Any]:
    """All Reads of the script, those inside groups too, but for uprez's own."""
    return [node for node in nuke().allNodes("Read", recurseGroups=True) if not is_ours(node)]


def is_ours(read: Any) -> bool:
    """Whether uprez made that Read."""
    return OURS in read.knobs()


def sent_of(read: Any) -> Sent | str:
    """What a Read shows, or why it cannot be sent, a sentence."""
    name = str(read.name())
    if is_ours(read):
        return f"{name} shows a take of uprez's: select the Read that it was made of."
    path = path_of(read)
    if not path:
        return f"{name} has no file."
    if not os.path.isabs(path):
        return f"{name} has a path that starts nowhere ({path}): set the project directory, or give it the full path."
    if re.search(r"%[vV]", path):
        return f"{name} shows several views ({path}): send a Read of each view."
    first, last = (int(read[knob].value()) for knob in ("first", "last"))
    low, high = media_range(read)
    hole = HOLE.search(os.path.basename(path))
    if not os.path.exists(_file(path, hole, low)):
        return f"{name} is offline: {_file(path, hole, low)} is not there."
    if max(first, low) > min(last, high):
        return f"{name} shows no frame of its files: it plays {first} to {last} of {low} to {high}."
    begin, end = max(first, low) - low, min(last, high) - low
    if hole is None:
        return Sent(str(read.fullName()), name, path, begin, end, None, high - low + 1)
    pattern = os.path.join(os.path.dirname(path), HOLE.sub(f"[{low}-{high}]", os.path.basename(path), count=1))
    return Sent(str(read.fullName()), name, pattern, begin, end, _rate(), high - low + 1)


def media_range(read: Any) -> tuple[int, int]:
    """First and last frame of a Read's files, as Nuke counts them: a sequence by its numbers, a movie from 1."""
    low, high = (int(read[knob].value()) for knob in ("origfirst", "origlast"))
    return low, max(low, high)


def path_of(read: Any) -> str:
    """File or pattern, with expressions worked out, from the root; as it was typed where it starts nowhere."""
    knob = read["file"]
    text = str(knob.getEvaluatedValue() or "") if hasattr(knob, "getEvaluatedValue") else str(knob.value() or "")
    if text and not os.path.isabs(text):
        home = str(nuke().root()["project_directory"].evaluate() or "")
        text = os.path.join(home, text) if os.path.isabs(home) else text
    return text


def sent_and_refused(reads: Sequence[Any]) -> tuple[list[Sent], list[str]]:
    """What Reads show, and a sentence for each that cannot be sent."""
    told = [sent_of(read) for read in reads]
    return [one for one in told if isinstance(one, Sent)], [one for one in told if isinstance(one, str)]


def _file(path: str, hole: re.Match[str] | None, number: int) -> str:
    if hole is None:
        return path
    width = len(hole["marks"]) if hole["marks"] else int(hole["digits"] or 1)
    return os.path.join(os.path.dirname(path), HOLE.sub(f"{number:0{width}d}", os.path.basename(path), count=1))


def _rate() -> str | None:
    """Frames a second of the script, exactly."""
    said = Fraction(str(nuke().root()["fps"].value()))
    exact = (rate for rate in (Fraction(round(said)), *_NTSC) if rate and abs(rate - said) < _NEAR)
    return str(next(exact, said)) if said > 0 else None
