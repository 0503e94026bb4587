"""The sizes of a STAR network, read from the shapes of its weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import gcd

from uprez.core.errors import ModelError

Shapes = Mapping[str, tuple[int, ...]]
"""The shape of each tensor of a checkpoint, by its key."""

HEAD = 64
"""Channels a head in the release; shapes alone bound it from above only."""


@dataclass(frozen=True, slots=True)
class Level:
    """One resolution of the UNet."""

    width: int
    """Channels."""
    blocks: int
    """Residual blocks in the descent; the ascent has one more."""
    attends: bool
    """Whether a spatial and a temporal transformer follow each residual block."""


@dataclass(frozen=True, slots=True)
class Architecture:
    """What a UNet and its ControlNet are built from."""

    latent: int
    """Channels of a latent."""
    out: int
    """Channels of the prediction."""
    levels: tuple[Level, ...]
    """From the finest to the coarsest; the first level's width is also the time embedding's before its layers."""
    first: int
    """Inner width of the temporal transformer behind the first convolution; 512 in the release, wider than the block around it."""
    text: int
    """Channels of the text's embedding."""
    head: int
    """Channels of one attention head."""

    @property
    def width(self) -> int:
        """Channels of the finest level."""
        return self.levels[0].width

    @property
    def time(self) -> int:
        """Channels of the time embedding."""
        return 4 * self.width

    @classmethod
    def of(cls, shapes: Shapes, *, head: int | None = None) -> Architecture:
        """Read the sizes from a checkpoint's shapes.

        The number of heads leaves no trace in a shape: without `head` it is the greatest width, up to 64, that
        divides all attentions of the network; that is 64 for the release.

        Raises:
            ModelError: these are not a STAR UNet's tensors, or `head` does not divide its attentions.
        """
        try:
            levels = _levels(shapes)
            first = shapes["input_blocks.0.1.proj_in.weight"][0]
            widest = gcd(HEAD, first, levels[-1].width, *(level.width for level in levels if level.attends))
            sizes = cls(
                latent=shapes["input_blocks.0.0.weight"][1],
                out=shapes["out.2.weight"][0],
                levels=levels,
                first=first,
                text=shapes["middle_block.1.transformer_blocks.0.attn2.to_k.weight"][1],
                head=widest if head is None else head,
            )
        except (KeyError, IndexError) as error:
            raise ModelError(
                "These are not the weights of a STAR network.",
                why=f"What would say its sizes is missing or of another kind: {error}.",
                fix="Give light_deg.pt or heavy_deg.pt of the hub repository SherryX/STAR, folder I2VGen-XL-based.",
            ) from error
        widths = [first, levels[-1].width, *(level.width for level in levels if level.attends)]
        if sizes.head < 1 or any(width % sizes.head for width in widths):
            raise ModelError(
                f"Attention heads of {head} channels do not fit this network.", why=f"Its attentions have {sorted(set(widths))}."
            )
        return sizes


def _levels(shapes: Shapes) -> tuple[Level, ...]:
    """The levels, told apart by the blocks that halve the size."""
    levels: list[Level] = []
    blocks, width, attends, index = 0, 0, False, 1
    while True:
        kernel = shapes.get(f"input_blocks.{index}.0.out_layers.3.weight")
        if kernel is None:
            levels.append(Level(width, blocks, attends))
            if f"input_blocks.{index}.op.weight" not in shapes:
                break
            blocks = 0
        else:
            blocks, width = blocks + 1, kernel[0]
            attends = f"input_blocks.{index}.1.norm.weight" in shapes
        index += 1
    if not all(level.blocks for level in levels):
        raise KeyError(f"input_blocks.{index}.0.out_layers.3.weight")
    return tuple(levels)
