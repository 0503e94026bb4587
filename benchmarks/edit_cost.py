"""What an edit costs at the size of Wan2.1-VACE-1.3B and Wan2.1-T2V-1.3B, beside the planner's numbers: counted, not run.

    python benchmarks/edit_cost.py

The transformers are called on torch's meta device, which computes shapes alone; nothing here needs a GPU, weights, or the memory it
speaks of. See `unimmvsr_cost.py` for what is counted.
"""

from __future__ import annotations

from typing import Any

import torch
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from diffusers.models.transformers.transformer_wan_vace import WanVACETransformer3DModel
from unimmvsr_cost import GIBI, WORDS, Cost, counted

from uprez.models.edit.budget import Needs
from uprez.models.edit.settings import FAST, STEPS
from uprez.models.unimmvsr.torch_turns import converted
from uprez.models.unimmvsr.windows import latents_of

PICTURE = (60, 104)
"""Rows and columns of latents at 832x480."""
SIZES: dict[str, Any] = {"num_attention_heads": 12, "attention_head_dim": 128, "num_layers": 30, "ffn_dim": 8960, "text_dim": 4096}
EVERY_OTHER = list(range(0, 30, 2))
CALLS = 2
"""A step: with the prompt and without."""


def transformer(kind: str) -> Any:
    """Of the published size, without numbers."""
    with torch.device("meta"):
        if kind == "vace":
            return WanVACETransformer3DModel(**SIZES, vace_layers=EVERY_OTHER, vace_in_channels=96)
        return WanTransformer3DModel(patch_size=(1, 2, 2), **SIZES)


def call(network: Any, kind: str, frames: int, references: int, dtype: torch.dtype) -> Cost:
    """One call of the network."""
    converted(network, torch.device("meta"), dtype)
    count = latents_of(frames) + references
    latent, text = (torch.empty(shape, device="meta", dtype=dtype) for shape in ((1, 16, count, *PICTURE), (1, WORDS, 4096)))
    shown = {"control_hidden_states": torch.empty(1, 96, count, *PICTURE, device="meta", dtype=dtype)} if kind == "vace" else {}
    return counted(lambda: network(latent, torch.zeros(1, device="meta"), text, **shown, return_dict=False))


def main() -> None:
    """A line for each base model, window, number of references and precision."""
    for kind in ("vace", "video"):
        network = transformer(kind)
        parameters = sum(value.numel() for value in network.parameters())
        for dtype in (torch.bfloat16, torch.float32):
            for frames, references in ((81, 0), (81, 2), (21, 0)):
                if kind == "video" and references:
                    continue
                cost = call(network, kind, frames, references, dtype)
                hints = len(EVERY_OTHER) if kind == "vace" else 0
                needs = Needs(dtype.itemsize, parameters, hints=hints, frames=frames, references=references)
                planned = needs.pass_bytes(*PICTURE)
                petas = cost.operations / 1e15
                print(
                    f"{kind}, {frames} frames, {references} references, {dtype}: {petas:.2f} PF a call, {CALLS * STEPS * petas:.0f} PF in "
                    f"{STEPS} steps, {CALLS * FAST * petas:.0f} in {FAST}; weights {needs.weights / GIBI:.1f} GiB, "
                    f"pass {cost.bytes / GIBI:.2f} GiB (planned {planned / GIBI:.2f})",
                    flush=True,
                )


if __name__ == "__main__":
    main()
