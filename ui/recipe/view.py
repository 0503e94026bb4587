"""The recipe: how pictures are made, and what is written."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QToolButton, QVBoxLayout, QWidget

from uprez.ui.draft import Draft
from uprez.ui.edits import Edits
from uprez.ui.icons import icon
from uprez.ui.link import Link
from uprez.ui.presets import Presets
from uprez.ui.recipe.conditions_section import ConditionsSection
from uprez.ui.recipe.edit_section import EditSection
from uprez.ui.recipe.finish_section import FinishSection
from uprez.ui.recipe.model_section import ModelSection
from uprez.ui.recipe.more_section import MoreSection
from uprez.ui.recipe.output_section import OutputSection
from uprez.ui.recipe.presets_menu import PresetsButton
from uprez.ui.recipe.section import line
from uprez.ui.recipe.size_section import SizeSection
from uprez.ui.theme import SPACE


class RecipeView(QWidget):
    """The right column. What it edits is the draft's; the two buttons at its foot are the window's business."""

    preview_wanted = Signal()
    """Try the recipe on the selected clip."""
    queue_wanted = Signal(list)
    """Ids of the clips that are to be queued."""
    farm_wanted = Signal(list)
    """Ids of the clips that are to be sent to a farm."""

    def __init__(
        self, link: Link, draft: Draft, parent: QWidget | None = None, *, presets: Presets | None = None, edits: Edits | None = None
    ) -> None:
        super().__init__(parent)
        self._draft = draft
        self.edits = edits or Edits(link, draft, self)
        """How far the selected clip's edit is."""
        self.setAccessibleName(self.tr("Recipe"))
        self.models = ModelSection(link, draft)
        """The model picker."""
        self.presets_button = PresetsButton(draft, presets, self)
        """The menu of presets."""
        self.edit = EditSection(link, draft, self.edits)
        """What to change before it is upscaled."""
        conditions = ConditionsSection(link, draft)
        first = (self.models, SizeSection(draft), self.edit, conditions)
        parts = (*first, FinishSection(draft), OutputSection(link, draft), MoreSection(link, draft))
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for part in parts:
            if part is not self.models:
                above = line()
                rows.addWidget(above)
                if part is conditions:
                    conditions.above = above
                    conditions.refresh()
            rows.addWidget(part)
        rows.addStretch()
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(scroll, 1)
        column.addWidget(line())
        column.addLayout(self._foot())
        for changed in (draft.clips_changed, draft.selection_changed, draft.clip_changed, draft.output_changed):
            changed.connect(self.refresh)
        self.edits.changed.connect(self.refresh)
        draft.recipe_changed.connect(self.refresh)
        draft.models_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say what is in the way of the chosen clips, and offer what can be done."""
        chosen = list(self._draft.chosen)
        problems = [problem for clip_id in chosen for problem in self._draft.problems(clip_id)]
        ready = bool(chosen) and not problems
        selected = self._draft.selected
        self.preview_button.setEnabled(selected is not None and not self._draft.problems(selected.id) and not self.edits.problem())
        self.queue_button.setEnabled(ready)
        self.queue_button.setText(self.tr("Add {} to queue").format(len(chosen)) if len(chosen) > 1 else self.tr("Add to queue"))
        self._words.setText(self._problem_words(problems))
        self._words.setVisible(bool(self._words.text()))

    def _problem_words(self, problems: list[str]) -> str:
        if not problems:
            return ""
        more = len(problems) - 1
        return problems[0] if not more else self.tr("{} And {} more to settle.").format(problems[0], more)

    def _head(self) -> QHBoxLayout:
        title = QLabel(self.tr("Recipe"), self)
        title.setProperty("role", "heading")
        head = QHBoxLayout()
        head.setContentsMargins(2 * SPACE, SPACE, SPACE, SPACE)
        head.addWidget(title)
        head.addStretch()
        head.addWidget(self.presets_button)
        return head

    def _foot(self) -> QVBoxLayout:
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self._words.setProperty("role", "warn")
        self.preview_button = QPushButton(icon("preview"), self.tr("Preview"), self)
        """Enabled when the selected clip can be tried."""
        self.preview_button.setToolTip(self.tr("Try the recipe on a few frames of the selected clip"))
        self.preview_button.clicked.connect(self.preview_wanted)
        self.queue_button = QPushButton(self.tr("Add to queue"), self)
        """Enabled when all chosen clips can be queued."""
        self.queue_button.setProperty("role", "primary")
        self.queue_button.setToolTip(self.tr("Queue the chosen clips with this recipe"))
        self.queue_button.clicked.connect(lambda: self.queue_wanted.emit(list(self._draft.chosen)))
        self.farm_button = QToolButton(self)
        """Opens what sends the chosen clips to a farm; the window says when it can."""
        self.farm_button.setIcon(icon("farm"))
        self.farm_button.setFixedHeight(self.queue_button.sizeHint().height())
        self.farm_button.setEnabled(False)
        self.farm_button.setAccessibleName(self.tr("Send to farm"))
        self.farm_button.clicked.connect(lambda: self.farm_wanted.emit(list(self._draft.chosen)))
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addWidget(self.preview_button, 1)
        buttons.addWidget(self.queue_button, 1)
        buttons.addWidget(self.farm_button)
        foot = QVBoxLayout()
        foot.setContentsMargins(2 * SPACE, SPACE + SPACE // 2, 2 * SPACE, SPACE + SPACE // 2)
        foot.setSpacing(SPACE)
        foot.addWidget(self._words)
        foot.addLayout(buttons)
        return foot
