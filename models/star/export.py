"""Export a checkpoint of STAR to ONNX, and measure what ONNX Runtime makes of it."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from uprez.core.frame import Pixels
from uprez.models.runtime.exports import ExportPrecision, appearing, differences, stored
from uprez.models.runtime.failures import memory_guarded
from uprez.models.runtime.onnx_trace import LARGEST, Traced, write_onnx
from uprez.models.star.architecture import Architecture
from uprez.models.star.checkpoint import build, read_weights
from uprez.models.star.exported import MANIFEST, NEGATIVE, NETWORK, PROMPT, PROMPTS, TEXT, VAE_DECODER, VAE_ENCODER, Exported
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

Note = Callable[[str], None]


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
    with appearing(folder) as draft:
        work = _Export(source, draft, precision, head, on_note, largest)
        work.write_prompts()
        work.write_vae()
        work.write_network()
        exported = work.finished()
    return replace(exported, folder=folder)


@dataclass
class _Export:
    """An export on its way: graphs on disk, and what torch makes of the measured latents."""

    source: Source
    folder: Path
    precision: ExportPrecision
    head: int | None
    note: Note
    largest: int
    results: dict[str, Pixels] = field(default_factory=dict[str, Pixels])
    """Torch's, in float32."""

    def __post_init__(self) -> None:
        self.weights = read_weights(self.source.network)
        sizes = Architecture.of({key: tuple(value.shape) for key, value in self.weights.items()}, head=self.head)
        self.traced = Examples.of(_TRACED, sizes.latent, (_TRACED_TOKENS, sizes.text))
        self.measured = Examples.of(_MEASURED, sizes.latent, (_MEASURED_TOKENS, sizes.text))

    def write_prompts(self) -> None:
        """Embeddings of the default prompts; a checkpoint without text encoder is exported without them, aloud."""
        if self.source.text is None:
            self.note("The export has no prompts: the checkpoint has no text encoder.")
            return
        prompt, negative = embed(self.source.text, prompts("", "", False), faithful=False, on_note=self.note)
        (self.folder / PROMPTS).write_bytes(safetensors_bytes({PROMPT: prompt, NEGATIVE: negative}, {}))

    def write_vae(self) -> None:
        """The VAE, in float32."""
        vae: Any = Vae.read(self.source.vae).network
        encoder, decoder = EncoderGraph(vae), DecoderGraph(vae)
        decoded = _run(decoder, self.measured.latent[0].transpose(0, 1))
        self.results |= {"decode": decoded.numpy(), "encode": _run(encoder, decoded)[0].numpy()}
        traced = self.traced.latent[0].transpose(0, 1)
        self._write(decoder.traced(traced), VAE_DECODER)
        self._write(encoder.traced(_run(decoder, traced)), VAE_ENCODER)

    def write_network(self) -> None:
        """UNet and ControlNet."""
        network = build(self.weights, head=self.head, dtype=torch.float32)
        graph = NetworkGraph(network)
        self.results["v"] = _run(graph, *self.measured.inputs.values()).numpy()
        network.to(torch.float16 if self.precision == "fp16" else torch.float32)
        self._write(graph.traced(self.traced), NETWORK)

    def finished(self) -> Exported:
        """The export, measured and with its manifest."""
        gc.collect()
        self.note("Comparing ONNX Runtime with torch.")
        files = {path.name: stored(path) for path in sorted(self.folder.iterdir())}
        digest = hashlib.sha256("".join(each.sha256 for name, each in files.items() if name != PROMPTS).encode()).hexdigest()
        sizes = {TEXT: self.measured.text.shape[2]}
        exported = Exported(self.folder, self.precision, self.source.sha256(), digest, files, {}, sizes)
        exported = replace(exported, differences=self._differences(exported))
        (self.folder / MANIFEST).write_bytes(exported.manifest())
        stored(self.folder / MANIFEST)
        return exported

    def _differences(self, exported: Exported) -> dict[str, float]:
        """See `Exported.differences`."""
        seen = {name: value.numpy() for name, value in self.measured.inputs.items()}
        networks = OnnxNetworks(exported, seen["text"][:1], seen["text"][1:], device="cpu")
        found = {"encode": networks.encode(self.results["decode"], None)[0].swapaxes(0, 1), "decode": networks.decode(seen["latent"])}
        v, negative = networks.predict(seen["latent"], int(seen["timestep"][0]), seen["hint"], both=True)
        assert negative is not None
        found["v"] = np.concatenate((v, negative))
        return differences(found, self.results, self.precision)

    def _write(self, traced: Traced, name: str) -> None:
        self.note(f"Writing {name}.")
        write_onnx(traced, self.folder / name, largest=self.largest)


def _run(module: torch.nn.Module, *given: torch.Tensor) -> Any:
    with memory_guarded("torch"), torch.no_grad():
        return module(*given)
