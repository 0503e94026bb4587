"""Small pictures of the clips, asked for when their rows are looked at."""

from __future__ import annotations

import json
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from uprez.core.errors import InputError
from uprez.plugin.client import Picture, Service, ServiceError
from uprez.ui.draft_clip import DraftClip, probe_key
from uprez.ui.link import Link
from uprez.ui.viewer.display import Look, Transform

SIDE = 256
"""Longer side of a thumbnail in pixels: sharp on a screen of double density."""
KEPT = 600
"""Thumbnails in memory: about 100 MB at most."""
AT_ONCE = 3
"""Thumbnails that are asked for at the same time."""


class Thumbnails(QObject):
    """A frame in the middle of each clip. What was looked at last is fetched first."""

    changed = Signal(str)
    """Id of a clip that has a picture now."""

    def __init__(self, link: Link, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._pictures: OrderedDict[str, QImage | None] = OrderedDict()
        self._wanted: OrderedDict[str, DraftClip] = OrderedDict()
        self._asked: set[str] = set()

    def picture(self, clip: DraftClip) -> QImage | None:
        """The picture at hand; None before it is there, and `changed` tells when it is."""
        if not clip.facts or clip.error is not None or clip.pending:
            return None
        key = _key(clip)
        if key in self._pictures:
            self._pictures.move_to_end(key)
            return self._pictures[key]
        if key not in self._asked:
            self._wanted[key] = clip
            self._wanted.move_to_end(key)
            self._ask()
        return None

    def _ask(self) -> None:
        while self._wanted and len(self._asked) < AT_ONCE:
            key, clip = self._wanted.popitem()
            self._asked.add(key)
            source, number = dict(clip.source), (clip.first + clip.last) // 2

            def load(service: Service, source: dict[str, object] = source, number: int = number) -> QImage:
                return shown(service.picture(source, number, fit=SIDE))

            def take(picture: QImage | ServiceError, key: str = key, clip_id: str = clip.id) -> None:
                self._take(key, clip_id, picture)

            self._link.call(load, take, take)

    def _take(self, key: str, clip_id: str, picture: QImage | ServiceError) -> None:
        self._asked.discard(key)
        self._pictures[key] = picture if isinstance(picture, QImage) else None
        while len(self._pictures) > KEPT:
            self._pictures.popitem(last=False)
        self.changed.emit(clip_id)
        self._ask()


def shown(picture: Picture) -> QImage:
    """A picture of the service as the screen should show it; as it is, cut to 0 to 1, where its space is not known."""
    size = (picture.height, picture.width, picture.channels)
    pixels = np.ones((*size[:2], 4), np.float16)
    pixels[..., : size[2]] = np.frombuffer(picture.data, np.float16).reshape(size)
    codes = np.full((*size[:2], 4), 255, np.uint8)
    transform = _transform(picture.space)
    if transform is not None:
        transform.codes(pixels, codes, exact=True)
    else:
        codes[..., :3] = np.clip(np.nan_to_num(pixels[..., :3].astype(np.float32)), 0, 1) * 255 + 0.5
    return QImage(codes.data, picture.width, picture.height, 4 * picture.width, QImage.Format.Format_RGBX8888).copy()


@cache
def _transform(space: str) -> Transform | None:
    try:
        return Transform(space, Look(), _pool())
    except InputError:  # a space of a configuration that this machine has not
        return None


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "uprez-thumbnails")


def _key(clip: DraftClip) -> str:
    return json.dumps([probe_key(clip.source), (clip.first + clip.last) // 2])
