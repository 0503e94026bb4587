"""Chance that belongs to a place: the same numbers on every machine, in any order, after any restart."""

from __future__ import annotations

import hashlib

from numpy.random import Generator, Philox


def dice(seed: int, *place: str | int) -> Generator:
    """A generator of its own for a place, for example `("noise", 17)`; nothing that is drawn elsewhere changes it."""
    name = hashlib.blake2b(repr((seed, place)).encode(), digest_size=16).digest()
    return Generator(Philox(key=int.from_bytes(name, "little")))


def turn(seed: int, index: int, count: int) -> int:
    """Which of `count` things comes at `index`: each once in every round, every round in an order of its own."""
    order = dice(seed, "round", index // count).permutation(count)
    return int(order[index % count])
