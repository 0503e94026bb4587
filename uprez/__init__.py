"""uprez upscales shots from inside the editor: colour, alpha, sound and timecode intact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uprez.api import Cancelled, Event, Job, UprezError, probe, run, upscale

__all__ = ["Cancelled", "Event", "Job", "UprezError", "__version__", "probe", "run", "upscale"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Load the API when it is first used, so that `import uprez` costs nothing."""
    if name in __all__:
        from uprez import api

        return getattr(api, name)
    raise AttributeError(f"module 'uprez' has no attribute '{name}'")
