"""UniMMVSR's networks on ONNX Runtime, from an export; torch is not needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from uprez.core.cover import Span
from uprez.core.errors import ModelError
from uprez.core.frame import Pixels
from uprez.models.runtime.ort import OrtSession, open_first
from uprez.models.star.networks import Stage
from uprez.models.star.tiles import Tile
from uprez.models.unimmvsr.exported import CACHE, CHANNELS, DECODERS, DOWN, ENCODERS, NETWORK, START, TEXT, TIME, Exported
from uprez.models.unimmvsr.guidance import Branch
from uprez.models.unimmvsr.networks import Conditions, Given, Predictor
from uprez.models.unimmvsr.sampler import TIMESTEPS
from uprez.models.unimmvsr.tiles import PATCH, part_of
from uprez.models.unimmvsr.windows import in_groups

_KINDS = ("image", "video")


class OnnxNetworks:
    """See `uprez.models.unimmvsr.networks.Networks`. One stage's graphs are loaded at a time."""

    def __init__(self, exported: Exported, *, device: str) -> None:
        """Take an export.

        Raises:
            ModelError: a file is damaged, or there is no such device.
            ResourceError: out of memory.
        """
        self._exported, self._device = exported, device
        self._whole: set[str] = set()
        self._sessions: dict[str, OrtSession] = {}
        self._turns = exported.turns()
        self._graphs((ENCODERS[0],))  # the smallest: a device that does not work is found out here
        self.runtime = f"onnxruntime {device} {exported.precision}"
        self.channels = exported.sizes[CHANNELS]
        self.weights = exported.weights
        """Names the export."""

    @classmethod
    def of(
        cls, folder: Path, *, device: str = "auto", precision: str = "auto", on_note: Callable[[str], None] | None = None
    ) -> OnnxNetworks:
        """Load the export in a folder; `auto` takes the fastest device that works.

        Raises:
            ModelError: the export is not whole, of another precision than asked, or its files do not load.
            ResourceError: out of memory.
        """
        exported = Exported.read(folder)
        exported.check_precision(precision)
        return open_first(device, lambda chosen: cls(exported, device=chosen), on_note=on_note)

    def enter(self, stage: Stage) -> None:
        """See `Networks`; the graphs of the stage before are let go."""
        self._graphs({"encode": ENCODERS, "denoise": (NETWORK,), "decode": DECODERS}[stage])

    def encode(self, pictures: Iterable[Pixels]) -> Iterator[Pixels]:
        """See `Networks`.

        Raises:
            ValueError: there are not 1 + 4k pictures.
        """
        return self._carried(ENCODERS, map(np.stack, in_groups(pictures)))

    def predictor(self, conditions: Conditions) -> Predictor:
        """See `Networks`.

        Raises:
            ModelError: windows of attention are asked for, which the graph does not have, or the text is another network's.
        """
        if conditions.window is not None:
            raise no_windows()
        channels = self._exported.sizes.get(TEXT)
        for text in (conditions.prompt, conditions.null):
            if text.ndim != 3 or text.shape[2] != channels:
                raise ModelError(
                    "The text's embedding does not fit these networks.",
                    why=f"It has the shape {text.shape}; (1, words, {channels}) belongs here.",
                    fix="Use the text encoder of the same checkpoint.",
                )
        return _OnnxPredictor(lambda: self._graphs((NETWORK,))[0], conditions, self._turns, self._exported.sizes)

    def decode(self, latents: Iterable[Pixels]) -> Iterator[Pixels]:
        """See `Networks`."""
        return self._carried(DECODERS, (part[index : index + 1] for part in latents for index in range(len(part))))

    def _carried(self, names: tuple[str, str], parts: Iterator[Pixels]) -> Iterator[Pixels]:
        """Parts of a video through the first graph, then the next one, with what each leaves for those behind it."""
        caches: list[Pixels] = []
        for index, part in enumerate(parts):
            graph = self._graphs(names)[min(index, 1)]
            made, *caches = graph.run({"given": part, **{f"{CACHE}{number}": cache for number, cache in enumerate(caches)}})
            yield made

    def _graphs(self, names: Sequence[str]) -> list[OrtSession]:
        """The sessions of graphs; others are let go first."""
        for name in self._sessions.keys() - set(names):
            del self._sessions[name]
        for name in names:
            if name not in self._sessions:
                path = self._exported.folder / name if name in self._whole else self._exported.path(name)
                self._whole.add(name)  # gigabytes are hashed once
                self._sessions[name] = OrtSession(path, device=self._device)
        return [self._sessions[name] for name in names]


