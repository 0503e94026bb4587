"""Bundles as a build makes them, small."""

from __future__ import annotations

import subprocess
from pathlib import Path

from uprez.installer.bundle import NAME

PLUGIN = 'extern "C" __attribute__((visibility("default"))) int OfxGetNumberOfPlugins() { return 1; }\n'


def make_bundle(folder: Path, *, code: str = PLUGIN) -> Path:
    """A bundle whose binary is a real shared library that says it has one effect."""
    binary = folder / NAME / "Contents" / "Linux-x86-64" / "uprez.ofx"
    binary.parent.mkdir(parents=True)
    subprocess.run(["g++", "-shared", "-fPIC", "-x", "c++", "-o", str(binary), "-"], input=code.encode(), check=True)
    (folder / NAME / "Contents" / "Info.plist").write_text("<plist/>")
    return folder / NAME
