"""Choices of whole numbers in the words that people and farms use for them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from uprez.core.errors import JobError

MOST = 10**7
"""Greatest number that is read: a slip of the finger must not fill the memory."""


def numbers(values: Iterable[int]) -> str:
    """Whole numbers as ranges: `0-3,7,9-12`."""
    rows: list[list[int]] = []
    for value in sorted(set(values)):
        if rows and value == rows[-1][1] + 1:
            rows[-1][1] = value
        else:
            rows.append([value, value])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in rows)


def parsed(text: str) -> list[int]:
    """Read what farms write for a choice of numbers: `3`, `0-3,7`, `5-5`, `0-10:2`, `0-10x2`.

    Raises:
        JobError: it is none.
    """
    chosen: list[int] = []
    for part in text.replace(" ", "").split(","):
        match = re.fullmatch(r"(\d+)(?:-(\d+)(?:[:x]([1-9]\d*))?)?", part)
        if match is None:
            raise JobError(f"'{text}' is no choice of shards.", fix="Give numbers and ranges, for example 0-3,7.")
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first or last > MOST:
            raise JobError(f"'{part}' is no range of shards.", why=f"It runs backwards, or beyond {MOST}.", fix="Give 0-3, not 3-0.")
        chosen += range(first, last + 1, int(match[3] or 1))
    return sorted(set(chosen))
