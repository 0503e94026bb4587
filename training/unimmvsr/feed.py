"""Samples ahead of the trainer, made by other processes."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from multiprocessing import parent_process
from typing import Any

from torch.utils.data import DataLoader, Dataset

from uprez.core.errors import UprezError
from uprez.training.manifest import Entry
from uprez.training.unimmvsr.config import Config, Stage
from uprez.training.unimmvsr.plan import Pass, planned
from uprez.training.unimmvsr.samples import Sample, Samples

Item = tuple[Pass, list[Sample]]
_MAKING = 4
"""Arrays of a clip's size that are in memory while a sample is made, measured: two that are kept and two that the degradation works on."""


class _Passes(Dataset[Item | UprezError]):
    """The passes of one process, from a step on."""

    def __init__(self, config: Config, entries: Sequence[Entry], first: int, rank: int, world: int) -> None:
        self._config, self._first, self._rank, self._world = config, first, rank, world
        self._samples = Samples(config, entries)

    def __len__(self) -> int:
        return (self._config.steps - self._first) * (self._config.accumulate // self._world)

    def __getitem__(self, index: int) -> Item | UprezError:
        step, part = divmod(index, self._config.accumulate // self._world)
        wanted = planned(self._config, self._first + step, part * self._world + self._rank)
        try:
            return wanted, self._samples.of(wanted)
        except UprezError as error:
            return error  # torch would wrap it in words of its own


def passes(config: Config, entries: Sequence[Entry], first: int, rank: int, world: int) -> Iterator[Item]:
    """The passes that process `rank` of `world` makes from step `first` on, in order, with their samples.

    Raises:
        InputError: the data set cannot be used.
        ResourceError: this FFmpeg lacks an encoder.
    """
    if first >= config.steps:
        return
    options: dict[str, Any] = {}
    if config.workers:
        options = {"num_workers": config.workers, "multiprocessing_context": "spawn", "worker_init_fn": _serving, "prefetch_factor": 2}
    loader: Any = DataLoader(_Passes(config, entries, first, rank, world), batch_size=None, **options)
    for item in loader:
        if isinstance(item, UprezError):
            raise item
        yield item


def _serving(_: int) -> None:
    """A reader ends when the trainer says so, or with it: Ctrl-C in a terminal and launchers that end a run reach all processes."""
    trainer = parent_process()
    if trainer is not None:  # torch's own watch waits for ever for somebody to take a sample that is ready
        threading.Thread(target=lambda: (trainer.join(), os._exit(1)), daemon=True).start()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def held_bytes(config: Config) -> int:
    """Memory for pictures that a reader takes at most: samples of a pass that wait, and those of the next that it makes meanwhile.

    Beside them are `cache_gib`, one whole frame as the clip has it, and reference images.
    """

    def of_stage(stage: Stage) -> int:
        arrays = 3 if stage.tasks.get("video") else 2
        clip = stage.frames * 3 * stage.height * stage.width * 4
        return clip * (arrays * config.batch + arrays * (config.batch - 1) + _MAKING)

    return max(of_stage(stage) for stage in config.stages)
