"""Export a checkpoint of UniMMVSR to ONNX, and measure what ONNX Runtime makes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from uprez.core.cover import Span
from uprez.core.errors import ModelError
from uprez.core.frame import Pixels
from uprez.models.runtime.exports import ExportPrecision, appearing
from uprez.models.runtime.failures import memory_guarded
from uprez.models.runtime.onnx_draft import Draft, Note, run
from uprez.models.runtime.onnx_trace import LARGEST
from uprez.models.t5 import has_encoder
from uprez.models.unimmvsr.checkpoint import check_parts, digest_of, read
from uprez.models.unimmvsr.exported import (
    CHANNELS,
    COSINES,
    DECODERS,
    DOWN,
    ENCODERS,
    NETWORK,
    SINES,
    START,
    TEXT,
    TEXTS,
    TIME,
    TURNS,
    Exported,
)
from uprez.models.unimmvsr.graphs import NetworkGraph, VaeGraph
from uprez.models.unimmvsr.networks import Conditions, Given
from uprez.models.unimmvsr.onnx_networks import OnnxNetworks
from uprez.models.unimmvsr.text import embeddings
from uprez.models.unimmvsr.tiles import PATCH
from uprez.models.unimmvsr.torch_networks import TorchNetworks
from uprez.models.unimmvsr.torch_turns import converted
from uprez.models.unimmvsr.transformer import UniMMVSRTransformer3DModel
from uprez.models.unimmvsr.vae import Vae
from uprez.models.weights.tensors import safetensors_bytes

_TRACED, _WORDS, _GIVEN = (3, 4, 10), 7, 5
"""Latent frames, rows and columns, words and tokens of references that graphs are traced at: no two lengths are equal there."""
_MEASURED = (2, 6, 8)
"""And latents that they are measured at, with two references."""


def export(folder: Path, target: Path, *, precision: ExportPrecision = "fp32", on_note: Note, largest: int = LARGEST) -> Exported:
    """Write `target`, which must not exist or be empty, from a checkpoint's `folder`; it appears whole or not at all.

    The transformer computes in `precision`, with float32 at the ends; the VAE in float32. Graphs of more than `largest` bytes keep
    their weights in a file beside them.

    Raises:
        ModelError: a file is missing, damaged or another network's, or what was exported gives no finite numbers.
        OutputError: the target holds something already, or cannot be written.
        ResourceError: out of memory.
    """
    with appearing(target) as written:
        work = _Export(folder, Draft(written, precision, on_note, largest))
        work.write_texts()
        work.write_vae()
        work.write_network()
        exported = work.finished()
    return replace(exported, folder=target)


@dataclass
class _Export:
    """An export on its way, from texts to the manifest."""

    source: Path
    draft: Draft
    sizes: dict[str, int] = field(default_factory=dict[str, int])

    def __post_init__(self) -> None:
        self.network = read(self.source / "transformer").float()
        self.vae = Vae.read(self.source / "vae")
        told: Any = self.network.config
        check_parts(self.source, told, self.vae)
        if tuple(told.patch_size) != (1, PATCH, PATCH):
            raise ModelError(
                f"The transformer in '{self.source}' cannot be exported.",
                why=f"Its patches are {tuple(told.patch_size)}; uprez exports those of {(1, PATCH, PATCH)}, as Wan's.",
                fix="Run it on torch.",
            )
        self.conditions = _conditions(int(told.out_channels), int(told.text_dim))
        self.latent = _drawn(1, int(told.out_channels), *_MEASURED, seed=1)

    def write_texts(self) -> None:
        """Embeddings of empty prompts; a checkpoint without text encoder is exported without them, aloud."""
        if not has_encoder(self.source):
            self.draft.note("The export has no text: the checkpoint has no text encoder. Each run needs one.")
            return
        found = embeddings(self.source, "", "", on_note=self.draft.note)
        (self.draft.folder / TEXTS).write_bytes(safetensors_bytes({TEXT: found}, {}))

    def write_vae(self) -> None:
        """The VAE's halves, in float32, each for the first part of a video and for later ones."""
        latents = self.latent[0].swapaxes(0, 1)
        self.draft.results["decode"] = _joined(self.vae.decode, latents)
        self.draft.results["encode"] = _joined(self.vae.encode, self.draft.results["decode"])
        shown = torch.from_numpy(_drawn(5, 3, 4 * self.vae.factor, 10 * self.vae.factor, seed=2))
        small = torch.from_numpy(_drawn(2, self.vae.channels, 4, 10, seed=3))
        for half, names, first, later in (("encoder", ENCODERS, shown[:1], shown[1:]), ("decoder", DECODERS, small[:1], small[1:])):
            start, rest = (VaeGraph(self.vae, half, first=each) for each in (True, False))
            self.draft.write(start.traced(first), names[0])
            caches = run(start, first)[1:]
            self.draft.write(rest.traced(later, caches), names[1])

    def write_network(self) -> None:
        """The transformer, and the table of places that it is called with."""
        told: Any = self.network.config
        predict = TorchNetworks(self.network, self.vae).predictor(self.conditions)
        self.draft.results["v"] = predict(self.latent, 0.5, "full", Span(0, _MEASURED[0]))
        rope: Any = self.network.rope
        found = {COSINES: rope.freqs_cos[:, 0::2], SINES: rope.freqs_sin[:, 1::2]}
        tables = {name: value.float().contiguous().numpy() for name, value in found.items()}
        (self.draft.folder / TURNS).write_bytes(safetensors_bytes(tables, {}))
        self.sizes = {CHANNELS: int(told.out_channels), TEXT: int(told.text_dim), START: int(told.reference_start)}
        self.sizes |= {TIME: rope.t_dim // 2, DOWN: rope.h_dim // 2}
        converted(self.network, torch.device("cpu"), self.draft.dtype)
        self.draft.write(NetworkGraph(self.network).traced(_examples(self.network)), NETWORK)

    def finished(self) -> Exported:
        """The export, measured and with its manifest."""
        return self.draft.finished(Exported, digest_of(self.source), self._found, texts=TEXTS, sizes=self.sizes)

    def _found(self, exported: Exported) -> dict[str, Pixels]:
        """What ONNX Runtime makes of the measured latents."""
        networks = OnnxNetworks(exported, device="cpu")
        return {
            "encode": np.concatenate(list(networks.encode([self.draft.results["decode"]]))),
            "decode": np.concatenate(list(networks.decode([self.latent[0].swapaxes(0, 1)]))),
            "v": networks.predictor(self.conditions)(self.latent, 0.5, "full", Span(0, _MEASURED[0])),
        }


def _conditions(channels: int, words: int) -> Conditions:
    """What the measured call is told: an image, and a video of another size than the target."""
    footage, text = _drawn(1, channels, *_MEASURED, seed=4), _drawn(1, _WORDS, words, seed=5)
    given = (Given(_drawn(1, channels, 1, 4, 6, seed=6)), Given(_drawn(1, channels, _MEASURED[0], 4, 4, seed=7), "video"))
    return Conditions(footage, 300.0, text, text[:, :1], given)


def _examples(network: UniMMVSRTransformer3DModel) -> dict[str, torch.Tensor]:
    """What the transformer is traced with; the same numbers on every machine."""
    told: Any = network.config
    tokens = _TRACED[0] * _TRACED[1] * _TRACED[2] // PATCH**2 + _GIVEN
    shapes = {
        "latent": (1, told.out_channels, *_TRACED),
        "footage": (1, told.lr_channels, *_TRACED),
        "timestep": (1,),
        "level": (1,),
        "text": (1, _WORDS, told.text_dim),
        "patches": (1, _GIVEN, told.out_channels * PATCH**2),
        "kinds": (1, _GIVEN, 2),
        "cosines": (tokens, told.attention_head_dim // 2),
        "sines": (tokens, told.attention_head_dim // 2),
    }
    return {name: torch.from_numpy(_drawn(*shape, seed=8 + index)) for index, (name, shape) in enumerate(shapes.items())}


def _drawn(*shape: int, seed: int) -> Pixels:
    return np.random.default_rng(seed).standard_normal(shape, np.float32)


def _joined(go: Callable[[list[torch.Tensor]], Any], given: Pixels) -> Pixels:
    with memory_guarded("torch"), torch.no_grad():
        return torch.cat(list(go([torch.from_numpy(np.ascontiguousarray(given))]))).numpy()
