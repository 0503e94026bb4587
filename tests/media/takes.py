"""Makers of takes and frames for the tests of writers, and independent programs' views of files.

take(size=(64, 48), alpha=..., tag=..., rate=..., range=..., **output) -> TakeSpec
frame(take, number) -> Frame                    a smooth moving ramp, with alpha when the take has it
segments(take, format, folder, cuts) -> paths   MovieSegments over the take's range, cut at `cuts`
ffprobe(path, "stream=...") -> dict             ffprobe's JSON
"""

from __future__ import annotations

import itertools
import json
import subprocess
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from uprez.core.clip import ClipInfo
from uprez.core.colour import Alpha, ColourTag, Matrix, Primaries, Transfer
from uprez.core.frame import Frame, Size
from uprez.core.job import Format, Output
from uprez.core.mastering import ContentLight, MasteringDisplay
from uprez.core.time import FrameRange, Timecode
from uprez.media.movie_out import MovieSegment, suffix_of
from uprez.media.take import TakeSpec

REC709 = ColourTag(Primaries.BT709, Transfer.BT709, Matrix.BT709)
PQ = ColourTag(Primaries.BT2020, Transfer.PQ, Matrix.BT2020_NCL)
FILM = Fraction(24000, 1001)


def take(
    *,
    size: tuple[int, int] = (64, 48),
    alpha: Alpha = Alpha.NONE,
    tag: ColourTag = REC709,
    rate: Fraction = FILM,
    frames: tuple[int, int] = (0, 11),
    variable: bool = False,
    path: Path = Path("/nowhere/clip.mov"),
    pattern: str = "",
    first_number: int = 0,
    extra: Sequence[str] = (),
    timecode: str = "01:00:00:00",
    aspect: Fraction = Fraction(1),
    metadata: dict[str, str] | None = None,
    mastering: MasteringDisplay | None = None,
    light: ContentLight | None = None,
    **output: Any,
) -> TakeSpec:
    """A take of a clip of 100 frames that need not exist."""
    info = ClipInfo(
        path=path,
        pattern=pattern,
        size=Size(max(1, size[0] // 2), max(1, size[1] // 2)),
        frames=100,
        rate=rate,
        variable_rate=variable,
        tag=tag,
        guessed=(),
        bit_depth=10,
        is_float=False,
        pixel_format="yuv422p10le",
        codec="prores",
        alpha=alpha,
        first_number=first_number,
        extra_channels=tuple(extra),
        pixel_aspect=aspect,
        timecode=Timecode.parse(timecode, rate) if timecode else None,
        reel="A001C002",
        metadata=metadata or {},
        mastering=mastering,
        light=light,
    )
    return TakeSpec.of(info, FrameRange(*frames), Size(*size), Output(folder="unused", **output))


def frame(of: TakeSpec, number: int, *, time: Fraction | None = None) -> Frame:
    """A smooth ramp that moves; premultiplied when the take is."""
    width, height = of.size.width, of.size.height
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    rgb = np.stack([x / width, y / height, (x + y + number) / (width + height + 100)]).astype(np.float32)
    alpha = None if of.alpha is Alpha.NONE else np.ascontiguousarray((x + 1) / width, np.float32)
    if alpha is not None and of.alpha is Alpha.PREMULTIPLIED:
        rgb = rgb * alpha
    return Frame(rgb, of.tag, number, number / of.rate if time is None else time, alpha=alpha)


def segments(of: TakeSpec, format: Format, folder: Path, cuts: Sequence[int] = (6,)) -> list[Path]:
    """The take's frames in segments that end before each of `cuts`."""
    edges = [of.range.first, *cuts, of.range.last + 1]
    paths: list[Path] = []
    for first, stop in itertools.pairwise(edges):
        path = folder / f"segment_{first:03}{suffix_of(format)}"
        segment = MovieSegment(of, format, path, first)
        for number in range(first, stop):
            segment.write(frame(of, number))
        segment.close()
        paths.append(path)
    return paths


def ffprobe(path: Path, *show: str, streams: str = "") -> dict[str, Any]:
    """What the independent program says of a file."""
    chosen = ["-select_streams", streams] if streams else []
    command = ["ffprobe", "-v", "error", *chosen, "-show_entries", ":".join(show), "-of", "json", str(path)]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
