"""Export a checkpoint of STAR to ONNX, and measure what ONNX Runtime makes of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from uprez.core.frame import Pixels
from uprez.models.runtime.exports import ExportPrecision, appearing
from uprez.models.runtime.onnx_draft import Draft, Note, run
from uprez.models.runtime.onnx_trace import LARGEST
from uprez.models.star.architecture import Architecture
from uprez.models.star.checkpoint import build, read_weights
from uprez.models.star.exported import NEGATIVE, NETWORK, PROMPT, PROMPTS, TEXT, VAE_DECODER, VAE_ENCODER, Exported
from uprez.models.star.graphs import DecoderGraph, EncoderGraph, Examples, NetworkGraph
from uprez.models.star.onnx_networks import OnnxNetworks
from uprez.models.star.prompts import prompts
from uprez.models.star.text import embed
from uprez.models.star.vae import Vae
from uprez.models.weights.tensors import safetensors_bytes, sha256

_TRACED, _TRACED_TOKENS = (3, 10, 24), 7
"""Frames, rows and columns of the latents that the graphs are traced at: no two lengths of the network are equal there but by chance."""
_MEASURED, _MEASURED_TOKENS = (2, 18, 16), 77
"""And that they are measured at."""


@dataclass(frozen=True, slots=True)
class Source:
    """What an export is made of."""

    network: Path
    """UNet and ControlNet, `.pt` or `.safetensors`."""
    vae: Path
    """A folder in the hub's layout."""
    text: Path | None = None
    """A folder with `text_encoder` and `tokenizer`; without it the export has no prompts."""

    def sha256(self) -> str:
        """Over the networks' files."""
        files = [self.network, *sorted(self.vae.glob("*.safetensors"))]
        return hashlib.sha256("".join(sha256(path) for path in files).encode()).hexdigest()


def export(
    source: Source,
    folder: Path,
    *,
    precision: ExportPrecision = "fp32",
    head: int | None = None,
    on_note: Note,
    largest: int = LARGEST,
) -> Exported:
    """Write `folder`, which must not exist or be empty; it appears whole or not at all.

    UNet and ControlNet compute in `precision`, with float32 at the ends; the VAE in float32. `head` is the channels of an
    attention head (see `Architecture.of`). Graphs of more than `largest` bytes keep their weights in a file beside them.

    Raises:
        ModelError: a file is missing, damaged or another network's, or what was exported gives no finite numbers.
        OutputError: the folder holds something already, or cannot be written.
        ResourceError: out of memory.
    """
    with appearing(folder) as written:
        work = _Export(source, Draft(written, precision, on_note, largest), head)
        work.write_prompts()
        work.write_vae()
        work.write_network()
        exported = work.finished()
    return replace(exported, folder=folder)


@dataclass
class _Export:
    """An export on its way, from prompts to the manifest."""

    source: Source
    draft: Draft
    head: int | None

    def __post_init__(self) -> None:
        self.weights = read_weights(self.source.network)
        sizes = Architecture.of({key: tuple(value.shape) for key, value in self.weights.items()}, head=self.head)
        self.traced = Examples.of(_TRACED, sizes.latent, (_TRACED_TOKENS, sizes.text))
        self.measured = Examples.of(_MEASURED, sizes.latent, (_MEASURED_TOKENS, sizes.text))

    def write_prompts(self) -> None:
        """Embeddings of the default prompts; a checkpoint without text encoder is exported without them, aloud."""
        if self.source.text is None:
            self.draft.note("The export has no prompts: the checkpoint has no text encoder.")
            return
        prompt, negative = embed(self.source.text, prompts("", "", False), faithful=False, on_note=self.draft.note)
        (self.draft.folder / PROMPTS).write_bytes(safetensors_bytes({PROMPT: prompt, NEGATIVE: negative}, {}))

    def write_vae(self) -> None:
        """The VAE, in float32."""
        vae: Any = Vae.read(self.source.vae).network
        encoder, decoder = EncoderGraph(vae), DecoderGraph(vae)
        decoded = run(decoder, self.measured.latent[0].transpose(0, 1))
        self.draft.results.update(decode=decoded.numpy(), encode=run(encoder, decoded)[0].numpy())
        traced = self.traced.latent[0].transpose(0, 1)
        self.draft.write(decoder.traced(traced), VAE_DECODER)
        self.draft.write(encoder.traced(run(decoder, traced)), VAE_ENCODER)

    def write_network(self) -> None:
        """UNet and ControlNet."""
        network = build(self.weights, head=self.head, dtype=torch.float32)
        graph = NetworkGraph(network)
        self.draft.results["v"] = run(graph, *self.measured.inputs.values()).numpy()
        network.to(self.draft.dtype)
        self.draft.write(graph.traced(self.traced), NETWORK)

    def finished(self) -> Exported:
        """The export, measured and with its manifest."""
        return self.draft.finished(Exported, self.source.sha256(), self._found, texts=PROMPTS, sizes={TEXT: self.measured.text.shape[2]})

    def _found(self, exported: Exported) -> dict[str, Pixels]:
        """What ONNX Runtime makes of the measured latents."""
        seen = {name: value.numpy() for name, value in self.measured.inputs.items()}
        networks = OnnxNetworks(exported, seen["text"][:1], seen["text"][1:], device="cpu")
        encoded = networks.encode(self.draft.results["decode"], None)[0].swapaxes(0, 1)
        v, negative = networks.predict(seen["latent"], int(seen["timestep"][0]), seen["hint"], both=True)
        assert negative is not None
        return {"encode": encoded, "decode": networks.decode(seen["latent"]), "v": np.concatenate((v, negative))}
