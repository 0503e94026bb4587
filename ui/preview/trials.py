"""All candidates of a comparison, kept up with what the service says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from uprez.ui.draft_clip import Values
from uprez.ui.errors import Explained
from uprez.ui.preview.fetching import Fetching
from uprez.ui.preview.runner import Runner, Step
from uprez.ui.preview.trial import Phase, Trial


class Trials(QObject):
    """Trials by their keys."""

    changed = Signal(str)
    """Key of the one that is another now."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self.by_key: dict[str, Trial] = {}
        """Sorted by key."""

    def follow(self, runner: Runner, fetching: Fetching) -> None:
        """Keep up with previews, estimates and downloads."""
        runner.began.connect(self._began)
        runner.progress.connect(self._progressed)
        runner.dropped.connect(self._dropped)
        runner.made.connect(self._made)
        runner.broke.connect(self._broke)
        fetching.changed.connect(self._fetched)

    def _began(self, step: Step) -> None:
        self._take(step, phase=Phase.WORKING, task=None)

    def _progressed(self, step: Step, task: Values) -> None:
        self._take(step, task=task)

    def _broke(self, step: Step, error: Explained) -> None:
        self._take(step, phase=Phase.FAILED, error=error)

    def _fetched(self, key: str, phase: Phase, task: Values | None, error: Explained | None) -> None:
        stands = phase is Phase.EMPTY and key in self.by_key and self.by_key[key].answer is not None
        self.put(key, phase=Phase.DONE if stands else phase, task=task, error=error)

    def _take(self, step: Step, **values: Any) -> None:
        if step.kind == "estimate":
            values = {f"price_{name}": value for name, value in values.items()}
        self.put(step.key, **values)

    def _made(self, step: Step, answer: dict[str, Any]) -> None:
        if step.kind == "estimate":
            self.put(step.key, price_phase=Phase.DONE, price=answer, price_job=step.asked.job, price_task=None)
        else:
            self.put(step.key, phase=Phase.DONE, answer=answer, asked=step.asked, task=None)

    def _dropped(self, step: Step) -> None:
        trial = self.by_key.get(step.key)
        if trial is not None:
            stands = trial.price if step.kind == "estimate" else trial.answer
            self._take(step, phase=Phase.DONE if stands else Phase.EMPTY, task=None)

    def put(self, key: str, **values: Any) -> None:
        """Give a candidate other values; passed over when it is gone."""
        if key in self.by_key:
            self.by_key[key] = replace(self.by_key[key], **values)
            self.changed.emit(key)
