"""STAR's networks on ONNX Runtime, from an export; torch is not needed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from uprez.core.errors import ModelError
from uprez.core.frame import Pixels
from uprez.models.runtime.ort import OrtSession, open_first
from uprez.models.star.exported import NETWORK, TEXT, VAE_DECODER, VAE_ENCODER, Exported
from uprez.models.star.networks import Stage

_NEEDED: dict[Stage, str] = {"encode": VAE_ENCODER, "denoise": NETWORK, "decode": VAE_DECODER}


class OnnxNetworks:
    """See `uprez.models.star.networks.Networks`. One graph is loaded at a time."""

    def __init__(self, exported: Exported, prompt: Pixels, negative: Pixels | None = None, *, device: str) -> None:
        """Take an export and embeddings (1, tokens, C) of equal length; without `negative` there is no guidance.

        Raises:
            ModelError: a file is damaged, the embeddings are not this export's, or there is no such device.
            ResourceError: out of memory.
        """
        self._exported, self._device = exported, device
        for text in (prompt, *(() if negative is None else (negative,))):
            _require(exported, text)
        self._alone = prompt.astype(np.float32, copy=False)
        self._both = None if negative is None else np.concatenate((self._alone, negative.astype(np.float32, copy=False)))
        self._whole: set[str] = set()
        self._loaded: str = ""
        self._session: OrtSession | None = None
        self._graph(VAE_ENCODER)  # the smallest: a device that does not work is found out here
        self.runtime = f"onnxruntime {device} {exported.precision}"
        self.weights = exported.weights
        """Names the export."""

    @classmethod
    def of(
        cls,
        folder: Path,
        prompt: Pixels,
        negative: Pixels | None = None,
        *,
        device: str = "auto",
        precision: str = "auto",
        on_note: Callable[[str], None] | None = None,
    ) -> OnnxNetworks:
        """Load the export in a folder; `auto` takes the fastest device that works.

        Raises:
            ModelError: the export is not whole, of another precision than asked, or its files do not load.
            ResourceError: out of memory.
        """
        exported = Exported.read(folder)
        exported.check_precision(precision)
        return open_first(device, lambda chosen: cls(exported, prompt, negative, device=chosen), on_note=on_note)

    def enter(self, stage: Stage) -> None:
        """See `Networks`; the graph of the stage before is let go."""
        self._graph(_NEEDED[stage])

    def encode(self, pictures: Pixels, noise: Pixels | None) -> Pixels:
        """See `Networks`."""
        graph, made = self._graph(VAE_ENCODER), list[Pixels]()
        for index in range(len(pictures)):
            mean, deviation = graph.run({"pictures": pictures[index : index + 1]})
            made.append(mean[0] if noise is None else mean[0] + deviation[0] * noise[index])
        return np.stack(made, axis=1)[None]

    def predict(self, latent: Pixels, timestep: int, footage: Pixels, *, both: bool) -> tuple[Pixels, Pixels | None]:
        """See `Networks`.

        Raises:
            ValueError: the negative prompt is asked for, and there is none.
        """
        text = self._both if both else self._alone
        if text is None:
            raise ValueError("guidance needs a negative prompt")
        told = {"timestep": np.array([timestep], np.int64), "text": text}
        v = self._graph(NETWORK).run({"latent": latent, "hint": footage, **told})[0]
        return (v[:1], v[1:]) if both else (v, None)

    def decode(self, latents: Pixels) -> Pixels:
        """See `Networks`."""
        return self._graph(VAE_DECODER).run({"latents": latents[0].swapaxes(0, 1)})[0]

    def _graph(self, name: str) -> OrtSession:
        """The session of a graph; another is let go first."""
        if self._session is None or self._loaded != name:
            self._session = None
            path = self._exported.folder / name if name in self._whole else self._exported.path(name)
            self._whole.add(name)  # gigabytes are hashed once
            self._session = OrtSession(path, device=self._device)
            self._loaded = name
        return self._session


def _require(exported: Exported, text: Pixels) -> None:
    channels = exported.sizes.get(TEXT)
    if text.ndim != 3 or text.shape[0] != 1 or text.shape[2] != channels:
        raise ModelError(
            "The text's embedding does not fit these networks.",
            why=f"It has the shape {text.shape}; (1, tokens, {channels}) belongs here.",
            fix="Use the text encoder of the same checkpoint.",
        )
