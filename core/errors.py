"""Every error that a user can meet: what happened, why, what to do now.

One base, few children. The child decides the exit code of the `uprez` command (see docs/cli.md).
"""

from __future__ import annotations


class UprezError(Exception):
    """Base of all errors that uprez raises on purpose."""

    exit_code = 1
    """Exit code of the `uprez` command when this error ends it."""

    def __init__(self, what: str, *, why: str = "", fix: str = "") -> None:
        super().__init__(what, why, fix)
        self.what = what
        """What happened, one sentence."""
        self.why = why
        """Why it happened, as far as it is known."""
        self.fix = fix
        """What the user can do now."""

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.why, self.fix) if part)


class InputError(UprezError):
    """A source clip, frame or range cannot be used as it is."""

    exit_code = 3


class OutputError(UprezError):
    """A result cannot be written where or how it was asked for."""

    exit_code = 4


class ModelError(UprezError):
    """A model, its weights or its runtime is unknown, wrong or missing."""

    exit_code = 5


class JobError(UprezError):
    """A job document is broken, too new, or asks for the impossible."""

    exit_code = 6


class ResourceError(UprezError):
    """Memory or disk ran out, or a device failed."""

    exit_code = 7


class OutOfMemory(ResourceError):
    """A model did not fit into memory; the engine takes smaller tiles before it gives up."""


class BusyError(UprezError):
    """Another run holds the same output."""

    exit_code = 8


class PictureError(UprezError):
    """A model made a picture that must not be written: NaN, or black or constant by mistake."""

    exit_code = 9


class Cancelled(UprezError):
    """The user, or a callback, stopped the run; what was done is kept."""

    exit_code = 130
