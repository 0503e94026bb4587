"""Kill -9 of the worker, the service and the panel, in turn, at random, while jobs run: is anything lost?

    python benchmarks/kills.py [--kills 30] [--seed 1]

Three kinds of jobs (classic, the default network with its stabiliser, another size) to EXR and ProRes. In the end every
job must be done, and its files the same to the bit as those of a run that nobody disturbed.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from tests.engine.service.rough import ordeal
from tests.media import clips


def main() -> None:
    """Do it, and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--frames", type=int, default=48)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="uprez-kills-") as folder:
        os.environ["UPREZ_STATE"], os.environ["UPREZ_COMMAND"] = f"{folder}/state", f"{sys.executable} -m uprez"
        noise = np.random.default_rng(8).normal(0.5, 0.2, (7, 120, 200, 3)).astype(np.float32)
        clip = clips.sequence(Path(folder) / "plates", given.frames, dtype="half", size=(200, 120), pixels=lambda at: noise[at % 7])
        found = ordeal(clip, Path(folder), kills=given.kills, seed=given.seed, frames=given.frames, panel=True)
    print(f"killed: {', '.join(f'{kind} {count} times' for kind, count in found.killed.items())}")
    print(f"jobs: {found.jobs}, {found.states.count('done')} done; workers started again {found.restarts} times")
    print(f"results identical to undisturbed runs: {'yes' if found.identical else 'NO'}")
    sys.exit(0 if found.identical and set(found.states) == {"done"} else 1)


if __name__ == "__main__":
    main()
