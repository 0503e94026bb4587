"""The files of the menu, as they lie in Resolve's folder of scripts."""

import ast
import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import uprez.plugin.resolve.begin as begin
import uprez.plugin.resolve.scripts as scripts

FRONT = sorted((Path(scripts.__file__).parent / "front").glob("*.py"))
MAKES = {
    "uprez_bring_back": "bring_back",
    "uprez_send_clips_of_colour": "send_coloured",
    "uprez_send_marked_range": "send_marked",
    "uprez_send_selected_clips": "send_selected",
    "uprez_switch": "switch_takes",
}


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Resolve's folder `Fusion` with uprez in it, as `uprez.plugin.host` describes it."""
    fusion = tmp_path_factory.mktemp("resolve") / "Fusion"
    host, plugin = fusion / "uprez_host" / "uprez" / "plugin", Path(scripts.__file__).parents[1]
    host.mkdir(parents=True)
    (host.parent / "__init__.py").touch()
    for file in plugin.glob("*.py"):
        shutil.copy(file, host)
    shutil.copytree(plugin / "resolve", host / "resolve", ignore=shutil.ignore_patterns("front", "__pycache__"))
    menu = fusion / "Scripts" / "Utility" / "uprez"
    shutil.copytree(plugin / "resolve" / "front", menu, ignore=shutil.ignore_patterns("__pycache__"))
    return menu


def test_all_entries_are_there():
    assert {file.stem for file in FRONT} == set(MAKES)


@pytest.mark.parametrize("file", FRONT, ids=lambda file: file.stem)
def test_an_entry_starts_its_script(file, monkeypatch):
    called = []
    monkeypatch.setattr(scripts, MAKES[file.stem], called.append)
    monkeypatch.setattr(sys, "path", list(sys.path))
    runpy.run_path(str(file))
    assert called == []  # imported, it does nothing
    runpy.run_path(str(file), {"resolve": 1})
    runpy.run_path(str(file), {}, "__main__")
    assert len(called) == 2
    assert called[0]["resolve"] == 1


@pytest.mark.parametrize("named", [True, False], ids=["with __file__", "without"])
def test_an_installed_entry_finds_its_own_uprez(installed, tmp_path, named):
    """In a Python without uprez, and where the script is not told its own file."""
    script = installed / "uprez_switch.py"
    told = f"'__file__': {str(script)!r}" if named else ""
    program = f"exec(compile(open({str(script)!r}).read(), {str(script)!r}, 'exec'), {{'__name__': '__main__', {told}}})"
    environment = {"UPREZ_STATE": str(tmp_path / "state"), "PATH": os.environ["PATH"], "RESOLVE_SCRIPT_API": "/nowhere"}
    ran = subprocess.run([sys._base_executable, "-I", "-S", "-c", program], capture_output=True, text=True, env=environment, check=False)
    assert ran.stderr == ""
    assert ran.stdout.startswith("Resolve does not answer.")


@pytest.mark.parametrize("name", sorted(MAKES))
def test_it_looks_upward_for_uprez_host(installed, name, monkeypatch):
    called = []
    monkeypatch.setattr(scripts, MAKES[name], called.append)
    monkeypatch.setattr(sys, "path", list(sys.path))
    runpy.run_path(str(installed / f"{name}.py"), {}, "__main__")
    assert sys.path[-1] == str(installed.parents[2] / "uprez_host")
    assert len(called) == 1


@pytest.mark.parametrize("file", FRONT, ids=lambda file: file.stem)
def test_an_old_python_is_refused_in_words(file, monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 8, 18, "final", 0))
    monkeypatch.setattr(sys, "path", list(sys.path))
    runpy.run_path(str(file), {}, "__main__")
    assert capsys.readouterr().out == "uprez needs Python 3.9 or newer; Resolve has started Python 3.8.\n"


def test_an_old_python_can_read_what_refuses_it():
    """Python 3.6 knows no `annotations` of `__future__`; nor does it subscript what `collections.abc` holds."""
    for file in (*FRONT, Path(begin.__file__)):
        tree = ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 6))
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
        assert "Mapping" not in [getattr(node.value, "id", "") for node in ast.walk(tree) if isinstance(node, ast.Subscript)]