def no_windows() -> ModelError:
    """The error where windows of attention are asked for."""
    return ModelError(
        "An export to ONNX has no windows of attention.",
        why="Its graph lets every token see every other one.",
        fix="Leave the option local-attention out, or run the checkpoint on torch.",
    )


class _OnnxPredictor:
    """See `uprez.models.unimmvsr.networks.Predictor`."""

    def __init__(
        self, graph: Callable[[], OrtSession], conditions: Conditions, turns: tuple[Pixels, Pixels], sizes: Mapping[str, int]
    ) -> None:
        self._graph, self._conditions, self._table = graph, conditions, turns
        self._start, self._columns = sizes[START], (sizes[TIME], sizes[TIME] + sizes[DOWN])
        self._channels = sizes[CHANNELS]

    @property
    def references(self) -> bool:
        """See `Predictor`."""
        return bool(self._conditions.references)

    def __call__(self, latent: Pixels, sigma: float, branch: Branch, span: Span, tile: Tile | None = None) -> Pixels:
        """See `Predictor`."""
        seen = part_of(self._conditions, span, tile)
        given = () if branch == "no reference" else seen.references
        text = self._conditions.null if branch == "no text" else self._conditions.prompt
        cosines, sines = (self._of_tokens(table, latent, given) for table in self._table)
        told = {
            "latent": latent,
            "footage": seen.footage,
            "timestep": np.array([sigma * TIMESTEPS], np.float32),
            "level": np.array([self._conditions.lr_noise], np.float32),
            "text": text,
            "patches": _joined([_patches(each.latents) for each in given], self._channels * PATCH**2),
            "kinds": _joined([_kinds(each) for each in given], len(_KINDS)),
            "cosines": cosines,
            "sines": sines,
        }
        return self._graph().run(told)[0]

    def _of_tokens(self, table: Pixels, latent: Pixels, given: Sequence[Given]) -> Pixels:
        """A table's values for every token, (tokens, head / 2): the target's places in time from 0, each reference's behind."""
        parts = [self._spread(table, 0, latent.shape)]
        behind = max(self._start, latent.shape[2])
        for each in given:
            parts.append(self._spread(table, behind, each.latents.shape))
            behind += each.latents.shape[2]
        return np.concatenate(parts)

    def _spread(self, table: Pixels, first: int, shape: tuple[int, ...]) -> Pixels:
        frames, rows, columns = shape[2], shape[3] // PATCH, shape[4] // PATCH
        if max(first + frames, rows, columns) > len(table):
            raise ValueError(f"the transformer knows {len(table)} places along an axis, not {max(first + frames, rows, columns)}")
        time, down, across = np.split(table, self._columns, axis=1)
        parts = (time[first : first + frames, None, None], down[None, :rows, None], across[None, None, :columns])
        spread = [np.broadcast_to(part, (frames, rows, columns, part.shape[-1])) for part in parts]
        return np.concatenate(spread, axis=-1).reshape(frames * rows * columns, -1)


def _patches(latents: Pixels) -> Pixels:
    """Latents (1, C, f, h, w) as the patches of their tokens, (1, tokens, C x patch)."""
    _, channels, frames, height, width = latents.shape
    cut = latents.reshape(channels, frames, height // PATCH, PATCH, width // PATCH, PATCH)
    return cut.transpose(1, 2, 4, 0, 3, 5).reshape(1, -1, channels * PATCH**2)


def _kinds(given: Given) -> Pixels:
    """Which kind a reference's tokens are of, (1, tokens, kinds)."""
    one = np.array([float(given.kind == kind) for kind in _KINDS], np.float32)
    return np.broadcast_to(one, (1, given.latents[0, 0].size // PATCH**2, len(_KINDS)))


def _joined(parts: list[Pixels], channels: int) -> Pixels:
    return np.concatenate([np.zeros((1, 0, channels), np.float32), *parts], axis=1)
