"""Export a checkpoint of StableVSR to ONNX, and measure what ONNX Runtime makes of it."""

from __future__ import annotations

import gc
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch

from uprez.core.errors import ModelError
from uprez.core.frame import Pixels
from uprez.models.flow.onnx_raft import OnnxRaft
from uprez.models.flow.raft_graph import RaftGraph
from uprez.models.flow.weights import load_raft
from uprez.models.runtime.exports import ExportPrecision, appearing
from uprez.models.runtime.onnx_draft import Draft, Note, run
from uprez.models.runtime.onnx_trace import LARGEST
from uprez.models.stablevsr.checkpoint import Checkpoint
from uprez.models.stablevsr.exported import (
    RAFT,
    SCHEDULER,
    TCM,
    UNET_DECODER,
    UNET_ENCODER,
    VAE_DECODER,
    VAE_ENCODER,
    Exported,
)
from uprez.models.stablevsr.graphs import Examples, TcmGraph, UnetDecoderGraph, UnetEncoderGraph, fuse_attention, vae_decoder, vae_encoder
from uprez.models.stablevsr.networks import FACTOR, LATENT_CHANNELS
from uprez.models.stablevsr.onnx_networks import OnnxNetworks
from uprez.models.stablevsr.parts import VaeDecoder, VaeEncoder
from uprez.models.stablevsr.text import PREPARED, embedding, prepared_bytes

_TRACED = (2, 12, 20)
"""Batch, height and width that the graphs are traced at: none is 1, whose broadcasting would stay in the graph, and all levels are odd."""
_MEASURED = (1, 32, 32)
"""And that they are measured at: the result is RAFT's least size."""
_TOKENS = 77


def export(
    checkpoint: Checkpoint,
    folder: Path,
    *,
    precision: ExportPrecision = "fp32",
    flow: Path | None = None,
    on_note: Note,
    largest: int = LARGEST,
) -> Exported:
    """Write `folder`, which must not exist or be empty; it appears whole or not at all.

    UNet and TCM compute in `precision`, with float32 at the ends; the VAE in float32, as its decoder overflows in half precision.
    `flow` are RAFT's weights. Graphs of more than `largest` bytes keep their weights in a file beside them.
    The networks are loaded one after the other: the memory needed is a few times the largest one's.

    Raises:
        ModelError: the checkpoint or the flow's weights are damaged, or what was exported gives no finite numbers.
        OutputError: the folder holds something already, or cannot be written.
        ResourceError: out of memory.
    """
    with appearing(folder) as written:
        work = _Export(checkpoint, Draft(written, precision, on_note, largest))
        work.write_rest()
        work.write_tcm_and_unet()
        work.write_vae()
        if flow is not None:
            work.write_raft(flow)
        exported = work.finished()
    return replace(exported, folder=folder)


