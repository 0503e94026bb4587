"""What the networks see at once: windows of frames, tiles of the picture, and how frames and latents go together in time.

The transformer is trained on 480x720 pictures and 25 frames alone, and knows no places beyond the 60 x 90 latents of its
table; larger pictures are cut into tiles of at most that, longer shots into windows.
"""

from __future__ import annotations

from uprez.core.cover import Span, blend_weights
from uprez.models.star.margins import Margins
from uprez.models.star.tiles import Tile
from uprez.models.star.windows import Windows, even_spans

FACTOR = 8
"""Pixels a latent pixel, along each side."""
PATCH = 2
"""Latent pixels a token, along each side."""
FRAMES = 4
"""Frames a latent, but for a shot's first, which is one frame's own."""
LENGTH = 25
"""Frames of a window in training: 7 latents."""
ROWS, COLUMNS = 60, 90
"""Latent pixels of the picture in training."""
VAE_ROWS, VAE_COLUMNS = 30, 45
"""Latent pixels that the VAE is given at once, half of each side: it needs several times the transformer's memory."""
SHARED = 2
"""Latents that neighbouring windows share."""
OVERLAP, VAE_OVERLAP = 12, 8
"""Latent pixels, at least, that two tiles share; a quarter of them at either end are not trusted."""
SMALLEST = 24
"""Side of a tile in latent pixels: two overlaps."""


def latents_of(frames: int) -> int:
    """How many latents a shot has: an odd number, since the decoder tells a shot's first frame by that."""
    return 1 + 2 * -(-(frames - 1) // (2 * FRAMES))


def frames_of(latents: int) -> int:
    """How many frames a shot's latents stand for: 1 + 8k; shorter shots stay on their last frame."""
    return 1 + FRAMES * (latents - 1)


def windows(latents: int, length: int = LENGTH) -> Windows:
    """Windows of at most `length` frames over a shot's latents, which fade into each other."""
    most = 1 + (length - 1) // FRAMES
    return Windows.balanced(latents, most, min(SHARED, most // 3))


def tiles(
    height: int, width: int, rows: int = ROWS, columns: int = COLUMNS, *, overlap: int = OVERLAP, factor: int = 1
) -> tuple[Tile, ...]:
    """Tiles of at most rows x columns latent pixels over latents of height x width, which are multiples of 2; row by row.

    Neighbours share `overlap` latent pixels or more, an even number. With `factor`, the tiles are those of pictures so much larger.
    """
    down, across = (
        tuple(Span(span.start * factor, span.stop * factor) for span in spans)
        for spans in (_spans(height, rows, overlap), _spans(width, columns, overlap))
    )
    guard = overlap // 4 * factor
    return tuple(
        Tile(row, column, by_row, by_column)
        for row, by_row in zip(down, blend_weights(down, guard=guard), strict=True)
        for column, by_column in zip(across, blend_weights(across, guard=guard), strict=True)
    )


def margins(height: int, width: int) -> Margins:
    """The least that makes a picture's sides multiples of 16, on both sides alike."""
    down, across = -height % (FACTOR * PATCH), -width % (FACTOR * PATCH)
    return Margins(across // 2, across - across // 2, down // 2, down - down // 2)


def encoded_at_once(frames: int, most: int = 8) -> tuple[Span, ...]:
    """Frames, of 1 + 8k, that go through the encoder together: `most`, a multiple of 8, and one more in the first part."""
    return _parts(frames, most)


def decoded_at_once(latents: int) -> tuple[Span, ...]:
    """Latents, of an odd number, that go through the decoder together: three, then two and two, as the release."""
    return _parts(latents, 2)


def _parts(length: int, most: int) -> tuple[Span, ...]:
    return (Span(0, min(length, most + 1)), *(Span(start, min(start + most, length)) for start in range(most + 1, length, most)))


def _spans(length: int, most: int, overlap: int) -> tuple[Span, ...]:
    most = max(most, SMALLEST)
    if length <= most:
        return (Span(0, length),)
    units = even_spans(length // PATCH, most // PATCH, overlap // PATCH)
    return tuple(Span(span.start * PATCH, span.stop * PATCH) for span in units)
