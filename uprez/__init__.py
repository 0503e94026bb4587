"""uprez upscales shots from inside the editor: colour, alpha, sound and timecode intact."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uprez.api import (
        Cancelled,
        Estimate,
        Event,
        Job,
        Output,
        Recipe,
        Result,
        Source,
        UprezError,
        edit,
        estimate,
        plan,
        probe,
        run,
        upscale,
    )

__all__ = [
    "Cancelled",
    "Estimate",
    "Event",
    "Job",
    "Output",
    "Recipe",
    "Result",
    "Source",
    "UprezError",
    "__version__",
    "edit",
    "estimate",
    "plan",
    "probe",
    "run",
    "upscale",
]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Load the API when it is first used, so that `import uprez` costs nothing."""
    if name in __all__:
        return getattr(import_module("uprez.api"), name)
    raise AttributeError(f"module 'uprez' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
