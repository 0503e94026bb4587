"""Who is at work on which shard, told on shared storage, where locks and clocks are not to be trusted.

A claim is a file that only one can create. Its worker has a file of its own that changes every few seconds, for as long as it lives.
Whoever meets a claim whose worker's file does not change for a minute of its own time takes it over, by creating the claim's next
generation, which again only one can. No time of another machine is ever read. A claim saves work; no result depends on it.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import platform
import threading
import time
import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil

from uprez.media.atomic import write_error

BEAT = 5.0
"""Seconds between two signs of life."""
STALE = 60.0
"""Seconds without one after which a worker counts as gone: file shares show a change to other machines up to so much later."""
TRIES = 10
"""Times that the folder is made, should it go in the same moment."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a claim."""

    token: str
    """Names the worker; empty while the claim is being written."""
    machine: str
    """See `machine`."""
    pid: int
    born: float
    """When the process started, by its own machine's clock."""
    words: str
    """For people."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a claim; one that is not whole has a holder without a name."""
        try:
            fields: dict[str, Any] = json.loads(text)
            return cls(str(fields["token"]), str(fields["machine"]), int(fields["pid"]), float(fields["born"]), str(fields["words"]))
        except (ValueError, KeyError, TypeError):
            return cls("", "", 0, 0.0, "another worker")

    @property
    def is_dead_here(self) -> bool:
        """True when it was a process of this machine that is no more; False also where this machine cannot know."""
        if self.machine != machine():
            return False
        try:
            return abs(psutil.Process(self.pid).create_time() - self.born) > 1
        except psutil.NoSuchProcess:
            return True
        except psutil.AccessDenied:
            return False


class Claims:
    """The claims of one worker on one job's shards, held for as long as this is entered."""

    def __init__(self, folder: Path, *, seize: bool = False, beat: float = BEAT, stale: float = STALE) -> None:
        """`folder` is that of all workers' claims, made when absent; `seize` takes over claims of workers that live, too."""
        self._folder = folder
        self._seize = seize
        self._beat = beat
        self._stale = stale
        self.token = uuid.uuid4().hex[:16]
        """Names this worker."""
        self._life = folder / f"{self.token}.worker"
        self._text = json.dumps(_self_described(self.token))
        self._held: dict[int, int] = {}
        self._lost: set[int] = set()
        self._doubted: set[int] = set()
        self._seen: dict[Path, tuple[str, float]] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._live, name="claims", daemon=True)

    def __enter__(self) -> Self:
        """Start to show signs of life.

        Raises:
            OutputError, ResourceError: the folder cannot be written.
        """
        for left in reversed(range(TRIES)):
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                self._life.write_text(_count(0))
                break
            except OSError as error:
                if left and isinstance(error, (FileNotFoundError, FileExistsError)):  # another has just taken the folder away
                    continue
                raise write_error(self._life, error) from error
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ended.set()
        self._thread.join()
        self.release(list(self._held))
        with suppress(OSError):
            self._life.unlink(missing_ok=True)
        with suppress(OSError):  # others are at work
            self._folder.rmdir()

    def take(self, shard: int) -> bool:
        """Claim a shard; False while another worker that lives has it.

        Raises:
            OutputError, ResourceError: the folder cannot be written.
        """
        if shard in self._held:
            return True
        generation = 0
        while True:
            claim = self._claim(shard, generation)
            if self._create(claim):
                self._held[shard] = generation
                return True
            try:
                text = claim.read_text()
            except FileNotFoundError:  # released between the two looks
                generation = 0
                continue
            except OSError:  # another user's, or just being deleted on Windows: it counts as soon as it grows stale
                text = ""
            if not self._seize and not self._is_gone(claim, text):
                return False
            generation += 1

    def release(self, shards: Iterable[int]) -> None:
        """Give claims back; the last generation goes last, so that none before it seems to be the holder's."""
        for shard in shards:
            generation = self._held.pop(shard, None)
            if generation is None or shard in self._lost:
                continue
            for number in range(generation + 1):
                with suppress(OSError):
                    self._claim(shard, number).unlink(missing_ok=True)

    def holder(self, shard: int) -> Holder | None:
        """Who has a shard; None when nobody does."""
        found = None
        for generation in range(1 << 16):
            try:
                found = Holder.parse(self._claim(shard, generation).read_text())
            except OSError:
                break
        return found

    def sign(self, shard: int) -> str:
        """The last sign of life of whoever has a shard: another one while it lives; empty where there is none."""
        holder = self.holder(shard)
        try:
            return (self._folder / f"{holder.token}.worker").read_text() if holder and holder.token else ""
        except OSError:
            return ""

    def forget(self, shard: int) -> None:
        """Remove the claims on a shard, whoever made them: only for one whose holder is known to be dead."""
        for generation in range(1 << 16):
            try:
                self._claim(shard, generation).unlink()
            except OSError:
                return

    @property
    def lost(self) -> bool:
        """True once another took over a claim of this worker's, which slept so long that it seemed to be gone."""
        return bool(self._lost)

    def _claim(self, shard: int, generation: int) -> Path:
        return self._folder / f"shard_{shard:06}.{generation}"

    def _create(self, claim: Path) -> bool:
        try:
            file = claim.open("x")
        except FileExistsError:
            return False
        except OSError as error:
            if isinstance(error, PermissionError) and claim.exists():  # how Windows says that the file is just being deleted
                return False
            raise write_error(claim, error) from error
        try:
            with file:
                file.write(self._text)
        except OSError as error:
            with suppress(OSError):  # what a full disk left of it names nobody, and would be waited for
                claim.unlink(missing_ok=True)
            raise write_error(claim, error) from error
        return True

    def _is_gone(self, claim: Path, text: str) -> bool:
        """Whether the worker that wrote `text` into `claim` is dead, or has shown no sign of life for long enough to us."""
        holder = Holder.parse(text)
        if holder.is_dead_here:
            return True
        life = ""
        if holder.token:
            with suppress(OSError):
                life = (self._folder / f"{holder.token}.worker").read_text()
        now, sign = time.monotonic(), f"{text} {life}"
        known, since = self._seen.get(claim, ("", now))
        if known != sign:
            self._seen[claim] = (sign, now)
            return False
        return now - since >= self._stale

    def _live(self) -> None:
        beats = 0
        while not self._ended.wait(self._beat):
            beats += 1
            with suppress(OSError), self._life.open("r+") as file:  # in place: a full disk has room for it, a share shows it soon
                file.write(_count(beats))
            self._notice()

    def _notice(self) -> None:
        """See which claims others took over. One that is seen once may just be being given back, or be a share's memory of it."""
        taken = {shard for shard, generation in list(self._held.items()) if self._claim(shard, generation + 1).exists()}
        self._lost |= taken & self._doubted
        self._doubted = taken


def _count(beats: int) -> str:
    return f"{beats:012}\n"


def _self_described(token: str) -> dict[str, Any]:
    process = psutil.Process()
    words = f"process {os.getpid()} of {_user()} on {platform.node()}"
    return {"token": token, "machine": machine(), "pid": os.getpid(), "born": process.create_time(), "words": words}


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # containers run users without a name
        return "an unnamed user"


@cache
def machine() -> str:
    """Tells this machine, its present start and its process numbers from others, containers too."""
    parts = [platform.node(), str(uuid.getnode())]
    for path in ("/proc/sys/kernel/random/boot_id", "/proc/self/ns/pid"):
        with suppress(OSError):
            parts.append(os.readlink(path) if path.endswith("pid") else Path(path).read_text())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
