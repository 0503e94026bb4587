import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.installer.hosting import REAL, make_home, make_package, tree
from uprez import __version__
from uprez.core.errors import OutputError
from uprez.installer import folder as folders
from uprez.installer import part as module
from uprez.installer.hosts import BLENDER, HOSTS, NUKE, RESOLVE
from uprez.installer.part import Part, parts
from uprez.installer.system import System

ALL = pytest.mark.parametrize("host", [host for host in HOSTS.values() if host.pieces], ids=lambda host: host.name)


@pytest.fixture
def place(tmp_path):
    return tmp_path / "place"


@pytest.fixture
def source(tmp_path, monkeypatch):
    made = make_package(tmp_path / "package")
    monkeypatch.setattr(module, "package", lambda: made)
    return made


def code(part):
    return next(part.place / piece.path / piece.code for piece in part.host.pieces if piece.code)


@ALL
def test_the_layout_is_as_the_shared_module_tells(host, source, place):
    part = Part(host, place)
    done = part.install()
    assert [one.updated for one in done] == [False] * len(host.pieces)
    found = tree(code(part) / "uprez")
    own = {f"plugin/{host.name}/{name}" for name in ("__init__.py", "shell.py", "deeper/list.toml")}
    assert set(found) == {"__init__.py", *(f"plugin/{path.name}" for path in REAL.glob("*.py")), *own}
    assert found["__init__.py"] == b""
    (front,) = [part.place / piece.path for piece in host.pieces if piece.front]
    assert (front / "menu.py").read_text() == f'"""{host.name}/front/menu.py"""\n'
    above = [folder / "uprez_host" for folder in (front, *front.parents)]
    assert next(folder for folder in above if folder.exists()) == code(part)  # upward from the front
    assert (part.version(), part.fault()) == (__version__, "")


def test_resolve_lists_every_script_in_its_menu_so_only_the_front_is_there(source, place):
    Part(RESOLVE, place).install()
    assert set(tree(place / "Scripts")) == {"Utility/uprez/menu.py", "Utility/uprez/uprez-receipt.json"}


