"""A real bridge with small models of the tests, by their names. Arguments: a file for what they are pushed, then `uprez bridge`'s."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

from tests.engine.models import Blurring, InWindows, Neighbours, Recurrent
from tests.engine.shot_models import WholeShot
from uprez.engine.cli.group import cli
from uprez.models.contract import ALONE, ModelSpec
from uprez.ofx_bridge import bench


class Logged:
    """Any model; each picture that it is pushed leaves a line in a file."""

    def __init__(self, model, log: Path, pause: float = 0.0) -> None:
        self.model, self.log, self.pause, self.spec = model, log, pause, model.spec

    def open(self, shot, recipe, state=None, workspace=ALONE):
        stream = self.model.open(shot, recipe, state, workspace)
        push = stream.push

        def logged(frames):
            with self.log.open("a") as log:
                log.write(f"{self.spec.name}\n" * len(frames))
            until = time.monotonic() + self.pause
            while time.monotonic() < until:
                time.sleep(0.01)
            return push(frames)

        stream.push = logged
        return stream


class Broken:
    """Fails as no model of uprez does."""

    spec = ModelSpec("broken", 2)

    def open(self, shot, recipe, state=None, workspace=ALONE):
        raise RuntimeError("a fault that nobody foresaw")


def model_of(name: str, log: Path):
    """The model of a name; None where it is one of uprez."""
    match name:
        case "whole shot":
            return Logged(WholeShot(), log)
        case "long shot":
            return Logged(WholeShot(passes=200, pause=0.05), log)
        case "in windows":
            return Logged(InWindows(4, 2), log)
        case "neighbours":
            return Logged(Neighbours(2), log)
        case "past":
            return Logged(Recurrent(), log)
        case "network":
            return Logged(Blurring(), log)
        case "slow network":
            return Logged(Blurring(), log, 2.0)
        case "hungry network":
            return Logged(Blurring(most_pixels=5000), log)
        case "broken":
            return Broken()
        case _:
            return None


if __name__ == "__main__":
    kept = bench.open_model

    def open_model(recipe, factor, *, on_note):
        return model_of(recipe.model, Path(sys.argv[1])) or kept(recipe, factor, on_note=on_note)

    bench.open_model = open_model
    np.seterr(all="raise", under="ignore")
    cli(["bridge", *sys.argv[2:]])
