"""What a forward pass is shown, by its number alone."""

from __future__ import annotations

from dataclasses import dataclass

from uprez.training.dice import dice
from uprez.training.unimmvsr.config import SIDE, TASKS, Config, Stage, Task


@dataclass(frozen=True, slots=True)
class Pass:
    """One forward pass; its samples share all of this, so that they can be stacked."""

    number: int
    """Counted from 0 over the run and all processes."""
    stage: Stage
    task: Task
    shown: bool
    """Whether references are shown: they can be dropped from a task that has them."""
    sides: tuple[int, ...] = ()
    """The longer side of each reference image, in pixels."""


def planned(config: Config, step: int, part: int) -> Pass:
    """Pass `part` of step `step`, both counted from 0."""
    number = step * config.accumulate + part
    _, stage = config.stage(step)
    chance = dice(config.seed, "pass", number)
    weights = [stage.tasks.get(task, 0.0) for task in TASKS]
    task = TASKS[int(chance.choice(len(TASKS), p=[weight / sum(weights) for weight in weights]))]
    shown = task != "text" and chance.random() >= config.references.dropped
    if task != "images" or not shown:
        return Pass(number, stage, task, shown)
    count = int(chance.integers(config.references.images[0], config.references.images[1], endpoint=True))
    least, most = (side // SIDE for side in config.references.sides)
    sides = tuple(int(side) * SIDE for side in chance.integers(least, most, endpoint=True, size=count))
    return Pass(number, stage, task, shown, sides)
