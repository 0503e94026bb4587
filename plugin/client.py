"""The service as an object: a method for each thing that it can be asked.

All methods block, and may be called from several threads at once. They raise `ServiceError` when the service refuses
and `ServiceGone` when it does not answer any more. Documents (jobs, sources, entries) are plain dicts; the service's
schema, and the job's, say what is in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from mmap import mmap
from typing import Any
from urllib.parse import quote, unquote

from uprez.plugin.errors import ServiceError, ServiceGone
from uprez.plugin.events import Event, EventParser
from uprez.plugin.start import find, find_or_start, not_running
from uprez.plugin.wire import ANSWER, Answer, Wire

__all__ = ["Event", "Picture", "Service", "ServiceError", "ServiceGone"]

WORK = 6 * 3600.0
"""Seconds that a preview, an estimate or a download may take."""
READ = 600.0
"""Seconds that reading a source may take: a long sequence on a slow share."""
SILENCE = 35.0
"""Seconds without a sign of life, which the service gives every 10, after which an event stream is dead."""
_PART = 1 << 16


@dataclass(frozen=True)
class Picture:
    """A picture of a clip, in the clip's own colour."""

    width: int
    """Pixels."""
    height: int
    """Pixels."""
    channels: int
    """3, or 4 with alpha."""
    space: str
    """OpenColorIO's name of its colour space."""
    scale: float
    """Pixels of this picture for one of the source's."""
    data: bytes | bytearray | mmap
    """float16, little-endian, (height, width, channels), rows from the top."""


