"""What ends a training from below, in words."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import torch

from uprez.core.errors import ResourceError

_AGAIN = "then run the same command again: it goes on from the last whole checkpoint."
_READER = "DataLoader worker (pid"
"""How torch begins to say that a process that reads clips is gone, wherever the trainer is at that moment."""


@contextmanager
def told_in_words() -> Generator[None]:
    """Around a run.

    Raises:
        ResourceError: out of memory, or a process that reads clips was killed.
    """
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise ResourceError(
            "The memory ran out.", why=f"{_first(error)}.", fix=f"Give smaller or shorter samples, `batch` 1, `checkpointing`; {_AGAIN}"
        ) from error
    except RuntimeError as error:
        if not str(error).startswith(_READER):
            raise
        raise ResourceError(
            "A process that reads clips has ended.",
            why=f"{_first(error).rstrip('.')}. Often the memory is too small for it.",
            fix=f"Give fewer `workers` or less `cache_gib`; {_AGAIN}",
        ) from error


def _first(error: BaseException) -> str:
    return (str(error).strip().splitlines() or ["The system gave no more"])[0][:300]
