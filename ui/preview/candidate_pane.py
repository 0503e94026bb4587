"""The pane of a candidate: model and settings, what differs, what the whole clip takes, its pictures."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QToolButton

from uprez.ui.draft import Draft
from uprez.ui.draft_clip import Values, start_of
from uprez.ui.icons import icon
from uprez.ui.link import Link
from uprez.ui.pictures import PreviewPictures
from uprez.ui.preview import words
from uprez.ui.preview.candidate_settings import CandidateSettings
from uprez.ui.preview.choices import model_names, named
from uprez.ui.preview.comparison import Comparison
from uprez.ui.preview.muted_line import muted_line
from uprez.ui.preview.pane import Pane, Room
from uprez.ui.preview.progress import Progress
from uprez.ui.preview.trial import BUSY, Phase, Trial
from uprez.ui.theme.tokens import CONTROL, ICON, SPACE
from uprez.ui.told import told
from uprez.ui.viewer.state import ViewState


class CandidatePane(Pane):
    """Shows one trial of a comparison and changes it."""

    use_asked = Signal(str)
    """Its key."""

    def __init__(self, link: Link, draft: Draft, comparison: Comparison, key: str, state: ViewState) -> None:
        """`state` is shared by all panes."""
        super().__init__(key, state)
        self._link, self._draft, self._comparison = link, draft, comparison
        self._shown: Values | None = None
        self._make_name_line()
        self._differs = muted_line(self)
        self.price = QLabel(self)
        self.price.setWordWrap(True)
        self.words.addWidget(self._differs, 1)
        self.words.addWidget(self.price)
        self._progress = Progress(self.tr("Progress of candidate {number}").format(number=key), self)
        self.header.addWidget(self._progress)
        self._use = QPushButton(self)
        self._use.clicked.connect(lambda: self.use_asked.emit(self.key))
        self.button_line.addWidget(self._use)
        self.button_line.addWidget(self._wipe)
        self.note.pressed.connect(lambda: comparison.fetch(self.key))
        self._fill_models()
        self.refresh()

    @property
    def title(self) -> str:
        """Number and model, as `1  span`."""
        return f"{self.key}  {words.model_name(str(self._comparison.recipe(self.key)['model']))}"

    def _make_name_line(self) -> None:
        number = QLabel(self.key, self)
        number.setProperty("role", "title")
        number.setFixedWidth(2 * SPACE)
        self._model = QComboBox(self)
        self._model.setAccessibleName(self.tr("Model of candidate {number}").format(number=self.key))
        self._model.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._model.setMinimumContentsLength(8)
        self._model.activated.connect(self._model_chosen)
        self._settings = QToolButton(self)
        self._settings.setIcon(icon("settings"))
        self._settings.setIconSize(QSize(ICON, ICON))
        self._settings.setFixedSize(CONTROL, CONTROL)
        self._settings.setProperty("role", "quiet")
        self._settings.setToolTip(self.tr("Strength, grain return and other settings of this candidate"))
        self._settings.setAccessibleName(self.tr("Settings of candidate {number}").format(number=self.key))
        self._settings.clicked.connect(self.open_settings)
        self._close.setAccessibleName(self.tr("Remove candidate {number}").format(number=self.key))
        self._wipe.setAccessibleName(self.tr("Wipe candidate {number} against another").format(number=self.key))
        for widget, stretch in ((number, 0), (self._model, 1), (self._settings, 0), (self._close, 0)):
            self.name_line.addWidget(widget, stretch)

    def arranged(self, room: Room) -> None:
        """The price on the line of the differences, on one of its own, or on two that are kept when it is short."""
        wide, narrow = room is Room.WIDE, room is Room.NARROW
        line = self.fontMetrics().lineSpacing()
        self.price.setFixedHeight(2 * line + 2 if narrow else line)
        self.price.setWordWrap(narrow)
        top = Qt.AlignmentFlag.AlignTop if narrow else Qt.AlignmentFlag.AlignVCenter
        self.price.setAlignment(top | (Qt.AlignmentFlag.AlignRight if wide else Qt.AlignmentFlag.AlignLeft))

    def _model_chosen(self) -> None:
        self._comparison.change(self.key, {"model": self._model.currentData()})

    def open_settings(self) -> CandidateSettings:
        """Show the settings under their button."""
        popup = CandidateSettings(self._comparison, self.key, self._draft.models, self)
        popup.open_under(self._settings)
        return popup

    def refresh(self) -> None:
        """Show what is known now."""
        trial = self._comparison.trial(self.key)
        recipe = self._comparison.recipe(self.key)
        self._say_model(str(recipe["model"]))
        self._differs.setText(words.differences(trial.changes, self._draft.recipe))
        self._show_body(trial)
        self._show_price(trial)
        self._use.setEnabled(bool(trial.changes))
        self._use.setText(self.tr("Use this") if trial.changes else self.tr("In use"))
        self._use.setAccessibleName(self.tr("Use the settings of candidate {number}").format(number=self.key))
        self._use.setToolTip(self.tr("Write these settings into the recipe; it can be undone") if trial.changes else "")

    def refresh_models(self) -> None:
        """The service has told of other models."""
        self._fill_models()
        self.refresh()

    def _fill_models(self) -> None:
        model = named(self._draft.models, str(self._comparison.recipe(self.key)["model"]))
        self._model.clear()
        for name in model_names(self._draft.models, model):
            card = self._draft.models.card(name, self._comparison.factor()) or {}
            self._model.addItem(self._item(name, card), name)
            tip = "\n".join(told(str(card[part])) for part in ("title", "fit_words", "speed_words") if card.get(part))
            self._model.setItemData(self._model.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)

    def _item(self, name: str, card: Values) -> str:
        if not card.get("fits", True):
            return self.tr("{model} · does not fit this machine").format(model=words.model_name(name))
        if not card.get("installed", True):
            return self.tr("{model} · download, {size}").format(
                model=words.model_name(name), size=words.disk(float(card.get("bytes") or 0))
            )
        return words.model_name(name)

    def _say_model(self, model: str) -> None:
        row = self._model.findData(named(self._draft.models, model))
        if row < 0:
            self._fill_models()
            row = self._model.findData(named(self._draft.models, model))
        self._model.setCurrentIndex(row)
        self._model.setToolTip(str(self._model.itemData(row, Qt.ItemDataRole.ToolTipRole) or ""))

    def _show_body(self, trial: Trial) -> None:
        busy = trial.phase in BUSY
        has_pictures = trial.answer is not None
        self._progress.follow(trial.task, busy=busy and has_pictures and trial.phase is not Phase.WAITING)
        self.note.progress.follow(trial.task, busy=busy and trial.phase is not Phase.WAITING)
        if trial.phase is Phase.FAILED and trial.error is not None:
            self.show_error(trial.error)
        elif trial.phase is Phase.ABSENT:
            self._offer_download()
        elif trial.phase is Phase.FETCHING:
            self.show_note(words.progress_words(trial.task) or self.tr("Downloading the model…"))
        elif has_pictures:
            self._show_answer(trial)
        elif trial.phase is Phase.WORKING:
            self.show_note(words.progress_words(trial.task) or self.tr("Starting…"))
        else:
            self.show_note(self.tr("Waits for its turn") if trial.phase is Phase.WAITING else self.tr("Not previewed yet"))
        if not has_pictures and self._shown is not None:
            self._shown = None
            self.show_pictures(None)

    def _show_answer(self, trial: Trial) -> None:
        if trial.answer is not self._shown:
            self._shown = trial.answer
            self.show_pictures(self._pictures_of(trial))
        self.body.setCurrentWidget(self.viewer)

    def _pictures_of(self, trial: Trial) -> PreviewPictures | None:
        clip = self._comparison.clip
        if trial.answer is None or trial.asked is None:
            return None
        title = f"{self.key}  {words.model_name(str(trial.asked.job['recipe']['model']))}"
        start = clip.start if clip else start_of({})
        return PreviewPictures(self._link, trial.answer, "result", start=start, title=title)

    def _offer_download(self) -> None:
        card = self._draft.models.card(str(self._comparison.recipe(self.key)["model"]), self._comparison.factor()) or {}
        size = words.disk(float(card.get("bytes") or 0))
        parts = [self.tr("This model is not on this machine yet."), str(card.get("licence") or "")]
        button = self.tr("Download {size}").format(size=size)
        self.show_note("\n".join(filter(None, parts)), button=button)

    def _show_price(self, trial: Trial) -> None:
        said, role, tip = self._price_words(trial)
        self.price.setText(said)
        self.price.setToolTip(tip)
        self.price.setAccessibleName(said)
        if self.price.property("role") != role:
            self.price.setProperty("role", role)
            self.price.style().unpolish(self.price)
            self.price.style().polish(self.price)

    def _price_words(self, trial: Trial) -> tuple[str, str, str]:
        """Words, their role, and a tooltip: what the whole clip takes, or why that is not known."""
        busy = trial.phase in BUSY or trial.price_phase in BUSY
        if busy:
            return words.measuring(trial.price_task if trial.price_phase is Phase.WORKING else None), "muted", ""
        if trial.answer is not None and self._comparison.is_stale(self.key):
            before = words.price(trial.price) if trial.price else ""
            tip = self.tr("These pictures were made with other settings. Press Preview to make them again.")
            return self.tr("Settings have changed since"), "warn", "\n".join(filter(None, (tip, before)))
        if trial.price_phase is Phase.FAILED and trial.price_error is not None:
            said = self.tr("No estimate: {what}").format(what=told(trial.price_error.what))
            return said, "warn", "\n".join(told(part) for part in (trial.price_error.why, trial.price_error.fix) if part)
        if trial.price is not None:
            if self._comparison.price_is_current(self.key):
                return words.price(trial.price), "", told(str(trial.price.get("memory", "")))
            return words.price(trial.price), "muted", self.tr("Measured with other settings")
        card = self._draft.models.card(str(self._comparison.recipe(self.key)["model"]), self._comparison.factor()) or {}
        if not card.get("fits", True):
            return told(str(card.get("fit_words") or "")) or self.tr("Does not fit this machine."), "warn", ""
        return "", "muted", ""
