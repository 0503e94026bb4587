"""The edit of the selected clip: whether it is made, is being made, or stands to be looked at before it is upscaled."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from uprez.core.errors import UprezError
from uprez.core.job import Job, validated
from uprez.plugin.client import Service, ServiceError
from uprez.ui.draft import Draft
from uprez.ui.draft_clip import Values
from uprez.ui.draft_recipe import edits
from uprez.ui.link import Link

SETTLES = 300
"""Milliseconds without a change of the draft after which the service is asked what it means."""
_NAME = 16
"""Signs of a job's name that the service calls its entry by."""
_WORKS = ("queued", "running", "paused")


class Phase(Enum):
    """How far an edit is."""

    NONE = "none"
    """The recipe asks for none, or nothing is selected."""
    ASKING = "asking"
    """The service has yet to say."""
    WRONG = "wrong"
    """It cannot be made; `error` says why."""
    OPEN = "open"
    """It can be made."""
    WORKING = "working"
    """It is in the queue."""
    MADE = "made"
    """It stands."""


@dataclass(frozen=True)
class Standing:
    """The edit of one clip, as its recipe is now."""

    clip_id: str = ""
    phase: Phase = Phase.NONE
    answer: Values = field(default_factory=dict[str, Any])
    """What the service says of the two steps."""
    id: str = ""
    """The entry of the queue that makes the edit."""
    entry: Values = field(default_factory=dict[str, Any])
    """That entry, once it is there."""
    error: ServiceError | None = None


class Edits(QObject):
    """Follows the draft and the queue. Nothing here draws, nothing blocks."""

    changed = Signal()
    """`now` is another one."""
    submitted = Signal(dict)
    """The queue's entry of an edit that was asked for."""
    ready = Signal()
    """The selected clip's edit, asked for here, has come to stand."""
    failed = Signal(object)
    """An edit that was asked for cannot be queued: the error."""

    def __init__(self, link: Link, draft: Draft, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link, self._draft = link, draft
        self._entries: dict[str, dict[str, Any]] = {}
        self._wanted: set[str] = set()
        self._asked = ""
        self.now = Standing()
        """Of the selected clip."""
        self.sure = False
        """`now` is of the draft as it is, and not as it was before the last change."""
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLES)
        self._settle.timeout.connect(self._ask)
        for signal in (draft.recipe_changed, draft.output_changed, draft.selection_changed, draft.clip_changed, draft.models_changed):
            signal.connect(self._draft_changed)
        link.snapshot.connect(self._snapshot)
        link.entry.connect(self._put)
        link.removed.connect(self._removed)
        link.back.connect(self._again)

    def make(self) -> None:
        """Queue the edits of all chosen clips, each alone."""
        for clip_id in self._draft.chosen:
            clip = self._draft.clip(clip_id)
            if clip is None or self._draft.problems(clip_id):
                continue
            try:
                job = self._draft.job_for(clip_id)
            except UprezError as error:
                self.failed.emit(error)
                return
            title = self.tr("{title} (edit)").format(title=clip.title)
            self._link.call(partial(self._queue, job, title), self._queued, self.failed.emit)

    def is_shown(self, raw: Values) -> bool:
        """True when an entry of the queue is the selected clip's edit, and stands."""
        return self.now.phase is Phase.MADE and raw["id"] == self.now.id

    def problem(self) -> str:
        """Why the selected clip cannot be tried yet; empty when it can."""
        if self.now.phase in (Phase.NONE, Phase.MADE):
            return ""
        return self.tr("Make the edit first: what is tried here is how it is upscaled.")

    def _queue(self, job: dict[str, Any], title: str, service: Service) -> dict[str, Any]:
        edit = service.cascade(job)["edit"]
        place = {name: edit["output"][name] for name in ("folder", "name")}
        for entry in list(self._entries.values()):
            theirs = entry["job"]["output"]
            if entry["job"]["recipe"].get("edit_prompt") and all(theirs.get(name) == value for name, value in place.items()):
                edit = {**edit, "output": {**edit["output"], "overwrite": True}}  # an earlier try at this edit makes room
        return service.submit(edit, title=title)

    def _queued(self, raw: dict[str, Any]) -> None:
        self._wanted.add(str(raw["id"]))
        self._put(raw)
        self.submitted.emit(raw)

    def _draft_changed(self, *_: object) -> None:
        clip = self._draft.selected
        if clip is None or not edits(self._draft.recipe):
            self._settle.stop()
            self._asked = ""
            self._take(Standing())
            return
        self._settle.start()
        if self.now.clip_id != clip.id:
            self._take(Standing(clip.id, Phase.ASKING))
        elif self.sure:
            self.sure = False
            self.changed.emit()

    def _again(self) -> None:
        self._asked = ""
        self._draft_changed()

    def _ask(self) -> None:
        clip = self._draft.selected
        if clip is None or self._draft.problems(clip.id):
            self._asked = ""
            self._take(Standing(clip.id if clip else "", Phase.ASKING if clip else Phase.NONE))
            return
        try:
            job = self._draft.job_for(clip.id)
        except UprezError as error:
            self._refused(clip.id, ServiceError(error.what, error.why, error.fix))
            return
        key = json.dumps(job, sort_keys=True)
        if key == self._asked:
            self._take(self.now)
            return
        self._asked = key

        def ask(service: Service) -> dict[str, Any]:
            return service.cascade(job)

        def take(answer: dict[str, Any]) -> None:
            if self._asked == key:
                name = validated(Job, answer["edit"]).name[:_NAME]
                self._take(self._judged(Standing(clip.id, Phase.OPEN, answer, name)))

        def refuse(error: ServiceError) -> None:
            if self._asked == key:
                self._refused(clip.id, error)

        self._link.call(ask, take, refuse)

    def _refused(self, clip_id: str, error: ServiceError) -> None:
        self._take(Standing(clip_id, Phase.WRONG, error=error))

    def _judged(self, standing: Standing) -> Standing:
        """With what the queue says of it."""
        entry = self._entries.get(standing.id, {})
        state = entry.get("state")
        made = state == "done" or (bool(standing.answer.get("done")) and state not in _WORKS)
        phase = Phase.MADE if made else Phase.WORKING if state in _WORKS else Phase.OPEN
        return replace(standing, phase=phase, entry=entry)

    def _take(self, standing: Standing) -> None:
        before, self.now = (self.now, self.sure), standing
        self.sure = not self._settle.isActive() and standing.phase is not Phase.ASKING
        if (standing, self.sure) != before:
            self.changed.emit()
        if standing.phase is Phase.MADE and standing.id in self._wanted:
            self._wanted.discard(standing.id)
            self.ready.emit()

    def _snapshot(self, jobs: list[dict[str, Any]]) -> None:
        self._entries = {str(raw["id"]): raw for raw in jobs}
        self._look()

    def _put(self, raw: dict[str, Any]) -> None:
        self._entries[str(raw["id"])] = raw
        if raw["id"] == self.now.id:
            self._look()

    def _removed(self, name: str) -> None:
        self._entries.pop(name, None)
        if name == self.now.id:
            self._again()  # its files stay: the service says whether the edit still stands

    def _look(self) -> None:
        if self.now.id:
            self._take(self._judged(self.now))
