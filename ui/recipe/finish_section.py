"""What happens to the model's pictures afterwards."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from uprez.ui.draft import Draft
from uprez.ui.recipe.binding import Binding
from uprez.ui.recipe.editors import Choice, Portion, Tick
from uprez.ui.recipe.section import Section


class FinishSection(Section):
    """Stabilise, match colour, give grain back."""

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Finish"), parent=parent)
        stabilise, match, grain = self.tr("Stabilise"), self.tr("Match colour"), self.tr("Grain return")
        levels = (("auto", self.tr("Where it helps")), ("on", self.tr("Always")), ("off", self.tr("Never")))
        tip = self.tr("Keeps fine detail still from frame to frame, for models that look at one frame at a time")
        self.add_row(stabilise, Choice(Binding(draft, "recipe", "stabilise", stabilise), levels, tip=tip))
        if "grain" in draft.recipe:
            tip = self.tr("How much of the source's own grain to put back")
            self.add_row(grain, Portion(Binding(draft, "recipe", "grain", grain), tip=tip))
        tip = self.tr("Keeps the result's colour and exposure those of the source")
        self.add(Tick(Binding(draft, "recipe", "match_colour", match), tip=tip))
