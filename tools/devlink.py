"""Give a development install the package's installed shape: links for static tools, and no bare names on sys.path."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Make the links, and keep the parts off sys.path."""
    make_links()
    hide_parts()


def make_links() -> None:
    """Link every part of the wheel table into build/dev/uprez; the root package's files are linked one by one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages: dict[str, str] = project["tool"]["scikit-build"]["wheel"]["packages"]
    dev = ROOT / "build" / "dev"
    shutil.rmtree(dev, ignore_errors=True)
    (dev / "uprez").mkdir(parents=True)
    for name, folder in packages.items():
        if name == "uprez":
            for file in (ROOT / folder).iterdir():
                if file.is_file():
                    _link(dev / "uprez" / file.name, file)
        else:
            _link(dev / name, ROOT / folder)


def hide_parts() -> None:
    """Take this folder off the path that an editable install adds.

    scikit-build-core's import hook finds uprez.* without it, and with it `import core` would load a second copy.
    """
    path = Path(sysconfig.get_path("purelib")) / "_editable_skbc_uprez.pth"
    if path.exists():
        hook = [line for line in path.read_text().splitlines() if line.startswith("import ")]
        path.write_text("\n".join(hook) + "\n")


def _link(link: Path, target: Path) -> None:
    if sys.platform == "win32":  # a junction or a hard link needs no administrator rights
        import _winapi

        _winapi.CreateJunction(str(target), str(link)) if target.is_dir() else os.link(target, link)
    else:
        link.symlink_to(os.path.relpath(target, link.parent), target_is_directory=target.is_dir())


if __name__ == "__main__":
    main()
