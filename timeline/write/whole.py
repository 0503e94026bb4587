"""Files of edits that appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from uprez.core.errors import OutputError


@contextmanager
def whole_file(path: Path) -> Generator[Path]:
    """Give a temporary path beside `path`; on a clean exit the file written there becomes `path`.

    Raises:
        OutputError: it cannot be written.
    """
    temp = path.with_name(f".uprez-{os.getpid()}-{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temp
        with temp.open("r+b") as file:
            os.fsync(file.fileno())
        os.replace(temp, path)
    except BaseException as error:
        with suppress(OSError):
            temp.unlink(missing_ok=True)
        if isinstance(error, OSError):
            why = f"{error.strerror or error}."
            raise OutputError(f"{path} cannot be written.", why=why, fix="Check the folder, its disk and its permissions.") from error
        raise


def write_whole(path: Path, data: bytes) -> None:
    """Write a file.

    Raises:
        OutputError: it cannot be written.
    """
    with whole_file(path) as temp:
        temp.write_bytes(data)
