"""The display that HDR pictures were graded on, and how bright they get: HDR10's static metadata."""

from __future__ import annotations

from dataclasses import dataclass

CHROMATICITY = 50_000
"""Parts of 1 that chromaticities are counted in (SMPTE ST 2086)."""
LUMINANCE = 10_000
"""Parts of 1 cd/m² that luminances are counted in (SMPTE ST 2086)."""


@dataclass(frozen=True, slots=True)
class MasteringDisplay:
    """Colour volume of the mastering display, SMPTE ST 2086, in its own whole units: exact in every container."""

    red: tuple[int, int]
    """x and y in 1/50000."""
    green: tuple[int, int]
    """x and y in 1/50000."""
    blue: tuple[int, int]
    """x and y in 1/50000."""
    white: tuple[int, int]
    """x and y in 1/50000."""
    darkest: int
    """Luminance of black in 1/10000 cd/m²."""
    brightest: int
    """Luminance of white in 1/10000 cd/m²."""

    def __str__(self) -> str:
        """For people: `0.005 to 1000 cd/m²`."""
        return f"{self.darkest / LUMINANCE:g} to {self.brightest / LUMINANCE:g} cd/m²"


@dataclass(frozen=True, slots=True)
class ContentLight:
    """How bright the pictures get, CTA-861.3; 0 for what is not known."""

    pixel: int
    """MaxCLL: the brightest pixel, cd/m²."""
    picture: int
    """MaxFALL: the highest mean of a picture, cd/m²."""

    def __str__(self) -> str:
        """For people: `MaxCLL 1000, MaxFALL 400 cd/m²`."""
        return f"MaxCLL {self.pixel}, MaxFALL {self.picture} cd/m²"
