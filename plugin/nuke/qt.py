"""Nuke's own Qt: PySide6 from version 16 on, PySide2 before."""

from __future__ import annotations

import importlib
from typing import Any

from uprez.plugin.errors import ServiceError


def widgets() -> Any:
    """The module QtWidgets that Nuke has brought.

    Raises:
        ServiceError: there is none.
    """
    for package in ("PySide6", "PySide2"):
        try:
            return importlib.import_module(f"{package}.QtWidgets")
        except ImportError:
            continue
    raise ServiceError("There is no Qt.", "Nuke's Python has neither PySide6 nor PySide2.", "Use the menu uprez instead of its panel.")
