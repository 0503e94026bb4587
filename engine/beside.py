"""What a recipe wants beside a clip: references and a mask for the model, and the pixels that a mask keeps."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from uprez.core.clip import ClipInfo
from uprez.core.errors import InputError
from uprez.core.frame import Pixels, Size
from uprez.core.job import Job, Recipe
from uprez.engine.finishing import working_space
from uprez.engine.keeping import AUTO, Keeping, Mask, by_model, check_masked, fitted, open_mask
from uprez.engine.measured import open_measured
from uprez.engine.planning import chosen_range, target_size
from uprez.engine.record import Record
from uprez.engine.reference_clip import WHOLE, ReferenceClip, ReferenceFilm, Shares, open_reference, placed
from uprez.engine.reference_images import open_images
from uprez.media.atomic import write_text_whole
from uprez.media.probe import probe
from uprez.models.contract import ModelSpec, Still, Workspace

_GIVEN = "given.json"
"""File of a record that says what the files of the recipe held when the job began."""
Note = Callable[[str], None]
"""Called with a sentence that the user should see."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What is read along with a clip."""

    film: ReferenceFilm | None = None
    """The reference video, for a model that takes one."""
    images: tuple[Still, ...] = ()
    """The reference images, for a model that takes them."""
    mask: Callable[[int], Pixels] | None = None
    """Where the clip may change, for a model that takes a mask; see `uprez.models.contract.Workspace`."""
    keep: Keeping | None = None
    """What puts the reference video's pixels back; None where none are kept."""
    files: tuple[ReferenceClip | Mask, ...] = ()
    """What is open."""
    given: Mapping[str, str] = field(default_factory=dict[str, str])
    """What the recipe's files hold, by their paths."""

    def along(self, workspace: Workspace) -> Workspace:
        """The workspace of a stream, with what its model takes."""
        return replace(workspace, film=self.film, images=self.images, mask=self.mask)

    def remember(self, record: Record) -> None:
        """Write down what the recipe's files hold, where that is not done yet, so that a later run is refused others."""
        kept = record.home / _GIVEN
        if self.given and not kept.exists():
            write_text_whole(kept, json.dumps(dict(self.given), indent=1) + "\n")

    def close(self) -> None:
        """Let go of the files."""
        for file in self.files:
            file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


NOTHING = Beside()
"""For jobs that want nothing beside the clip."""


def open_beside(
    job: Job,
    base: Path,
    clip: ClipInfo,
    spec: ModelSpec,
    *,
    on_note: Note,
    record: Record | None = None,
    part: Shares = WHOLE,
    target: Size | None = None,
) -> Beside:
    """Open what a job's recipe wants beside `clip`, the job's source; `base` is where relative paths start.

    With a record, files that are not those of the job's first run are refused. `part` is what of the pictures is made, and
    `target` its size; without it that of the job.

    Raises:
        InputError: a file cannot be read, does not hold the frames, or was changed since the job began.
        JobError: a mask is of no use, see `check_masked`.
    """
    recipe = placed(job.recipe, base)
    check_masked(recipe, spec)
    given = given_files(recipe) if record is not None else {}
    if record is not None:
        check_unchanged(recipe, record)
    frames = chosen_range(job, clip)
    with ExitStack() as opened:
        mask = open_mask(Path(recipe.mask), clip, frames, part, on_note=on_note) if recipe.mask not in ("", AUTO) else None
        if mask is not None:
            opened.callback(mask.close)
        video = None
        if recipe.reference_video and ("reference_video" in spec.conditions or (recipe.mask and not by_model(spec))):
            whole = open_reference(Path(recipe.reference_video), clip, frames, on_note=on_note)
            video = opened.enter_context(whole if part == WHOLE else whole.part(part))
            if recipe.mask == AUTO:
                mask = opened.enter_context(closing(open_measured(job, base, Path(recipe.reference_video), clip, frames, part)))
        beside = _put_together(recipe, clip, spec, mask, video, target or target_size(recipe, clip.size))
        opened.pop_all()
    return replace(beside, given=given)


def _put_together(recipe: Recipe, clip: ClipInfo, spec: ModelSpec, mask: Mask | None, video: ReferenceClip | None, target: Size) -> Beside:
    """What the opened files are to the model, and to its result."""
    space = working_space(clip, spec)
    keeps = bool(recipe.mask) and not by_model(spec)
    return Beside(
        film=ReferenceFilm(video, space) if video is not None and "reference_video" in spec.conditions else None,
        images=open_images(recipe, clip, space) if "reference_images" in spec.conditions else (),
        mask=_sized(mask, clip.size) if mask is not None and not keeps else None,
        keep=Keeping(video, mask, clip, target) if video is not None and mask is not None and keeps else None,
        files=tuple(file for file in (mask, video) if file is not None),
    )


def _sized(mask: Mask, size: Size) -> Callable[[int], Pixels]:
    return lambda number: fitted(mask.at(number), size)


def changed_file(recipe: Recipe, record: Record) -> str:
    """A file of the recipe (`placed`) that is not what it was when the job of this record began; empty without any.

    Raises:
        InputError: one cannot be read.
    """
    try:
        before: dict[str, str] = json.loads((record.home / _GIVEN).read_text())
    except (OSError, ValueError):
        return ""
    return next((path for path, held in given_files(recipe).items() if before.get(path, held) != held), "")


def check_unchanged(recipe: Recipe, record: Record) -> None:
    """See that no file of the recipe (`placed`) was changed since the job of this record began.

    Raises:
        InputError: one was, or cannot be read.
    """
    if path := changed_file(recipe, record):
        raise InputError(
            f"'{path}' is not the file that the job was begun with.",
            why="Its content has changed since.",
            fix="Put the old file back, or submit the job again under another --name, or with --overwrite.",
        )


def given_files(recipe: Recipe) -> dict[str, str]:
    """What the files of a recipe hold, by their paths: reference images, the reference video, the mask.

    Raises:
        InputError: one cannot be read.
    """
    videos = [path for path in (recipe.reference_video, recipe.mask) if path and path != AUTO]
    return {**{path: _held(Path(path)) for path in videos}, **{path: _digest(Path(path)) for path in recipe.reference_images}}


def _held(path: Path) -> str:
    """A clip's fingerprint is that of its files' sizes; one picture is painted over at the same size."""
    clip = probe(path)
    if not path.is_file() or not (clip.is_sequence or clip.frames == 1):
        return clip.fingerprint
    return _digest(path) if clip.frames == 1 else f"{clip.fingerprint} {_digest(path)}"  # of a row, a picture may be meant alone


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"'{path}' cannot be read.", why=f"{error.strerror}.", fix="Give another picture.") from error
