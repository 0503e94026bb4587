"""The reference video beside a clip: which of its frames goes with which, and the frame in the clip's own colour."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

import numpy as np

from uprez.core.clip import ClipInfo, Fields, ReadOptions
from uprez.core.colour import ColourTag
from uprez.core.errors import InputError, JobError
from uprez.core.frame import Frame, Pixels, Size
from uprez.core.job import Job, Recipe
from uprez.core.time import FrameRange
from uprez.engine.take_origin import records_beside
from uprez.media.colour.between import Conversion, conversion
from uprez.media.colour.space import ModelSpace, clean
from uprez.media.colour.viewing import viewing_space
from uprez.media.pictures import FIRST_NUMBER
from uprez.media.probe import probe
from uprez.media.reader import ClipReader, open_clip

Note = Callable[[str], None]
"""Called with a sentence that the user should see."""
VIDEO = "reference video"
"""What a clip beside the clip is called where it is nothing else."""
_KEPT = 3
"""Frames that stay decoded: threads that finish pictures ask for neighbours in any order."""


@dataclass(frozen=True, slots=True)
class Shares:
    """A rectangle of a picture of any size, in shares of its width and height, 0 to 1."""

    left: float = 0.0
    top: float = 0.0
    right: float = 1.0
    bottom: float = 1.0

    def cut(self, planes: Pixels) -> Pixels:
        """The rectangle of (..., H, W), a view, at least one pixel."""
        height, width = planes.shape[-2:]
        top, left = min(round(self.top * height), height - 1), min(round(self.left * width), width - 1)
        bottom, right = max(top + 1, round(self.bottom * height)), max(left + 1, round(self.right * width))
        return planes[..., top:bottom, left:right]


WHOLE = Shares()


class ReferenceClip:
    """Frames of a reference video by the numbers of the clip that it goes with; any thread may ask, frames in order are read in one go."""

    def __init__(
        self,
        reader: ClipReader,
        tag: ColourTag,
        convert: Conversion | None,
        offset: int,
        part: Shares = WHOLE,
        what: str = VIDEO,
        keeps: int = _KEPT,
    ) -> None:
        """Frame n of a clip, whose colour is `tag`, goes with frame n + `offset` of the reader, which becomes this object's own;
        `convert` brings its pictures into that colour. `what` is what errors call it; `keeps` are the decoded frames that stay."""
        self._what, self._keeps = what, keeps
        self._reader = reader
        self._offset = offset
        self._part = part
        self._tag = tag
        self._convert = convert
        self._lock = Lock()
        self._frames: Iterator[Frame] = iter(())
        self._next: int | None = None
        """The frame that reading onwards gives next; None before the first."""
        self._kept: OrderedDict[int, Frame] = OrderedDict()

    @property
    def info(self) -> ClipInfo:
        """The reference video as its file describes it; its size and colour are its own."""
        return self._reader.info

    @property
    def name(self) -> str:
        """Names what is shown and where in time it lies: another file, alignment or part has another name."""
        return f"{self.info.fingerprint} {self._offset} {self._part} {self._tag}"

    def frame(self, number: int) -> Frame:
        """The frame that goes with frame `number` of the clip: in the clip's colour, with its tag and number, of the video's own size.

        Raises:
            InputError: there is none, or it cannot be read.
        """
        with self._lock:
            if number not in self._kept:
                self._read(number)
            return self._kept[number]

    def part(self, part: Shares, keeps: int = _KEPT) -> ReferenceClip:
        """The same video, of which only a part is shown, read by the same reader: this object is not used any more."""
        return ReferenceClip(self._reader, self._tag, self._convert, self._offset, part, self._what, keeps)

    def unchanged(self) -> ReferenceClip:
        """The same video in its file's own numbers, for a mask, read by the same reader: this object is not used any more."""
        return ReferenceClip(self._reader, self._tag, None, self._offset, self._part, self._what)

    def close(self) -> None:
        """Let go of the file."""
        self._reader.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _read(self, number: int) -> None:
        last = self.info.frames - 1
        if not 0 <= number + self._offset <= last:
            raise InputError(
                f"The {self._what} '{self.info.path}' has no frame for frame {number} of the clip.",
                why=f"It holds frames {-self._offset}-{last - self._offset} of it.",
                fix=f"Give a {self._what} that is long enough, or --frames that it holds.",
            )
        at, self._next = self._next, None  # a reader that fails has to begin anew
        if at is None or not at <= number < at + _KEPT:
            self._frames, at = self._reader.frames(number + self._offset, last), number
        for each in range(at, number + 1):
            self._kept[each] = self._shown(next(self._frames), each)
        self._next = number + 1
        while len(self._kept) > self._keeps:
            self._kept.popitem(last=False)

    def _shown(self, frame: Frame, number: int) -> Frame:
        rgb = self._part.cut(frame.rgb)
        rgb = np.ascontiguousarray(rgb) if self._convert is None else self._convert(rgb)
        alpha = None if frame.alpha is None else np.ascontiguousarray(self._part.cut(frame.alpha))
        return replace(frame, rgb=rgb, alpha=alpha, tag=self._tag, number=number, extra={})


