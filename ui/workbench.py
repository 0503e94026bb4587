"""All parts of the panel, and what they have to do with each other: the window and the panel only place them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from uprez.core.errors import UprezError
from uprez.plugin.client import Service
from uprez.ui.draft import Draft
from uprez.ui.edits import Edits, Phase
from uprez.ui.errors import show_error, take_reports_from
from uprez.ui.farm.dialog import FarmDialog
from uprez.ui.farm.farm import Farm
from uprez.ui.farm.shipping import Shipment
from uprez.ui.icons import icon
from uprez.ui.link import Link
from uprez.ui.queue import QueueView
from uprez.ui.recipe.view import RecipeView
from uprez.ui.sources.view import SourcesView
from uprez.ui.stage import PREVIEW, Stage


class Workbench(QObject):
    """Sources, stage, recipe and queue, connected."""

    look_asked = Signal(str)
    """The user shall look at a part now: `stage`, `recipe` or `queue`."""
    host_asked = Signal(list)
    """Finished entries that go back to the host."""
    told = Signal(str)
    """A sentence for the status line."""

    def __init__(self, link: Link, draft: Draft, owner: QWidget, *, narrow: bool = False, host: bool = False) -> None:
        """`owner` is the window or the panel; it places the parts. With `host`, results can go back to another program."""
        super().__init__(owner)
        self._owner = owner
        self.link, self.draft = link, draft
        self.sources = SourcesView(link, draft, owner)
        self.edits = Edits(link, draft, owner)
        self.stage = Stage(link, draft, self.edits, owner)
        self.recipe = RecipeView(link, draft, owner, edits=self.edits)
        self.queue = QueueView(link, narrow=narrow, host=host, parent=owner)
        self.preview_action = self._action("preview", self.tr("Preview"), "Ctrl+P", self.show_preview)
        self.queue_action = self._action("queue", self.tr("Add to queue"), "Ctrl+Shift+Return", self.submit_chosen)
        self.farm = Farm(link, self)
        self.farm_action = self._action("farm", self.tr("Send to farm…"), "Ctrl+Shift+F", self.send_chosen)
        take_reports_from(link)
        self._connect()
        self.refresh()

    def add_paths(self, paths: Iterable[str]) -> None:
        """Add clips to the sources."""
        self.sources.add_paths(paths)

    def load_jobs(self, jobs: Iterable[dict[str, Any]]) -> None:
        """Begin with the clips of these job documents, each with its own folder and name, and with the recipe and output of the first."""
        given = list(jobs)
        if not given:
            return
        outputs = [dict(job.get("output") or {}) for job in given]
        own = [{name: output.get(name, "") for name in ("folder", "name")} for output in outputs]
        recipe, output = dict(given[0].get("recipe") or {}), outputs[0]
        for name in ("folder", "name"):
            if any(each[name] != own[0][name] for each in own):
                output[name] = ""
        if recipe or output:
            self.draft.apply(recipe or self.draft.recipe, output, text=self.tr("Open jobs"))
        added = self.draft.add([job["source"] for job in given], outputs=own)
        self.draft.select(added[0], added)
        self.draft.undo_stack.clear()

    def show_preview(self) -> None:
        """Turn to the preview of the selected clip."""
        self.stage.show_page(PREVIEW)
        self.stage.preview.setFocus()
        self.look_asked.emit("stage")

    def submit_chosen(self) -> None:
        """Queue all chosen clips."""
        self.submit(list(self.draft.chosen))

    def submit(self, clip_ids: list[str]) -> None:
        """Queue clips with the recipe as it is now."""
        for clip_id in clip_ids:
            clip = self.draft.clip(clip_id)
            if clip is None or self.draft.problems(clip_id):
                continue
            try:
                self._queue(self.draft.job_for(clip_id), clip.title)
            except UprezError as error:
                show_error(self._owner, error)
                return

    def send_chosen(self) -> None:
        """Open what sends all chosen clips to a farm."""
        self.send(list(self.draft.chosen))

    def send(self, clip_ids: list[str]) -> None:
        """Open what sends clips to a farm, with the recipe as it is now."""
        clips = [clip for clip in map(self.draft.clip, clip_ids) if clip is not None and not self.draft.problems(clip.id)]
        try:
            shipments = [Shipment(clip.title, self.draft.job_for(clip.id)) for clip in clips]
        except UprezError as error:
            show_error(self._owner, error)
            return
        if shipments:
            FarmDialog(self.link, shipments, self._owner).open()

    def show_edit(self) -> None:
        """Show the selected clip's edit, which stands, beside the clip."""
        clip = self.draft.selected
        if clip is not None and self.edits.now.phase is Phase.MADE:
            self.stage.show_edit(self.edits.now, clip.title)
            self.look_asked.emit("stage")

    def change_edit(self) -> None:
        """Go back from an edit to the words that it was made of."""
        self.stage.leave_entry()
        self.look_asked.emit("recipe")
        self.recipe.edit.open()
        self.recipe.edit.prompt.setFocus()

    def approve_edit(self) -> None:
        """Queue the clip whose edit is shown: the edit stands, so that it is upscaled."""
        clip_id = self.edits.now.clip_id
        self.stage.leave_entry()
        self.submit([clip_id])

    def refresh(self) -> None:
        """Say in the tooltips what is in the way of previewing and queueing."""
        selected, chosen = self.draft.selected, self.draft.chosen
        no_clip = [self.tr("Add a clip first.")]
        of_selected = no_clip if selected is None else self.draft.problems(selected.id) or list(filter(None, (self.edits.problem(),)))
        of_chosen = [problem for clip_id in chosen for problem in self.draft.problems(clip_id)] if chosen else no_clip
        tries = self.tr("Try the recipe on a few frames of the selected clip")
        queues = self.tr("Queue the chosen clips with this recipe")
        sends = self.tr("Send the chosen clips to a render farm")
        of_farm = list(filter(None, (self.farm.problem(),))) or of_chosen
        for action, button, problems, words in (
            (self.preview_action, self.recipe.preview_button, of_selected, tries),
            (self.queue_action, self.recipe.queue_button, of_chosen, queues),
            (self.farm_action, self.recipe.farm_button, of_farm, sends),
        ):
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            tip = problems[0] if problems else f"{words} ({keys})"
            action.setEnabled(not problems)
            if button is self.recipe.farm_button:
                button.setEnabled(not problems)
            action.setToolTip(tip)
            button.setToolTip(tip)

    def _connect(self) -> None:
        self.recipe.preview_wanted.connect(self.show_preview)
        self.recipe.queue_wanted.connect(self.submit)
        self.recipe.farm_wanted.connect(self.send)
        self.draft.clips_changed.connect(self.farm.look)
        self.farm.changed.connect(self.refresh)
        self.stage.submitted.connect(self._queued)
        self._connect_edits()
        self.queue.view_asked.connect(self._view)
        self.queue.host_asked.connect(self.host_asked)
        self.queue.finished.connect(self._finished)
        self.link.failed.connect(self._fail)
        draft = self.draft
        for signal in (
            draft.clips_changed,
            draft.selection_changed,
            draft.clip_changed,
            draft.output_changed,
            draft.recipe_changed,
            draft.models_changed,
        ):
            signal.connect(self.refresh)

    def _connect_edits(self) -> None:
        self.recipe.edit.look_wanted.connect(self.show_edit)
        self.stage.approval.approved.connect(self.approve_edit)
        self.stage.approval.change_wanted.connect(self.change_edit)
        self.edits.ready.connect(self._edit_ready)
        self.edits.submitted.connect(self._edit_queued)
        self.edits.failed.connect(self._fail)
        self.edits.changed.connect(self.refresh)

    def _edit_ready(self) -> None:
        if not self.stage.beside:  # who looks at something else is not taken away from it
            self.show_edit()

    def _edit_queued(self, raw: dict[str, Any]) -> None:
        self.queue.put(raw)
        self.queue.choose(str(raw["id"]))

    def _action(self, sign: str, words: str, keys: str, act: Any) -> QAction:
        action = QAction(icon(sign), words, self)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda: act())
        return action

    def _queue(self, job: dict[str, Any], title: str) -> None:
        def ask(service: Service) -> dict[str, Any]:
            return service.submit(job, title=title)

        self.link.call(ask, self._queued, self._fail)

    def _queued(self, raw: dict[str, Any]) -> None:
        self.queue.put(raw)
        self.queue.choose(str(raw["id"]))
        self.look_asked.emit("queue")

    def _view(self, raw: dict[str, Any]) -> None:
        if self.edits.is_shown(raw):
            self.show_edit()
            return
        self.stage.show_entry(raw)
        self.look_asked.emit("stage")

    def _finished(self, raw: dict[str, Any]) -> None:
        self.told.emit(self.tr("{title} is finished.").format(title=raw.get("title") or raw["id"]))

    def _fail(self, error: object) -> None:
        if isinstance(error, Exception):
            show_error(self._owner, error)
