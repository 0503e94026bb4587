"""A request with an edit prompt as two ordinary jobs: an edit at low resolution, and an upscale of what that leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from uprez.core.clip import ClipInfo
from uprez.core.errors import JobError, ModelError
from uprez.core.frame import Size
from uprez.core.job import Format, Job, Output, Recipe, Source
from uprez.core.time import FrameRange
from uprez.engine.beside import changed_file
from uprez.engine.keeping import AUTO
from uprez.engine.planning import chosen_range, clip_name, resolved, result_name, target_size
from uprez.engine.record import Record
from uprez.engine.results import result_paths
from uprez.engine.stages import EDIT, UPSCALE
from uprez.media.probe import probe
from uprez.models.edit.layout import NAME, is_edit
from uprez.models.edit.settings import CONDITIONS, OPTIONS
from uprez.models.edit.sizes import AREA, base_size
from uprez.models.open import conditions_of, refuse_conditions

MARK = "_edit"
"""What the edit's name ends in."""
_BOTH = ("prompt", "negative_prompt", "reference_images")
"""What each step is given whose model takes it."""
_ONE = ("steps", "scheduler", "quality", "options")
"""What means something else to every model: the upscaler's where it takes it, else the base's."""
_MACHINE = ("device", "precision", "seed")
"""What both steps are given."""
_OF_BASE = "base:"
"""What an option of the base begins with, whatever the upscaler takes."""
_SET = ("window", "steps", "scheduler", "quality", "device", "precision")
"""Fields that such an option sets for the base alone, as `base:window=33`."""


@dataclass(frozen=True, slots=True)
class Cascade:
    """A request with an edit prompt, in its two steps."""

    edit: Job
    """The first step: makes the edit at low resolution."""
    upscale: Job
    """The second step: enlarges what the first leaves."""
    clip: ClipInfo
    """The clip that is edited."""
    frames: FrameRange
    """Those of its frames that the edit has; the edit's own are counted from 0."""
    target: Size
    """Size of the results."""

    @property
    def edited(self) -> Source:
        """The edit as a clip, once it stands."""
        return self.upscale.source

    @property
    def record(self) -> Record:
        """Where the record of the edit lies."""
        return Record(Path(self.edit.output.folder), self.edit.output.name)

    @property
    def done(self) -> bool:
        """True when the edit stands, whole, made of the clip and the other files as they are now."""
        standing = _standing(self.edit, self.record)
        made = standing is not None and standing.plan is not None and standing.plan.fingerprint == self.clip.fingerprint
        return made and self.record.finished() is not None and not changed_file(self.edit.recipe, self.record)

    @property
    def step(self) -> str:
        """The step that is to be run next: the edit while it does not stand."""
        return UPSCALE if self.done else EDIT

    @property
    def next(self) -> Job:
        """The job of that step."""
        return self.upscale if self.done else self.edit


def is_cascade(recipe: Recipe) -> bool:
    """True for a recipe that asks for an edit, and for a model that enlarges it."""
    return bool(recipe.edit_prompt) and (bool(recipe.base) or not is_edit(recipe.model))


def steps_of(job: Job, base: Path) -> Cascade:
    """The two steps of a request, with absolute paths; `base` is the folder that relative ones start from.

    Raises:
        JobError: no edit is asked for.
        ModelError: the base makes no edits, or no model takes what the recipe gives.
        InputError: the clip cannot be read.
    """
    if not is_cascade(job.recipe):
        raise JobError(
            "No edit is asked for." if not job.recipe.edit_prompt else f"'{job.recipe.model}' makes edits; it is no upscaler.",
            fix="Give --edit with what to change, and as --model what is to enlarge the edit.",
        )
    path = resolved(job.source.path, base)
    clip = probe(path, job.source.options)
    frames, target = chosen_range(job, clip), target_size(job.recipe, clip.size)
    job = _placed(job, base, path)
    edit = job.model_copy(update={"recipe": _edit_recipe(job.recipe, clip.size), "output": _edit_output(job, clip), "plan": None})
    record = Record(Path(edit.output.folder), edit.output.name)
    source = Source(
        path=str(result_paths(record, edit.output.formats)[edit.output.formats[0]]),
        colour=job.source.colour,
        rate=str(clip.rate) if clip.is_sequence else None,
    )
    cuts = _cuts(job.recipe, _standing(edit, record), frames)
    recipe = _upscale_recipe(job, target).model_copy(update={"cuts": cuts})
    output = job.output.model_copy(update={"name": result_name(job.output, clip, target)})
    upscale = job.model_copy(update={"source": source, "recipe": recipe, "output": output, "plan": None})
    _check_models(edit.recipe, recipe)
    return Cascade(edit, upscale, clip, frames, target)


def _placed(job: Job, base: Path, path: Path) -> Job:
    """The request with paths that start at the root."""

    def at(name: str) -> str:
        return str(resolved(name, base).absolute()) if name else ""

    recipe = job.recipe
    changed: dict[str, Any] = {
        "reference_images": tuple(at(name) for name in recipe.reference_images),
        "reference_video": at(recipe.reference_video),
        "mask": recipe.mask if recipe.mask == AUTO else at(recipe.mask),
        "take": at(recipe.take),
    }
    return job.model_copy(
        update={
            "source": job.source.model_copy(update={"path": str(path.absolute())}),
            "recipe": recipe.model_copy(update=changed),
            "output": job.output.model_copy(update={"folder": at(job.output.folder)}),
        }
    )


