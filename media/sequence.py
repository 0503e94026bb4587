"""Reading numbered pictures as the frames of a clip."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from types import TracebackType
from typing import Self

import numpy as np

from uprez.core.clip import ClipInfo, Missing, ReadOptions
from uprez.core.colour import Alpha
from uprez.core.errors import InputError
from uprez.core.frame import Frame
from uprez.media.locate import Sequence
from uprez.media.movie import require_inside
from uprez.media.picture import read_picture
from uprez.media.sequence_info import SequenceSurvey, same_shape


class SequenceReader:
    """A `uprez.media.reader.ClipReader` of numbered pictures, or of one picture."""

    def __init__(self, survey: SequenceSurvey, options: ReadOptions) -> None:
        self._survey, self._missing = survey, options.missing
        missing = survey.info.missing
        if missing and options.missing is Missing.ERROR:
            raise InputError(
                f"{survey.info.path / survey.info.pattern} lacks {len(missing)} frame{'s' * (len(missing) > 1)}.",
                why=f"There is no number {_runs(missing)}.",
                fix="Render them, or add --missing hold (repeat the frame before) or --missing black.",
            )

    @property
    def info(self) -> ClipInfo:
        """What probing found."""
        return self._survey.info

    def frames(self, first: int, last: int) -> Iterator[Frame]:
        """Frames `first` to `last`, as `ClipReader.frames`."""
        require_inside(self.info, first, last)
        for position in range(first, last + 1):
            yield self._frame(position)

    def close(self) -> None:
        """Nothing is held open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _frame(self, position: int) -> Frame:
        files = self._survey.files
        number = files.first + position
        if number not in files.files and self._missing is Missing.BLACK:
            return self._black(position)
        path = files.path(_held(files, number))
        picture = read_picture(path)
        same_shape(self._survey.header, picture.header, path)
        info = self.info
        return Frame(
            rgb=picture.rgb,
            tag=info.tag,
            number=position,
            time=Fraction(position) / info.rate,
            alpha=None if info.alpha is Alpha.NONE else picture.alpha,
            extra=picture.extra,
            attributes=picture.header.attributes,
        )

    def _black(self, position: int) -> Frame:
        info, header = self.info, self._survey.header
        plane = info.size.height, info.size.width
        return Frame(
            rgb=np.zeros((3, *plane), np.float32),
            tag=info.tag,
            number=position,
            time=Fraction(position) / info.rate,
            alpha=None if info.alpha is Alpha.NONE else np.zeros(plane, np.float32),
            extra={channel.name: np.zeros(plane, np.uint32 if channel.whole_numbers else np.float32) for channel in header.extra},
            attributes=header.attributes,
        )


def _held(files: Sequence, number: int) -> int:
    """The number before that has a file; at the start, the one after."""
    before = (earlier for earlier in range(number, files.first - 1, -1) if earlier in files.files)
    after = (later for later in range(number, files.last + 1) if later in files.files)
    return next(chain(before, after))


def _runs(numbers: tuple[int, ...]) -> str:
    """`3, 5-9 and 12`, at most a handful of runs."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = [str(a) if a == b else f"{a}-{b}" for a, b in runs[:8]]
    more = [f"{len(runs) - 8} more gaps"] if len(runs) > 8 else []
    listed = shown + more
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"
