"""What a model that torch runs needs beside uprez itself."""

from __future__ import annotations

import importlib.util

from uprez.core.errors import ModelError


def check_packages(who: str) -> None:
    """See that torch, diffusers and transformers are here, without loading them; `who` is the model, as a person calls it.

    Raises:
        ModelError: one is not.
    """
    for package in ("torch", "diffusers", "transformers"):
        if importlib.util.find_spec(package) is None:
            raise ModelError(f"{who} needs {package}.", why="It is an optional part of uprez.", fix="Install `uprez[torch]`.")
