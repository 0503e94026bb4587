"""An export of StableVSR for ONNX Runtime on disk: graphs, schedule, prompt, and a manifest that says what must lie there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from uprez.models.runtime.exports import Export
from uprez.models.stablevsr.layout import MANIFEST
from uprez.models.stablevsr.schedule import Schedule

UNET_ENCODER, UNET_DECODER, TCM = "unet_encoder.onnx", "unet_decoder.onnx", "tcm.onnx"
VAE_DECODER, VAE_ENCODER = "vae_decoder.onnx", "vae_encoder.onnx"
RAFT = "raft.onnx"
"""Optical flow; left out of an export without RAFT's weights."""
SCHEDULER = "scheduler_config.json"
SKIP, RESIDUAL = "skip_", "residual_"
"""What the names of the UNet's features and of the TCM's residuals begin with in the graphs; a number follows."""


@dataclass(frozen=True)
class Exported(Export):
    """A folder that `uprez.models.stablevsr.export.export` made.

    `precision` is that of UNet and TCM. `differences` are of `v` of a step, `decode` (pictures lie in [-1, 1]), `encode`, and
    `flow` in pixels.
    """

    MANIFEST: ClassVar[str] = MANIFEST
    VERSION: ClassVar[int] = 1
    NEEDED: ClassVar[tuple[str, ...]] = (UNET_ENCODER, UNET_DECODER, TCM, VAE_DECODER, VAE_ENCODER, SCHEDULER)
    FIX: ClassVar[str] = "Export the checkpoint again with `uprez models export stablevsr`."

    def schedule(self) -> Schedule:
        """The noise schedule.

        Raises:
            ModelError: the file is damaged, or not StableVSR's.
        """
        return Schedule.read(self.path(SCHEDULER))
