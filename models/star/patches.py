"""What the network sees at once, a window of frames of a tile of the picture, and how the parts become a whole again.

Patches need nothing of each other but x0, which is joined in every step: they may be made anywhere and in any order,
and are joined in order, so that the result does not depend on that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, overload

from uprez.core.cover import Span
from uprez.models.star.solver import Array
from uprez.models.star.tiles import Tile, lay
from uprez.models.star.windows import Windows


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """One window of one tile; its weight at a latent pixel is the product of its frame's and its tile's there."""

    frames: Span
    frame_weights: tuple[float, ...]
    """One for each frame; 0 where another window alone decides."""
    tile: Tile

    def cut(self, values: Array) -> Array:
        """The patch's part, a view, of (B, C, F, h, w)."""
        return self.tile.cut(values[:, :, self.frames.start : self.frames.stop])

    def add(self, whole: Array, part: Array, first: int = 0) -> None:
        """Add the weighted part (B, C, f, h', w') to (B, C, F, h, w), which may lie on disk, and whose first frame is `first`.

        Frames outside of `whole` are left out.
        """
        room, weights = whole.shape[2], _kind(self.tile.weights, part)
        for index, weight in enumerate(self.frame_weights):
            place = self.frames.start + index - first
            if weight and 0 <= place < room:
                target = self.tile.cut(whole[:, :, place])
                target += part[:, :, index] * (weight * weights)


class Patches(Sequence[Patch]):
    """All patches of a clip's latents, window by window, each from tile to tile; the weights sum to one everywhere.

    May be given wherever `Windows` are cut and joined.
    """

    def __init__(self, windows: Windows, tiles: Sequence[Tile]) -> None:
        """`tiles` cover the picture (see `tiles.lay`)."""
        self.windows = windows
        self._all = tuple(
            Patch(span, weights, tile) for (span, weights), tile in product(zip(windows.spans, windows.weights, strict=True), tiles)
        )

    @classmethod
    def plan(cls, windows: Windows, height: int, width: int, side: int | None = None) -> Patches:
        """Patches over latents of height x width; tiles of at most about `side` latent pixels, None for whole pictures.

        Raises:
            ValueError: the network takes no latents of this size, and they need more than one tile.
        """
        return cls(windows, lay(height, width, side))

    def __len__(self) -> int:
        """Patches, each worked on once a step."""
        return len(self._all)

    @overload
    def __getitem__(self, index: int) -> Patch: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Patch, ...]: ...
    def __getitem__(self, index: int | slice) -> Patch | tuple[Patch, ...]:
        return self._all[index]

    def cut(self, values: Array) -> list[Array]:
        """Each patch's part, a view, of (B, C, F, h, w)."""
        return [patch.cut(values) for patch in self._all]

    def join(self, parts: Sequence[Array], like: Array) -> Array:
        """Parts (B, C, f, h', w'), one for each patch, to (B, C, F, h, w), the shape and kind of `like`, which is left as it is."""
        if len(parts) == 1:
            return parts[0]
        whole = 0 * like
        for index, part in enumerate(parts):
            self.add(whole, index, part)
        return whole

    def add(self, whole: Array, index: int, part: Array) -> None:
        """Add patch `index`'s part (B, C, f, h', w') to (B, C, F, h, w), zero at first; it may lie on disk.

        Adding in order gives what `join` gives. Adding twice is wrong: a run that may be killed keeps the parts, and joins with `frames`.
        """
        self._all[index].add(whole, part)

    def frames(self, span: Span, part: Callable[[int], Array], like: Array) -> Array:
        """Some frames (B, C, len(span), h, w) of what `join` gives; `part` is asked, in order, for those that have any of them.

        `like` is an array of that shape and kind, which is left as it is.
        """
        whole = 0 * like
        for index in self.touching(span):
            self._all[index].add(whole, part(index), span.start)
        return whole

    def touching(self, span: Span) -> list[int]:
        """The patches that decide any of these frames, in order."""
        return [index for index, patch in enumerate(self._all) if _decides(patch, span)]

    def ready(self, index: int) -> int:
        """Frames, from the clip's first, that no patch after patch `index` adds to."""
        later = [frame for patch in self._all[index + 1 :] for frame in _decided(patch)]
        return min(later, default=self.windows.spans[-1].stop)


def _decided(patch: Patch) -> list[int]:
    return [patch.frames.start + index for index, weight in enumerate(patch.frame_weights) if weight]


def _decides(patch: Patch, span: Span) -> bool:
    return any(span.start <= frame < span.stop for frame in _decided(patch))


def _kind(weights: Any, like: Array) -> Array:
    """NumPy's array as the array that it is multiplied with: of torch, on its device."""
    return like.new_tensor(weights) if hasattr(like, "new_tensor") else weights
