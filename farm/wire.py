"""Errors as messages between a session's worker and its tasks."""

from __future__ import annotations

from uprez.core import errors
from uprez.core.errors import UprezError
from uprez.engine.foreseen import as_uprez_error


def failure(error: Exception) -> dict[str, str]:
    """An error as a message."""
    known = as_uprez_error(error)
    if known is None:
        what = f"uprez met an error it did not foresee: {type(error).__name__}: {error}"
        return {"kind": "UprezError", "what": what, "why": "", "fix": ""}
    return {"kind": type(known).__name__, "what": known.what, "why": known.why, "fix": known.fix}


def error_of(fields: dict[str, str]) -> UprezError:
    """The error that a message holds."""
    kind = getattr(errors, fields["kind"], UprezError)
    return kind(fields["what"], why=fields["why"], fix=fields["fix"])
