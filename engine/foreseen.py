"""Errors of libraries and of the system, in uprez's words."""

from __future__ import annotations

import errno

from uprez.core.errors import OutputError, ResourceError, UprezError


def as_uprez_error(error: BaseException) -> UprezError | None:
    """The error in words; None when uprez did not foresee it."""
    if isinstance(error, UprezError):
        return error
    if isinstance(error, MemoryError):
        return ResourceError(
            "The memory ran out.", why=str(error), fix="Close other programs, or give --tile a smaller number; what is done is kept."
        )
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ResourceError(
            "There is no room left on the disk.", why=f"{error}.", fix="Free some space and run the same command; what is done is kept."
        )
    if isinstance(error, OSError) and error.filename is not None:
        return OutputError(f"'{error.filename}' cannot be used.", why=f"{error.strerror}.", fix="Check the path and who may use it.")
    return None