@dataclass
class _Export:
    """An export on its way, from the schedule to the manifest."""

    checkpoint: Checkpoint
    draft: Draft
    residuals: tuple[torch.Tensor, ...] = ()
    """The TCM's, for the measured picture."""

    def __post_init__(self) -> None:
        self.text = torch.from_numpy(self._text())
        self.traced, self.measured = (Examples.of(*size, self.text) for size in (_TRACED, _MEASURED))

    def write_rest(self) -> None:
        """All that is no graph."""
        scheduler = self.checkpoint.folder / "scheduler" / SCHEDULER
        self.checkpoint.schedule()
        shutil.copyfile(scheduler, self.draft.folder / SCHEDULER)

    def write_tcm_and_unet(self) -> None:
        """The TCM first: v needs its residuals."""
        self._write_tcm()
        gc.collect()
        unet = self._network("unet")
        encoder, decoder = UnetEncoderGraph(unet), UnetDecoderGraph(unet)
        seen = self.measured
        skips = run(encoder, seen.inputs, seen.timestep, seen.text)
        self.draft.results["v"] = run(decoder, seen.timestep, seen.text, *skips, *self.residuals).numpy()
        _converted(unet, self.draft.dtype)
        encoder, decoder = UnetEncoderGraph(unet), UnetDecoderGraph(unet)
        self.draft.write(encoder.traced(self.traced), UNET_ENCODER)
        skips = run(encoder, self.traced.inputs, self.traced.timestep, self.traced.text)
        self.draft.write(decoder.traced(self.traced, skips), UNET_DECODER)

    def write_vae(self) -> None:
        """The VAE, in float32."""
        vae = self._network("vae")
        self.draft.results["decode"] = run(VaeDecoder(vae), self.measured.inputs[:, :LATENT_CHANNELS]).numpy()
        self.draft.results["encode"] = run(VaeEncoder(vae), self.measured.guidance).numpy()
        self.draft.write(vae_decoder(vae, self.traced), VAE_DECODER)
        self.draft.write(vae_encoder(vae, self.traced), VAE_ENCODER)

    def write_raft(self, weights: Path) -> None:
        """RAFT, in float32."""
        raft = load_raft(weights)
        self.draft.results["flow"] = raft.estimate(*(torch.from_numpy(frame[None]) for frame in _moved())).numpy()[0]
        self.draft.write(RaftGraph(raft).traced(), RAFT)

    def finished(self) -> Exported:
        """The export, measured and with its manifest."""
        return self.draft.finished(Exported, self.checkpoint.sha256, self._found, texts=PREPARED, sizes={})

    def _write_tcm(self) -> None:
        controlnet = self._network("controlnet")
        seen = self.measured
        self.residuals = run(TcmGraph(controlnet), seen.inputs, seen.guidance, seen.timestep, seen.text)
        _converted(controlnet, self.draft.dtype)
        self.draft.write(TcmGraph(controlnet).traced(self.traced), TCM)

    def _found(self, exported: Exported) -> dict[str, Pixels]:
        """What ONNX Runtime makes of the measured picture."""
        networks = OnnxNetworks(exported, self.text.numpy(), device="cpu")
        inputs, guidance, timestep = self.measured.inputs.numpy(), self.measured.guidance.numpy(), int(self.measured.timestep)
        v = networks.predict(networks.encode(inputs, timestep), networks.control(inputs, guidance, timestep), timestep)
        found = {"v": v, "decode": networks.decode(inputs[:, :LATENT_CHANNELS]), "encode": networks.encode_picture(guidance)}
        if "flow" in self.draft.results:
            found["flow"] = OnnxRaft(exported.path(RAFT), device="cpu").estimate(*_moved())
        return found

    def _text(self) -> Pixels:
        """The empty prompt's embedding, kept; zeros where it cannot be had."""
        try:
            values = embedding(self.checkpoint.folder, "")
        except (ModelError, ImportError) as error:
            self.draft.note(f"The export has no embedding of the empty prompt: {error}")
            return np.zeros((1, _TOKENS, self.checkpoint.network("unet").config.cross_attention_dim), np.float32)
        (self.draft.folder / PREPARED).write_bytes(prepared_bytes(values))
        return values

    def _network(self, name: str) -> Any:
        network = _converted(self.checkpoint.network(name).eval().requires_grad_(False), torch.float32)
        fuse_attention(network)
        return network


def _converted(network: Any, dtype: torch.dtype) -> Any:
    return torch.nn.Module.to(network, dtype)  # diffusers' own warns of what does not concern us


def _moved() -> tuple[Pixels, Pixels]:
    """A soft random picture (3, H, W) in [-1, 1], and the same moved by 3 pixels to the right and 2 down."""
    _, height, width = (side * FACTOR for side in _MEASURED)
    coarse = np.random.default_rng(0).uniform(-1, 1, (height // 8, width // 8, 3)).astype(np.float32)
    soft = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
    picture = np.ascontiguousarray(soft.transpose(2, 0, 1), np.float32)
    return picture, np.roll(picture, (2, 3), (1, 2))
