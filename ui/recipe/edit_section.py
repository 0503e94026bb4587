"""An edit before the upscale: what to change, by which model, how far; and what of the clip is kept as it was."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from uprez.ui.draft import Draft
from uprez.ui.draft_recipe import base_card, edits
from uprez.ui.edits import Edits, Phase
from uprez.ui.icon_button import beside, icon_button
from uprez.ui.icons import icon
from uprez.ui.link import Link
from uprez.ui.recipe.binding import Binding
from uprez.ui.recipe.download import Download
from uprez.ui.recipe.editors import Choice, Portion, TextArea
from uprez.ui.recipe.fact import Fact
from uprez.ui.recipe.mask_row import MaskRow
from uprez.ui.recipe.own_models import OwnModels
from uprez.ui.recipe.section import Section
from uprez.ui.theme import SPACE
from uprez.ui.told import told


class EditSection(Section):
    """Shut while the recipe asks for nothing of it."""

    look_wanted = Signal()
    """The edit that stands is to be seen."""

    def __init__(self, link: Link, draft: Draft, edits_: Edits, parent: QWidget | None = None) -> None:
        """`edits_` knows how far the selected clip's edit is."""
        super().__init__(self.tr("Edit"), folds=True, parent=parent)
        self._draft, self._edits = draft, edits_
        self._wanted = False
        self._own = OwnModels(link, draft, self)  # a base that is none is refused by the service, in the state below
        words = self.tr("Edit prompt")
        hint = self.tr("What to change, for example: make the jacket red")
        self.prompt = TextArea(self._binding("edit_prompt", words), hint=hint, lines=2)
        """What to change."""
        self.add_row(words, self.prompt, above=True)
        self._about = self._add_base(link)
        strength = self.tr("Edit strength")
        tip = self.tr("How far the edit may leave the clip: a little noise keeps most of it, 100 % begins from noise alone")
        self._only = [self.add_row(strength, Portion(self._binding("edit_strength", strength), low=1, tip=tip))]
        self._only += [*self._about, self.add(self._buttons())]
        keep = self.tr("Keep")
        self.add_row(keep, MaskRow(self._binding("mask", keep)))
        for signal in (draft.recipe_changed, draft.models_changed, draft.selection_changed, edits_.changed):
            signal.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what the recipe asks for and how far it is."""
        recipe = self._draft.recipe
        asked = edits(recipe)
        for row in self._only:
            row.setVisible(asked)
        wanted = asked or bool(recipe["mask"])
        if wanted and not self._wanted:
            self.open()
        self._wanted = wanted
        if asked and recipe["base"] and self._draft.models.cards:
            self._own.look(str(recipe["base"]))
        self._offer_bases()
        card = base_card(self._draft.models, recipe) if asked else None
        self._download.show_card(card)
        if card is not None:
            fits = bool(card["fits"])
            self._fit.say(told(str(card["fit_words"])), "check" if fits else "warning", "good" if fits else "warn")
        else:
            self._fit.say("")
        self._show_state(asked)

    def _binding(self, field: str, words: str) -> Binding:
        return Binding(self._draft, "recipe", field, words)

    def _add_base(self, link: Link) -> list[QWidget]:
        words = self.tr("Made by")
        self._base = Choice(self._binding("base", words), (), tip=self.tr("The model that makes the edit, at low resolution"))
        folder = icon_button("folder", self.tr("A folder of a model of your own"), self._choose_folder)
        row = self.add_row(words, beside(self._base, folder))
        self._fit, self._download = Fact("info"), Download(link, self._draft, self)
        self.add(self._fit)
        self.add(self._download)
        return [row]

    def _buttons(self) -> QWidget:
        whole = QWidget()
        self.make_button = QPushButton(icon("edit"), self.tr("Make the edit"))
        """Makes the edits of the chosen clips, and nothing else."""
        self.make_button.clicked.connect(self._edits.make)
        self.look_button = QPushButton(icon("eye"), self.tr("Look at the edit"))
        """Shows the edit beside the clip."""
        self.look_button.clicked.connect(self.look_wanted)
        self._state = Fact("info")
        box = QHBoxLayout(whole)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SPACE)
        box.addWidget(self.make_button, 1)
        box.addWidget(self.look_button, 1)
        self.add(self._state)
        return whole

    def _offer_bases(self) -> None:
        names = [str(card["name"]) for card in self._draft.models.bases()]
        self._base.set_options([("", names[0] if names else self.tr("The usual model")), *((name, name) for name in names[1:])])

    def _show_state(self, asked: bool) -> None:
        now = self._edits.now
        made, works = now.phase is Phase.MADE, now.phase is Phase.WORKING
        self.look_button.setVisible(made)
        self.make_button.setVisible(not made)
        self.make_button.setEnabled(now.phase is Phase.OPEN and self._edits.sure)
        self.make_button.setToolTip(self.tr("Make it at low resolution, to be looked at before it is upscaled"))
        if not asked or now.phase in (Phase.NONE, Phase.ASKING):
            self._state.say("")
        elif now.phase is Phase.WRONG and now.error is not None:
            self._state.say(" ".join(told(part) for part in (now.error.what, now.error.why, now.error.fix) if part), "warning", "warn")
        elif works:
            self._state.say(self._progress(), "clock")
        elif made:
            self._state.say(
                self.tr("The edit is made, {} × {} pixels. Look at it, then upscale it.").format(*now.answer["size"]), "check", "good"
            )
        elif (error := now.entry.get("error")) and now.entry.get("state") == "failed":
            self._state.say(" ".join(told(str(error[part])) for part in ("what", "why", "fix") if error.get(part)), "warning", "warn")
        else:
            words = self.tr("{} frames at {} × {} pixels. Not made yet.")
            self._state.say(words.format(now.answer["frames"], *now.answer["size"]))

    def _progress(self) -> str:
        entry = self._edits.now.entry
        done, total = int(entry.get("done") or 0), int(entry.get("total") or 0)
        if entry.get("state") == "running" and total:
            return self.tr("The edit is being made: {} of {} frames.").format(done, total)
        return self.tr("The edit is paused.") if entry.get("state") == "paused" else self.tr("The edit waits in the queue.")

    def _choose_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, self.tr("A folder of a model of your own"))
        if path:
            self._own.forget(path)
            self._binding("base", self.tr("Made by")).put(path)
