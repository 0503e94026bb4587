"""The reference video's own pixels where a mask keeps them: a recipe's `mask`, for any model."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np

from uprez.core.clip import ClipInfo
from uprez.core.colour import Alpha
from uprez.core.errors import InputError, JobError
from uprez.core.frame import Frame, Pixels, Size
from uprez.core.job import Job, Recipe
from uprez.core.time import FrameRange
from uprez.engine.finishing import enlarged, mixing_space
from uprez.engine.reference_clip import WHOLE, ReferenceClip, Shares, open_reference
from uprez.engine.take_origin import records_beside
from uprez.media.alpha import premultiplied, straight
from uprez.media.colour.space import clean
from uprez.media.picture import read_picture
from uprez.media.probe import probe
from uprez.media.reader import open_clip
from uprez.models.contract import ModelSpec
from uprez.models.resample import resample

Note = Callable[[str], None]
AUTO = "auto"
"""The mask that is measured."""
BLACK, WHITE = np.float32(0.06), np.float32(0.94)
"""What counts as black and as white in a mask that is a file: codecs leave neither as it was."""
_EXACT = np.float32(1e-4)
"""What an interpolation of nothing but 0, or nothing but 1, may be off by."""


class Mask(Protocol):
    """Where a clip was edited, or may be: a picture, a clip, or what is measured."""

    def at(self, number: int) -> Pixels:
        """The mask of frame `number` of the clip: (h, w) float32 of its own size, 1 edited, 0 not. Any thread may ask.

        Raises:
            InputError: it cannot be read.
        """
        ...

    def close(self) -> None:
        """Let go of the files."""
        ...


class Keeping:
    """Puts the reference video's pixels where a clip was not edited. Any thread may ask."""

    def __init__(self, video: ReferenceClip, mask: Mask, clip: ClipInfo, target: Size) -> None:
        """`clip` is the one that is upscaled, `target` the size of the results. Video and mask stay their opener's."""
        self._video, self._mask = video, mask
        self._alpha = clip.alpha
        self._target = target
        self._space = mixing_space(clip)

    def apply(self, result: Frame, source: Frame) -> Frame:
        """The result with the video's pixels where the mask keeps them, mixed along its soft edges; `source` is the clip's own frame.

        Pixels are kept to the bit where the video has the result's size, else enlarged or reduced by Lanczos. Alpha goes
        with colour, and covers all where the video has none; other channels are the result's.

        Raises:
            InputError: the video or the mask has no frame for this one.
        """
        original = self._video.frame(result.number)
        weight = fitted(self._mask.at(source.number), self._target)
        if bool((weight == 1).all()):
            return result
        kept, alpha = self._kept(original)
        rgb = kept * (1 - weight) + result.rgb * weight
        if result.alpha is None:
            return replace(result, rgb=rgb)
        cover = np.float32(1) if alpha is None else alpha
        return replace(result, rgb=rgb, alpha=cover * (1 - weight) + result.alpha * weight)

    def _kept(self, original: Frame) -> tuple[Pixels, Pixels | None]:
        """Colour and alpha of the video at the target size, multiplied as the clip's."""
        rgb, _ = clean(original.rgb)
        alpha = original.alpha
        if alpha is not None:
            theirs = self._video.info.alpha
            if self._alpha is Alpha.PREMULTIPLIED and theirs is Alpha.STRAIGHT:
                rgb = premultiplied(rgb, alpha)
            elif self._alpha is Alpha.STRAIGHT and theirs is Alpha.PREMULTIPLIED:
                rgb = straight(rgb, alpha)
        if original.size == self._target:
            return rgb, alpha
        if alpha is not None:
            alpha = resample(clean(alpha)[0][None, None], self._target)[0, 0].clip(0, 1)
        return enlarged(rgb, self._target, self._space), alpha


