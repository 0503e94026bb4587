"""The way of a frame from an OpenFX host to the bridge and back, against the memory copies that it cannot do without.

A real host process (the test host) renders UHD RGBA float frames of real numbers through the compiled plugin and a real bridge
with the model `identity`, each frame new to both. Three copies of a frame cannot be avoided: the host's picture into shared memory,
the model's result, shared memory into the host's picture; they are timed in the same run, in turn with the frames. Then the bridge's
answers to beats while it is idle, and how long each action kept the host's main thread.

    python benchmarks/ofx.py [--rounds 15] [--size 3840x2160]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
from measure import machine

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.ofx_bridge.building import built
from tests.ofx_bridge.driving import Host, Instance, area
from tests.ofx_bridge.fake_plugin import FakePlugin
from uprez.ofx_bridge.messages import Beat

FRAMES = 5
"""Different frames that are rendered in turn: more than the bridge keeps, so that each has to be sent."""
BEATS = 1000
COPIES = 3


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--size", default="3840x2160")
    asked = parser.parse_args()
    width, height = map(int, asked.size.split("x"))
    print(machine())
    with tempfile.TemporaryDirectory(prefix="uprez-ofx-") as name:
        folder = Path(name)
        state = folder / "state"
        with Host(built("plain"), folder / "host", environment={"UPREZ_STATE": str(state), "UPREZ_OFX_CACHE": "0"}) as host:
            host.load()
            instance = host.create().choose("identity", 1)
            _give_frames(instance, width, height)
            actions = _Actions(host)
            renders, copies = _round_trips(instance, actions, width, height, asked.rounds)
            for button in ("seed", "openPanel"):
                instance.changed(button)
            _print_round_trip(asked.size, renders, copies)
            _print_beats(_beats(state))
            instance.destroy()
            host.ask("unload")
            actions.take()
            host.ask("close")
    actions.show()


class _Actions:
    """How long each action kept the host's main thread."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._longest: dict[str, float] = {}

    def take(self) -> list[float]:
        """Note what the host timed since the last time; gives the seconds of its renders, which belong on other threads."""
        renders: list[float] = []
        for action in self._host.ask("times")["times"]:
            name, seconds = action["action"], action["seconds"]
            if name == "OfxImageEffectActionRender":
                renders.append(seconds)
            else:
                self._longest[name] = max(seconds, self._longest.get(name, 0.0))
        return renders

    def show(self) -> None:
        """Print the longest of each."""
        print("\nlongest time on the host's main thread (aim: at most 50 ms)")
        for name, seconds in sorted(self._longest.items(), key=lambda entry: -entry[1]):
            print(f"  {name.removeprefix('OfxImageEffect').removeprefix('Ofx'):<32}{1e3 * seconds:7.2f} ms")


def _give_frames(instance: Instance, width: int, height: int) -> None:
    """Noise around gradients, from 0 to 1, alpha of its own."""
    ramp = np.linspace(0, 0.9, width, dtype=np.float32)[:, None]
    pictures = []
    for number in range(FRAMES):
        noise = np.random.default_rng(number).random((height, width, 4), np.float32)
        noise *= 0.1
        noise += ramp
        pictures.append(noise)
    instance.frames(pictures)


def _round_trips(instance: Instance, actions: _Actions, width: int, height: int, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds of each render, and of the copies of each round; the first rounds, which load and touch everything, left out."""
    buffers = [np.zeros((height, width, 4), np.float32) for _ in range(COPIES + 1)]
    renders: list[float] = []
    copies: list[float] = []
    for number in range(rounds + 2):
        actions.take()
        said = instance.ask("render", time=number % FRAMES, **area("", (0, 0, width, height)))
        assert said["status"] == 0, instance.persistent()
        took = actions.take()
        began = time.perf_counter()
        for source, target in pairwise(buffers):
            np.copyto(target, source)
        if number >= 2:
            renders += took
            copies.append(time.perf_counter() - began)
    return renders, copies


def _beats(state: Path) -> list[float]:
    """Seconds from a beat to its answer, both ends in Python; nothing else is going on."""
    plugin = FakePlugin(state)
    taken: list[float] = []
    for number in range(1, BEATS + 1):
        began = time.perf_counter()
        plugin.say(Beat(), number)
        while len(plugin.beats) < number:
            time.sleep(0)
        taken.append(time.perf_counter() - began)
    plugin.close()
    return taken


def _print_round_trip(size: str, renders: list[float], copies: list[float]) -> None:
    ratio = statistics.median(renders) / statistics.median(copies)
    print(f"\n{size} RGBA float, identity, {len(renders)} frames, medians")
    print(f"  round trip                    {_ms(renders)}")
    print(f"  {COPIES} copies of the frame         {_ms(copies)}")
    print(f"  ratio                         {ratio:9.2f}      (aim: at most 2.0)")


def _print_beats(taken: list[float]) -> None:
    most = 1e3 * sorted(taken)[int(0.99 * len(taken))]
    print(f"\ncontrol, {len(taken)} beats            {_ms(taken)}, 99 of 100 below {most:.2f} ms (aim: below 1 ms)")


def _ms(seconds: list[float]) -> str:
    return f"{1e3 * statistics.median(seconds):9.2f} ms"


if __name__ == "__main__":
    main()
