"""What is written, where, and how."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QFileDialog, QGridLayout, QLabel, QWidget

from uprez.core.job import ExrCompression, Format
from uprez.plugin.client import Service, ServiceError
from uprez.ui.draft import Draft
from uprez.ui.draft_output import OUTPUT_FOLDER
from uprez.ui.icon_button import beside, icon_button
from uprez.ui.link import Link
from uprez.ui.recipe.binding import Binding
from uprez.ui.recipe.editors import Choice, TextLine, Tick
from uprez.ui.recipe.model_words import amount
from uprez.ui.recipe.section import NAMES, Section
from uprez.ui.theme import SPACE
from uprez.ui.told import told

FORMATS = (Format.EXR, Format.PRORES, Format.TIFF, Format.PNG, Format.HEVC, Format.FFV1)
"""In the order of the checkboxes."""
_TITLES = {Format.EXR: "OpenEXR", Format.PRORES: "ProRes", Format.TIFF: "TIFF", Format.PNG: "PNG", Format.HEVC: "HEVC", Format.FFV1: "FFV1"}
_PROFILES = (("proxy", "Proxy"), ("lt", "LT"), ("standard", "422"), ("hq", "422 HQ"), ("4444", "4444"), ("4444xq", "4444 XQ"))
_WAIT = 300


class OutputSection(Section):
    """Folder with its free room, formats and what each needs to know, name, sound."""

    def __init__(self, link: Link, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Output"), parent=parent)
        self._link = link
        self._draft = draft
        self._asked = ""
        self._disk = QLabel(" ")
        self._disk.setProperty("role", "muted")
        self._disk.setWordWrap(True)
        self._soon = QTimer(self, singleShot=True, interval=_WAIT)
        self._soon.timeout.connect(self._ask_disk)
        self._boxes: dict[str, QCheckBox] = {}
        self._none = QLabel(self.tr("Choose at least one format."))
        self._none.setProperty("role", "warn")
        self.add_row(self.tr("Formats"), self._format_grid())
        self.add(self._none)
        self._add_format_rows()
        self.add_row(self.tr("Folder"), self._folder_row())
        self._disk.setContentsMargins(NAMES + SPACE, 0, 0, 0)
        self.add(self._disk)
        name = self.tr("Name")
        hint, tip = self.tr("Clip and scale"), self.tr("Base name of the results; the clip's name and the scale where it is empty")
        self.add_row(name, TextLine(self._binding("name", name), hint=hint, tip=tip))
        tip = self.tr("Otherwise a run stops before it writes over the results of another one")
        self.add(Tick(self._binding("overwrite", self.tr("Replace earlier results")), tip=tip))
        for changed in (draft.output_changed, draft.selection_changed, draft.clips_changed):
            changed.connect(self.refresh)
        link.back.connect(self._soon.start)
        self.refresh()

    def refresh(self) -> None:
        """Show what the chosen formats need."""
        formats: list[str] = list(self._draft.output["formats"])
        for name, box in self._boxes.items():
            box.setChecked(name in formats)
        for row in self._exr:
            row.setVisible(Format.EXR in formats)
        self._profile.setVisible(Format.PRORES in formats)
        self._sound.setVisible(any(Format(name).is_movie for name in formats))
        self._none.setVisible(not formats)
        if self._folder() != self._asked:
            self._soon.start()

    def _binding(self, field: str, words: str) -> Binding:
        return Binding(self._draft, "output", field, words)

    def _format_grid(self) -> QWidget:
        grid = QWidget()
        places = QGridLayout(grid)
        places.setContentsMargins(0, SPACE // 2, 0, 0)
        places.setSpacing(SPACE)
        for at, name in enumerate(FORMATS):
            box = QCheckBox(_TITLES[name])
            box.setAccessibleName(self.tr("Write {}").format(_TITLES[name]))
            box.clicked.connect(self._take_formats)
            self._boxes[name.value] = box
            places.addWidget(box, at // 2, at % 2)
        places.setColumnStretch(0, 1)
        places.setColumnStretch(1, 1)
        return grid

    def _add_format_rows(self) -> None:
        compression, depth, profile = self.tr("EXR compression"), self.tr("EXR depth"), self.tr("ProRes profile")
        kinds = [(kind.value, kind.value.upper() if kind is not ExrCompression.NONE else self.tr("None")) for kind in ExrCompression]
        depths = (("half", self.tr("16-bit half")), ("float", self.tr("32-bit float")))
        self._exr = (
            self.add_row(compression, Choice(self._binding("exr_compression", compression), kinds)),
            self.add_row(depth, Choice(self._binding("exr_depth", depth), depths)),
        )
        profiles = ((None, self.tr("Automatic")), *_PROFILES)
        tip = self.tr("Automatic takes 422 HQ, or 4444 for a clip with alpha")
        self._profile = self.add_row(profile, Choice(self._binding("prores_profile", profile), profiles, tip=tip))
        tip = self.tr("Copies the source's sound tracks into movies")
        self._sound = self.add(Tick(self._binding("audio", self.tr("Carry the sound")), tip=tip))

    def _folder_row(self) -> QWidget:
        words = self.tr("Folder")
        hint = self.tr("“{}” beside the clip").format(OUTPUT_FOLDER)
        line = TextLine(self._binding("folder", words), hint=hint, tip=self.tr("Folder of the results; it is made when it does not exist"))
        return beside(line, icon_button("folder", self.tr("Choose the output folder"), self._choose_folder))

    def _take_formats(self) -> None:
        chosen = [name for name, box in self._boxes.items() if box.isChecked()]
        self._binding("formats", self.tr("Formats")).put(chosen)

    def _choose_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, self.tr("Output folder"), str(self._draft.output["folder"]))
        if path:
            self._binding("folder", self.tr("Folder")).put(path)

    def _folder(self) -> str:
        selected = self._draft.selected
        return self._draft.folder_for(selected.id) if selected else str(self._draft.output["folder"])

    def _ask_disk(self) -> None:
        folder = self._asked = self._folder()
        if not folder:
            self._disk.setText(" ")
            return

        def ask(service: Service) -> dict[str, Any]:
            return service.disk(folder)

        def take(disk: dict[str, Any]) -> None:
            if folder == self._asked:
                self._disk.setText(self.tr("{} free").format(amount(int(disk["free_bytes"]))))

        def fail(error: ServiceError) -> None:
            if folder == self._asked:
                self._disk.setText(told(error.what))

        self._link.call(ask, take, fail)
