"""Frames of clips for people to look at: kept readers, parts of pictures, half floats."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np

from uprez.core.clip import ClipInfo, Missing, ReadOptions
from uprez.core.errors import InputError
from uprez.core.frame import Frame
from uprez.core.job import Source
from uprez.media.colour.viewing import viewing_space
from uprez.media.probe import probe
from uprez.media.reader import ClipReader, open_clip

READERS = 4
"""Clips that are kept open."""
ROLL = 12
"""Frames of a movie that are rather decoded than sought for."""
HALF_MAX = 65504.0
"""Largest half float."""


class _Roll:
    """A clip that is played forwards, or sought in."""

    def __init__(self, source: Source) -> None:
        self._reader = _opened(source)
        self.space = space_of(self._reader.info)
        self._roll = 0 if self._reader.info.is_sequence else ROLL
        self._frames: Iterator[Frame] | None = None
        self._next = 0

    def frame(self, number: int) -> Frame:
        last = self._reader.info.frames - 1
        if not 0 <= number <= last:
            raise InputError(f"The clip has no frame {number}.", why=f"It has frames 0-{last}.", fix="Ask for one of these.")
        if self._frames is None or not self._next <= number <= self._next + self._roll:
            self._frames, self._next = self._reader.frames(number, last), number
        frame = next(self._frames)
        while frame.number < number:
            frame = next(self._frames)
        self._next = number + 1
        return replace(frame, extra={})

    def close(self) -> None:
        self._frames = None
        self._reader.close()


def _opened(source: Source) -> ClipReader:
    """A clip that waits for a choice is shown all the same: deinterlaced, gaps held."""
    options = source.options
    clip = probe(source.path, options)
    shown = ReadOptions(
        missing=Missing.HOLD if clip.missing and options.missing is Missing.ERROR else options.missing,
        deinterlace=True,
        colour=options.colour,
        alpha=options.alpha,
        rate=options.rate,
    )
    return open_clip(source.path, shown)


class Shelf:
    """The clips that were looked at last, open."""

    def __init__(self) -> None:
        self._rolls: OrderedDict[str, _Roll] = OrderedDict()

    def frame(self, source: Source, number: int) -> tuple[Frame, str]:
        """A frame of a clip, and the OpenColorIO space to view it in.

        Raises:
            InputError: the clip cannot be read, or has no such frame.
        """
        key = source.model_dump_json(exclude={"first", "last"})
        roll = self._rolls.pop(key, None) or _Roll(source)
        try:
            frame = roll.frame(number)
        except BaseException:
            roll.close()
            raise
        self._rolls[key] = roll
        while len(self._rolls) > READERS:
            self._rolls.popitem(last=False)[1].close()
        return frame, roll.space


SHELF = Shelf()


def space_of(clip: ClipInfo) -> str:
    """The OpenColorIO space to view a clip in."""
    return viewing_space(clip.tag, is_float=clip.is_float)


def cropped(frame: Frame, x: int, y: int, width: int, height: int) -> Frame:
    """A part of a frame.

    Raises:
        InputError: it does not lie in the picture.
    """
    if min(x, y) < 0 or min(width, height) < 1 or x + width > frame.size.width or y + height > frame.size.height:
        raise InputError(
            f"The region {x},{y},{width},{height} does not lie in the picture.", why=f"It is {frame.size}.", fix="Ask for a part of it."
        )
    rows, columns = slice(y, y + height), slice(x, x + width)
    alpha = None if frame.alpha is None else frame.alpha[rows, columns]
    return replace(frame, rgb=frame.rgb[:, rows, columns], alpha=alpha)


def reduced(frame: Frame, side: int) -> Frame:
    """A frame whose longer side is at most `side` pixels, by averaging areas."""
    factor = side / max(frame.size.width, frame.size.height)
    if factor >= 1:
        return frame
    size = (max(1, round(frame.size.width * factor)), max(1, round(frame.size.height * factor)))
    rgb = np.stack([cv2.resize(np.ascontiguousarray(plane), size, interpolation=cv2.INTER_AREA) for plane in frame.rgb])
    alpha = None if frame.alpha is None else cv2.resize(np.ascontiguousarray(frame.alpha), size, interpolation=cv2.INTER_AREA)
    return replace(frame, rgb=rgb.astype(np.float32), alpha=None if alpha is None else alpha.astype(np.float32))


def packed(frame: Frame) -> tuple[int, bytes]:
    """Channels (3, or 4 with alpha), and the pixels as little-endian float16 (H, W, channels), clipped to what that holds."""
    planes = [*frame.rgb] if frame.alpha is None else [*frame.rgb, frame.alpha]
    pixels = np.empty((*planes[0].shape, len(planes)), "<f2")
    for index, plane in enumerate(planes):
        np.clip(plane, -HALF_MAX, HALF_MAX, out=pixels[..., index], casting="same_kind")
    return len(planes), pixels.tobytes()
