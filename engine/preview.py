"""A few frames of a region, upscaled as a run would and shown beside the source."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from uprez.core.clip import ClipInfo
from uprez.core.errors import InputError
from uprez.core.events import Event, Listen
from uprez.core.frame import Frame, Pixels, Size
from uprez.core.job import Job, Recipe
from uprez.core.plan import Shot
from uprez.core.time import FrameRange
from uprez.engine.beside import Beside, open_beside
from uprez.engine.comparison import Shown, beside, display, write_png
from uprez.engine.finishing import enlarged, mixing_space
from uprez.engine.glimpse import glimpse
from uprez.engine.memory import free_bytes, plan_tile_side
from uprez.engine.passes import Passes
from uprez.engine.planning import chosen_range, find_shots, resolved, target_size, wanted_factor, wants_stabiliser
from uprez.engine.reference_clip import placed, share_of
from uprez.engine.taken import Part, TakeModel, open_take
from uprez.engine.tiled import plan_tiles
from uprez.engine.upscaler import Prepared, Upscaler
from uprez.media.colour.space import clean
from uprez.media.reader import ClipReader, open_clip
from uprez.models.contract import Model, Reach, Workspace, drain
from uprez.models.open import decided, open_model

MARGIN = 32
"""Source pixels around the region that are upscaled too and cut off again, at least; more for a model that looks further."""


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of the source picture, in source pixels."""

    x: int
    y: int
    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.x},{self.y},{self.width},{self.height}"

    def grown(self, margin: int, size: Size) -> Region:
        """The region with `margin` around it, as far as the picture goes."""
        left, top = max(0, self.x - margin), max(0, self.y - margin)
        right, bottom = min(size.width, self.x + self.width + margin), min(size.height, self.y + self.height + margin)
        return Region(left, top, right - left, bottom - top)

    @classmethod
    def centred(cls, side: int, size: Size) -> Self:
        """A square in the middle of a picture, or as much of one as fits."""
        width, height = min(side, size.width), min(side, size.height)
        return cls((size.width - width) // 2, (size.height - height) // 2, width, height)


@dataclass(frozen=True, slots=True)
class PreviewFrame:
    """The pictures of one previewed frame."""

    number: int
    """Frame of the clip, from 0."""
    result: Path
    """The upscaled region, as PNG."""
    beside: Path
    """The source by Lanczos at the left, the result at the right, as PNG."""


def preview(
    job: Job, base: Path, region: Region | None, frames: FrameRange, folder: Path, listen: Listen = lambda event: None
) -> tuple[PreviewFrame, ...]:
    """Upscale `region` of `frames` and write two PNG for each frame into `folder`; None for 256x256 in the middle.

    The pictures are 8-bit, shown as a screen would: scene-linear through the sRGB curve, others as they are.
    The job's plan and output are not used.

    Raises:
        InputError: the region or the frames are not in the clip, or the clip cannot be read.
        ModelError, ResourceError, PictureError: the model cannot do it.
        OutputError: the folder cannot be written.
    """
    made: list[PreviewFrame] = []
    for number, left, right in previewed(job, base, region, frames, listen):
        stem = f"frame_{number:06}"
        paths = PreviewFrame(number, folder / f"{stem}.png", folder / f"{stem}_beside.png")
        write_png(right, paths.result)
        write_png(beside(left, right), paths.beside)
        made.append(paths)
    return tuple(made)


def previewed(
    job: Job, base: Path, region: Region | None, frames: FrameRange, listen: Listen = lambda event: None
) -> Iterator[tuple[int, Shown, Shown]]:
    """As `preview`, but give number, source by Lanczos, and result of each frame, and write nothing.

    Raises:
        InputError, ModelError, ResourceError, PictureError: as `preview`.
    """
    for number, source, result in preview_frames(job, base, region, frames, listen):
        yield number, display(source), display(result)


def preview_frames(
    job: Job, base: Path, region: Region | None, frames: FrameRange, listen: Listen = lambda event: None
) -> Iterator[tuple[int, Frame, Frame]]:
    """Number, source and result of each frame, cut to `region` (None for 256x256 in the middle), in the clip's own colour, unclipped.

    Both are of `preview_size`: the source by Lanczos, as strength 0 and the model `lanczos` give it. Neither carries alpha or
    other channels. The job's plan and output are not used; a take that it names is, in the model's place.

    Raises:
        InputError, ModelError, ResourceError, PictureError: as `preview`.
    """
    with open_clip(resolved(job.source.path, base), job.source.options) as reader:
        clip = reader.info
        chosen = region or Region.centred(256, clip.size)
        _check(clip, frames, chosen)
        view = _View.of(job.recipe, clip.size, chosen, MARGIN)
        model = _model(job, base, reader, frames, listen)
        if model.spec.halo > MARGIN:
            view = _View.of(job.recipe, clip.size, chosen, model.spec.halo)
        if isinstance(model, TakeModel):
            model.cut_to(view.wide_part)
        cropped = _Cropped(reader, view.wide)
        space = mixing_space(clip)
        with _beside(job, base, clip, model, view, listen) as beside:
            upscaler = _upscaler(job, model, cropped.info, view.wide_target, beside)
            for done, (prepared, result) in enumerate(_upscaled(job, cropped, upscaler, frames, listen)):
                listen(Event("frames", done=done + 1, total=len(frames)))
                source, _ = clean(prepared.frame.rgb)
                shown = view.cut(prepared.frame, enlarged(source, view.wide_target, space))
                yield prepared.frame.number, shown, view.cut(result, result.rgb)


def preview_size(recipe: Recipe, clip: Size, region: Region | None) -> Size:
    """The size of the pictures that `preview_frames` gives of a clip of this size."""
    return _View.of(recipe, clip, region or Region.centred(256, clip), 0).target


def _model(job: Job, base: Path, reader: ClipReader, frames: FrameRange, listen: Listen) -> Model:
    clip = reader.info
    whole = target_size(job.recipe, clip.size)

    def note(text: str) -> None:
        listen(Event("note", text))

    if job.recipe.take:
        return open_take(resolved(job.recipe.take, base), job.recipe, clip, frames, whole, on_note=note)
    recipe = decided(job.recipe, look=cache(lambda: glimpse(reader, chosen_range(job, clip))), on_note=note)
    return open_model(placed(recipe, base), wanted_factor(clip.size, whole), on_note=note)


def _check(clip: ClipInfo, frames: FrameRange, region: Region) -> None:
    if frames.last >= clip.frames:
        raise InputError(
            f"Frames {frames} are not all in the clip.", why=f"It has frames 0-{clip.frames - 1}.", fix="Give --frames inside that range."
        )
    right, bottom = region.x + region.width, region.y + region.height
    if min(region.x, region.y) < 0 or min(region.width, region.height) < 1 or right > clip.size.width or bottom > clip.size.height:
        raise InputError(
            f"The region {region} does not lie in the picture.",
            why=f"The clip is {clip.size}.",
            fix="Give --region as X,Y,WIDTH,HEIGHT in source pixels.",
        )


@dataclass(frozen=True, slots=True)
class _View:
    """Where the region lies in what is upscaled, before and after."""

    region: Region
    wide: Region
    across: float
    """Output pixels for each source pixel, in width; `down` in height."""
    down: float

    @classmethod
    def of(cls, recipe: Recipe, clip: Size, region: Region, margin: int) -> Self:
        whole = target_size(recipe, clip)
        return cls(region, region.grown(margin, clip), whole.width / clip.width, whole.height / clip.height)

    @property
    def target(self) -> Size:
        return self._scaled(self.region.width, self.region.height)

    @property
    def wide_target(self) -> Size:
        return self._scaled(self.wide.width, self.wide.height)

    @property
    def wide_part(self) -> Part:
        """Where what is upscaled lies in the whole result."""
        size = self.wide_target
        return Part(round(self.wide.x * self.across), round(self.wide.y * self.down), size.width, size.height)

    def _scaled(self, width: int, height: int) -> Size:
        return Size(max(1, round(width * self.across)), max(1, round(height * self.down)))

    def cut(self, frame: Frame, rgb: Pixels) -> Frame:
        """The region's part of `rgb`, a picture (3, H', W') of `wide` at its target size, as a frame without other channels."""
        x, y = round((self.region.x - self.wide.x) * self.across), round((self.region.y - self.wide.y) * self.down)
        size = self.target
        part = np.ascontiguousarray(rgb[:, y : y + size.height, x : x + size.width])
        return replace(frame, rgb=part, alpha=None, extra={})


class _Cropped:
    """A region of a clip as a clip of its own."""

    def __init__(self, reader: ClipReader, region: Region) -> None:
        self._reader = reader
        self._region = region
        self.info = replace(reader.info, size=Size(region.width, region.height))

    def frames(self, first: int, last: int) -> Iterator[Frame]:
        rows = slice(self._region.y, self._region.y + self._region.height)
        columns = slice(self._region.x, self._region.x + self._region.width)
        for frame in self._reader.frames(first, last):
            alpha = None if frame.alpha is None else np.ascontiguousarray(frame.alpha[rows, columns])
            yield replace(frame, rgb=np.ascontiguousarray(frame.rgb[:, rows, columns]), alpha=alpha, extra={})

    def close(self) -> None:
        self._reader.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        return


def _beside(job: Job, base: Path, clip: ClipInfo, model: Model, view: _View, listen: Listen) -> Beside:
    """What goes with the clip, of which only the region is shown."""
    part = share_of(view.wide.x, view.wide.y, Size(view.wide.width, view.wide.height), clip.size)

    def note(text: str) -> None:
        listen(Event("note", text))

    return open_beside(job, base, clip, model.spec, on_note=note, part=part, target=view.wide_target)


def _upscaler(job: Job, model: Model, clip: ClipInfo, target: Size, beside: Beside) -> Upscaler:
    side = job.recipe.tile or plan_tile_side(clip.size, target, model.spec, free_bytes())
    tiles = plan_tiles(clip.size, side, model.spec)
    return Upscaler(clip, job.recipe, model, target, tiles=tiles, stabilise=wants_stabiliser(job.recipe, model.spec), beside=beside)


def _upscaled(job: Job, reader: _Cropped, upscaler: Upscaler, frames: FrameRange, listen: Listen) -> Iterator[tuple[Prepared, Frame]]:
    """Each frame of `frames`, with the neighbours that it depends on, never across a cut.

    For a model of windows or whole shots, `frames` are all there is: it would take minutes or hours otherwise.
    """
    temporal = upscaler.spec.temporal
    radius = temporal.radius if temporal.reach is not Reach.WINDOW else 0
    reading = FrameRange(max(0, frames.first - radius), min(reader.info.frames - 1, frames.last + radius))
    for shot in find_shots(job.recipe, reader, reading, temporal, listen):
        for prepared, output in _stream(upscaler, reader, shot, listen):
            if prepared.frame.number in frames:
                yield prepared, upscaler.finish(prepared, output, upscaler.upscale_alpha(prepared))


def _stream(upscaler: Upscaler, reader: _Cropped, shot: Shot, listen: Listen) -> Iterator[tuple[Prepared, np.ndarray]]:
    """The model's output for each frame of a shot, beside the frame."""
    stream = upscaler.open(shot, None, Workspace(tell=Passes(listen, shot=shot.index).tell))
    waiting: deque[Prepared] = deque()
    for frame in reader.frames(shot.first, shot.last):
        prepared = upscaler.prepare(frame)
        waiting.append(prepared)
        for output in stream.push(prepared.rgb[None]):
            yield waiting.popleft(), output
    for output in drain(stream):
        yield waiting.popleft(), output
