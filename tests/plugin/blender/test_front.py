"""The manifest that Blender reads, and the file that brings uprez's own modules in and out."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import uprez.plugin.places
from uprez import __version__

FRONT = Path(uprez.plugin.places.__file__).parent / "blender" / "front"
MANIFEST = tomllib.loads((FRONT / "blender_manifest.toml").read_text())


def test_the_manifest_is_what_blender_asks_for():
    assert MANIFEST["schema_version"] == "1.0.0" and MANIFEST["type"] == "add-on" and MANIFEST["id"] == "uprez"
    assert MANIFEST["version"] == __version__
    assert MANIFEST["blender_version_min"] == "4.2.0"
    assert MANIFEST["license"] == ["SPDX:Apache-2.0"]
    words = [MANIFEST["tagline"], *MANIFEST["permissions"].values()]
    assert all(len(text) <= 64 and text[-1].isalnum() for text in words)


EXTENSION = """
import sys
from uprez.plugin.blender import words
sys.stdout.write(words.LOADED)
def register(): sys.stdout.write(" registered")
def unregister(): sys.stdout.write(" unregistered")
"""
PROGRAM = """
import importlib.util, pathlib, sys
place = pathlib.Path(sys.argv[1])
spec = importlib.util.spec_from_file_location("front", place / "__init__.py")
front = importlib.util.module_from_spec(spec)
spec.loader.exec_module(front)
before = list(sys.path)
assert not any(name.startswith("uprez") for name in sys.modules)
front.register()
assert sys.path == [*before, str(place / "uprez_host")]
front.unregister()
assert sys.path == before and not any(name.startswith("uprez") for name in sys.modules)
(place / "uprez_host" / "uprez" / "plugin" / "blender" / "words.py").write_text('LOADED = " another version"')
front.register()
"""


def test_the_front_brings_modules_in_and_out(tmp_path):
    place = tmp_path / "it"
    shutil.copytree(FRONT, place)
    folder = place / "uprez_host" / "uprez" / "plugin" / "blender"
    folder.mkdir(parents=True)
    for each in (folder, folder.parent, folder.parent.parent):
        (each / "__init__.py").write_text("")
    (folder / "extension.py").write_text(EXTENSION)
    (folder / "words.py").write_text('LOADED = "loaded"')
    ran = subprocess.run([sys.executable, "-IBS", "-c", PROGRAM, str(place)], capture_output=True, text=True, check=False)
    assert ran.stderr == ""
    assert ran.stdout == "loaded registered unregistered another version registered"
