"""A steadier picture from a model that does not know its neighbours: each output is fused with the two beside it.

The neighbours' outputs are brought into place by the motion of the source pictures, and count where the
source shows the same thing in both frames. What flickers from frame to frame averages out; what moves,
appears or changes stays. docs/decisions/002-stabiliser.md has the measurements.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

import cv2
import numpy as np

from uprez.core.frame import Pixels
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.models.contract import ALONE, Model, ModelSpec, Reach, State, Stream, Workspace
from uprez.models.motion import LEAST_SIDE, Eye, Look

SHARE = 0.5
"""Weight of a neighbour that is fully believed; the frame itself has 1."""

_LONGEST_SIDE = 32766
"""OpenCV warps no longer side."""
_PLANES = 16
"""Planes of the output's size in memory: three outputs, the result, two maps, a weight and a warped plane."""
_INNER = "inner."


def stabilise_by_default(scale: int) -> bool:
    """Whether fusing neighbours is on unless the user says otherwise: at every factor that enlarges.

    On five clips, clean and H.264, at factors 2 and 4, it lowered the warping error by 21 to 33 % and raised PSNR by
    0.07 to 0.30 dB (means of each case); docs/decisions/002-stabiliser.md has the tables, and the one case that loses.
    """
    return scale > 1


class Stabilised:
    """A model whose outputs are fused with their neighbours' along the motion of the source.

    Output t depends on the inner model's outputs, and on the source frames, t-1 to t+1 within the
    shot. Frames too small for motion search (a side below 16 pixels), or with an output side
    above 32766 pixels, pass unchanged, with the same delay.
    """

    def __init__(self, model: Model) -> None:
        """Wrap `model`; any stream will do, as long as it gives one output for each source frame, in order."""
        self._model = model
        inner = model.spec
        temporal = inner.temporal
        if temporal.reach is not Reach.WINDOW:
            temporal = replace(temporal, radius=temporal.radius + 1)
        memory = inner.bytes_per_pixel + 4 * _PLANES * inner.scale**2
        self._spec = replace(inner, temporal=temporal, bytes_per_pixel=memory)

    @property
    def spec(self) -> ModelSpec:
        """The inner model's, looking one frame farther to each side (one farther ahead, for PAST)."""
        return self._spec

    def open(self, shot: Shot, recipe: Recipe, state: State | None = None, workspace: Workspace = ALONE) -> StabilisedStream:
        """Start a pass; see `uprez.models.contract.Model.open`."""
        inner = None
        if state is not None:
            inner = {name.removeprefix(_INNER): value for name, value in state.items() if name.startswith(_INNER)}
        return StabilisedStream(self._model.open(shot, recipe, inner, workspace), self._spec.scale, state)


@dataclass(slots=True)
class _Seen:
    """A source frame that may still be needed, and the inner model's output for it once there is one."""

    source: Pixels
    output: Pixels | None = None


