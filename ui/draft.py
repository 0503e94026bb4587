"""What is being prepared: the clips, the recipe, the output. Every edit can be undone."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from uprez.core.job import Job, validated
from uprez.plugin.client import ServiceError
from uprez.ui.draft_clip import DraftClip, Found, Item, Prepared, Values, combined, probe_key, title_of
from uprez.ui.draft_edit import DraftEdit
from uprez.ui.draft_models import DraftModels, fitted
from uprez.ui.draft_output import absolute, folder_of, name_of
from uprez.ui.draft_recipe import first_output, first_recipe, lacking, one_size, told_to_models, uses
from uprez.ui.told import told


class Draft(QObject):
    """Clips, recipe and output before they become jobs."""

    clips_changed = Signal()
    """Clips came, went, or changed their order."""
    clip_changed = Signal(str)
    """Decisions about a clip, or what is known of it, changed; its id."""
    recipe_changed = Signal()
    output_changed = Signal()
    selection_changed = Signal()
    """Another clip is the selected one, or other clips are chosen with it."""
    models_changed = Signal()
    """The service said which models there are."""

    def __init__(self, parent: QObject | None = None) -> None:
        """An empty draft."""
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        """All edits; connect undo and redo actions to it."""
        self.models = DraftModels()
        """The models that the service knows; change them by `set_models`."""
        self._now = Prepared(recipe=first_recipe(), output=first_output())
        self._found: dict[str, Found] = {}
        self._rows: dict[str, DraftClip] = {}
        self._selected: str | None = None
        self._chosen: tuple[str, ...] = ()

    @property
    def clips(self) -> list[DraftClip]:
        """All clips, in order."""
        return [self._row(item) for item in self._now.items]

    @property
    def recipe(self) -> dict[str, Any]:
        """A copy of the recipe: the document's fields, and those of `DRAFT_ONLY`."""
        return dict(self._now.recipe)

    @property
    def output(self) -> dict[str, Any]:
        """A copy of the output's fields; an empty `folder` stands for `uprez` beside each source."""
        return dict(self._now.output)

    @property
    def selected(self) -> DraftClip | None:
        """The clip that the viewer and the checks are about."""
        return self.clip(self._selected) if self._selected else None

    @property
    def chosen(self) -> tuple[str, ...]:
        """Ids of all clips that are marked in the list, the selected one among them."""
        return self._chosen

    def clip(self, clip_id: str) -> DraftClip | None:
        """The clip of an id; None when it is gone."""
        return next((self._row(item) for item in self._now.items if item.id == clip_id), None)

    def select(self, clip_id: str | None, chosen: Sequence[str] | None = None) -> None:
        """Make a clip the selected one; `chosen` are all that are marked. Not an edit."""
        marked = tuple(chosen) if chosen is not None else (clip_id,) if clip_id else ()
        if (clip_id, marked) != (self._selected, self._chosen):
            self._selected, self._chosen = clip_id, marked
            self.selection_changed.emit()

    def add(self, sources: Iterable[Values], titles: Sequence[str] | None = None, outputs: Sequence[Values] | None = None) -> list[str]:
        """Add clips at the end, as one edit; the first becomes the selected one when none was. Give their ids.

        `outputs` are the folder and name that each has of its own.
        """
        given = list(sources)
        names, own = titles or [title_of(source) for source in given], outputs or [{}] * len(given)
        new = tuple(Item(uuid.uuid4().hex, dict(source), *said) for source, said in zip(given, zip(names, own, strict=True), strict=True))
        if not new:
            return []
        text = self.tr("Add clip") if len(new) == 1 else self.tr("Add clips")
        self._push(text, replace(self._now, items=self._now.items + new))
        if self.selected is None:
            self.select(new[0].id)
        return [item.id for item in new]

    def remove(self, clip_ids: Iterable[str]) -> None:
        """Take clips out of the list; their files stay."""
        gone = set(clip_ids)
        text = self.tr("Remove clip") if len(gone) == 1 else self.tr("Remove clips")
        self._push(text, replace(self._now, items=tuple(item for item in self._now.items if item.id not in gone)))

    def move(self, clip_ids: Sequence[str], before: str | None) -> None:
        """Put clips, in their order, before another one; None for the end."""
        moved = [item for item in self._now.items if item.id in clip_ids]
        rest = [item for item in self._now.items if item.id not in clip_ids]
        at = next((index for index, item in enumerate(rest) if item.id == before), len(rest))
        self._push(self.tr("Move clips"), replace(self._now, items=(*rest[:at], *moved, *rest[at:])))

    def set_source(self, clip_id: str, changes: Values, *, text: str = "", field: str = "") -> None:
        """Change decisions about a clip. `field` joins steps of typing, see `DraftEdit`."""
        items = tuple(
            replace(item, source={**item.source, **changes}) if item.id == clip_id else item  #
            for item in self._now.items
        )
        joined = f"{clip_id}.{field}" if field else ""
        self._push(text or self.tr("Change clip"), replace(self._now, items=items), field=joined)

    def set_recipe(self, changes: Values, *, text: str = "", field: str = "") -> None:
        """Change fields of the recipe; `scale` and `size` take each other's place."""
        given = one_size(changes)
        after = replace(self._now, recipe={**self._now.recipe, **given})
        self._push(text or self.tr("Change recipe"), after, field=f"recipe.{field}" if field else "")

    def set_output(self, changes: Values, *, text: str = "", field: str = "") -> None:
        """Change fields of the output."""
        after = replace(self._now, output={**self._now.output, **changes})
        self._push(text or self.tr("Change output"), after, field=f"output.{field}" if field else "")

    def apply(self, recipe: Values, output: Values, *, text: str) -> None:
        """Start from a whole recipe and the given fields of the output, as one edit: what a preset does."""
        full = {**first_recipe(), "keep_shape": recipe.get("size") is None, **one_size(recipe)}
        self._push(text, replace(self._now, recipe=full, output={**self._now.output, **output}))

    def set_models(self, cards: Sequence[Values]) -> None:
        """Take the service's model cards."""
        self.models = DraftModels(cards, self.models.own)
        self.models_changed.emit()

    def add_own_model(self, card: Values) -> None:
        """Take the card of weights of the user's own."""
        self.models = DraftModels(self.models.cards, (*self.models.own, card))
        self.models_changed.emit()

    def unread(self) -> list[DraftClip]:
        """Clips that the service has not been asked about with their present decisions."""
        return [clip for clip in self.clips if clip.pending]

    def set_found(self, clip_id: str, source: Values, answer: Values | ServiceError) -> None:
        """Take what the service said of a clip with these decisions; passed over when they are no longer its own. Not an edit."""
        clip = self.clip(clip_id)
        key = probe_key(source)
        if clip is None or probe_key(clip.source) != key:
            return
        if isinstance(answer, ServiceError):
            found = Found(key, facts=clip.facts, space=clip.space, error=answer)
        else:
            found = Found(key, answer["clip"], tuple(answer["checks"]), str(answer.get("space") or ""))
        self._found[clip_id] = found
        self._rows.pop(clip_id, None)
        self.clip_changed.emit(clip_id)

    def forget_found(self, clip_id: str) -> None:
        """Have a clip probed again: its file may be another now."""
        self._found.pop(clip_id, None)
        self._rows.pop(clip_id, None)
        self.clip_changed.emit(clip_id)

    def takes(self, field: str, model: str | None = None) -> bool:
        """True when a field of the recipe means something with a model (None for the recipe's), or with the one that makes the edit."""
        return uses(self.models, {**self._now.recipe, "model": model or self._now.recipe["model"]}, field)

    @property
    def factor(self) -> float:
        """How many times as wide the selected clip gets; by the scale alone while nothing is selected."""
        return self._factor(self.selected)

    def _factor(self, clip: DraftClip | None) -> float:
        recipe = self._now.recipe
        result = self.size_for(clip.id) if clip else None
        if recipe["size"] is None or clip is None or clip.size is None or result is None:
            return float(recipe["scale"] or 2.0)
        return max(result[0] / clip.size[0], result[1] / clip.size[1])

    def size_for(self, clip_id: str) -> tuple[int, int] | None:
        """Width and height of a clip's result; None until the clip is probed."""
        clip = self.clip(clip_id)
        if clip is None or clip.size is None:
            return None
        recipe, (width, height) = self._now.recipe, clip.size
        if recipe["size"] is not None:
            box = (int(recipe["size"][0]), int(recipe["size"][1]))
            return fitted(clip.size, box) if recipe["keep_shape"] else box
        scale = recipe["scale"] or 2.0
        return max(1, round(width * scale)), max(1, round(height * scale))

    def folder_for(self, clip_id: str) -> str:
        """Absolute folder of a clip's results."""
        return folder_of(self._item(clip_id), self._now.output)

    def job_for(self, clip_id: str, **overrides: Any) -> dict[str, Any]:
        """The job document of a clip. `overrides` are recipe fields that stand instead of the draft's.

        Conditions of the draft that the model does not take are left out.

        Raises:
            KeyError: there is no such clip.
            JobError: the document would be impossible: no format, a field that does not exist.
        """
        clip, item = self.clip(clip_id), self._item(clip_id)
        if clip is None or item is None:
            raise KeyError(clip_id)
        recipe = self._recipe_for(clip, one_size(overrides))
        name = name_of(item, self._now.items, self._now.output, self._factor(clip))
        output = {**self._now.output, "folder": self.folder_for(clip_id), "name": name}
        source = {**clip.source, "path": absolute(str(clip.source["path"]))}
        document = {"schema": "uprez.job", "version": 1, "source": source, "recipe": recipe, "output": output}
        return validated(Job, document).model_dump(mode="json")

    def problems(self, clip_id: str) -> list[str]:
        """What stands between a clip and the queue, one sentence each."""
        clip = self.clip(clip_id)
        if clip is None:
            return []
        found = [*(str(check["words"]) for check in clip.choices_open), *([clip.error.what] if clip.error is not None else [])]
        said = [told(each) for each in found]
        if clip.error is None and clip.pending:
            said.append(self.tr("The clip is still being read."))
        if not self._now.output["formats"]:
            said.append(self.tr("No format is chosen for the results."))
        return said + lacking(self.models, self._now.recipe)

    def _recipe_for(self, clip: DraftClip, overrides: Values) -> dict[str, Any]:
        recipe = {**self._now.recipe, **overrides}
        if recipe["size"] is not None and "size" not in overrides:
            recipe["size"] = self.size_for(clip.id) or recipe["size"]
        return {**told_to_models(self.models, recipe), **overrides}

    def _item(self, clip_id: str) -> Item | None:
        return next((item for item in self._now.items if item.id == clip_id), None)

    def _row(self, item: Item) -> DraftClip:
        row = self._rows.get(item.id)
        if row is None:
            row = self._rows[item.id] = combined(item, self._found.get(item.id))
        return row

    def _push(self, text: str, after: Prepared, *, field: str = "") -> None:
        if after != self._now:
            self.undo_stack.push(DraftEdit(text, self._now, after, self._put, field=field))

    def _put(self, state: Prepared) -> None:
        before, self._now = self._now, state
        ids, earlier = [item.id for item in state.items], {item.id: item for item in before.items}
        changed = [item.id for item in state.items if item.id in earlier and earlier[item.id] is not item]
        for clip_id in changed:
            self._rows.pop(clip_id, None)
        if ids != list(earlier):
            self.clips_changed.emit()
            self._keep_selection(ids, list(earlier))
        for clip_id in changed:
            self.clip_changed.emit(clip_id)
        if state.recipe != before.recipe:
            self.recipe_changed.emit()
        if state.output != before.output:
            self.output_changed.emit()

    def _keep_selection(self, ids: list[str], before: list[str]) -> None:
        """Marks stay on what stays; the neighbour of a removed clip takes its place."""
        selected = self._selected
        if selected is not None and selected not in ids:
            at = before.index(selected) if selected in before else 0
            after = [clip_id for clip_id in (*before[at:], *reversed(before[:at])) if clip_id in ids]
            selected = after[0] if after else ids[0] if ids else None
        marked = [clip_id for clip_id in self._chosen if clip_id in ids]
        self.select(selected, marked if selected in marked or selected is None else [selected])
