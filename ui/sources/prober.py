"""Asks the service about clips whose decisions it has not seen yet."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer

from uprez.plugin.client import Service, ServiceError, ServiceGone
from uprez.ui.draft import Draft
from uprez.ui.draft_clip import DraftClip, Values, probe_key
from uprez.ui.link import Link

AT_ONCE = 3
"""Clips that are asked about at the same time: the service reads them one after the other anyway."""


class Prober(QObject):
    """Keeps the draft's facts and checks up with its decisions. The selected clip comes first."""

    def __init__(self, link: Link, draft: Draft, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._draft = draft
        self._asked: set[tuple[str, str]] = set()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._ask)
        draft.clips_changed.connect(self._soon.start)
        draft.clip_changed.connect(self._soon.start)
        link.back.connect(self._again)
        self._soon.start()

    def _ask(self) -> None:
        selected = self._draft.selected
        first = [selected] if selected is not None and selected.pending else []
        for clip in (*first, *self._draft.unread()):
            if len(self._asked) >= AT_ONCE:
                break
            if (clip.id, probe_key(clip.source)) not in self._asked:
                self._start(clip)

    def _start(self, clip: DraftClip) -> None:
        asked = (clip.id, probe_key(clip.source))
        source = dict(clip.source)
        self._asked.add(asked)
        whole = {name: value for name, value in source.items() if name not in ("first", "last")}

        def probe(service: Service) -> Any:
            return service.probe(whole)

        done = partial(self._take, asked, source)
        self._link.call(probe, done, done)

    def _take(self, asked: tuple[str, str], source: Values, answer: Values | ServiceError) -> None:
        self._asked.discard(asked)
        self._draft.set_found(asked[0], source, answer)
        self._soon.start()

    def _again(self) -> None:
        """The service is back: ask again about what failed because it was gone."""
        for clip in self._draft.clips:
            if isinstance(clip.error, ServiceGone):
                self._draft.forget_found(clip.id)
