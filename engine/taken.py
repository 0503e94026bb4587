"""A finished take in a model's place: its pictures, read by frame, go through what comes after a model once more."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from uprez.core.clip import ClipInfo
from uprez.core.colour import Alpha
from uprez.core.errors import InputError, OutputError
from uprez.core.frame import Frame, Pixels, Size
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.core.time import FrameRange
from uprez.engine.finishing import Finish, mixing_space, working_space
from uprez.engine.record import Record
from uprez.engine.take_origin import Origin, check_same_clip, first_frame, origin_of, records_beside
from uprez.media.alpha import premultiplied, straight
from uprez.media.colour.space import clean
from uprez.media.locate import Movie, locate
from uprez.media.reader import ClipReader, open_clip
from uprez.models.contract import ALONE, ModelSpec, State, Workspace
from uprez.models.resample import resample

Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Part:
    """A rectangle of a take's pictures, in their own pixels."""

    x: int
    y: int
    width: int
    height: int


def open_take(path: Path, recipe: Recipe, clip: ClipInfo, frames: FrameRange, target: Size, *, on_note: Note) -> TakeModel:
    """Open a take of `frames` of `clip` at `target` in a model's place.

    What a run of uprez's did after its model, told by the record beside the take, is taken back first.

    Raises:
        InputError: it cannot be read, is of another clip or size, lacks some of the frames, or holds nothing of a model.
        JobError: the recipe wants colour unmatched that the take's run matched.
    """
    reader = open_clip(path)
    origin = origin_of(reader.info)
    if origin is not None:
        check_same_clip(origin, recipe, clip, path)
        if not origin.finish.changes_nothing:
            on_note(
                f"The take was finished at strength {origin.finish.strength:g} and grain {origin.finish.grain:g}; "
                "these are taken back first, as far as its numbers allow."
            )
    first = first_frame(reader.info, origin, clip, frames, target)
    if clip.alpha is not Alpha.NONE and reader.info.alpha is Alpha.NONE:
        on_note("The take has no alpha; the source's is enlarged by Lanczos.")
    return TakeModel(reader, origin, clip, recipe, first=first, target=target)


def check_apart(path: Path, record: Record, results: Iterable[Path]) -> None:
    """Refuse to write over the take at `path`, into its folder, or over its record.

    Raises:
        OutputError: `results`, or `record`, would.
        InputError: nothing is at `path`.
    """
    found = locate(path)
    home = (found.path if isinstance(found, Movie) else found.folder).resolve()
    over = any(target.resolve() == home or home in target.resolve().parents for target in (record.folder, *results))
    if over or any(beside.home.resolve() == record.home.resolve() for beside in records_beside(home) if beside.document.exists()):
        raise OutputError(
            f"The take '{path}' would be written over.",
            why="It stands where this job's results go, or its record does.",
            fix="Choose another --name, or another --output folder.",
        )


