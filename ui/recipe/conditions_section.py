"""What guides a model beside the pictures: only what the chosen one takes is shown."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from uprez.ui.draft import Draft
from uprez.ui.draft_recipe import edits
from uprez.ui.link import Link
from uprez.ui.recipe.binding import Binding
from uprez.ui.recipe.editors import Choice, Number, Portion, TextArea
from uprez.ui.recipe.path_line import PathLine
from uprez.ui.recipe.references import References
from uprez.ui.recipe.section import Section


class ConditionsSection(Section):
    """Words, references, strength, and how a diffusion model samples."""

    def __init__(self, link: Link, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Conditions"), parent=parent)
        self._link, self._draft = link, draft
        self._shown: dict[str, QWidget] = {}
        self.above: QWidget | None = None
        """What is hidden with it: the line above."""
        self._add_words()
        self._add_references()
        self._add_sampling()
        draft.recipe_changed.connect(self.refresh)
        draft.models_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what the chosen model takes."""
        taken = [field for field in self._shown if self._draft.takes(field)]
        for field, row in self._shown.items():
            row.setVisible(field in taken)
        self._video.line.setPlaceholderText(self.tr("The clip itself") if edits(self._draft.recipe) else self.tr("None"))
        self.setVisible(bool(taken))
        if self.above is not None:
            self.above.setVisible(bool(taken))

    def _binding(self, field: str, words: str) -> Binding:
        return Binding(self._draft, "recipe", field, words)

    def _add_words(self) -> None:
        rows = (
            ("prompt", self.tr("Prompt"), self.tr("What the shot shows"), 3),
            ("negative_prompt", self.tr("Negative prompt"), self.tr("What to avoid"), 2),
        )
        for field, words, hint, lines in rows:
            self._shown[field] = self.add_row(words, TextArea(self._binding(field, words), hint=hint, lines=lines), above=True)

    def _add_references(self) -> None:
        words = self.tr("Reference images")
        self._shown["reference_images"] = self.add_row(words, References(self._link, self._draft), above=True)
        words = self.tr("Reference video")
        self._video = PathLine(
            self._binding("reference_video", words), words, tip=self.tr("A clip to follow, or the one whose pixels are kept")
        )
        self._shown["reference_video"] = self.add_row(words, self._video, above=True)

    def _add_sampling(self) -> None:
        strength = self.tr("Strength")
        tip = self.tr("How much of the model's detail to use")
        self._shown["strength"] = self.add_row(strength, Portion(self._binding("strength", strength), tip=tip))
        quality = self.tr("Quality")
        levels = (("standard", self.tr("Standard")), ("fast", self.tr("Fast")))
        self._shown["quality"] = self.add_row(quality, Choice(self._binding("quality", quality), levels))
        steps, seed = self.tr("Steps"), self.tr("Seed")
        tip = self.tr("More steps take longer; the model's own number is a good start")
        counter = Number(self._binding("steps", steps), 1, 1000, none=self.tr("The model's own"), tip=tip)
        self._shown["steps"] = self.add_row(steps, counter)
        tip = self.tr("The same seed makes the same pictures")
        self._shown["seed"] = self.add_row(seed, Number(self._binding("seed", seed), 0, 2**31 - 1, tip=tip))