class ReferenceFilm:
    """A reference video as a model is given it; see `uprez.models.contract.Film`."""

    def __init__(self, video: ReferenceClip, space: ModelSpace) -> None:
        """`space` is the one that the model is given the clip in."""
        self._video, self._space = video, space

    @property
    def name(self) -> str:
        """See `Film`."""
        return f"{self._video.name} {self._space.name}"

    def frame(self, number: int) -> Pixels:
        """See `Film`."""
        rgb, _ = clean(self._video.frame(number).rgb)
        return self._space.forward(rgb)


def open_reference(path: Path, clip: ClipInfo, frames: FrameRange, *, on_note: Note, what: str = VIDEO) -> ReferenceClip:
    """Open a reference video for `frames` of a clip; `frames` are all that the job asks for, also where only a part of it is run.

    `what` is what notes and errors call it: a mask may be a clip too.

    Which frame goes with which is told by, in this order: the record beside a clip that uprez made of this very video;
    timecodes at one rate; picture numbers of two sequences; an equal count of frames, of the clip or of `frames`. Else frame 0
    goes with frame 0, where the video is long enough, and a note says so. A rule that would leave any of `frames` without one
    does not count.

    Raises:
        InputError: it cannot be read, or does not hold all of `frames`.
    """
    found = probe(path)
    job = _job_beside(clip)
    made_of_it = job is not None and job.plan is not None and job.plan.fingerprint == found.fingerprint
    options = job.source.options if job is not None and made_of_it else ReadOptions()
    if found.fields is not Fields.PROGRESSIVE and not options.deinterlace:
        options = replace(options, deinterlace=True)
        on_note(f"The {what} '{path.name}' is interlaced; it is deinterlaced.")
    offset = _offset(found, clip, frames, job if made_of_it else None, on_note, what)
    if found.rate != clip.rate and not found.is_sequence:
        on_note(f"The {what} has {found.rate} frames a second, the clip {clip.rate}: frames go one with one, not by time.")
    reader = open_clip(path, options)
    return ReferenceClip(reader, clip.tag, conversion(_space(reader.info), _space(clip)), offset, what=what)


def open_clip_itself(path: Path, options: ReadOptions, part: Shares) -> ReferenceClip:
    """The clip that references go with, once more: its own frames by their own numbers, one after the other, of which `part` is shown.

    Raises:
        InputError: it cannot be read.
    """
    reader = open_clip(path, options)
    return ReferenceClip(reader, reader.info.tag, None, 0, part, "clip", keeps=1)


def placed(recipe: Recipe, base: Path) -> Recipe:
    """The recipe with its references' paths from `base`, the folder that relative ones start from, for whoever opens them."""
    video, mask = (str(base / path) if path and path != "auto" else path for path in (recipe.reference_video, recipe.mask))
    images = tuple(str(base / path) for path in recipe.reference_images)
    changed = {"reference_video": video, "mask": mask, "reference_images": images}
    return recipe.model_copy(update=changed)


def share_of(x: int, y: int, size: Size, whole: Size) -> Shares:
    """A rectangle of `size` at x, y of a picture of `whole` pixels, in shares of it."""
    return Shares(x / whole.width, y / whole.height, (x + size.width) / whole.width, (y + size.height) / whole.height)


def _space(clip: ClipInfo) -> str:
    return viewing_space(clip.tag, is_float=clip.is_float)


def _offset(video: ClipInfo, clip: ClipInfo, frames: FrameRange, job: Job | None, note: Note, what: str) -> int:
    """What is added to a frame of the clip to come to the video's."""
    rules = [("by the record of the run that made the clip", _by_record(video, clip, job)), ("by timecode", _by_timecode(video, clip))]
    if video.is_sequence and clip.is_sequence:
        rules.append(("by the numbers of the pictures", clip.first_number - video.first_number))
    rules.append(("as it has the clip's length", 0 if video.frames == clip.frames else None))
    rules.append(("as it has the length of the frames that are asked for", -frames.first if video.frames == len(frames) else None))
    for why, offset in rules:
        if offset is not None and frames.first + offset >= 0 and frames.last + offset < video.frames:
            if offset:
                note(f"Frame {frames.first} of the clip goes with frame {frames.first + offset} of the {what}, {why}.")
            return offset
    if frames.last < video.frames:
        note(f"Nothing tells where the {what} begins: its frame 0 is taken to go with frame 0 of the clip.")
        return 0
    raise InputError(
        f"The {what} '{video.path}' does not hold frames {frames} of the clip.",
        why=f"It has {video.frames} frames, and neither timecode nor length says how they go with the clip's.",
        fix=f"Give a {what} that is long enough, or --frames that it holds.",
    )


def _by_record(video: ClipInfo, clip: ClipInfo, job: Job | None) -> int | None:
    if job is None or job.plan is None:
        return None
    if clip.is_sequence:
        return clip.first_number - (video.first_number if video.is_sequence else FIRST_NUMBER)
    first, last = job.plan.shots[0].first, job.plan.shots[-1].last
    return first if clip.frames == last - first + 1 else None


def _by_timecode(video: ClipInfo, clip: ClipInfo) -> int | None:
    ours, theirs = clip.timecode, video.timecode
    if ours is None or theirs is None or ours.rate != theirs.rate:
        return None
    return ours.frame - theirs.frame


def _job_beside(clip: ClipInfo) -> Job | None:
    """The job that made a clip, where its record lies beside it."""
    for record in records_beside(clip.path):
        with suppress(JobError):
            return Job.load(record.document)
    return None
