"""What formats cannot carry, said before work starts."""

from __future__ import annotations

from pathlib import Path

from uprez.timeline.edit import Edit
from uprez.timeline.opening import FCPXML, MLT
from uprez.timeline.write.opened import OTIO, is_flat
from uprez.timeline.write.rows import varies

_MOVIES = "write movies for it (`--to prores` first)"
_SIZE = "A take has more pixels: where the editor shows media pixel by pixel, set its clips to fit the frame, or enlarge the sequence."
_SPEED = "Clips that change speed get their take only when it holds all frames of their media."
_VARYING = "Clips of a speed that varies or runs backwards get a part of their media only where the edit spells out each time."


def carried(edit: Path, read: Edit, target: Path) -> tuple[str, ...]:
    """What `target` will not hold, or holds only in one way; a sentence each. `read` is what the edit says.

    Raises:
        OSError: it cannot be looked into.
    """
    suffix = target.suffix.lower()
    if suffix in OTIO:
        return _otio(edit, read)
    speeds = {clip.speed for clip in read.clips}
    if suffix in FCPXML or (suffix == ".xml" and is_flat(edit)):
        return (f"Final Cut Pro reads no numbered pictures from FCPXML; {_MOVIES}.", "Multicam clips keep their media.")
    if suffix in MLT:
        words = (f"Kdenlive and Shotcut read no numbered EXR pictures; {_MOVIES}.",)
    elif suffix == ".edl":
        return ("An EDL names media, and does not say where it lies: the take goes by its file's name, with the times of the original.",)
    elif suffix == ".aaf":
        return (_SIZE, _SPEED) if speeds - {1} else (_SIZE,)
    else:
        words = (f"Premiere reads numbered pictures from XML as one still; {_MOVIES}.", _SIZE)
    return (*words, _VARYING) if None in speeds else words


def _otio(edit: Path, read: Edit) -> tuple[str, ...]:
    if not is_flat(edit):
        return ()
    varied = any(varies(clip) for clip in read.clips)
    words = (
        f"The .otio made from {edit.name} holds video clips, their places, speeds and dissolves; "
        "sound, titles, markers and effects stay in the edit itself.",
    )
    return (*words, "Speeds that vary are not in the .otio.") if varied else words
