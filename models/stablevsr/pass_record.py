"""What a shot needs to go on after its last finished pass."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from uprez.core.errors import PictureError
from uprez.models.shelf import Shelf
from uprez.models.stablevsr.networks import Networks
from uprez.models.stablevsr.sampler import Neighbour, Noise, Track
from uprez.models.stablevsr.shot import FRAMES, ShelvedShot

_NAME = "pass"


class PassRecord:
    """Latents, the number of finished passes, and which run they belong to."""

    def __init__(self, shelf: Shelf, networks: Networks, key: str) -> None:
        """`key` (hex) names everything that the result depends on; what another run made is thrown away, but for flows."""
        self._shelf = shelf
        self._networks = networks
        self._key = np.frombuffer(bytes.fromhex(key), np.uint8)

    def load(self, shot: ShelvedShot, noise: Noise) -> tuple[int, Track | None]:
        """Passes that are done, and the shot after them; 0 and None where there is nothing to go on from."""
        kept = self._shelf.get(_NAME)
        if kept is None or not np.array_equal(kept["key"], self._key):
            self._shelf.keep_only(FRAMES, shot.flows)
            return 0, None
        latents = [self._networks.to_device(latent[None]) for latent in kept["latents"]]
        neighbour = None
        if "neighbour" in kept:
            neighbour = Neighbour(int(kept["neighbour"][0]), self._networks.to_device(kept["x0"]))
        return int(kept["done"][0]), Track(shot, noise, latents, neighbour)

    def save(self, done: int, track: Track) -> None:
        """Record a pass as finished.

        Raises:
            PictureError: the pass made NaN or infinities; nothing is recorded.
        """
        latents = np.concatenate([self._networks.to_host(latent) for latent in track.latents])
        broken = np.flatnonzero(~np.isfinite(latents).all(axis=(1, 2, 3)))
        if broken.size:
            raise PictureError(
                f"StableVSR made NaN or infinite numbers in step {done}, first in frame {broken[0]} of the shot.",
                why="Half precision overflows, and damaged weights, do this.",
                fix="Run again with --precision fp32 and --overwrite, or get the weights again.",
            )
        arrays: dict[str, NDArray[Any]] = {"key": self._key, "done": np.array([done]), "latents": latents}
        if track.neighbour is not None:
            arrays |= {"neighbour": np.array([track.neighbour.frame]), "x0": self._networks.to_host(track.neighbour.x0)}
        self._shelf.put(_NAME, arrays)
