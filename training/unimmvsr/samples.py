"""Samples as pictures: what the model shall make, and what it is shown. Each belongs to its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.random import Generator

from uprez.core.errors import InputError
from uprez.core.frame import Pixels, Size
from uprez.training.augment import transformed
from uprez.training.degradation import Degrader
from uprez.training.dice import dice, turn
from uprez.training.footage import Shelf
from uprez.training.manifest import Cut, Entry
from uprez.training.unimmvsr.config import SIDE, Config, Task
from uprez.training.unimmvsr.plan import Pass

_TRIES = 50
"""Clips in a row that may be bad before the data set is."""
_STRETCH = 0.02
"""How far a cut's proportions may be off a sample's: 1920x1080 serves for 1888x1072."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Pictures are float32, -1 to 1."""

    number: int
    high: Pixels
    """(f, 3, H, W): what shall be made."""
    low: Pixels
    """(f, 3, H, W): the low-resolution video, enlarged."""
    caption: str
    """Empty where it was dropped."""
    time: float
    """Noise on `high` as the flow counts it, 0 to 1."""
    noise: float
    """Noise on `low`, in timesteps of 1000."""
    images: tuple[Pixels, ...] = ()
    """Each (1, 3, h, w)."""
    video: Pixels | None = None
    """(f, 3, H, W)."""
    bad: dict[str, str] = field(default_factory=dict[str, str])
    """Clips that were drawn before and could not be used, and why."""


@dataclass(frozen=True, slots=True)
class _Place:
    """What is taken of an entry's clip."""

    start: int
    """First frame, of the clip."""
    frames: int
    size: Size
    """Of the whole clip."""
    cut: Cut


class Samples:
    """Makes samples of a data set."""

    def __init__(self, config: Config, entries: Sequence[Entry]) -> None:
        """Take the data set.

        Raises:
            InputError: a task is asked for that no entry serves.
        """
        self._config = config
        self._shelf = Shelf(round(config.cache_gib * (1 << 30)))
        edited = [entry for entry in entries if entry.reference_video is not None]
        self._entries: dict[Task, Sequence[Entry]] = {"text": entries, "images": entries, "video": edited}
        if not edited and any(stage.tasks.get("video") for stage in config.stages):
            raise InputError(
                "No clip of the data set has a reference video, but a stage trains on them.",
                fix="Give 'reference_video' to entries of a manifest, or leave 'video' out of the tasks.",
            )

    def of(self, wanted: Pass) -> list[Sample]:
        """The samples of a forward pass.

        Raises:
            InputError: too many clips in a row cannot be used.
        """
        return [self._sample(wanted, wanted.number * self._config.batch + index) for index in range(self._config.batch)]

    def _sample(self, wanted: Pass, number: int) -> Sample:
        entries, bad = self._entries[wanted.task], dict[str, str]()
        index = turn(self._config.seed, number, len(entries))
        for tried in range(_TRIES):
            entry = entries[index]
            try:
                return self._made(wanted, number, entry, bad)
            except InputError as error:
                bad[str(entry.clip)] = str(error)
            index = int(dice(self._config.seed, "instead", number, tried).integers(len(entries)))
        named = "; ".join(f"{path}: {why}" for path, why in list(bad.items())[:3])
        raise InputError(f"{_TRIES} clips in a row cannot be used.", why=f"{named}.", fix="Look at the manifests and the drive.")

    def _made(self, wanted: Pass, number: int, entry: Entry, bad: dict[str, str]) -> Sample:
        config = self._config
        chance = dice(config.seed, "sample", number)
        dropped = chance.random() < config.text_dropped
        time, noise = chance.uniform(), chance.uniform(*config.noise)
        place = self._place(wanted, entry, chance)
        high = self._pictures(entry.clip, place.start, place, wanted)
        low = self._low(wanted, entry, place, high, dice(config.seed, "low", number))
        images, video = self._references(wanted, entry, place, dice(config.seed, "references", number))
        return Sample(
            number,
            _signed(high),
            _signed(low),
            "" if dropped else entry.caption,
            config.shift * time / (1 + (config.shift - 1) * time),
            noise,
            tuple(_signed(image) for image in images),
            None if video is None else _signed(video),
            bad,
        )

    def _place(self, wanted: Pass, entry: Entry, chance: Generator) -> _Place:
        shape, stage = self._shelf.shape(entry.clip), wanted.stage
        last = shape.frames if entry.frames is None else min(shape.frames, entry.first + entry.frames)
        if last - entry.first < stage.frames:
            raise InputError(f"It has {max(0, last - entry.first)} frames, fewer than the {stage.frames} of a sample")
        start = int(chance.integers(entry.first, last - stage.frames, endpoint=True))
        given = entry.cut or Cut(top=0, left=0, height=shape.size.height, width=shape.size.width)
        most = min(given.height / stage.height, given.width / stage.width)
        if most < 1 or given.top + given.height > shape.size.height or given.left + given.width > shape.size.width:
            raise InputError(f"It is {shape.size}; of that, a sample needs {stage.width}x{stage.height}")
        if entry.cut is not None:
            if abs(given.width * stage.height / (given.height * stage.width) - 1) > _STRETCH:
                raise InputError(f"Its cut of {given.width}x{given.height} has other proportions than {stage.width}x{stage.height}")
            return _Place(start, stage.frames, shape.size, given)
        grown = chance.uniform(1, most)
        height, width = round(stage.height * grown), round(stage.width * grown)
        top, left = (int(chance.integers(most, endpoint=True)) for most in (given.height - height, given.width - width))
        return _Place(start, stage.frames, shape.size, Cut(top=top, left=left, height=height, width=width))

    def _pictures(self, path: Any, first: int, place: _Place, wanted: Pass) -> Pixels:
        """The place's part of a clip of any size that shows what the place's clip does, at a sample's size."""
        size = self._shelf.shape(path).size

        def shown(picture: Pixels) -> Pixels:
            return _resized(_part(picture[:3], place, size), wanted.stage.height, wanted.stage.width)

        return self._shelf.frames(path, first, place.frames, shown)

    def _low(self, wanted: Pass, entry: Entry, place: _Place, high: Pixels, chance: Generator) -> Pixels:
        """The low-resolution video at the sample's size: enlarged in pixels, bilinearly, as section 3.2 of the paper."""
        told = self._config.degradation
        prepared = entry.low is not None and chance.random() < told.prepared
        scale = chance.uniform(*told.scale)
        size = Size(*(max(SIDE, 2 * round(side / scale / 2)) for side in (wanted.stage.width, wanted.stage.height)))
        degrade = Degrader(chance, told.harsh, twice=chance.random() < told.second)
        if not prepared or entry.low is None:
            return _enlarged(degrade(high, size), wanted)
        of_low = self._shelf.shape(entry.low).size

        def shown(picture: Pixels) -> Pixels:
            return picture[:3] if entry.cut is not None else _part(picture[:3], place, of_low)

        small = self._shelf.frames(entry.low, place.start - entry.first, place.frames, shown)
        return _enlarged(small if entry.low_finished else degrade(small, size), wanted)

    def _references(self, wanted: Pass, entry: Entry, place: _Place, chance: Generator) -> tuple[tuple[Pixels, ...], Pixels | None]:
        if not wanted.shown:
            return (), None
        if wanted.task == "images":
            return self._images(wanted, entry, place, chance), None
        assert entry.reference_video is not None
        most = self._config.references.shift
        frames = self._shelf.shape(entry.reference_video).frames
        start = place.start + int(chance.integers(-most, most, endpoint=True))
        start = max(0, min(start, frames - place.frames))
        return (), self._pictures(entry.reference_video, start, place, wanted)

    def _images(self, wanted: Pass, entry: Entry, place: _Place, chance: Generator) -> tuple[Pixels, ...]:
        """Images in an order of chance, so that none is learnt."""
        found = [(path, None) for path in entry.references] or self._others(entry, place)
        count = len(wanted.sides) if self._config.batch > 1 else min(len(wanted.sides), len(found))
        order = chance.permutation(len(found))
        made: list[Pixels] = []
        for index, side in enumerate(wanted.sides[:count]):
            path, number = found[order[index % len(found)]]
            picture = self._shelf.picture(path) if number is None else self._shelf.frames(path, number, 1, lambda shown: shown)[0]
            size = (side, side) if self._config.batch > 1 else _fitted(picture, side)
            made.append(transformed(picture, size, self._config.references.strength, chance)[None])
        return tuple(made)

    def _others(self, entry: Entry, place: _Place) -> list[tuple[Any, int | None]]:
        """Frames of the clip that the sample does not show."""
        last = self._shelf.shape(entry.clip).frames
        last = last if entry.frames is None else min(last, entry.first + entry.frames)
        found = [number for number in range(entry.first, last) if not place.start <= number < place.start + place.frames]
        if not found:
            raise InputError("It has no reference images, and no frame beside those of a sample that could be one")
        return [(entry.clip, number) for number in found]


