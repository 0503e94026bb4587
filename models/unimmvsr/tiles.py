"""What the networks see of a clip at once: tiles of the picture, and of its conditions what belongs to them.

All tiles are cut of one field of noise and meet in every step, so that they agree where they overlap; the paper, which shows 4K, gives
no recipe for it.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil

from uprez.core.cover import Span, blend_weights
from uprez.core.frame import Pixels
from uprez.models.star.cog.cuts import margins as margins
from uprez.models.star.tiles import Tile
from uprez.models.star.windows import even_spans
from uprez.models.unimmvsr.networks import Conditions, Given

FACTOR = 8
"""Pixels a latent pixel, along each side."""
PATCH = 2
"""Latent pixels a token, along each side."""
SHARE = 0.2
"""Of a tile's side that it shares with its neighbour, at least."""
SMALLEST = 24
"""Side of a tile in latent pixels: below it a tile shows too little of a picture."""
MOST = 240
"""Side of a tile if nothing else is said: 1920 pixels, the paper's width in training; larger pictures are not what it was trained on."""
VAE_MOST = 64
"""The same of what the VAE is given, whatever the memory: its features at the pictures' size are large, and it sees little around a
pixel, so that large tiles would be no better."""


def tile_of(side: int | None, scale: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Rows and columns of latents that the transformer, and the VAE, see at once for a tile of `side` source pixels, which are enlarged
    by `scale`; None: the most."""
    latents = MOST if side is None else max(SMALLEST, side * scale // FACTOR // PATCH * PATCH)
    of_vae = min(latents, VAE_MOST)
    return (latents, latents), (of_vae, of_vae)


def tiles(height: int, width: int, rows: int, columns: int, *, factor: int = 1) -> tuple[Tile, ...]:
    """Tiles of at most rows x columns latent pixels over latents of height x width, multiples of `PATCH`; row by row.

    As few as there can be, all of one size, fading into each other over what they share; a quarter of that, at either end, is not
    trusted. `rows` and `columns` are raised to `SMALLEST`. With `factor`, the tiles are those of pictures so much larger.
    """
    down, across = (_axis(length, most, factor) for length, most in ((height, rows), (width, columns)))
    return tuple(Tile(row, column, by_row, by_column) for row, by_row in down for column, by_column in across)


def part_of(conditions: Conditions, span: Span, tile: Tile | None = None) -> Conditions:
    """What belongs to a window of a tile, as views: latent frames `span` and the tile of the footage, and the same of a reference
    video, whatever its size; images whole. None: the whole picture.

    Raises:
        ValueError: a reference video has not the footage's frames.
    """
    footage = conditions.footage
    if any(each.kind == "video" and each.latents.shape[2] != footage.shape[2] for each in conditions.references):
        raise ValueError("a reference video needs as many latent frames as the footage: a window shows the same part of both")
    size = footage.shape[3], footage.shape[4]
    references = tuple(each if each.kind == "image" else _video_part(each, span, tile, size) for each in conditions.references)
    seen = footage[:, :, span.start : span.stop]
    return replace(conditions, footage=seen if tile is None else tile.cut(seen), references=references)


def _video_part(given: Given, span: Span, tile: Tile | None, size: tuple[int, int]) -> Given:
    seen = given.latents[:, :, span.start : span.stop]
    return replace(given, latents=seen if tile is None else _cut(seen, tile, size))


def _cut(video: Pixels, tile: Tile, size: tuple[int, int]) -> Pixels:
    """The part of a video that shows what a tile of pictures of `size` shows."""
    spans = (tile.rows, tile.columns)
    down, across = (_scaled(span, length, own) for span, length, own in zip(spans, size, video.shape[3:], strict=True))
    return video[..., down.start : down.stop, across.start : across.stop]


def _scaled(span: Span, length: int, own: int) -> Span:
    """A span of `length` positions as one of `own`, both multiples of `PATCH`."""
    units = own // PATCH
    count = min(units, max(1, round(len(span) * units / length)))
    start = min(units - count, round(span.start * units / length))
    return Span(start * PATCH, (start + count) * PATCH)


def _axis(length: int, most: int, factor: int) -> list[tuple[Span, Pixels]]:
    """Spans over one side, and their weights."""
    most = max(most, SMALLEST)
    overlap = ceil(most * SHARE / PATCH)
    units = (Span(0, length // PATCH),) if length <= most else even_spans(length // PATCH, most // PATCH, overlap)
    spans = tuple(Span(span.start * PATCH * factor, span.stop * PATCH * factor) for span in units)
    return list(zip(spans, blend_weights(spans, guard=overlap * PATCH // 4 * factor), strict=True))
