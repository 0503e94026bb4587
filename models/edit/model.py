"""A base model as a model of uprez: whole shots in, windows and steps on disk, edited pictures out."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from uprez.core.errors import ModelError, ResourceError
from uprez.core.frame import Pixels, Size
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.models.contract import ALONE, Fitting, ModelSpec, Reach, State, Stream, Tell, Temporal, Workspace
from uprez.models.edit.budget import LESS
from uprez.models.edit.control import on_white
from uprez.models.edit.layout import NAME, SHIFT
from uprez.models.edit.networks import Networks
from uprez.models.edit.settings import AUTO, CONDITIONS, Settings
from uprez.models.edit.sizes import edit_size
from uprez.models.edit.stream import EditStream
from uprez.models.edit.work import EditWork, Way
from uprez.models.star.footage import Footage

_NO_TILES = 1 << 20
"""Pixels of a side: an edit is not made in tiles."""


class EditModel:
    """The model around loaded networks, with texts and reference pictures in place."""

    def __init__(
        self,
        networks: Networks,
        *,
        weights: str,
        scale: int = 1,
        told: str = "",
        shift: float = SHIFT,
        fit: Fitting | None = None,
    ) -> None:
        """`weights` is the SHA-256 over the networks' files; an edit is not larger than `scale` times the source; `told` names the texts
        that the networks were given; `shift` is the base model's; `fit` says whether the memory is enough."""
        self._networks, self._told, self._shift = networks, told, shift
        self.spec = ModelSpec(
            name=NAME,
            scale=scale,
            temporal=Temporal(Reach.SHOT),
            conditions=CONDITIONS,
            weights=weights,
            runtime=networks.runtime,
            tiles_itself=True,
            fit=fit,
            least_tile=_NO_TILES,
        )

    def open(self, shot: Shot, recipe: Recipe, state: State | None = None, workspace: Workspace = ALONE) -> Stream:
        """Start a shot; there is no state, a stopped run goes on from `workspace.folder`.

        Raises:
            JobError: the recipe asks for what the model does not have, or says nothing to it.
            InputError: a reference picture cannot be read.
            ModelError: the recipe names references or a mask, and `workspace` brings none.
        """
        if state is not None:
            raise ValueError("a whole shot goes on from its folder, not from a state")
        settings = Settings.of(recipe, self._networks.kind, self._shift)
        mask = None if recipe.mask in ("", AUTO) else workspace.mask
        if len(recipe.reference_images) != len(workspace.images) or (mask is None) != (recipe.mask in ("", AUTO)):
            raise ModelError(
                "The references or the mask cannot be shown to the model here.",
                why="What runs it hands over frames only.",
                fix="Edit with the panel or with `uprez edit`, or leave them out.",
            )
        named = " ".join(image.name for image in workspace.images)
        name = f"{self.spec.weights} {self.spec.runtime} {self._told} {recipe.seed} {settings} {named}"
        way = Way(self._networks, settings, [on_white(*image.read()) for image in workspace.images], recipe.seed, name)

        def work(footage: Footage, folder: Path, tell: Tell) -> Iterator[Pixels]:
            with _no_tiles():
                yield from EditWork(way, footage, folder, tell).pictures()

        def size_of(source: Size) -> Size:
            return edit_size(source, recipe)

        return EditStream(shot, workspace, runtime=self.spec.runtime, work=work, size_of=size_of, scale=self.spec.scale, mask=mask)


@contextmanager
def _no_tiles() -> Generator[None]:
    """Where the memory runs out, say what helps an edit: smaller tiles, which runtimes advise, do not."""
    try:
        yield
    except (MemoryError, ResourceError) as error:
        why = f"{error.what} {error.why}" if isinstance(error, ResourceError) else str(error)
        raise ResourceError("The memory ran out while the edit was made.", why=why.strip(), fix=LESS) from error
