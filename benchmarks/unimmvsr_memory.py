"""What UniMMVSR takes in memory at the size of Wan2.1-T2V-1.3B, and the tiles that fit into graphics cards.

    python benchmarks/unimmvsr_memory.py           peaks of transformer and VAE counted, beside the planner's numbers
    python benchmarks/unimmvsr_memory.py --cards   the planner's tiles for cards of 8 to 24 GiB, at once

Networks are called on torch's meta device, which computes shapes alone; nothing here needs a GPU, weights, or the memory it speaks of.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any

import torch
from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan
from unimmvsr_cost import GIBI, WORDS, Cost, counted

from uprez.core.errors import ResourceError
from uprez.core.frame import Size
from uprez.models.unimmvsr.budget import fitting
from uprez.models.unimmvsr.needs import Needs
from uprez.models.unimmvsr.references import Reference
from uprez.models.unimmvsr.torch_turns import converted
from uprez.models.unimmvsr.transformer import UniMMVSRTransformer3DModel
from uprez.models.unimmvsr.vae import Vae

PATCHES = ((6, 240, 240), (6, 136, 240), (6, 64, 64), (6, 24, 24), (20, 136, 240))
"""Latent frames, rows and columns of a patch."""
IMAGE = 3600
"""Tokens of a reference image of 960 x 960 pixels."""
LAYERS = 4
"""Of the counted transformer: features between layers do not grow with their number, what is kept does, by as much in each."""
CARDS = (8, 12, 16, 24)
SCALE = 2
RESULTS = {"1280x720": Size(640, 360), "1920x1080": Size(960, 540), "3840x2160": Size(1920, 1080)}
"""And the sources that they are enlarged from."""
NAMES = ("no references", "2 images", "a video", "2 images, kept")


def references(name: str, patch: tuple[int, int, int], dtype: torch.dtype) -> list[Reference]:
    """References of a pass, without numbers."""
    if name == "a video":
        return [Reference(torch.empty(1, 16, *patch, device="meta", dtype=dtype), "video")]
    image = torch.empty(1, 16, 1, 120, 120, device="meta", dtype=dtype)
    return [Reference(image)] * (0 if name == "no references" else 2)


def needs(name: str, frames: int, number: int, layers: int = 30) -> Needs:
    """The planner's."""
    images, kept = 2 * IMAGE * name.startswith("2 images"), name.endswith("kept")
    return Needs(number, frames, images, float(name == "a video"), apart=kept, keep=kept, layers=layers)


def transformer_pass(name: str, patch: tuple[int, int, int], dtype: torch.dtype) -> Cost:
    """One call, with references as they are or kept for both texts."""
    kept = name.endswith("kept")
    with torch.device("meta"):
        made = UniMMVSRTransformer3DModel(num_layers=LAYERS, references_apart=kept)
    network = converted(made, torch.device("meta"), dtype)
    latent, text = (torch.empty(shape, device="meta", dtype=dtype) for shape in ((1, 16, *patch), (1, WORDS, 4096)))
    time, given = torch.zeros(1, device="meta"), references(name, patch, dtype)

    def run() -> None:
        told: Any = {"references": given}
        if kept:
            both = [network.keep(given, text, patch[0]) for _ in range(2)]
            told = {"kept": both[0]}
        network(latent, time, text, latent, lr_timestep=time, **told)

    return counted(run)


def vae_pass(part: str, rows: int, columns: int) -> Cost:
    """Three latents of a tile in float32."""
    with torch.device("meta"):
        vae = Vae(AutoencoderKLWan())
    latents, pictures = torch.empty(3, 16, rows, columns, device="meta"), torch.empty(9, 3, rows * 8, columns * 8, device="meta")
    made: Iterable[torch.Tensor] = vae.decode([latents]) if part == "decode" else vae.encode([pictures])
    return counted(lambda: [None for _ in made])


def print_counts() -> None:
    """The counted peaks beside the planner's, weights left out."""
    for dtype in (torch.bfloat16, torch.float32):
        for patch in PATCHES:
            for name in NAMES:
                peak = transformer_pass(name, patch, dtype).bytes
                planned = needs(name, 1 + 4 * (patch[0] - 1), dtype.itemsize, LAYERS).pass_bytes(*patch[1:])
                said = f"counted {peak / GIBI:.2f} GiB, planned {planned / GIBI:.2f} ({planned / peak - 1:+.0%})"
                print(f"{dtype} {patch[0]} x {patch[1]} x {patch[2]}, {name}, {LAYERS} layers: {said}", flush=True)
    for rows, columns in ((24, 24), (64, 64), (136, 240)):
        for part in ("encode", "decode"):
            peak = vae_pass(part, rows, columns).bytes
            planned = Needs(2, vae_parameters=0).vae_bytes(rows, columns)
            print(f"{part} {rows} x {columns}, fp32: counted {peak / GIBI:.2f} GiB, planned {planned / GIBI:.2f}", flush=True)


def print_cards() -> None:
    """Tiles and price for each result, references and card."""
    print("| result, frames at once | references | " + " | ".join(f"{card} GiB" for card in CARDS) + " |")
    print("| --- | --- |" + " --- |" * len(CARDS))
    for result, source in RESULTS.items():
        for frames in (21, 77):
            for name in NAMES:
                told = [_told(needs(name, frames, 2), card, source) for card in CARDS]
                print(f"| {result}, {frames} | {name} | " + " | ".join(told) + " |")


def _told(these: Needs, card: int, source: Size) -> str:
    """What the planner says of a card, less a driver's share, in short."""
    try:
        words = fitting(these, lambda _: card * GIBI, "torch cuda:0 bf16", scale=SCALE)(source, None, 0).words
    except ResourceError:
        return "-"
    parts, rest = words.partition(": ")[2].split(" (", 1)
    price = rest.partition(", ")[2].partition(" work than")[0] if " work than" in rest else ""
    return f"{parts}{', ' + price + ' work' if price else ''}, {rest.partition('about ')[2].partition(' at work')[0]}"


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cards", action="store_true")
    print_cards() if parser.parse_args().cards else print_counts()


if __name__ == "__main__":
    main()
