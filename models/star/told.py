"""What every block of a network is told besides its features: the time, the text, how much at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch


class Text:
    """Prompts, and what each attention made of them: computed once, kept for all steps of a run."""

    def __init__(self, embedding: torch.Tensor) -> None:
        """`embedding` is (K, tokens, C): a row for each clip, or several rows for each, all clips' first rows first."""
        self.embedding = embedding
        self._seen: dict[object, tuple[torch.Tensor, torch.Tensor]] = {}

    @property
    def count(self) -> int:
        """Prompts; in an export a free number, which `len` would fix."""
        return self.embedding.shape[0]

    def __len__(self) -> int:
        return len(self.embedding)

    def seen(self, by: object, make: Callable[[torch.Tensor], tuple[torch.Tensor, torch.Tensor]]) -> tuple[torch.Tensor, torch.Tensor]:
        """The keys and values of an attention; `make` makes them of the embedding when it asks for the first time."""
        if by not in self._seen:
            self._seen[by] = make(self.embedding)
        return self._seen[by]


@dataclass(frozen=True, slots=True)
class Told:
    """What goes to every block."""

    time: torch.Tensor
    """The time embedding (B, E) with its SiLU applied."""
    text: Text
    at_once: int = 0
    """Positions (frames x rows x columns) that a block may work on at once, as far as it can; 0 for all."""


def for_batch(values: torch.Tensor, batch: int) -> torch.Tensor:
    """Values of B clips repeated for a batch of a multiple of B.

    Prompts of one clip share its features up to the first attention that looks at text, so that guidance pays for these once.
    """
    return values if values.shape[0] == batch else values.repeat(batch // values.shape[0], *[1] * (values.ndim - 1))
