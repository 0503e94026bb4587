"""What few people change: runtime, device, precision, memory, cuts."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from uprez.plugin.client import Service, ServiceError
from uprez.ui.draft import Draft
from uprez.ui.draft_recipe import schedulers
from uprez.ui.link import Link
from uprez.ui.recipe.binding import Binding
from uprez.ui.recipe.editors import Choice, Number
from uprez.ui.recipe.section import Section

_SAMPLERS = {"ddpm": "DDPM", "ddim": "DDIM", "plms": "PLMS", "unipc": "UniPC", "euler": "Euler"}
"""Names of samplers, the same in every language."""


class MoreSection(Section):
    """A section that is shut at first."""

    def __init__(self, link: Link, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("More"), folds=True, parent=parent)
        self._link = link
        self._draft = draft
        auto = ("auto", self.tr("Automatic"))
        names = (self.tr("Runtime"), self.tr("Device"), self.tr("Precision"), self.tr("Cuts"), self.tr("Alpha"), self.tr("Sampler"))
        runtime, device, precision, cuts, alpha, sampler = names
        runtimes = (auto, ("onnxruntime", "ONNX Runtime"), ("openvino", "OpenVINO"), ("torch", "PyTorch"))
        self.add_row(runtime, Choice(Binding(draft, "recipe", "runtime", runtime), runtimes, tip=self.tr("What runs the networks")))
        self._device = Choice(Binding(draft, "recipe", "device", device), (auto,), tip=self.tr("Where they run"))
        self.add_row(device, self._device)
        depths = (auto, ("fp32", self.tr("32-bit float")), ("fp16", self.tr("16-bit float")), ("bf16", "bfloat16"))
        self.add_row(precision, Choice(Binding(draft, "recipe", "precision", precision), depths, tip=self.tr("Arithmetic of the networks")))
        self._add_memory()
        kinds = (("auto", self.tr("Detect")), ("none", self.tr("None")))
        self.add_row(cuts, Choice(Binding(draft, "recipe", "cuts", cuts), kinds, tip=self.tr("Nothing is carried across a cut")))
        ways = (("model", self.tr("By the model")), ("lanczos", self.tr("By Lanczos")))
        self.add_row(alpha, Choice(Binding(draft, "recipe", "alpha", alpha), ways, tip=self.tr("How alpha is upscaled")))
        tip = self.tr("How a diffusion model steps from noise to picture")
        self._samplers = Choice(Binding(draft, "recipe", "scheduler", sampler), (), only=True, tip=tip)
        self._sampler = self.add_row(sampler, self._samplers)
        draft.recipe_changed.connect(self.refresh)
        draft.models_changed.connect(self.refresh)
        link.back.connect(self.load)
        self.load()
        self.refresh()

    def load(self) -> None:
        """Ask the service for the devices."""

        def ask(service: Service) -> list[dict[str, Any]]:
            return service.devices()

        self._link.call(ask, self._take, self._pass)

    def refresh(self) -> None:
        """Show what the chosen model takes."""
        names = schedulers(self._draft.models, self._draft.recipe)
        self._sampler.setVisible(bool(names))
        self._samplers.set_options([("auto", self.tr("The model's own")), *((name, _SAMPLERS.get(name, name)) for name in names)])

    def _add_memory(self) -> None:
        tile, window = self.tr("Tile"), self.tr("Window")
        auto = self.tr("Automatic")
        tip = self.tr("Side of a tile in source pixels; planned from free memory unless it is given. Of an edit, that of its upscale")
        self.add_row(tile, Number(Binding(self._draft, "recipe", "tile", tile), 32, 8192, none=auto, step=32, tip=tip))
        tip = self.tr("Frames that are worked on together. Of an edit, those of its upscale")
        self.add_row(window, Number(Binding(self._draft, "recipe", "window", window), 1, 1000, none=auto, tip=tip))

    def _take(self, devices: list[dict[str, Any]]) -> None:
        options = [(str(device["name"]), str(device["title"] or device["name"])) for device in devices]
        self._device.set_options([("auto", self.tr("Automatic")), *options])

    def _pass(self, _: ServiceError) -> None:
        """Automatic is always there; the queue says so when the service is gone."""