class Service:
    """The user's uprez service."""

    def __init__(self, wire: Wire) -> None:
        """`connect` makes one."""
        self._wire = wire

    @classmethod
    def connect(cls, start: bool = True, timeout: float = 20.0) -> Service:
        """Find the service; with `start`, start it when there is none and wait for it up to `timeout` seconds.

        Raises:
            ServiceError: it cannot be started, or is of another version.
            ServiceGone: there is none, and `start` is false.
        """
        if start:
            return cls(find_or_start(timeout))
        if (wire := find()) is None:
            raise not_running()
        return cls(wire)

    def close(self) -> None:
        """End all calls and event streams of this object; the service itself goes on."""
        self._wire.close()

    def about(self) -> dict[str, Any]:
        """Version, process, state folder of the service."""
        return self._ask("GET", "/v1/about")

    def stop(self) -> None:
        """Stop the service; running jobs go on at its next start."""
        self._ask("POST", "/v1/stop")

    def report(self) -> str:
        """What the makers of uprez need to know of this machine, without paths."""
        return self._ask("GET", "/v1/report", timeout=READ)["text"]

    # The queue

    def jobs(self) -> list[dict[str, Any]]:
        """All entries, in order."""
        return self._ask("GET", "/v1/jobs")["jobs"]

    def submit(self, job: dict[str, Any], held: bool = False, title: str = "") -> dict[str, Any]:
        """Put a job into the queue; the same job again gives the entry that stands. A `held` one waits for `resume`."""
        return self._ask("POST", "/v1/jobs", {"job": job, "held": held, "title": title}, timeout=READ)

    def job(self, id: str) -> dict[str, Any]:
        """An entry."""
        return self._ask("GET", _job(id))

    def remove(self, id: str) -> None:
        """Take an entry off the list; its files stay. Not while it runs."""
        self._ask("DELETE", _job(id))

    def pause(self, id: str) -> dict[str, Any]:
        """Stop work on a job and keep what is done."""
        return self._ask("POST", _job(id, "pause"))

    def resume(self, id: str) -> dict[str, Any]:
        """Let a paused or held job go on."""
        return self._ask("POST", _job(id, "resume"))

    def cancel(self, id: str) -> dict[str, Any]:
        """Give a job up; what is done stays on the disk."""
        return self._ask("POST", _job(id, "cancel"))

    def retry(self, id: str) -> dict[str, Any]:
        """Queue a job again that failed or was cancelled."""
        return self._ask("POST", _job(id, "retry"))

    def move(self, id: str, before: str | None) -> list[dict[str, Any]]:
        """Put an entry before another, or at the end; gives all entries."""
        return self._ask("POST", _job(id, "move"), {"before": before})["jobs"]

    def picture_of(self, id: str) -> bytes:
        """PNG of a job's last finished frame."""
        return bytes(self._wire.ask("GET", _job(id, "picture")).body)

    def events(self) -> Iterator[Event]:
        """What happens, as it happens; a snapshot of the queue first. Ends with ServiceGone; to go on, connect again."""
        parser = EventParser()
        try:
            with self._wire.open("GET", "/v1/events", timeout=SILENCE) as stream:
                while part := stream.read1(_PART):
                    yield from parser.feed(part)
        except ServiceError as error:
            if error.kind != "Timeout":
                raise
            raise ServiceGone("The service has fallen silent.", error.why, error.fix) from error
        except ValueError as error:
            raise ServiceGone("The service's events make no sense.", f"{error}.") from error
        raise ServiceGone("The service has ended the connection.")

    # Edits

    def cascade(self, job: dict[str, Any]) -> dict[str, Any]:
        """The two steps of a request with an edit prompt (`edit`, `upscale`), where the edit comes to stand, and whether it does."""
        return self._ask("POST", "/v1/cascade", {"job": job}, timeout=READ)

    def cutouts(self) -> dict[str, Any]:
        """The network that cuts pictures out, empty for none, and the folder that it is looked for in."""
        return self._ask("GET", "/v1/cutouts")

    def cut_out(self, path: str) -> bytes:
        """A picture file as PNG whose alpha is 0 where its background was."""
        return bytes(self._wire.ask("POST", "/v1/cutouts", {"path": path}, timeout=READ).body)

    # Clips

    def probe(self, source: dict[str, Any]) -> dict[str, Any]:
        """What a source is, and what has to be decided about it."""
        return self._ask("POST", "/v1/probe", {"source": source}, timeout=READ)

    def edit(self, path: str) -> dict[str, Any]:
        """The clips of a timeline file."""
        return self._ask("POST", "/v1/edit", {"path": path}, timeout=READ)

    def picture(self, source: dict[str, Any], number: int, region: Sequence[int] | None = None, fit: int | None = None) -> Picture:
        """Frame `number` of a source, or the part (x, y, width, height) of it, at most `fit` pixels on a side."""
        body = {"source": source, "number": number, "region": None if region is None else list(region), "fit": fit}
        return _picture(self._wire.ask("POST", "/v1/picture", body, timeout=READ))

    # Trying

    def estimate(self, job: dict[str, Any], ticket: str) -> dict[str, Any]:
        """Time, memory and room that a job will take; `ticket` is a word of the caller's, for progress and `cancel_task`."""
        return self._ask("POST", "/v1/estimate", {"job": job, "ticket": ticket}, timeout=WORK)

    def preview(self, job: dict[str, Any], region: Sequence[int] | None, frames: Sequence[int], ticket: str) -> dict[str, Any]:
        """Make a part (x, y, width, height; None for all) of the frames `first, last` as the job would."""
        body = {"job": job, "region": None if region is None else list(region), "frames": list(frames), "ticket": ticket}
        return self._ask("POST", "/v1/preview", body, timeout=WORK)

    def preview_picture(self, preview: str, number: int, side: str) -> Picture:
        """A frame of a preview; `side` is `source` or `result`, which lie pixel on pixel."""
        return _picture(self._wire.ask("GET", f"/v1/previews/{_word(preview)}/{number}/{_word(side)}", timeout=READ))

    def cancel_task(self, ticket: str) -> None:
        """End the estimate, preview or download of that ticket; its own call then fails with kind `Cancelled`."""
        self._ask("DELETE", f"/v1/tasks/{_word(ticket)}")

    # The farm

    def farm(self) -> dict[str, Any]:
        """Whether jobs can be sent to a farm (`installed`), and what to install where they cannot."""
        return self._ask("GET", "/v1/farm")

    def farm_estimate(self, job: dict[str, Any], workers: int, ticket: str) -> dict[str, Any]:
        """Measure what a job takes here, and on a farm of so many workers; `ticket` is for `stop_farm`."""
        return self._ask("POST", "/v1/farm/estimate", {"job": job, "workers": workers, "ticket": ticket}, timeout=WORK)

    def farm_export(self, job: dict[str, Any], engine: str, folder: str, ticket: str) -> dict[str, Any]:
        """Write a job into a folder as a farm takes it; says how it is submitted."""
        body = {"job": job, "engine": engine, "folder": folder, "ticket": ticket}
        return self._ask("POST", "/v1/farm/export", body, timeout=WORK)

    def stop_farm(self, ticket: str) -> None:
        """End the farm's estimate or export of that ticket; its own call then fails with kind `Cancelled`."""
        self._ask("DELETE", f"/v1/farm/tasks/{_word(ticket)}")

    # The machine

    def models(self) -> list[dict[str, Any]]:
        """Cards of all models."""
        return self._ask("GET", "/v1/models", timeout=READ)["models"]

    def own_model(self, path: str) -> dict[str, Any]:
        """The card of weights of the user's own, a file or a folder."""
        return self._ask("POST", "/v1/model", {"model": path}, timeout=READ)

    def fetch_model(self, name: str, ticket: str) -> dict[str, Any]:
        """Download a model's weights; gives its card."""
        return self._ask("POST", f"/v1/models/{_word(name)}/fetch", {"ticket": ticket}, timeout=WORK)

    def devices(self) -> list[dict[str, Any]]:
        """What can run models here."""
        return self._ask("GET", "/v1/devices", timeout=READ)["devices"]

    def disk(self, folder: str) -> dict[str, Any]:
        """Free and total bytes of the disk that holds `folder`."""
        return self._ask("POST", "/v1/disk", {"folder": folder})

    def _ask(self, method: str, path: str, body: Any = None, *, timeout: float = ANSWER) -> Any:
        return self._wire.ask(method, path, body, timeout=timeout).json()


def _job(id: str, act: str = "") -> str:
    return f"/v1/jobs/{_word(id)}" + (f"/{act}" if act else "")


def _word(text: str) -> str:
    return quote(text, safe="")


def _picture(answer: Answer) -> Picture:
    said = answer.headers
    try:
        width, height, channels = (int(said[f"x-uprez-{name}"]) for name in ("width", "height", "channels"))
        scale = float(said["x-uprez-scale"])
    except (KeyError, ValueError) as error:
        raise _no_picture(f"A header field is missing or wrong: {error}.", answer.status) from error
    if len(answer.body) != width * height * channels * 2:
        raise _no_picture(f"{width}x{height}x{channels} half floats are not {len(answer.body)} bytes.", answer.status)
    return Picture(width, height, channels, unquote(said.get("x-uprez-space", "")), scale, answer.body)


def _no_picture(why: str, status: int) -> ServiceError:
    fix = "Check that this panel and uprez are of the same version."
    return ServiceError("The service's answer is no picture.", why, fix, kind="BadAnswer", status=status)
