"""A job's paths on machines that know the shared folder by other names; its document, and so its name, stays as it was submitted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from uprez.core.job import Job
from uprez.engine.planning import resolved
from uprez.farm import paths
from uprez.farm.machines.share import Share
from uprez.farm.paths import Rule

_FILES = ("reference_video", "take", "mask")
"""Recipe fields that hold a path, or nothing, or a word."""
_MODELS = ("model", "base")
"""Recipe fields that hold a name, or the path of weights, which may lie on every machine by itself."""


def check_shared(job: Job, base: Path, share: Share) -> None:
    """See that all machines can read what the job reads, and write where it writes.

    Raises:
        InputError: a path lies outside the shared folder; says which.
    """

    def check(text: str) -> str:
        share.place(resolved(text, base))
        return text

    mapped(job, check, models=False)


def moved(job: Job, root: str, folder: Path) -> Job:
    """The job as a machine reads it that knows the shared folder as `folder`, while whoever submitted it knows it as `root`."""
    if root == str(folder):
        return job
    rules = [Rule(root, str(folder))]
    return mapped(job, lambda text: paths.mapped(text, rules) or text, models=True)


def mapped(job: Job, change: Callable[[str], str], *, models: bool) -> Job:
    """The job with every path that is set run through `change`; paths of models only with `models`."""
    recipe = job.recipe
    fields = {name: value for name in (*_FILES, *(_MODELS if models else ())) if (value := getattr(recipe, name)) not in ("", "auto")}
    changed: dict[str, object] = {name: change(value) for name, value in fields.items()}
    changed["reference_images"] = tuple(change(path) for path in recipe.reference_images)
    return job.model_copy(
        update={
            "source": job.source.model_copy(update={"path": change(job.source.path)}),
            "recipe": recipe.model_copy(update=changed),
            "output": job.output.model_copy(update={"folder": change(job.output.folder)}),
        }
    )
