"""Pictures of clips, previews and takes, brought from the service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from uprez.core.time import Timecode
from uprez.plugin import client
from uprez.plugin.client import Service
from uprez.ui.draft_clip import start_of
from uprez.ui.link import Link
from uprez.ui.viewer.pictures import Half, Picture

_ZERO = Timecode(0, Fraction(24))
"""Of a clip that nothing is known of."""


def decoded(picture: client.Picture) -> Half:
    """The values of a picture from the service, (H, W, 3 or 4) float16, without a copy where the machine allows.

    Raises:
        ValueError: the bytes are not those of such a picture.
    """
    values = np.frombuffer(picture.data, np.dtype("<f2"))
    return values.reshape(picture.height, picture.width, picture.channels).astype(np.float16, copy=False)


class ClipPictures:
    """The frames of a source, whole or one region of it."""

    def __init__(
        self, link: Link, source: Mapping[str, Any], facts: Mapping[str, Any], *, region: Sequence[int] | None = None, title: str = ""
    ) -> None:
        """`facts` are those that probing this source gave; `region` is x, y, width, height in its pixels."""
        self._link = link
        self._source = dict(source)
        self._region = None if region is None else tuple(int(value) for value in region)
        size: Mapping[str, int] = facts["size"]
        self.first = int(source.get("first") or 0)
        last = source.get("last")
        self.last = int(facts["frames"]) - 1 if last is None else int(last)
        self.width = int(size["width"]) if self._region is None else self._region[2]
        self.height = int(size["height"]) if self._region is None else self._region[3]
        self.rate = Fraction(str(facts["rate"]))
        self.start = start_of(facts)
        self.title = title

    def load(self, number: int, fit: int | None) -> Picture:
        """Frame `number` of the clip, its longer side at most `fit` pixels.

        Raises:
            ServiceError: the service cannot read it, or cannot be reached.
        """

        def ask(service: Service) -> client.Picture:
            return service.picture(self._source, number, region=self._region, fit=fit)

        got = self._link.fetch(ask)
        return Picture(decoded(got), got.space, got.scale)


class PreviewPictures:
    """One side of a preview: `source` (enlarged by Lanczos) or `result`, which lie pixel on pixel."""

    def __init__(self, link: Link, answer: Mapping[str, Any], side: str, *, start: Timecode = _ZERO, title: str = "") -> None:
        """`answer` is what the service gave for the preview; `start` is the clip's timecode at its frame 0, and so its rate.

        Raises:
            ValueError: `side` is neither.
        """
        if side not in ("source", "result"):
            raise ValueError(f"no such side: {side!r}")
        self._link = link
        self._preview = str(answer["preview"])
        self._side = side
        numbers: Sequence[int] = answer["frames"]
        self.first = int(numbers[0])
        self.last = int(numbers[-1])
        self.width = int(answer["width"])
        self.height = int(answer["height"])
        self.rate, self.start = start.rate, start
        self.title = title

    def load(self, number: int, fit: int | None) -> Picture:
        """Frame `number` of the clip, at its full size whatever `fit` is: previews are small, and judged by the pixel.

        Raises:
            ServiceError: the preview is gone (the service keeps the last few), or the service cannot be reached.
        """

        def ask(service: Service) -> client.Picture:
            return service.preview_picture(self._preview, number, self._side)

        got = self._link.fetch(ask)
        return Picture(decoded(got), got.space, got.scale)


class TakePictures:
    """The frames of a finished take, by the numbers that they have in the source."""

    def __init__(
        self,
        link: Link,
        take: str | Mapping[str, Any],
        facts: Mapping[str, Any],
        *,
        source_first: int = 0,
        space: str = "",
        region: Sequence[int] | None = None,
        title: str = "",
    ) -> None:
        """`take` is the movie or folder, or a whole source, `facts` what probing it gave; its first frame is the source's `source_first`.

        `space` is what the service says of the source's colour: a take has the same, though not every file can say so (an EXR
        without tags passes for linear); empty to believe the take's files. `region` is x, y, width, height in the take's pixels.
        """
        self._clip = ClipPictures(link, {"path": take} if isinstance(take, str) else take, facts, region=region, title=title)
        self._offset = source_first
        self._space = space
        self.first = self._clip.first + source_first
        self.last = self._clip.last + source_first
        self.width = self._clip.width
        self.height = self._clip.height
        self.rate = self._clip.rate
        self.start = self._clip.start + -source_first
        self.title = title

    def load(self, number: int, fit: int | None) -> Picture:
        """The frame that was made of the source's frame `number`, its longer side at most `fit` pixels.

        Raises:
            ServiceError: the service cannot read it, or cannot be reached.
        """
        picture = self._clip.load(number - self._offset, fit)
        return replace(picture, space=self._space) if self._space else picture
