"""Builds the plugin and the test host, once a session and variant, and reads what the sanitizers say."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).parents[2]
JOBS = "2"

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
    if shutil.which("cmake") is None or shutil.which("c++") is None:
        pytest.skip("needs CMake and a C++ compiler")
    folder = ROOT / "build" / "ofx-tests" / variant
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "building.lock"):
        if not (folder / "CMakeCache.txt").exists():
            generator = ["-G", "Ninja"] if shutil.which("ninja") else []
            sanitize = "" if variant == "plain" else variant
            kind = ["-DCMAKE_BUILD_TYPE=Checked", "-DCMAKE_CXX_FLAGS_CHECKED=-O0"] if sanitize else ["-DCMAKE_BUILD_TYPE=Release"]
            options = ["-DUPREZ_OFX_TESTS=ON", f"-DUPREZ_OFX_SANITIZE={sanitize}", *kind]
            _run("cmake", *generator, "-S", str(ROOT / "ofx_bridge" / "native"), "-B", str(folder), *options)
        _run("cmake", "--build", str(folder), "-j", JOBS, "--target", "uprez_ofx", "ofx_host", "ofx_rude")
    return Binaries(variant, folder)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}, check=False)
    assert done.returncode == 0, f"{' '.join(command[:3])}:\n{done.stdout[-6000:]}\n{done.stderr[-2000:]}"
