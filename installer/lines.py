"""Lines of ours in a file of the user's: put at its end between two marks, taken out again to the last byte."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from uprez.core.errors import OutputError
from uprez.installer.folder import told

BEGIN = "# >>> uprez: `uprez install` put these lines here, --remove takes them out"
CLOSED = "# >>> uprez, with the line end before it: `uprez install` put these lines here, --remove takes them out"
"""The beginning where the file's last line had no end, so that we gave it one."""
END = "# <<< uprez"
_MARK = b"# >>> uprez"
_BLOCK = re.compile(
    rb"(?:\r?\n(?=# >>> uprez,))?"  # the line end that we gave
    rb"^# >>> uprez[^\n]*\n"
    rb"(?P<lines>(?:(?!# >>> uprez)[^\n]*\n)*?)"
    rb"# <<< uprez[^\n]*\n?",
    re.MULTILINE,
)


def add(file: Path, lines: Sequence[str]) -> bool:
    """Put `lines` at the end of a file, or in place of those of ours that stand there; make the file when there is none.

    Gives whether anything was changed.

    Raises:
        OutputError: the file cannot be read or written, or is none that lines can be added to.
    """
    with told(file):
        old = file.read_bytes() if file.exists() else None
        new = _with(old or b"", lines, made=old is None, file=file)
        if new != old:
            write_whole(file, new)
        return new != old


def remove(file: Path) -> bool:
    """Take our lines out of a file, and the file away when we made it and nothing else is in it; gives whether there were any.

    Raises:
        OutputError: the file cannot be read or written.
    """
    with told(file):
        old = file.read_bytes() if file.exists() else b""
        found = _BLOCK.search(old)
        if found is None:
            return False
        before, after = old[: found.start()], old[found.end() :]
        if before and after and not before.endswith(b"\n"):  # lines that came after ours
            before += _line_end(old)
        if before + after or found.group().startswith((b"\r", b"\n")):
            write_whole(file, before + after)
        else:
            file.unlink()
        return True


def stand(file: Path, lines: Sequence[str]) -> bool:
    """Whether exactly these lines of ours are in a file."""
    try:
        found = _BLOCK.search(file.read_bytes())
    except OSError:
        return False
    return found is not None and found["lines"].decode("utf-8", "replace").splitlines() == list(lines)


def _with(old: bytes, lines: Sequence[str], *, made: bool, file: Path) -> bytes:
    """The content of a file with our lines in it."""
    found = _BLOCK.search(old)
    if b"\0" in old or old.count(_MARK) != (found is not None):
        raise OutputError(
            f"{file} is not changed.",
            why="It is no plain text, or holds a beginning of uprez's lines without their end.",
            fix="Take out by hand what is left of uprez's lines, then install again.",
        )
    end = _line_end(old)
    body = end.join([*(line.encode() for line in lines), END.encode(), b""])
    if found:
        return old[: found.start("lines")] + body + old[found.end() :]
    if made or old.endswith(b"\n"):
        return old + BEGIN.encode() + end + body
    return old + end + CLOSED.encode() + end + body


def _line_end(text: bytes) -> bytes:
    return b"\r\n" if b"\r\n" in text else b"\n"


def write_whole(file: Path, content: bytes) -> None:
    """Write a file, whole or not at all, with the permissions that it had; through a link, as settings are often linked."""
    target = file.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}-{os.getpid()}")
    try:
        temporary.write_bytes(content)
        if target.exists():
            shutil.copymode(target, temporary)
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
