"""Numbered picture files: EXR, and TIFF and PNG of 16 bits, each whole or absent."""

from __future__ import annotations

from pathlib import Path

import OpenImageIO

from uprez.core.errors import OutputError, UprezError
from uprez.core.frame import Frame
from uprez.core.job import Format
from uprez.media.atomic import check_not_source, no_room, whole_file
from uprez.media.codes_out import write_codes
from uprez.media.exr_out import ExrStyle, write_exr
from uprez.media.take import TakeSpec

FIRST_NUMBER = 1001
"""Number of a movie's first frame, as film pipelines count; a sequence keeps its own numbers."""
_SUFFIX = {Format.EXR: ".exr", Format.TIFF: ".tif", Format.PNG: ".png"}


class PictureWriter:
    """Writes a take's frames as numbered files; several threads may write different frames at once."""

    def __init__(self, take: TakeSpec, format: Format, folder: Path) -> None:
        """Files are called after `folder`, less a format mark at its end: `a_2x_exr/a_2x.1001.exr`.

        Raises:
            OutputError: `format` is a movie, or `folder` is the source's.
        """
        if format not in _SUFFIX:
            raise OutputError(f"'{format}' is not a format of single pictures.", fix="Choose exr, tiff or png.")
        check_not_source(folder, take.source)
        self._take = take
        self._format = format
        self._folder = folder
        self._name = folder.name.removesuffix(f"_{format}")
        self._digits = _digits(take)
        self._style = ExrStyle.of(take)
        OpenImageIO.attribute("exr_threads", -1)  # one frame a thread beats several threads a frame, and never starves them

    def path_of(self, position: int) -> Path:
        """Where the frame at a position of the source (from 0) is written.

        A sequence keeps its own file numbers, gaps counted; a movie's position 0 is 1001, whatever the range.
        """
        first = self._take.source.first_number if self._take.source.is_sequence else FIRST_NUMBER
        return self._folder / f"{self._name}.{first + position:0{self._digits}d}{_SUFFIX[self._format]}"

    def write(self, frame: Frame) -> Path:
        """Write a frame of the take's size; give its path.

        Raises:
            ResourceError: the disk is full.
            OutputError: the file cannot be written, or not as asked.
        """
        if frame.size != self._take.size:
            raise ValueError(f"a frame of {frame.size} in a take of {self._take.size}")
        path = self.path_of(frame.number)
        with whole_file(path) as temp:
            reason = write_exr(temp, self._take, frame, self._style) if self._format is Format.EXR else write_codes(temp, self._take, frame)
            if reason:
                raise _failed(path, reason)
        return path


def _digits(take: TakeSpec) -> int:
    """Digits of a file number: the source's own count, at least four."""
    start = take.source.pattern.rfind("%0")
    width = take.source.pattern[start + 2 :].partition("d")[0] if start >= 0 else ""
    return max(4, int(width) if width.isdigit() else 0)


def _failed(path: Path, reason: str) -> UprezError:
    """The error for what OpenImageIO said; it gives no error number, so a full disk is told by its words and the room left."""
    full = no_room(path, reason)
    if full is not None:
        return full
    return OutputError(
        f"{path} cannot be written.", why=f"{reason.strip()}.", fix="Check the folder and the disk, then run the same command again."
    )