class StabilisedStream:
    """One pass over one shot; `Stabilised` opens it."""

    def __init__(self, inner: Stream, scale: int, state: State | None) -> None:
        self._inner = inner
        self._scale = scale
        self._before: _Seen | None = None
        self._waiting: deque[_Seen] = deque()
        self._seen_before: Look | None = None
        self._eye = Eye()
        self._warp: _Warp | None = None
        if state is not None:
            self._restore(state)

    def push(self, frames: Pixels) -> Pixels:
        """Take (T, 3, H, W) float32 in model space; give what is ready, (T', 3, scale*H, scale*W), new memory."""
        self._waiting.extend(_Seen(frame.copy()) for frame in frames)
        self._receive(self._inner.push(frames))
        return self._give(len(self._ready()) - 1)

    def flush(self) -> Pixels:
        """The shot is over: give more of what is left; nothing once all is given."""
        while len(rest := self._inner.flush()):
            self._receive(rest)
            if len(ready := self._ready()) > 1:
                return self._give(len(ready) - 1)
        return self._give(len(self._ready()))

    def state(self) -> State | None:
        """Sources and outputs that are still needed, and the inner stream's own state."""
        inner = self._inner.state()
        if inner is None:
            return None
        kept = [*([self._before] if self._before else []), *self._waiting]
        outputs = [seen.output for seen in kept if seen.output is not None]
        return {
            "before": np.array([self._before is not None]),
            "sources": np.stack([seen.source for seen in kept]) if kept else np.empty((0, 3, 0, 0), np.float32),
            "outputs": np.stack(outputs) if outputs else np.empty((0, 3, 0, 0), np.float32),
            **{_INNER + name: value for name, value in inner.items()},
        }

    def _restore(self, state: State) -> None:
        seen = [_Seen(np.array(source, np.float32)) for source in state["sources"]]
        for one, output in zip(seen, state["outputs"], strict=False):
            one.output = np.array(output, np.float32)
        if bool(state["before"][0]):
            self._before, *seen = seen
        self._waiting.extend(seen)
        if self._before is not None and seen and self._fits(self._before.source):
            self._seen_before = self._eye.compare(self._before.source, seen[0].source)[1]

    def _ready(self) -> list[_Seen]:
        return [seen for seen in self._waiting if seen.output is not None]

    def _receive(self, outputs: Pixels) -> None:
        without = [seen for seen in self._waiting if seen.output is None]
        for seen, output in zip(without, outputs, strict=False):
            seen.output = output

    def _give(self, count: int) -> Pixels:
        first = self._waiting[0].output if self._waiting else None
        if first is None or count < 1:
            return np.empty((0, 3, *(first.shape[1:] if first is not None else (0, 0))), np.float32)
        results = np.empty((count, *first.shape), np.float32)
        for place in range(count):
            self._fuse(results[place])
        return results

    def _fuse(self, result: Pixels) -> None:
        """Write the next output to `result`, and let go of what no later one needs."""
        here = self._waiting.popleft()
        after = self._waiting[0] if self._waiting and self._waiting[0].output is not None else None
        looks: list[tuple[Look, Pixels]] = []
        if self._before is not None and self._before.output is not None and self._seen_before is not None:
            looks.append((self._seen_before, self._before.output))
        self._seen_before = None
        if after is not None and after.output is not None and self._fits(here.source):
            ahead, self._seen_before = self._eye.compare(here.source, after.source)
            looks.append((ahead, after.output))
        if here.output is not None:
            self._add(result, here.output, looks)
        self._before = here

    def _fits(self, source: Pixels) -> bool:
        sides = source.shape[1:]
        return min(sides) >= LEAST_SIDE and max(sides) * self._scale <= _LONGEST_SIDE

    def _add(self, result: Pixels, output: Pixels, looks: list[tuple[Look, Pixels]]) -> None:
        """Write to `result` the output with the neighbours seen."""
        if not looks:
            np.copyto(result, output)
            return
        if self._warp is None:
            self._warp = _Warp(self._scale, *output.shape[1:])
        weights = [np.multiply(look.trust, SHARE, dtype=np.float32) for look, _ in looks]
        total = np.ones_like(weights[0])
        for weight in weights:
            total += weight
        self._warp.start(result, output, np.reciprocal(total))
        for (look, neighbour), weight in zip(looks, weights, strict=True):
            self._warp.add(result, neighbour, look.flow, np.divide(weight, total, out=weight))


class _Warp:
    """Sums displaced pictures with weights; holds the memory for it."""

    def __init__(self, scale: int, height: int, width: int) -> None:
        self._scale = np.float32(scale)
        self._across = np.arange(width, dtype=np.float32)
        self._down = np.arange(height, dtype=np.float32)[:, None]
        self._size = (width, height)
        self._maps = np.empty((2, height, width), np.float32)
        self._weight, self._moved = np.empty((2, height, width), np.float32)

    def start(self, result: Pixels, picture: Pixels, weight: Pixels) -> None:
        """Set `result` to `picture`, weighted; weights are of the source's size."""
        self._spread(weight)
        np.multiply(picture, self._weight, out=result)

    def add(self, result: Pixels, picture: Pixels, flow: Pixels, weight: Pixels) -> None:
        """Add `picture` to `result` as seen through `flow`, weighted; both of the source's size."""
        self._spread(weight)
        for axis, grid in enumerate((self._across, self._down)):
            offsets = np.multiply(flow[..., axis], self._scale)
            cv2.resize(offsets, self._size, dst=self._maps[axis], interpolation=cv2.INTER_LINEAR)
            self._maps[axis] += grid
        for plane, theirs in zip(result, picture, strict=True):
            cv2.remap(theirs, self._maps[0], self._maps[1], cv2.INTER_LINEAR, dst=self._moved, borderMode=cv2.BORDER_REPLICATE)
            cv2.accumulateProduct(self._moved, self._weight, plane)

    def _spread(self, weight: Pixels) -> None:
        cv2.resize(weight, self._size, dst=self._weight, interpolation=cv2.INTER_LINEAR)
