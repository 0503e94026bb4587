"""Finished entries of the queue, matched to the clips that they were made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from uprez.plugin.errors import ServiceError
from uprez.plugin.host_clips import Sent, Taken
from uprez.plugin.host_jobs import same_media
from uprez.plugin.host_record import Record, record_of

Entry = Mapping[str, Any]
"""An entry of the queue as the service tells it (docs/service.openapi.json)."""
_STATES = {
    "cancelled": "Its job was cancelled.",
    "paused": "Its job is paused.",
    "queued": "Its job still waits.",
    "running": "Its job still runs.",
}


def taken_of(entries: Iterable[Entry], clips: Sequence[Sent], formats: Sequence[str] = ()) -> list[Taken]:
    """The takes of those `clips` whose frames are all in a finished job, the latest such job's.

    Where a job wrote several formats, the first in `formats` that it wrote is taken, else the first that it wrote.
    """
    looked = _Looked(entries, formats)
    found = [looked.at(clip)[0] for clip in clips]
    return [taken for taken in found if taken is not None]


def failures_of(entries: Iterable[Entry], clips: Sequence[Sent]) -> list[tuple[Sent, str]]:
    """The clips that jobs were run for, but that `taken_of` has no take of, and why, in sentences for the user."""
    looked = _Looked(entries, ())
    found = [(clip, *looked.at(clip)) for clip in clips]
    return [(clip, why) for clip, taken, why in found if taken is None and why]


class Run:
    """Work on clips that were sent, and what comes of it. Nothing here blocks; call `poll` from the host's timer."""

    def __init__(self, clips: Sequence[Sent]) -> None:
        self.clips = tuple(clips)
        """What is worked on."""
        self._entries: list[dict[str, Any]] = []
        self._error: ServiceError | None = None

    @property
    def entries(self) -> list[dict[str, Any]]:
        """Entries of the queue, as far as they came back.

        Raises:
            ServiceError: the work as a whole has failed: the panel, or the way to the service.
        """
        if self._error is not None:
            raise self._error
        return list(self._entries)

    def taken(self, formats: Sequence[str] = ()) -> list[Taken]:
        """The takes that came back, as `taken_of`. Raises as `entries`."""
        return taken_of(self.entries, self.clips, formats)

    def failures(self) -> list[tuple[Sent, str]]:
        """The clips that came back without a take, and why. Raises as `entries`."""
        return failures_of(self.entries, self.clips)


class _Looked:
    """Entries, the latest first, with the record of each."""

    def __init__(self, entries: Iterable[Entry], formats: Sequence[str]) -> None:
        self._formats = formats
        self._entries = sorted(entries, key=lambda entry: float(entry.get("finished") or 0), reverse=True)
        self._records: dict[int, Record | ServiceError] = {}

    def at(self, clip: Sent) -> tuple[Taken | None, str]:
        """The take of a clip; else why there is none, empty when there is no job of its media."""
        reasons: list[str] = []
        for number, entry in self._of(clip):
            if entry["state"] != "done":
                reasons.append(_ended(entry))
                continue
            record = self._record(number, entry)
            if isinstance(record, ServiceError):
                reasons.append(str(record))
                continue
            result = record.result(self._formats)
            why = _lacks(clip, _source(entry), record) or result.gone
            if not why:
                rate = str(clip.rate or _source(entry).get("rate") or "")
                return Taken(clip.key, result.path, result.number, record.first, record.last, *record.size, rate, dict(record.facts)), ""
            reasons.append(why)
        return None, " ".join(dict.fromkeys(reasons))

    def _of(self, clip: Sent) -> Iterator[tuple[int, Entry]]:
        path = same_media(clip.path)
        for number, entry in enumerate(self._entries):
            if same_media(str(_source(entry)["path"])) == path and not _only_edits(entry):
                yield number, entry

    def _record(self, number: int, entry: Entry) -> Record | ServiceError:
        if number not in self._records:
            try:
                self._records[number] = record_of(entry)
            except ServiceError as error:
                self._records[number] = error
        return self._records[number]


def _lacks(clip: Sent, source: Mapping[str, Any], record: Record) -> str:
    """What a record lacks of a clip, in words; empty when it holds all. Without a known end, only a job to the media's end will do."""
    first = clip.first or 0
    last = clip.last if clip.last is not None else clip.frames - 1 if clip.frames is not None else None
    whole = record.first <= first and (record.last >= last if last is not None else source.get("last") is None)
    if whole:
        return ""
    return f"Frames {record.first} to {record.last} of its media were made, but {first} to {'its end' if last is None else last} are used."


def _ended(entry: Entry) -> str:
    error: Mapping[str, Any] = entry.get("error") or {}
    if entry["state"] == "failed":
        return " ".join(str(error[part]) for part in ("what", "why", "fix") if error.get(part)) or "Its job failed."
    return _STATES.get(str(entry["state"]), f"Its job is {entry['state']}.")


def _only_edits(entry: Entry) -> bool:
    """True for a job that makes an edit at low resolution, to be looked at: it leaves no take."""
    job = entry["job"]
    return bool(job.get("recipe", {}).get("edit_prompt")) and str(job.get("output", {}).get("name", "")).endswith("_edit")


def _source(entry: Entry) -> Mapping[str, Any]:
    return entry["job"]["source"]
