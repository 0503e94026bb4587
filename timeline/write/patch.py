"""Small changes to a text that leave every other character as it was, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of a text that becomes another."""

    start: int
    """Index of the first character that goes."""
    end: int
    """Index after the last one; the same as `start` where something is put in."""
    text: str
    """What takes its place."""


def changed(text: str, changes: Iterable[Change]) -> str:
    """The text with all changes made. They do not overlap; those at one place stand in the order in which they are given."""
    parts: list[str] = []
    at = 0
    for change in _in_order(changes):
        parts += (text[at : change.start], change.text)
        at = change.end
    return "".join((*parts, text[at:]))


def reversed_changes(text: str, changes: Sequence[Change]) -> tuple[Change, ...]:
    """What has to be changed in `changed(text, changes)` to have `text` again."""
    back: list[Change] = []
    moved = 0
    for change in _in_order(changes):
        start = change.start + moved
        back.append(Change(start, start + len(change.text), text[change.start : change.end]))
        moved += len(change.text) - (change.end - change.start)
    return tuple(back)


def _in_order(changes: Iterable[Change]) -> list[Change]:
    return sorted(changes, key=lambda change: (change.start, change.end))
