"""StableVSR's networks on ONNX Runtime, from an export; torch is not needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from uprez.core.errors import ModelError
from uprez.core.frame import Pixels
from uprez.models.runtime.ort import OrtSession, open_first
from uprez.models.stablevsr.exported import RESIDUAL, SKIP, TCM, UNET_DECODER, UNET_ENCODER, VAE_DECODER, VAE_ENCODER, Exported
from uprez.models.stablevsr.schedule import Schedule
from uprez.models.stablevsr.warp import warp_numpy

Features = tuple[NDArray[np.floating], ...]
"""Skips and middle, or their residuals, in the precision of the export."""


class OnnxNetworks:
    """See `uprez.models.stablevsr.networks.Networks`; arrays are float32 NumPy arrays on the host."""

    def __init__(self, exported: Exported, text: Pixels, *, device: str) -> None:
        """Load an export for a text's embedding (1, 77, D).

        Raises:
            ModelError: a file is damaged, the text is not this export's, or there is no such device.
            ResourceError: out of memory.
        """
        self._exported = exported
        self._device = device
        self._encoder, self._decoder, self._tcm, self._vae_decoder = (
            self._session(name) for name in (UNET_ENCODER, UNET_DECODER, TCM, VAE_DECODER)
        )
        self._channels = [shape[1] for name, shape in self._decoder.shapes.items() if name.startswith(SKIP)]
        self._text = self._fitting(text)
        self.runtime = f"onnxruntime {device} {exported.precision}"
        self.schedule: Schedule = exported.schedule()
        self.weights = exported.weights
        """Names the export."""

    @classmethod
    def of(
        cls, folder: Path, text: Pixels, *, device: str = "auto", precision: str = "auto", on_note: Callable[[str], None] | None = None
    ) -> OnnxNetworks:
        """Load the export in a folder; `auto` takes the fastest device that works.

        Raises:
            ModelError: the export is not whole, of another precision than asked, or its files do not load.
            ResourceError: out of memory.
        """
        exported = Exported.read(folder)
        exported.check_precision(precision)
        return open_first(device, lambda chosen: cls(exported, text, device=chosen), on_note=on_note)

    def to_device(self, values: Pixels) -> Pixels:
        """See `Networks`."""
        return np.ascontiguousarray(values, np.float32)

    def to_host(self, array: Pixels) -> Pixels:
        """See `Networks`."""
        return array

    def join(self, arrays: Sequence[Pixels], axis: int = 0) -> Pixels:
        """See `Networks`."""
        return arrays[0] if len(arrays) == 1 else np.concatenate(arrays, axis=axis)

    def encode(self, inputs: Pixels, timestep: int) -> Features:
        """See `Networks`; features are the skips and the middle."""
        return tuple(self._encoder.run({"inputs": inputs, **self._told(timestep)}))

    def pick(self, features: Features, first: int, count: int) -> Features:
        """See `Networks`."""
        return tuple(skip[first : first + count] for skip in features)

    def control(self, inputs: Pixels, guidance: Pixels, timestep: int) -> Features:
        """See `Networks`; residuals are in the order of the features."""
        return tuple(self._tcm.run({"inputs": inputs, "guidance": guidance, **self._told(timestep)}))

    def predict(self, features: Features, residuals: Features | None, timestep: int) -> Pixels:
        """See `Networks`."""
        if residuals is None:  # the graph adds them; one zero a channel is enough
            residuals = tuple(np.zeros((len(features[0]), channels, 1, 1), np.float32) for channels in self._channels)
        both = {f"{SKIP}{index}": skip for index, skip in enumerate(features)}
        both |= {f"{RESIDUAL}{index}": residual for index, residual in enumerate(residuals)}
        return self._decoder.run({**self._told(timestep), **both})[0]

    def decode(self, latents: Pixels) -> Pixels:
        """See `Networks`."""
        return self._vae_decoder.run({"latents": latents})[0]

    def encode_picture(self, pictures: Pixels) -> Pixels:
        """See `Networks`."""
        return self._vae_encoder.run({"pictures": pictures})[0]

    def warp(self, pictures: Pixels, flow: Pixels, *, exact: bool) -> Pixels:
        """See `Networks`."""
        return warp_numpy(pictures, flow, exact=exact)

    def shrink(self, latents: Pixels) -> Pixels:
        """See `Networks`."""
        batch, channels, height, width = latents.shape
        return latents.reshape(batch, channels, height // 2, 2, width // 2, 2).mean((3, 5), dtype=np.float32)

    def enlarge(self, pictures: Pixels) -> Pixels:
        """See `Networks`."""
        batch, channels, height, width = pictures.shape
        size = (2 * width, 2 * height)
        planes = [cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR) for plane in pictures.reshape(-1, height, width)]
        return np.stack(planes).reshape(batch, channels, 2 * height, 2 * width).astype(np.float32, copy=False)

    @cached_property
    def _vae_encoder(self) -> OrtSession:
        """Loaded when it is first needed: most runs start from pure noise."""
        return self._session(VAE_ENCODER)

    def _session(self, name: str) -> OrtSession:
        return OrtSession(self._exported.path(name), device=self._device)

    def _told(self, timestep: int) -> dict[str, NDArray[np.generic]]:
        return {"timestep": np.array([timestep], np.int64), "text": self._text}

    def _fitting(self, text: Pixels) -> Pixels:
        wanted = tuple(self._tcm.shapes["text"])
        if text.shape != wanted:
            raise ModelError(
                "The text's embedding does not fit these networks.",
                why=f"It has the shape {text.shape}; {wanted} belongs here.",
                fix="Use the text encoder of the same checkpoint.",
            )
        return text.astype(np.float32, copy=False)
