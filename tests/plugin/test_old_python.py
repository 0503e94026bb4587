"""plugin runs in hosts' Pythons: 3.9 and later, with nothing but the standard library and, in a host's own part, the host's modules."""

import ast
import os
import shutil
import subprocess
from pathlib import Path

import pytest

import uprez.plugin.places
from tests.plugin import fake_service

FOLDER = Path(uprez.plugin.places.__file__).parent
FILES = sorted(FOLDER.rglob("*.py"))
# fmt: off
LIBRARY = frozenset({
    "__future__", "argparse", "base64", "collections", "contextlib", "copy", "csv", "ctypes", "dataclasses", "enum", "errno",
    "fractions", "functools", "hashlib", "html", "http", "importlib", "io", "itertools", "json", "locale", "logging", "math", "mmap", "os",
    "pathlib", "platform", "queue", "re", "secrets", "shlex", "shutil", "signal", "socket", "stat", "string", "struct", "subprocess",
    "sys", "tempfile", "textwrap", "threading", "time", "traceback", "types", "typing", "unicodedata", "urllib", "uuid", "warnings",
    "weakref", "webbrowser", "xml", "zipfile",
})
# fmt: on
"""What plugin may import: modules that every Python from 3.9 on has. Longer lists are fine; younger modules are not."""
HOSTS = {
    "blender": {"bpy"},
    "nuke": {"nuke", "nukescripts", "PySide2", "PySide6"},
    "resolve": {"DaVinciResolveScript"},
}
"""What the part of a host may import besides, by its folder."""
YOUNGER = {"slots", "kw_only"}
"""Arguments of `dataclass` that 3.9 does not know; so is `strict` of `zip`."""


def _python39():
    """A Python 3.9 that runs, if this machine has one."""
    names = [shutil.which("python3.9"), *sorted(Path.home().glob(".pyenv/versions/3.9.*/bin/python3.9"))]
    for name in filter(None, names):
        if subprocess.run([name, "-c", ""], capture_output=True, check=False).returncode == 0:
            return str(name)
    return None


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(FOLDER)))
def test_old_syntax_and_library_only(file):
    tree = ast.parse(file.read_text(), feature_version=(3, 9))
    assert not any(isinstance(node, ast.Match | ast.TryStar) for node in ast.walk(tree))
    for node in ast.walk(tree):
        modules = []
        if isinstance(node, ast.Import):
            modules = [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        elif isinstance(node, ast.Call):
            assert not {word.arg for word in node.keywords} & YOUNGER
            assert not (getattr(node.func, "id", "") == "zip" and node.keywords)
        allowed = LIBRARY | HOSTS.get(_part(file), set())
        for module in modules:
            assert module.startswith("uprez.plugin") or module.split(".")[0] in allowed, f"{file.name} imports {module}"


def _part(file):
    """The host's folder that a file lies in; empty for what all hosts share."""
    parts = file.relative_to(FOLDER).parts
    return parts[0] if len(parts) > 1 else ""


def test_annotations_are_not_run():
    for file in FILES:
        text = file.read_text()
        tree = ast.parse(text)
        if "from __future__ import annotations" not in text:
            arguments = [node.annotation for node in ast.walk(tree) if isinstance(node, ast.arg) and node.annotation]
            returned = [node.returns for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.returns]
            assert not any(isinstance(node, ast.AnnAssign) for node in ast.walk(tree)), file.name
            assert all(isinstance(each, ast.Constant) or ast.unparse(each) == "str" for each in (*arguments, *returned)), file.name


PROGRAM = """
import importlib, pathlib, sys
sys.path.insert(0, sys.argv[1])
for file in sorted(pathlib.Path(sys.argv[1], "uprez", "plugin").glob("*.py")):
    name = ".".join(file.relative_to(sys.argv[1]).with_suffix("").parts)
    importlib.import_module(name[: -len(".__init__")] if name.endswith("__init__") else name)
from uprez.plugin.client import Service, ServiceGone
service = Service.connect(start=False)
print(service.about()["version"], next(service.events()).kind, len(service.picture({"path": "/x"}, 0).data), sys.version_info[:2])
"""


@pytest.mark.skipif(_python39() is None, reason="no Python 3.9 here")
def test_python_3_9_runs_it(fake, tmp_path):
    (tmp_path / "site" / "uprez").mkdir(parents=True)
    shutil.copytree(FOLDER, tmp_path / "site" / "uprez" / "plugin", ignore=shutil.ignore_patterns("__pycache__"))
    fake.streams["/v1/events"] = [b'event: snapshot\ndata: {"jobs": []}\n\n']
    said = {"X-Uprez-Width": "2", "X-Uprez-Height": "1", "X-Uprez-Channels": "3", "X-Uprez-Space": "x", "X-Uprez-Scale": "1"}
    fake.reply("POST", "/v1/picture", b"0" * 12, headers=said)
    ran = subprocess.run(
        [_python39(), "-I", "-c", PROGRAM, str(tmp_path / "site")], capture_output=True, text=True, env=os.environ, check=False
    )
    assert ran.stderr == ""
    assert ran.stdout.split() == ["0", "snapshot", "12", "(3,", "9)"]
    assert fake.asked_headers[-1]["Authorization"].endswith(fake_service.TOKEN)
