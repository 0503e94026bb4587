"""Builds what is tested in C++: the plugin with the test host in each variant, and the programs that test its backend.

`make test` builds all of it beforehand, `python -m tests.ofx_bridge.building`; a test by itself builds what it needs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).parents[2]
JOBS = "2"
TOOLS = shutil.which("cmake") is not None and shutil.which("c++") is not None

# Their reports go to files, which are read when a host ends. History: threads live long enough here to lose the first stack.
SANITIZERS = {
    "plain": {},
    "address": {
        "ASAN_OPTIONS": "detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1:allocator_may_return_null=1:log_path={log}",
        "UBSAN_OPTIONS": "print_stacktrace=1:log_path={log}",
        "LSAN_OPTIONS": "log_path={log}",
    },
    "thread": {"TSAN_OPTIONS": "history_size=4:second_deadlock_stack=1:log_path={log}"},
}


@dataclass(frozen=True)
class Binaries:
    """What was built."""

    variant: str
    folder: Path

    @property
    def host(self) -> Path:
        return next(self.folder.rglob("ofx_host"))

    @property
    def plugin(self) -> Path:
        return next(self.folder.glob("uprez.ofx.bundle/Contents/*/uprez.ofx"))

    @property
    def rude(self) -> Path:
        return next(self.folder.rglob("ofx_rude.ofx"))

    def environment(self, log: Path) -> dict[str, str]:
        """For a host whose sanitizer writes to files that begin with `log`."""
        return {name: options.format(log=log) for name, options in SANITIZERS[self.variant].items()}


@cache
def built(variant: str) -> Binaries:
    """The binaries of a variant; what stands already is only brought up to date."""
    sanitize = "" if variant == "plain" else variant
    kind = ["-DCMAKE_BUILD_TYPE=Checked", "-DCMAKE_CXX_FLAGS_CHECKED=-O0"] if sanitize else ["-DCMAKE_BUILD_TYPE=Release"]
    options = ["-DUPREZ_OFX_TESTS=ON", f"-DUPREZ_OFX_SANITIZE={sanitize}", *kind]
    folder = _build(variant, ROOT / "ofx_bridge" / "native", *options, targets=("uprez_ofx", "ofx_host", "ofx_rude"))
    return Binaries(variant, folder)


@cache
def backend_programs() -> Path:
    """The folder of the programs that test the plugin's backend."""
    return _build("backend", Path(__file__).parent / "native")


def _build(name: str, source: Path, *options: str, targets: Sequence[str] = ("all",)) -> Path:
    if not TOOLS:
        pytest.skip("needs CMake and a C++ compiler")
    folder = ROOT / "build" / "ofx-tests" / name
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "building.lock"):
        if not (folder / "CMakeCache.txt").exists():
            generator = ["-G", "Ninja"] if shutil.which("ninja") else []
            _run("cmake", *generator, "-S", str(source), "-B", str(folder), *options)
        _run("cmake", "--build", str(folder), "-j", JOBS, "--target", *targets)
    return folder


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}, check=False)
    assert done.returncode == 0, f"{' '.join(command[:3])}:\n{done.stdout[-6000:]}\n{done.stderr[-2000:]}"


if __name__ == "__main__" and TOOLS:
    for each in SANITIZERS:
        built(each)
    if sys.platform == "linux":
        backend_programs()
