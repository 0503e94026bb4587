"""Which model: the button, what is to know of the chosen one, and its download."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QToolButton, QWidget

from uprez.plugin.client import Service, ServiceError
from uprez.ui.draft import Draft
from uprez.ui.draft_clip import Values
from uprez.ui.errors import ErrorCard
from uprez.ui.icons import icon
from uprez.ui.link import Link
from uprez.ui.recipe.download import Download
from uprez.ui.recipe.fact import Fact
from uprez.ui.recipe.model_button import ModelButton
from uprez.ui.recipe.model_list import ModelList
from uprez.ui.recipe.model_words import DOT, headline, storage
from uprez.ui.recipe.own_models import OwnModels
from uprez.ui.recipe.section import Section
from uprez.ui.theme import ICON, SPACE
from uprez.ui.told import told


class ModelSection(Section):
    """Model picker. Asks the service for the models, now and whenever it comes back."""

    def __init__(self, link: Link, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Model"), parent=parent)
        self._link = link
        self._draft = draft
        self._failure: QWidget | None = None
        self._named = ""
        self._own = OwnModels(link, draft, self)
        self._own.failed.connect(self._fail)
        self.button = ModelButton(self)
        """Opens the list of models."""
        self.button.setToolTip(self.tr("Choose another model (Alt+M)"))
        self.button.setShortcut("Alt+M")
        self.button.clicked.connect(self.open_list)
        self._fit, self._speed, self._needs = Fact("check"), Fact("clock"), Fact("memory")
        self._licence = _Licence()
        self._download = Download(link, draft, self)
        for part in (self.button, self._fit, self._speed, self._needs, self._licence, self._download):
            self.add(part)
        draft.recipe_changed.connect(self.refresh)
        draft.models_changed.connect(self.refresh)
        draft.selection_changed.connect(self.refresh)
        link.back.connect(self.load)
        self.load()
        self.refresh()

    def load(self) -> None:
        """Ask the service for its models."""

        def ask(service: Service) -> list[dict[str, Any]]:
            return service.models()

        self._link.call(ask, self._take, self._fail)

    def open_list(self) -> ModelList | None:
        """Open the list below the button."""
        if not self._draft.models.cards:
            return None
        listed = ModelList(self._draft.models, self._draft.factor, str(self._draft.recipe["model"]), self)
        listed.chosen.connect(self._choose)
        listed.file_wanted.connect(self._ask_file)
        listed.folder_wanted.connect(self._ask_folder)
        listed.open_at(self.button)
        return listed

    def refresh(self) -> None:
        """Show the chosen model."""
        name = str(self._draft.recipe["model"])
        if name != self._named:
            self._named = name
            self._show_failure(None)
        card = self._draft.models.card(name, self._draft.factor)
        for part in (self._fit, self._speed, self._needs, self._licence):
            part.setVisible(card is not None)
        self._download.show_card(card)
        if card is None:
            known = bool(self._draft.models.cards)
            below = self.tr("Weights of your own") if known else self.tr("Asking which models there are…")
            self.button.say(Path(name).name, below)
            if known:
                self._own.look(name)
            return
        if card in self._draft.models.own:
            self.button.say(Path(name).name, self.tr("Weights of your own"))
        else:
            self._say_card(card)
        fits = bool(card["fits"])
        self._fit.say(told(str(card["fit_words"])), "check" if fits else "warning", "good" if fits else "warn")
        self._speed.say(told(str(card["speed_words"])))
        self._needs.say(told(str(card["needs"])))
        self._licence.say(str(card["licence"]), str(card["notice"]))

    def _say_card(self, card: Values) -> None:
        factor = f"×{card['factor']}" if card["factor"] else ""
        self.button.say(headline(card), DOT.join(filter(None, (str(card["family"]), factor, storage(card)))))

    def _take(self, cards: list[dict[str, Any]]) -> None:
        self._show_failure(None)
        self._draft.set_models(cards)

    def _fail(self, error: ServiceError) -> None:
        self._show_failure(error)

    def _show_failure(self, error: ServiceError | None) -> None:
        if self._failure is not None:
            self._failure.hide()
            self._failure.deleteLater()
            self._failure = None
        if error is not None:
            self._failure = ErrorCard(error.what, error.why, error.fix)
            self.rows.insertWidget(1, self._failure)

    def _choose(self, name: str) -> None:
        self._draft.set_recipe({"model": name}, text=self.tr("Choose model"))
        self.button.setFocus()

    def _ask_file(self) -> None:
        kinds = self.tr("Weights (*.safetensors *.pth *.pt *.ckpt *.onnx)")
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Weights of your own"), "", kinds)
        self._choose_own(path)

    def _ask_folder(self) -> None:
        self._choose_own(QFileDialog.getExistingDirectory(self, self.tr("Folder of a checkpoint of your own")))

    def _choose_own(self, path: str) -> None:
        if path:
            self._own.forget(path)
            self._choose(path)


class _Licence(QWidget):
    """The licence, and its notice for who wants to read it."""

    def __init__(self) -> None:
        super().__init__()
        self._fact = Fact("info")
        self._notice = ""
        self._more = QToolButton(self)
        self._more.setProperty("role", "quiet")
        self._more.setIcon(icon("down", "muted"))
        self._more.setCheckable(True)
        self._more.setFixedSize(ICON + SPACE, ICON + SPACE // 2)
        self._more.setIconSize(QSize(ICON - 4, ICON - 4))
        self._more.setAccessibleName(self.tr("Licence notice"))
        self._more.setToolTip(self.tr("Read the licence notice"))
        self._more.toggled.connect(self._refresh)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._fact, 1)
        row.addWidget(self._more, 0, Qt.AlignmentFlag.AlignTop)
        self._licence = ""

    def say(self, licence: str, notice: str) -> None:
        if notice != self._notice:
            self._more.setChecked(False)
        self._licence, self._notice = licence, notice
        self._refresh()

    def _refresh(self) -> None:
        words = self.tr("Licence: {}").format(self._licence) if self._licence else ""
        if self._more.isChecked() and self._notice:
            words = f"{words}\n{self._notice}"
        self._more.setVisible(bool(self._notice))
        self._fact.say(words)
        self.setVisible(bool(words))