@ALL
def test_what_was_there_is_there_again_after_removal(host, source, place):
    for name in ("init.py", "menu.py", "Scripts/Utility/mine.py", "other/blender_manifest.toml"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(f"# {name}, and no line end")
    before = tree(place)
    part = Part(host, place)
    part.install()
    part.install()
    assert {name: tree(place)[name] for name in before if name != host.file} == {name: before[name] for name in before if name != host.file}
    _run_from(code(part))
    assert part.remove() == ()
    assert tree(place) == before
    assert not part.here()


def _run_from(folder):
    """Import what was installed, as a host does: it leaves compiled modules behind."""
    code = "import sys; sys.path.append(sys.argv[1]); import uprez.plugin.host"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([sys.executable, "-S", "-c", code, str(folder)], check=True, env=environment, cwd=folder)
    assert list(folder.rglob("*.pyc"))


def test_an_update_takes_the_older_ones_modules_away(source, place):
    part = Part(NUKE, place)
    part.install()
    (source / "nuke" / "shell.py").rename(source / "nuke" / "panel.py")
    (done,) = part.install()
    assert (done.updated, done.left) == (True, ())
    names = {path.name for path in (place / "uprez-nuke" / "uprez_host" / "uprez" / "plugin" / "nuke").iterdir()}
    assert names == {"__init__.py", "panel.py", "deeper"}


def test_files_of_others_stay_and_are_named(source, place):
    part = Part(BLENDER, place)
    part.install()
    mine = place / "uprez" / "mine.txt"
    mine.write_text("mine")
    assert part.remove() == (mine,)
    assert tree(place) == {"uprez/mine.txt": b"mine"}


@ALL
def test_a_folder_of_others_with_our_name_is_neither_replaced_nor_removed(host, source, place):
    foreign = place / host.pieces[-1].path
    foreign.mkdir(parents=True)
    (foreign / "theirs.py").touch()
    part = Part(host, place)
    for act in (part.install, part.remove):
        with pytest.raises(OutputError, match="did not put it there"):
            act()
    assert set(tree(place)) == {f"{host.pieces[-1].path}/theirs.py"}
    assert part.fault()


@pytest.mark.parametrize("host", [RESOLVE, NUKE], ids=lambda host: host.name)
def test_nothing_is_touched_where_one_folder_became_somebody_elses(host, source, place):
    part = Part(host, place)
    part.install()
    (place / host.pieces[-1].path / "uprez-receipt.json").unlink()
    (source / "host.py").write_text("changed = True\n")
    before = tree(place)
    for act in (part.install, part.remove):
        with pytest.raises(OutputError, match="did not put it there"):
            act()
        assert tree(place) == before


@pytest.mark.parametrize("earlier", [False, True])
def test_an_installation_that_fails_at_the_lines_leaves_no_new_folder(earlier, source, place):
    part = Part(NUKE, place)
    place.mkdir()
    if earlier:
        part.install()
    (place / "init.py").write_bytes(b"\0")
    with pytest.raises(OutputError, match="is not changed"):
        part.install()
    assert part.here() == earlier
    assert (place / "init.py").read_bytes() == b"\0"


def test_a_copy_that_fails_in_the_second_folder_leaves_no_first(source, place, monkeypatch):
    copytree = module.shutil.copytree

    def full(path, *more, **options):
        if str(path).endswith("front"):
            raise OSError(28, os.strerror(28))
        return copytree(path, *more, **options)

    monkeypatch.setattr(module.shutil, "copytree", full)
    with pytest.raises(OutputError, match="No space left"):
        Part(RESOLVE, place).install()
    assert tree(place) == {}


@ALL
def test_an_installation_of_uprez_without_the_part_says_so(host, source, place):
    (source / host.name / "front" / "menu.py").unlink()
    (source / host.name / "front").rmdir()
    with pytest.raises(OutputError, match="holds no part"):
        Part(host, place).install()
    assert not place.exists()


def test_faults_are_told_apart(source, place):
    part = Part(NUKE, place)
    part.install()
    (place / "init.py").write_text("")
    assert "init.py lacks" in part.fault()
    part.install()
    plugin = code(part) / "uprez" / "plugin"
    (plugin / "client.py").unlink()
    assert "uprez_host/uprez/plugin/client.py" in part.fault()
    (source / "host.py").write_text("import no_such_module\n")
    part.install()
    assert "does not load" in part.fault()
    second = Part(RESOLVE, place)
    second.install()
    folders.Folder(second.place / "uprez_host").remove()
    assert "uprez_host is missing" in second.fault()


def test_blender_has_a_part_for_each_version(source, place):
    system = System("linux", str(make_home(place)), {})
    found = parts(BLENDER, system)
    for part in found:
        part.install()
    assert [part.place.parent.parent.name for part in found if part.here()] == ["4.2", "5.0"]
    assert parts(BLENDER, system, place) == (Part(BLENDER, place),)


@ALL
def test_the_real_parts_can_be_installed_and_load(host, place):
    part = Part(host, place)
    part.install()
    assert part.fault() == ""
    (front,) = [REAL / host.name / "front"]
    (target,) = [Path(part.place / piece.path) for piece in host.pieces if piece.front]
    installed = tree(target)
    shown = {name: content for name, content in tree(front).items() if "__pycache__" not in name}
    assert shown
    assert {name: installed[name] for name in shown} == shown


FRONTS = """
import pathlib, runpy, sys, types
for name in ("nuke", "nukescripts", "nukescripts.panels", "uprez.plugin.resolve.scripts", "uprez.plugin.nuke.menu"):
    sys.modules[name] = module = types.ModuleType(name)
    module.__getattr__ = lambda name: lambda *given: print("called", name)
for front in sorted(pathlib.Path(sys.argv[1]).glob("*.py")):
    runpy.run_path(str(front), run_name="__main__")
import uprez.plugin
print(uprez.plugin.__file__)
"""


@pytest.mark.parametrize("host, calls", [(RESOLVE, 5), (NUKE, 1)], ids=["resolve", "nuke"])
def test_the_real_fronts_find_what_is_installed_with_them(host, calls, place):
    part = Part(host, place)
    part.install()
    (front,) = [place / piece.path for piece in host.pieces if piece.front]
    ran = subprocess.run([sys.executable, "-I", "-S", "-c", FRONTS, str(front)], capture_output=True, text=True, check=True)
    *called, found = ran.stdout.splitlines()
    assert len(called) == calls
    assert Path(found) == code(part) / "uprez" / "plugin" / "__init__.py"
