"""Tell running out of memory apart from every other failure of a runtime."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from uprez.core.errors import ModelError, ResourceError

_SIGNS = (
    "bad_alloc",
    "bad alloc",
    "out of memory",
    "allocate memory",
    "not enough memory",
    "alloc_failed",
    "failed to allocate",
    "cannot allocate",
)
"""What onnxruntime, OpenVINO, torch, CUDA and the C++ library say when an allocation fails; none has an error type for it."""


@contextmanager
def memory_guarded(runtime: str, errors: tuple[type[Exception], ...] = (RuntimeError,)) -> Generator[None]:
    """Turn a runtime's own errors, of the given types, into uprez's.

    Raises:
        ResourceError: the runtime could not get the memory it needs.
        ModelError: anything else that the runtime refuses.
    """
    try:
        yield
    except MemoryError as error:
        raise _out_of_memory(runtime, error) from error
    except errors as error:
        text = str(error).lower()
        if any(sign in text for sign in _SIGNS):
            raise _out_of_memory(runtime, error) from error
        raise ModelError(
            f"{runtime} cannot run this network.", why=f"It says: {_telling_line(error)}.", fix="Try another runtime with `--runtime`."
        ) from error


def _out_of_memory(runtime: str, error: BaseException) -> ResourceError:
    return ResourceError(
        f"{runtime} ran out of memory.",
        why=f"It says: {_telling_line(error)}.",
        fix="Give a smaller tile with `--tile`, or close other programs.",
    )


def _telling_line(error: BaseException) -> str:
    """The line that names the lack of memory, else the last: runtimes print where before what."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    telling = next((line for line in lines if any(sign in line.lower() for sign in _SIGNS)), lines[-1])
    return telling[:300].rstrip(".")