def _edit_recipe(recipe: Recipe, size: Size) -> Recipe:
    """The first step's. Its pictures are not larger than twice the clip's: a base makes nothing more of those."""
    base = recipe.base or NAME
    small = base_size(size, min(AREA, 4 * size.area))
    taken = conditions_of(recipe.model)
    given = {name: getattr(recipe, name) for name in (*_BOTH, *_ONE) if name in CONDITIONS and not (name in _ONE and name in taken)}
    own, fields = _of_base(recipe.options)
    given |= {name: getattr(recipe, name) for name in _MACHINE} | fields
    given["options"] = (*(name for name in given.get("options", ()) if not name.startswith(_OF_BASE)), *own)
    return Recipe(
        model=base,
        size=(small.width, small.height),
        match_colour=False,
        edit_prompt=recipe.edit_prompt,
        edit_strength=recipe.edit_strength,
        mask="" if recipe.mask == AUTO else recipe.mask,
        cuts=recipe.cuts,
        **given,
    )


def _of_base(options: Sequence[str]) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The base's own of a recipe's options, without their mark, and the fields that others of them set.

    Raises:
        JobError: a base has no such option, or takes no such value.
    """
    own: list[str] = []
    fields: dict[str, Any] = {}
    for option in options:
        name, equals, value = option.removeprefix(_OF_BASE).partition("=")
        if not option.startswith(_OF_BASE):
            continue
        if not equals and name in OPTIONS:
            own.append(name)
            continue
        try:
            if name not in _SET:
                raise ValueError
            fields[name] = getattr(Recipe.model_validate({name: value}), name)
        except ValueError as error:  # pydantic's own is one
            known = (*(f"{_OF_BASE}{each}=…" for each in _SET), *(f"{_OF_BASE}{each}" for each in OPTIONS))
            raise JobError(
                f"'{option}' is no option of a base model.",
                why=f"It has: {', '.join(known)}.",
                fix=f"Give for example --option {_OF_BASE}window=33, which is frames, or --option {_OF_BASE}steps=25.",
            ) from error
    return tuple(own), fields


def _upscale_recipe(job: Job, target: Size) -> Recipe:
    """The second step's. What neither model takes stays, so that it is refused."""
    recipe = job.recipe
    taken, by_base = conditions_of(recipe.model), CONDITIONS
    left: dict[str, Any] = {name: Recipe.model_fields[name].default for name in (*_BOTH, *_ONE) if name in by_base and name not in taken}
    left.setdefault("options", tuple(name for name in recipe.options if not name.startswith(_OF_BASE)))
    follows = "reference_video" in taken or bool(recipe.mask)
    changed: dict[str, Any] = {
        "scale": None,
        "size": (target.width, target.height),
        "edit_prompt": "",
        "base": "",
        "edit_strength": 1.0,
        "reference_video": recipe.reference_video or (job.source.path if follows else ""),
    }
    if "prompt" in taken and not recipe.prompt:
        changed["prompt"] = recipe.edit_prompt
    return recipe.model_copy(update={**left, **changed})


def _edit_output(job: Job, clip: ClipInfo) -> Output:
    """A movie without loss, with sound, of a movie; pictures of pictures, which keep numbers, light and channels.

    Without a name of the results, it has none of their size in its own: another size wants no other edit.
    """
    kind = Format.EXR if clip.is_sequence else Format.FFV1
    return Output(
        folder=job.output.folder,
        formats=(kind,),
        name=f"{job.output.name or clip_name(clip)}{MARK}",
        audio=job.output.audio,
        overwrite=job.output.overwrite,
    )


def _standing(edit: Job, record: Record) -> Job | None:
    """The edit's job as it was submitted, if it was."""
    try:
        standing = Job.load(record.document)
    except JobError:
        return None
    return standing if standing.name == edit.name and standing.plan is not None else None


def _cuts(recipe: Recipe, edit: Job | None, frames: FrameRange) -> Literal["auto", "none"] | tuple[int, ...]:
    """The cuts of the edit, counted from its first frame: those that were given or found in the clip."""
    if edit is not None and edit.plan is not None:
        return tuple(shot.first - frames.first for shot in edit.plan.shots[1:])
    if isinstance(recipe.cuts, tuple):
        return tuple(cut - frames.first for cut in recipe.cuts if cut > frames.first)
    return recipe.cuts


def _check_models(edit: Recipe, upscale: Recipe) -> None:
    """Refuse at once what either step would refuse.

    Raises:
        ModelError: the base makes no edits, or no model takes what is given.
    """
    if not is_edit(edit.model):
        raise ModelError(
            f"'{edit.model}' makes no edits.",
            fix=f"Leave --base out for '{NAME}', or give the folder of a base model.",
        )
    refuse_conditions(edit, edit.model, taken=CONDITIONS)
    refuse_conditions(upscale, upscale.model, taken=conditions_of(upscale.model))
