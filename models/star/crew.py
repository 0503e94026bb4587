"""Several devices at once: the patches of a step are shared out among copies of the networks.

Patches of one step need nothing of each other, and only x0 comes back from them. Which copy makes a patch, and in which order, does
not change it, so a run on several devices of a class is the run on one of them to the bit.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from queue import SimpleQueue
from typing import TypeVar

from uprez.core.errors import ModelError
from uprez.core.frame import Pixels
from uprez.models.star.networks import Networks, Stage

_Item = TypeVar("_Item")
_Made = TypeVar("_Made")

During = Callable[[], AbstractContextManager[None]]
"""Entered for as long as several threads compute, for settings of a runtime that are the process's: see `exact` of torch_net."""


def devices(device: str) -> tuple[str, ...]:
    """The devices that a recipe names, `cuda:0,cuda:1`.

    Raises:
        ModelError: one is named twice, or they are not of one class, whose bits agree.
    """
    named = tuple("cuda:0" if part.strip() == "cuda" else part.strip() for part in device.split(","))
    if len(named) > 1 and (not all(named) or len(set(named)) < len(named) or len({part.partition(":")[0] for part in named}) > 1):
        raise ModelError(
            f"'{device}' does not name devices that can work together.",
            why="They must be different, and of one class: only then does the result not depend on which of them does what.",
            fix="Give for example `--device cuda:0,cuda:1`.",
        )
    return named


class Crew:
    """Copies of the same networks, one a device, behind the calls of one; see `uprez.models.star.networks.Networks`.

    `predict` may be called from as many threads as there are copies (`at_once`); each call takes a copy that is free. Encoding and
    decoding are the first copy's.
    """

    def __init__(self, members: Sequence[Networks], *, during: During = nullcontext) -> None:
        """Take the copies, of the same weights, prompts and precision."""
        self._first = members[0]
        self._members = tuple(members)
        self._free: SimpleQueue[Networks] = SimpleQueue()
        for member in members:
            self._free.put(member)
        self._during = during

    @property
    def runtime(self) -> str:
        """See `Networks`; the first copy's, as the others' bits are the same."""
        return self._first.runtime

    @property
    def at_once(self) -> int:
        """Calls of `predict` that gain from being made at once."""
        return len(self._members)

    def enter(self, stage: Stage) -> None:
        """See `Networks`; only the first copy has more to do than to predict."""
        for member in self._members if stage == "denoise" else self._members[:1]:
            member.enter(stage)

    def encode(self, pictures: Pixels, noise: Pixels | None) -> Pixels:
        """See `Networks`."""
        return self._first.encode(pictures, noise)

    def predict(self, latent: Pixels, timestep: int, footage: Pixels, *, both: bool) -> tuple[Pixels, Pixels | None]:
        """See `Networks`; waits for a copy that is free."""
        member = self._free.get()
        try:
            return member.predict(latent, timestep, footage, both=both)
        finally:
            self._free.put(member)

    def decode(self, latents: Pixels) -> Pixels:
        """See `Networks`."""
        return self._first.decode(latents)

    def each(self, work: Callable[[_Item], _Made], items: Iterable[_Item]) -> Iterator[tuple[_Item, _Made]]:
        """Items and what `work` makes of them, in order, as many at once as there are copies.

        Items are taken as there is room for them, in the caller's thread. Leaving the iterator, or an error of `work`, which is
        raised here, ends it: what has not begun is not begun, what has is waited for.
        """
        if len(self._members) == 1:
            for item in items:
                yield item, work(item)
            return
        running: deque[tuple[_Item, Future[_Made]]] = deque()
        with self._during(), ThreadPoolExecutor(len(self._members)) as pool:
            try:
                for item in items:
                    running.append((item, pool.submit(work, item)))
                    if len(running) > len(self._members):  # one more than copies, so that none waits for the caller
                        yield _finished(running)
                while running:
                    yield _finished(running)
            finally:
                for _, future in running:
                    future.cancel()


def _finished(running: deque[tuple[_Item, Future[_Made]]]) -> tuple[_Item, _Made]:
    item, future = running.popleft()
    return item, future.result()