class TakeModel:
    """A model that gives the pictures of a take, whatever it is shown. The engine's pieces need no more of it than of any other."""

    def __init__(self, reader: ClipReader, origin: Origin | None, clip: ClipInfo, recipe: Recipe, *, first: int, target: Size) -> None:
        """`first` is the frame of the clip that the take begins with. The reader becomes this model's own."""
        self._reader = reader
        self._clip = clip
        self._first = first
        self._part = Part(0, 0, target.width, target.height)
        self._undo = Finish() if origin is None else origin.finish
        matched = origin is not None and origin.matched
        scale = max(1, math.ceil(max(target.width / clip.size.width, target.height / clip.size.height)))
        self.spec = ModelSpec(
            name="take",
            scale=scale,
            bytes_per_pixel=24 * scale * scale,
            weights=reader.info.fingerprint,
            runtime="numpy cpu fp32",
            faithful=matched or not recipe.match_colour,
            tiles_itself=True,
        )
        self._space = working_space(clip, self.spec)
        self._mixing = mixing_space(clip)
        self._frames: Iterator[Frame] = iter(())
        self._next = -1
        self._shown: Frame | None = None

    def check_planned(self, fingerprint: str) -> None:
        """Refuse another take than the one that a plan was made with; `fingerprint` is the plan's `weights`.

        Raises:
            InputError: it is another.
        """
        if fingerprint != self.spec.weights:
            raise InputError(
                f"The take '{self._reader.info.path}' is not the one that the job was planned with.",
                why="Its files have changed since.",
                fix="Put them back, or submit the job again under another --name.",
            )

    def cut_to(self, part: Part) -> None:
        """From now on give only a part of every picture, as wide and as high as asked even where it sticks out."""
        self._part = part

    def open(self, shot: Shot, recipe: Recipe, state: State | None = None, workspace: Workspace = ALONE) -> TakeStream:
        """Start at a shot's first frame; there is nothing to go on from."""
        return TakeStream(self, shot.first)

    def picture(self, number: int, source: Pixels) -> Pixels:
        """The take's picture of a frame of the clip, before its finish, (3, H', W') in model space; `source` (3, H, W) is too.

        Raises:
            InputError: it cannot be read.
        """
        frame = self._frame(number)
        rgb, _ = clean(self._multiplied(frame, source))
        if self._undo.changes_nothing:
            return self._space.forward(rgb)
        if self._space is self._mixing:
            return self._undo.undo(self._space.forward(rgb), source)
        return self._space.forward(self._undo.undo(rgb, self._space.inverse(source)))

    def alpha(self, number: int) -> Pixels | None:
        """The take's alpha of a frame, (H', W'); None when it has none."""
        return self._frame(number).alpha

    def close(self) -> None:
        """Let go of the take's files."""
        self._reader.close()

    def _frame(self, number: int) -> Frame:
        """A frame of the clip, as the take has it; frames in order are read in one go."""
        if self._shown is not None and self._shown.number == number:
            return self._shown
        if number != self._next:
            self._frames = self._reader.frames(number - self._first, self._reader.info.frames - 1)
        frame = next(self._frames)
        self._next = number + 1
        alpha = None if frame.alpha is None else self._cut(frame.alpha)
        self._shown = replace(frame, number=number, rgb=self._cut(frame.rgb), alpha=alpha, extra={})
        return self._shown

    def _cut(self, planes: Pixels) -> Pixels:
        part = self._part
        cut = planes[..., part.y : part.y + part.height, part.x : part.x + part.width]
        below, right = part.height - cut.shape[-2], part.width - cut.shape[-1]
        if below or right:
            cut = np.pad(cut, (*((0, 0),) * (planes.ndim - 2), (0, below), (0, right)), mode="edge")
        return np.ascontiguousarray(cut)

    def _multiplied(self, frame: Frame, source: Pixels) -> Pixels:
        """The frame's colour as the clip has it: multiplied by alpha or not. Where alpha took it away, the source's."""
        wanted, given = self._clip.alpha, self._reader.info.alpha
        if frame.alpha is None or wanted is given or wanted is Alpha.NONE:
            return frame.rgb
        if wanted is Alpha.PREMULTIPLIED:
            return premultiplied(frame.rgb, frame.alpha)
        enlarged = self._space.inverse(resample(source[None], frame.size)[0])
        return np.where(frame.alpha > 0, straight(frame.rgb, frame.alpha), enlarged)


class TakeStream:
    """One pass over a shot: for every frame that goes in, the take's comes out."""

    def __init__(self, take: TakeModel, first: int) -> None:
        """`first` is the first frame that will be pushed."""
        self._take = take
        self._number = first

    def push(self, frames: Pixels) -> Pixels:
        """Take (T, 3, H, W) of the source in model space; give (T, 3, H', W') of the take."""
        pictures = [self._take.picture(number, source) for number, source in enumerate(frames, start=self._number)]
        self._number += len(frames)
        return np.stack(pictures) if len(pictures) != 1 else pictures[0][None]

    def flush(self) -> Pixels:
        """Nothing is ever left."""
        return np.empty((0, 3, 0, 0), np.float32)

    def state(self) -> State:
        """Nothing is carried from frame to frame."""
        return {}
