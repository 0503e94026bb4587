"""What is below the list: the selected clip's range, its checks, and its facts."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from uprez.ui.draft import Draft
from uprez.ui.draft_clip import DraftClip
from uprez.ui.elided import ElidedLabel
from uprez.ui.errors import ErrorCard
from uprez.ui.sources.check_card import CheckList
from uprez.ui.sources.range_edit import RangeEdit
from uprez.ui.sources.words import alpha_words, colour_words, depth_words, rate_words, size_words, sound_words
from uprez.ui.theme import SPACE


class ClipDetail(QScrollArea):
    """The selected clip."""

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Selected clip"))
        self._range = RangeEdit()
        self._range.changed.connect(self._set_range)
        self._checks = CheckList()
        self._checks.chosen.connect(self._choose)
        self._failure: QWidget | None = None
        self._title = ElidedLabel()
        self._title.setProperty("role", "heading")
        self._facts = QWidget()
        self._form = QFormLayout(self._facts)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setHorizontalSpacing(2 * SPACE)
        self._form.setVerticalSpacing(SPACE // 2)
        body = QWidget()
        self._rows = QVBoxLayout(body)
        self._rows.setContentsMargins(2 * SPACE, SPACE + SPACE // 2, 2 * SPACE, 2 * SPACE)
        self._rows.setSpacing(SPACE + SPACE // 2)
        for part in (self._title, self._checks, self._range, self._facts):
            self._rows.addWidget(part)
        self._rows.addStretch()
        self.setWidget(body)
        draft.selection_changed.connect(self.refresh)
        draft.clips_changed.connect(self.refresh)
        draft.clip_changed.connect(self._refresh_if)
        self.refresh()

    def refresh(self) -> None:
        """Show the selected clip as it is now."""
        clip = self._draft.selected
        self.setVisible(clip is not None)
        if clip is None:
            return
        self._title.setText(clip.title)
        self._show_failure(clip)
        self._checks.show_checks(clip.checks, clip.source, pending=clip.pending)
        readable = clip.facts is not None and clip.error is None
        self._range.setVisible(readable)
        self._facts.setVisible(readable)
        if readable:
            self._range.show_clip(clip)
            self._show_facts(clip)

    def _refresh_if(self, clip_id: str) -> None:
        selected = self._draft.selected
        if selected is not None and selected.id == clip_id:
            self.refresh()

    def _show_failure(self, clip: DraftClip) -> None:
        if self._failure is not None:
            self._failure.hide()
            self._failure.deleteLater()
            self._failure = None
        if clip.error is None:
            return
        error = clip.error
        self._failure = QWidget()
        rows = QVBoxLayout(self._failure)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE)
        rows.addWidget(ErrorCard(error.what, error.why, error.fix, paths=(str(clip.source["path"]),)))
        again = QPushButton(self.tr("Try again"))
        again.clicked.connect(lambda: self._draft.forget_found(clip.id))
        rows.addWidget(again, 0, Qt.AlignmentFlag.AlignLeft)
        self._rows.insertWidget(1, self._failure)

    def _show_facts(self, clip: DraftClip) -> None:
        rows = (
            (self.tr("Size"), size_words(clip)),
            (self.tr("Rate"), rate_words(clip)),
            (self.tr("Colour"), colour_words(clip)),
            (self.tr("Alpha"), alpha_words(clip)),
            (self.tr("Sound"), sound_words(clip)),
            (self.tr("Stored as"), depth_words(clip)),
        )
        for _ in range(self._form.rowCount()):
            self._form.removeRow(0)
        for name, words in rows:
            if words:
                said, title = QLabel(words), QLabel(name)
                said.setWordWrap(True)
                said.setAccessibleName(f"{name}: {words}")
                title.setProperty("role", "muted")
                self._form.addRow(title, said)

    def _set_range(self, first: int | None, last: int | None) -> None:
        if (clip := self._draft.selected) is not None:
            self._draft.set_source(clip.id, {"first": first, "last": last}, text=self.tr("Change range"), field="range")

    def _choose(self, field: str, value: Any) -> None:
        if (clip := self._draft.selected) is not None:
            self._draft.set_source(clip.id, {field: value}, text=self.tr("Decide on {}").format(clip.title))
