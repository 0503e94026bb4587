"""Which frames a movie can show, and when: its packets read once, its ends tried.

A header's count is not believed: it counts frames that an edit list hides, and those that a cut-off copy lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, pairwise, takewhile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from uprez.core.errors import InputError
from uprez.media.container import flow, open_movie, picture_stream
from uprez.media.packets import read_packets

_HELD_WHOLE = "mov"
"""Containers whose packets all carry their size, so that a lost tail shows without decoding."""

_ENDLESS = "mpeg"
"""Containers that state no length: a cut-off end does not show in them."""

_RATES = tuple(Fraction(base * 1000, 1001) for base in (24, 30, 48, 60, 120)) + tuple(map(Fraction, (24, 25, 30, 48, 50, 60, 90, 100, 120)))


_REORDERED = 16
"""Frames that may be sent before one that is shown earlier (H.264 and H.265 annex A)."""


@dataclass(frozen=True, slots=True)
class MovieIndex:
    """The frames that can be shown, in the order shown."""

    pts: NDArray[np.int64]
    """Presentation stamp of every frame, ascending, in ticks of `time_base`."""
    keys: NDArray[np.int64]
    """Presentation stamps of the frames at which decoding can start, ascending."""
    time_base: Fraction
    """Seconds a tick."""
    rate: Fraction
    """Frames a second; the average when `variable`."""
    variable: bool
    """Whether the stamps fit no constant rate."""
    by_count: bool = False
    """Stamps are absent or run backwards: frames are known by counting from the start; `pts` then counts frames."""
    notes: tuple[str, ...] = ()

    @property
    def frames(self) -> int:
        """Frames that can be shown."""
        return len(self.pts)

    def time(self, frame: int) -> Fraction:
        """Seconds from the first frame, exact."""
        return int(self.pts[frame] - self.pts[0]) * self.time_base


def index_movie(path: Path) -> MovieIndex:
    """Read all packets of a movie's picture and find the frames that can be shown.

    Raises:
        InputError: no movie, no picture in it, or not one frame that decodes.
    """
    packets = read_packets(path)
    stated, time_base, kind = packets.stated_rate, packets.time_base, packets.container
    if not packets.tidy or len(set(packets.shown)) != len(packets.shown):
        return _by_count(path, stated)
    listed = np.array(sorted(packets.shown), np.int64)
    keys = np.array(sorted(packets.keys), np.int64)
    if not len(listed):
        raise _nothing(path, packets.why)
    pts = _from_first_good(path, listed)
    if pts is None:
        return _by_count(path, stated)
    notes = _lost(len(listed) - len(pts), "first")
    early = _ends_early(listed, time_base, packets.promised) or packets.why
    if early or not (kind.startswith(_HELD_WHOLE) and packets.whole):
        whole = _to_last_good(path, pts, keys, packets.shown)
        if early or kind.startswith(_ENDLESS):
            whole = _torn_off(whole, packets.shown, time_base, stated)
        notes += _lost(len(pts) - len(whole), "last")
        pts = whole
    if early:
        notes.append(f"The file is cut short. {early}")
    rate, variable = _rate(pts, time_base, stated)
    return MovieIndex(pts, keys, time_base, rate, variable, notes=tuple(notes))


def _lost(count: int, where: str) -> list[str]:
    if not count:
        return []
    frames, verb = ("frame", "is") if count == 1 else (f"{count} frames", "are")
    return [f"The {where} {frames} cannot be decoded whole and {verb} left out."]


def _ends_early(listed: NDArray[np.int64], time_base: Fraction, promised: Fraction | None) -> str:
    """A sentence when the packets end half a second or more before the header says."""
    shown = Fraction(int(listed[-1] - listed[0])) * time_base
    if promised is None or promised - shown <= Fraction(1, 2) + shown / len(listed):
        return ""
    return f"It says that it lasts {float(promised):.2f} s, but its picture ends after {float(shown):.2f} s."


def _rate(pts: NDArray[np.int64], time_base: Fraction, stated: Fraction | None) -> tuple[Fraction, bool]:
    """The constant rate that explains all stamps, else the average and True."""
    if len(pts) == 1:
        return stated or Fraction(24), False
    average = (len(pts) - 1) / (Fraction(int(pts[-1] - pts[0])) * time_base)
    near = [rate for rate in (*_RATES, *filter(None, [stated])) if abs(rate / average - 1) < Fraction(1, 50)]
    near.sort(key=lambda rate: (abs(rate / (stated or average) - 1) > Fraction(1, 100000), abs(rate - (stated or average))))
    # Stamps are rounded to whole ticks, and often were to milliseconds in an earlier container.
    slack = max(1.01, 0.00101 / float(time_base))
    for rate in (*near, Fraction(max(1, round(average))), average.limit_denominator(1001), average):
        drift = (pts - pts[0]) - np.arange(len(pts)) * float(1 / (rate * time_base))
        if drift.max() - drift.min() <= slack:
            return rate, False
    return average, True


def _from_first_good(path: Path, pts: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """Leave out the frames before the first that decodes whole (a copy cut from the middle of a group of pictures).

    None when the decoder stamps its frames otherwise than the packets said (AVI has no stamps; they are made up).
    """
    faults: list[Exception] = []
    with open_movie(path) as container:
        frames = flow(container, picture_stream(container, path), faults)
        whole = (frame.pts for frame in frames if frame.pts is not None and not frame.is_corrupt and frame.pts >= pts[0])
        stamps = list(islice(whole, _REORDERED))
    if not stamps:
        raise _nothing(path, str(faults[-1]) if faults else "")
    kept = pts[np.searchsorted(pts, stamps[0]) :]
    return kept if faults or np.array_equal(stamps, kept[: len(stamps)]) else None


def _to_last_good(path: Path, pts: NDArray[np.int64], keys: NDArray[np.int64], sent: list[int]) -> NDArray[np.int64]:
    """Leave out what a cut-off end spoils: from the first shown of the frames sent last that do not decode whole."""
    starts = [int(key) for key in keys[::-1] if key <= pts[-1]]
    for start in (*starts, None):
        with open_movie(path) as container:
            stream = picture_stream(container, path)
            if start is not None:
                container.seek(start, stream=stream)
            good = {frame.pts for frame in flow(container, stream, []) if frame.pts is not None and not frame.is_corrupt}
        if good:
            spoilt = _sent_last(sent, good)
            return pts[: np.searchsorted(pts, min(spoilt))] if spoilt else pts
    raise _nothing(path, "")


def _sent_last(sent: list[int], good: set[int]) -> list[int]:
    return list(takewhile(lambda stamp: stamp not in good, reversed(sent)))


def _torn_off(pts: NDArray[np.int64], sent: list[int], time_base: Fraction, stated: Fraction | None) -> NDArray[np.int64]:
    """Leave out last frames that were sent ahead of B-frames which the file then lacks: a constant rate that breaks only there."""
    reorders = any(one > two for one, two in pairwise(sent))
    if not reorders or not _rate(pts, time_base, stated)[1]:
        return pts
    for late in range(1, min(_REORDERED, len(pts) - 2) + 1):
        kept = pts[:-late]
        if not _rate(kept, time_base, stated)[1]:
            return kept
    return pts


def _by_count(path: Path, stated: Fraction | None) -> MovieIndex:
    """Count the frames by decoding them all."""
    faults: list[Exception] = []
    with open_movie(path) as container:
        stream = picture_stream(container, path)
        stamps = [frame.pts for frame in flow(container, stream, faults)]
        time_base = stream.time_base or Fraction(1, 1000)
    if not stamps:
        raise _nothing(path, str(faults[-1]) if faults else "")
    steady = all(a is not None and b is not None and a < b for a, b in pairwise(stamps))
    rate, variable = stated or Fraction(24), False
    pts = np.array([stamp or 0 for stamp in stamps], np.int64)
    if steady:
        rate, variable = _rate(pts, time_base, stated)
    if not variable:
        pts, time_base = np.arange(len(stamps), dtype=np.int64), 1 / rate
    note = "The file stamps its frames badly: they are found by counting from the start, which is slow to jump in."
    return MovieIndex(pts, pts[:1], time_base, rate, variable, by_count=True, notes=(note,))


def _nothing(path: Path, why: str) -> InputError:
    return InputError(f"{path} has no frame that can be shown.", why=why, fix="Check that it plays elsewhere and was copied whole.")