def _part(picture: Pixels, place: _Place, size: Size) -> Pixels:
    """The place's part of a picture (3, H, W) of `size`, which shows what the place's clip does."""
    down, across = size.height / place.size.height, size.width / place.size.width
    top, left = round(place.cut.top * down), round(place.cut.left * across)
    height, width = max(1, round(place.cut.height * down)), max(1, round(place.cut.width * across))
    return picture[:, top : top + height, left : left + width]


def _fitted(picture: Pixels, side: int) -> tuple[int, int]:
    """Height and width with the picture's proportions and this longer side."""
    longest = max(picture.shape[1:])
    height, width = (max(SIDE, round(side * each / longest / SIDE) * SIDE) for each in picture.shape[1:])
    return height, width


def _enlarged(pictures: Pixels, wanted: Pass) -> Pixels:
    return np.stack([_resized(picture, wanted.stage.height, wanted.stage.width) for picture in pictures])


def _resized(picture: Pixels, height: int, width: int) -> Pixels:
    """(3, H, W) to another size: the mean of what becomes a pixel, bilinear where it grows."""
    if picture.shape[1:] == (height, width):
        return np.ascontiguousarray(picture)
    how = cv2.INTER_AREA if height < picture.shape[1] else cv2.INTER_LINEAR
    made = cv2.resize(np.ascontiguousarray(picture.transpose(1, 2, 0)), (width, height), interpolation=how)
    return np.ascontiguousarray(made.transpose(2, 0, 1), np.float32)


def _signed(pictures: Pixels) -> Pixels:
    """0 to 1 as -1 to 1, in place: long samples are gigabytes."""
    pictures *= 2
    pictures -= 1
    return pictures
