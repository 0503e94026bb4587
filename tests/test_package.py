"""The package as users get it: what a wheel holds, what an import costs, what every name says of itself."""

import ast
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGES: dict[str, str] = PROJECT["tool"]["scikit-build"]["wheel"]["packages"]
MODULES = sorted(path for folder in PACKAGES.values() for path in (ROOT / folder).rglob("*.py"))


def outside(code: str, folder: Path) -> str:
    """Run code in a fresh interpreter that knows nothing of the repository; give what it prints."""
    run = subprocess.run([sys.executable, "-I", "-c", code], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    """A wheel of this tree, built without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-build-isolation", "--no-deps", "--no-index", "-w", str(folder)]
    unity = ["-Ccmake.define.CMAKE_UNITY_BUILD=ON", "-Ccmake.define.CMAKE_UNITY_BUILD_BATCH_SIZE=0"]
    quick = ["-Ccmake.build-type=Debug", "-Ccmake.define.CMAKE_CXX_FLAGS_DEBUG=-O0", *unity]
    options = [f"-Cbuild-dir={folder / 'build'}", *quick]  # the plugin compiles in a sixth of the time
    run = subprocess.run([*command, *options, str(ROOT)], capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stderr
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        yield archive


def test_the_wheel_holds_uprez_and_nothing_else(wheel: zipfile.ZipFile):
    version = PROJECT["project"]["version"]
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert tops == {"uprez", f"uprez-{version}.dist-info"}
    assert Path(wheel.filename or "").name.startswith(f"uprez-{version}-py3-none-")
    foreign = [name for name in wheel.namelist() if "test" in name or "benchmark" in name or name.endswith((".pyc", ".so", ".cpp", ".h"))]
    assert foreign == []


def test_the_wheel_carries_the_plugin_of_its_platform(wheel: zipfile.ZipFile):
    (plugin,) = [name for name in wheel.namelist() if name.endswith(".ofx")]
    assert "/uprez.ofx.bundle/Contents/" in plugin
    assert not (wheel.filename or "").endswith("-any.whl")


def test_the_wheel_holds_every_module_and_all_that_modules_read(wheel: zipfile.ZipFile):
    elsewhere, fetched = {"__pycache__", "native"}, ROOT / "models" / "light" / "weights"
    expected = {
        f"{package}/{path.relative_to(ROOT / folder).as_posix()}"
        for package, folder in PACKAGES.items()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.parent != fetched and not elsewhere & set(path.parts)
    }
    assert expected <= set(wheel.namelist())


def test_licence_and_metadata_agree(wheel: zipfile.ZipFile):
    (name,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    metadata = message_from_bytes(wheel.read(name))
    assert metadata["License-Expression"] == PROJECT["project"]["license"] == "Apache-2.0"
    assert set(metadata.get_all("License-File") or ()) == {"LICENSE", "NOTICE"}
    licence = (ROOT / "LICENSE").read_text()
    assert "Apache License" in licence
    assert "Version 2.0, January 2004" in licence
    assert wheel.read(name.replace("METADATA", "licenses/LICENSE")).decode() == licence
    assert metadata["Version"] == PROJECT["project"]["version"]


def test_versions_agree(tmp_path: Path):
    assert outside("import uprez; print(uprez.__version__)", tmp_path) == PROJECT["project"]["version"]


@pytest.mark.parametrize("name", [folder for folder in PACKAGES.values() if folder != "uprez"])
def test_no_part_is_importable_by_its_bare_name(name: str, tmp_path: Path):
    code = f"import importlib.util as u; print(u.find_spec('{name}'), u.find_spec('uprez.{name}') is not None)"
    assert outside(code, tmp_path) == "None True"


def test_importing_uprez_is_quick_and_loads_nothing_heavy(tmp_path: Path):
    code = (
        "import sys, time; before = time.perf_counter(); import uprez; cost = time.perf_counter() - before\n"
        "heavy = {'torch', 'av', 'cv2', 'numpy', 'onnxruntime', 'openvino', 'OpenImageIO', 'PyOpenColorIO', 'pydantic', 'scenedetect'}\n"
        "print(cost, sorted(heavy & set(sys.modules)))"
    )
    costs: list[float] = []
    for _ in range(3):
        cost, loaded = outside(code, tmp_path).split(maxsplit=1)
        assert loaded == "[]"
        costs.append(float(cost))
    assert min(costs) < 0.2


def test_importing_uprez_opens_no_file_and_no_socket(tmp_path: Path):
    code = (
        "import sys; seen = []\n"
        "names = ('socket.connect', 'subprocess.Popen', 'os.mkdir', 'os.rename')\n"
        "def hook(name, arguments):\n"
        "    writes = name == 'open' and (arguments[1] or 'r').strip('rbt') != ''\n"
        "    if (writes and '__pycache__' not in str(arguments[0])) or name in names:\n"
        "        seen.append((name, str(arguments[0])))\n"
        "sys.dont_write_bytecode = True; sys.addaudithook(hook); import uprez; print(seen)"
    )
    assert outside(code, tmp_path) == "[]"


def test_every_public_name_says_what_it_is():
    silent: list[str] = []
    for path in MODULES:
        tree, name = ast.parse(path.read_text()), path.relative_to(ROOT).as_posix()
        silent += [] if ast.get_docstring(tree) else [f"{name}: the module"]
        silent += [f"{name}: {each}" for each in _undocumented(tree, "")]
    assert silent == [], "these have no docstring"


def _undocumented(scope: ast.Module | ast.ClassDef, prefix: str) -> Iterator[str]:
    """Public classes, functions and methods of a scope without a docstring."""
    for node in scope.body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
            continue
        if not ast.get_docstring(node) and not _is_overload(node):
            yield f"{prefix}{node.name}"
        if isinstance(node, ast.ClassDef):
            yield from _undocumented(node, f"{prefix}{node.name}.")


def _is_overload(node: ast.AST) -> bool:
    decorators = getattr(node, "decorator_list", [])
    return any(ast.unparse(each).split(".")[-1] in ("overload", "setter") for each in decorators)


def test_no_file_is_a_drawer():
    assert [path for path in MODULES if path.stem in ("utils", "helpers", "common", "misc")] == []
    assert [path for path in MODULES if len(path.read_text().splitlines()) > 350] == [], "split them by noun"