def open_mask(path: Path, clip: ClipInfo, frames: FrameRange, part: Shares = WHOLE, *, on_note: Note) -> Mask:
    """A mask for `frames` of `clip`, or of the clip that an edit was made of: a picture, or a clip. `part` is what is shown of it.

    A picture that is one of a numbered row is the row where that has a picture for each frame, else itself; a note says which.

    Raises:
        InputError: it cannot be read, or does not hold the frames.
    """
    found = probe(path)
    if found.frames == 1:
        with open_clip(path) as reader:
            return _Still(_levels(part.cut(next(iter(reader.frames(0, 0))).rgb)))
    if found.is_sequence and path.is_file():
        row = f"The mask '{path.name}' is one of a row of {found.frames} pictures"
        if found.frames < len(frames):
            on_note(
                f"{row}, too few for {len(frames)} frames: it is taken alone, for all of them. For a mask that moves, give the whole row."
            )
            return _Still(_levels(part.cut(read_picture(path).rgb)))
        on_note(f"{row}, which is taken as a clip. For that picture alone, copy it under a name without a number.")
    made = _made_of(clip)
    if made is None:
        video, first = open_reference(path, clip, frames, on_note=on_note, what="mask"), 0
    else:  # drawn for the clip that was edited
        video, first = open_reference(path, *made, on_note=on_note, what="mask"), made[1].first
    return _Moving((video if part == WHOLE else video.part(part)).unchanged(), first)


def by_model(spec: ModelSpec) -> bool:
    """True for a model that edits: it has its own use for a mask."""
    return "mask" in spec.conditions


def check_masked(recipe: Recipe, spec: ModelSpec) -> None:
    """See that the recipe's mask is of use.

    Raises:
        JobError: there is nothing to keep, or nothing to measure it on.
    """
    if by_model(spec) and recipe.mask == AUTO:
        raise JobError(
            "A mask is measured on an edit that stands, and this job is to make one.",
            fix="Give the mask as a file, or as --model what is to enlarge the edit, or leave --mask out.",
        )
    if recipe.mask and not by_model(spec) and not recipe.reference_video:
        raise JobError(
            "A mask says which pixels of the reference video are kept, and no reference video is given.",
            fix="Give the clip as it was before it was edited as --reference-video, or leave --mask out.",
        )


class _Still:
    """One picture for all frames."""

    def __init__(self, weight: Pixels) -> None:
        self._weight = weight

    def at(self, number: int) -> Pixels:
        return self._weight

    def close(self) -> None:
        return


class _Moving:
    """A clip, frame by frame."""

    def __init__(self, video: ReferenceClip, first: int) -> None:
        """Frame n of the clip goes with frame n + `first` of what the mask was drawn for."""
        self._video, self._first = video, first

    def at(self, number: int) -> Pixels:
        return _levels(self._video.frame(number + self._first).rgb)

    def close(self) -> None:
        self._video.close()


def _levels(rgb: Pixels) -> Pixels:
    """(h, w) of a mask's picture: its mean colour, 0 up to `BLACK`, 1 from `WHITE`."""
    return np.clip((clean(rgb)[0].mean(axis=0) - BLACK) / (WHITE - BLACK), 0, 1)


def fitted(weight: Pixels, size: Size) -> Pixels:
    """A mask at another size; what is 0 or 1 all around stays so exactly."""
    height, width = weight.shape
    if (height, width) == (size.height, size.width):
        return weight
    how = cv2.INTER_LINEAR if size.width * size.height > width * height else cv2.INTER_AREA
    sized = np.asarray(cv2.resize(weight, (size.width, size.height), interpolation=how), np.float32)
    return np.where(sized < _EXACT, np.float32(0), np.where(sized > 1 - _EXACT, np.float32(1), sized))


def _made_of(clip: ClipInfo) -> tuple[ClipInfo, FrameRange] | None:
    """The clip that an edit was made of, and its frames, where the record beside it tells and the clip still stands."""
    for record in records_beside(clip.path):
        with suppress(JobError, InputError):
            job = Job.load(record.document)
            if job.recipe.edit_prompt and job.plan is not None:
                source = probe(job.source.path, job.source.options)
                return (source, FrameRange(job.plan.shots[0].first, job.plan.shots[-1].last))
    return None
