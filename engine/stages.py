"""The steps of a request with an edit, by name and in words."""

from __future__ import annotations

EDIT, UPSCALE = "edit", "upscale"
WORDS = {EDIT: "Making the edit", UPSCALE: "Upscaling the edit"}
"""What the event of a step's begin says."""
