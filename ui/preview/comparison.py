"""Two to four ways to make a clip, tried on a few frames of a region: what is asked, what is known, what is out of date."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from uprez.core.errors import JobError
from uprez.ui.draft import Draft
from uprez.ui.draft_clip import DraftClip, Values
from uprez.ui.link import Link
from uprez.ui.preview.choices import difference, rebased, suggestion
from uprez.ui.preview.fetching import Fetching
from uprez.ui.preview.region import Region
from uprez.ui.preview.runner import Runner, Step
from uprez.ui.preview.spot import Spot
from uprez.ui.preview.trial import BUSY, Asked, Phase, Trial
from uprez.ui.preview.trials import Trials

MOST = 4
_KEYS = "1234"


class Comparison(QObject):
    """The candidates for the selected clip. Nothing here draws, nothing blocks."""

    trials_changed = Signal()
    """Candidates came or went, or all are others now."""
    trial_changed = Signal(str)
    """Something of one candidate changed; its key."""
    setup_changed = Signal()
    """Region, frames, or what the pictures would be made of changed."""
    running_changed = Signal(bool)
    """Previews are being made, or prices measured; or no longer."""

    def __init__(self, link: Link, draft: Draft, parent: QObject | None = None) -> None:
        """`draft` says what is selected and the recipe that candidates start from."""
        super().__init__(parent)
        self._draft = draft
        self.all = Trials(self)
        """The candidates by their keys."""
        self._shelf: dict[str, tuple[dict[str, Trial], Region | None]] = {}
        self._clip_id = ""
        self._spot = Spot()
        self._asked: dict[str, Asked | None] = {}
        self._recipe = draft.recipe
        self.runner = Runner(link, self)
        self.fetching = Fetching(link, draft, self)
        self._connect()
        self._take_clip()
        self.add({})
        self.add()

    def _connect(self) -> None:
        self.all.follow(self.runner, self.fetching)
        self.all.changed.connect(self.trial_changed)
        self.runner.running_changed.connect(self.running_changed)
        self._draft.recipe_changed.connect(self._recipe_changed)
        self._draft.output_changed.connect(self._all_changed)
        self._draft.models_changed.connect(self._all_changed)
        self._draft.clip_changed.connect(self._clip_changed)
        self._draft.selection_changed.connect(self._take_clip)
        self._draft.clips_changed.connect(self._forget_gone)

    @property
    def clip(self) -> DraftClip | None:
        """The clip that is tried, once it is known; None before."""
        clip = self._draft.selected
        return clip if clip is not None and clip.facts is not None else None

    @property
    def trials(self) -> list[Trial]:
        """All candidates, in order."""
        return list(self.all.by_key.values())

    @property
    def region(self) -> Region:
        """The chosen region inside the clip; in the middle when none was chosen."""
        return self._spot.region(self.clip)

    @property
    def frames(self) -> tuple[int, int]:
        """First and last frame that previews are made of."""
        return self._spot.frames(self.clip)

    @property
    def count(self) -> int:
        """How many frames are wanted."""
        return self._spot.count

    @property
    def running(self) -> bool:
        """True while the service works on something of this."""
        return self.runner.running

    def trial(self, key: str) -> Trial:
        """A candidate.

        Raises:
            KeyError: it is gone.
        """
        return self.all.by_key[key]

    def has(self, key: str) -> bool:
        """True while this candidate is there."""
        return key in self.all.by_key

    def recipe(self, key: str) -> dict[str, Any]:
        """The draft's recipe with a candidate's changes."""
        return {**self._draft.recipe, **self.all.by_key[key].changes}

    def factor(self) -> float:
        """How many times larger than the clip the result is."""
        clip, size = self.clip, self._draft.size_for(self._clip_id) if self.clip else None
        return max(size[0] / clip.size[0], size[1] / clip.size[1]) if clip and clip.size and size else 2.0

    def set_region(self, region: Region | None) -> None:
        """Choose where to look, in source pixels; None for the middle."""
        self._look(replace(self._spot, chosen=region))

    def set_playhead(self, frame: int) -> None:
        """Choose the frame that the tried ones lie around."""
        self._look(replace(self._spot, playhead=frame))

    def set_count(self, count: int) -> None:
        """Choose how many frames are tried."""
        self._look(replace(self._spot, count=count))

    def add(self, changes: Values | None = None) -> str:
        """Add a candidate, one worth seeing when its changes are not given; its key, or empty when there are four."""
        key = next((key for key in _KEYS if key not in self.all.by_key), "")
        if key:
            if changes is None:
                changes = suggestion(self._draft.models, [str(self.recipe(each)["model"]) for each in self.all.by_key], self.factor())
            trials = {**self.all.by_key, key: Trial(key, dict(changes))}
            self.all.by_key = dict(sorted(trials.items()))
            self._asked.pop(key, None)
            self.trials_changed.emit()
        return key

    def remove(self, key: str) -> None:
        """Take a candidate away; the last one stays."""
        if len(self.all.by_key) > 1:
            self.runner.cancel(key)
            self.fetching.cancel(key)
            del self.all.by_key[key]
            self.trials_changed.emit()

    def change(self, key: str, changes: Values) -> None:
        """Set recipe fields of a candidate; those that are the draft's anyway are left out."""
        full = {**self.recipe(key), **changes}
        back = {"phase": Phase.EMPTY, "error": None} if self.all.by_key[key].phase in (Phase.FAILED, Phase.ABSENT) else {}
        self._asked.pop(key, None)
        self.all.put(key, changes=difference(self._draft.recipe, full), **back)
        self.setup_changed.emit()

    def reset(self, key: str) -> None:
        """Give a candidate the draft's settings again; its model stays."""
        back = {field: self._draft.recipe.get(field) for field in self.all.by_key[key].changes if field != "model"}
        self.change(key, back)

    def use(self, key: str) -> None:
        """Write a candidate's settings into the draft, as one edit that can be undone."""
        changes = self.all.by_key[key].changes
        if changes:
            self._draft.set_recipe(changes, text=self.tr("Use previewed settings"))

    def asked(self, key: str) -> Asked:
        """What a candidate's pictures would be made of now.

        Raises:
            JobError: the draft makes no job.
        """
        return Asked(self._draft.job_for(self._clip_id, **self.all.by_key[key].changes), self.region, self.frames)

    def is_stale(self, key: str) -> bool:
        """True when a candidate's pictures were made with other settings than it has now."""
        return self.all.by_key[key].is_stale(self._now(key))

    def is_current(self, key: str) -> bool:
        """True when a candidate's pictures are what would be made now, or are on their way."""
        return self.all.by_key[key].is_current(self._now(key))

    def price_is_current(self, key: str) -> bool:
        """True when a candidate's price is for the job as it is now, or is on its way."""
        return self.all.by_key[key].price_is_current(self._now(key))

    def problems(self) -> list[str]:
        """Why nothing can be tried, one sentence each."""
        if self._draft.selected is None:
            return [self.tr("Select a clip first.")]
        return self._draft.problems(self._clip_id)

    def run(self) -> None:
        """Make what is missing or out of date: first all pictures, then all prices."""
        if self.problems() or self.clip is None:
            return
        previews, estimates = list[Step](), list[Step]()
        for key in list(self.all.by_key):
            self._plan(key, previews, estimates)
        self.runner.start(previews + estimates)
        self.setup_changed.emit()

    def cancel(self) -> None:
        """Stop at once; pictures that stand stay."""
        self.runner.cancel()
        self.setup_changed.emit()

    def fetch(self, key: str) -> None:
        """Download the model that a candidate needs."""
        card = self._draft.models.card(str(self.recipe(key)["model"]), self.factor())
        if card is not None:
            self.fetching.start(key, str(card["name"]))

    def _plan(self, key: str, previews: list[Step], estimates: list[Step]) -> None:
        card = self._draft.models.card(str(self.recipe(key)["model"]), self.factor())
        if card is not None and not card.get("installed", True):
            if self.all.by_key[key].phase not in BUSY:
                self.all.put(key, phase=Phase.ABSENT, error=None)
            return
        try:
            asked = self.asked(key)
        except JobError as error:
            self.all.put(key, phase=Phase.FAILED, error=error)
            return
        if not self.is_current(key):
            shown = self.all.by_key[key].asked
            elsewhere = shown is not None and (shown.region, shown.frames) != (asked.region, asked.frames)
            kept = {"answer": None, "asked": None} if elsewhere else {}
            self.all.put(key, phase=Phase.WAITING, error=None, task=None, **kept)
            previews.append(Step(key, "preview", asked))
        if not self.price_is_current(key):
            self.all.put(key, price_phase=Phase.WAITING, price_error=None, price_task=None)
            estimates.append(Step(key, "estimate", asked))

    def _now(self, key: str) -> Asked | None:
        """As `asked`, remembered until something changes: making a job document takes a millisecond, and many ask."""
        if key not in self._asked:
            try:
                self._asked[key] = self.asked(key)
            except (JobError, KeyError):
                self._asked[key] = None
        return self._asked[key]

    def _look(self, spot: Spot) -> None:
        before = (self.region, self.frames, self.count)
        self._spot = spot
        if (self.region, self.frames, self.count) != before:
            self._all_changed()

    def _recipe_changed(self) -> None:
        before, self._recipe = self._recipe, self._draft.recipe
        changes = rebased({key: trial.changes for key, trial in self.all.by_key.items()}, before, self._recipe)
        self.all.by_key = {key: replace(trial, changes=changes[key]) for key, trial in self.all.by_key.items()}
        self._all_changed()

    def _take_clip(self) -> None:
        clip = self._draft.selected
        clip_id = clip.id if clip else ""
        if clip_id == self._clip_id:
            return
        self.runner.cancel()
        if self._clip_id:
            self._shelf[self._clip_id] = (self.all.by_key, self._spot.chosen)
        self._clip_id = clip_id
        blank = {key: Trial(key, trial.changes) for key, trial in self.all.by_key.items()}
        shelved, region = self._shelf.get(clip_id, (blank, None))
        self._spot = replace(self._spot, chosen=region)
        self.all.by_key = {key: replace(shelved.get(key, trial), changes=trial.changes) for key, trial in blank.items()}
        self.trials_changed.emit()
        self._all_changed()

    def _clip_changed(self, clip_id: str) -> None:
        if clip_id == self._clip_id:
            self._all_changed()

    def _forget_gone(self) -> None:
        here = {clip.id for clip in self._draft.clips}
        self._shelf = {clip_id: kept for clip_id, kept in self._shelf.items() if clip_id in here}

    def _all_changed(self) -> None:
        self._asked.clear()
        for key in self.all.by_key:
            self.trial_changed.emit(key)
        self.setup_changed.emit()
