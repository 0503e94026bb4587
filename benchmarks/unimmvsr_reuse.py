"""UniMMVSR with random weights on a CPU: what keeping references saves, and how far windows of attention lead away.

Seconds of processor time are of whole runs of the shipped sampler, in turn; errors are of one call, root mean square over that of the
call without windows. Random attention looks at everything alike, so a trained network's error will differ.

    python benchmarks/unimmvsr_reuse.py [--heads 2] [--layers 4] [--steps 6] [--runs 3]
"""

from __future__ import annotations

import argparse
import statistics
import time

import torch
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel

from uprez.core.cover import Span
from uprez.models.unimmvsr.attention import Area
from uprez.models.unimmvsr.flow import sigmas, solver
from uprez.models.unimmvsr.references import Reference
from uprez.models.unimmvsr.sampler import sample
from uprez.models.unimmvsr.torch_network import TorchNetwork
from uprez.models.unimmvsr.transformer import UniMMVSRTransformer3DModel

SIZE = (6, 24, 40)
"""Latent frames, rows and columns: 1440 tokens."""


def network(heads: int, layers: int) -> UniMMVSRTransformer3DModel:
    """Random, with references apart from the target."""
    torch.manual_seed(0)
    sizes = {"num_attention_heads": heads, "attention_head_dim": 64, "ffn_dim": heads * 256, "num_layers": layers, "text_dim": 64}
    base = WanTransformer3DModel(in_channels=16, out_channels=16, **sizes)  # pyright: ignore[reportArgumentType]
    return UniMMVSRTransformer3DModel.from_base(base, references_apart=True)


def predict(made: UniMMVSRTransformer3DModel, *, keep: bool = True, window: Area | None = None) -> TorchNetwork:
    """With two images and a reference video of the target's size."""
    drawn = torch.Generator().manual_seed(1)
    footage, video, *images = (torch.randn(1, 16, frames, *SIZE[1:], generator=drawn) for frames in (SIZE[0], SIZE[0], 1, 1))
    prompt, null = (torch.randn(1, 32, 64, generator=drawn) for _ in range(2))
    references = [*map(Reference, images), Reference(video, "video")]
    return TorchNetwork(made, footage, prompt, null, references, lr_noise=300, keep=keep, window=window)


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in (("heads", 2), ("layers", 4), ("steps", 6), ("runs", 3)):
        parser.add_argument(f"--{name}", type=int, default=value)
    told = parser.parse_args()
    torch.set_num_threads(1)
    made = network(told.heads, told.layers)
    start = torch.randn(1, 16, *SIZE, generator=torch.Generator().manual_seed(2))
    seconds: dict[bool, list[float]] = {True: [], False: []}
    results: dict[bool, torch.Tensor] = {}
    for _ in range(told.runs):
        for keep in (False, True):
            before = time.process_time()
            results[keep] = sample(predict(made, keep=keep), solver("plms", sigmas(told.steps), start))
            seconds[keep].append(time.process_time() - before)
    anew, kept = (statistics.median(seconds[keep]) for keep in (False, True))
    print(f"{told.steps} steps: references anew {anew:.2f} s, kept {kept:.2f} s, ratio {anew / kept:.2f}; ", end="")
    print(f"largest difference {float((results[True] - results[False]).abs().max())}")
    span, whole = Span(0, SIZE[0]), predict(made)(start, 0.5, "full", Span(0, SIZE[0]))
    for window in ((12, 20), (6, 10), (3, 5)):
        error = (predict(made, window=window)(start, 0.5, "full", span) - whole).square().mean().sqrt() / whole.square().mean().sqrt()
        print(f"windows of {window[0]} x {window[1]} of 12 x 20 tokens: error {float(error):.1e}", flush=True)


if __name__ == "__main__":
    main()
