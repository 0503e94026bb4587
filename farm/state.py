"""How far an exported job is, from what lies beside its results: the clip and the model stay closed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from uprez.core.errors import JobError
from uprez.core.job import Job
from uprez.engine.claims import Claims
from uprez.engine.record import Record
from uprez.engine.shards import Shard, shards_of
from uprez.farm.bundle import Bundle

CLAIMS = "claims"
"""Folder of the record that holds them."""


@dataclass(frozen=True, slots=True)
class State:
    """How far a job is."""

    total: int
    """Shards of the job."""
    missing: list[int]
    """Shards that are not done, somebody's at work or not."""
    at_work: dict[int, str]
    """Shards that a worker has, and who that is."""
    frames_done: int
    """Frames of finished shards."""
    frames: int
    """Frames of the job."""
    seconds: float
    """Seconds that workers took for the frames that are done."""
    machines: dict[str, int]
    """Frames by the kind of machine that made them: runtime and architecture."""
    assembled: bool
    """Whether the results are put together."""


def state_of(bundle: Bundle, *, free: bool = False) -> State:
    """Look at the receipts; with `free`, remove the claims of workers that died on this machine, too.

    Raises:
        JobError: the job has no plan, or its record is not to be had here.
    """
    if bundle.job.plan is None:
        raise JobError("The job has no plan.", fix="Export it again.")
    record = bundle.record(bundle.here({}, ()))
    if bundle.sending.edit and not record.document.exists():  # its first worker writes it, once the edit stands
        return _untouched(shards_of(bundle.job.plan))
    if not record.document.exists() or Job.load(record.document).name != bundle.sending.job:
        raise JobError(
            f"The results of this job are not in '{record.folder}'.",
            why="The job was put there when it was exported; the folder is not to be had here, or holds another job under this name.",
            fix="Mount it, or export the job again with --same for what this machine calls it.",
        )
    shards = shards_of(bundle.job.plan)
    assembled = record.finished() is not None
    made = {} if assembled else {window.index: record.receipt(window) for window in bundle.job.plan.windows}
    missing = [] if assembled else [shard for shard in shards if any(made[window.index] is None for window in shard.windows)]
    frames = sum(len(shard.frames) for shard in shards)
    left = sum(len(shard.frames) for shard in missing)
    seconds, machines = _work([receipt for receipt in made.values() if receipt] if made else _receipts(record))
    at_work = _at_work(record, missing, free=free)
    return State(len(shards), [shard.index for shard in missing], at_work, frames - left, frames, seconds, machines, assembled)


def _untouched(shards: Sequence[Shard]) -> State:
    """The state of a job that nobody has begun."""
    frames = sum(len(shard.frames) for shard in shards)
    return State(len(shards), [shard.index for shard in shards], {}, 0, frames, 0.0, {}, assembled=False)


def _receipts(record: Record) -> list[dict[str, Any]]:
    """Those of a job whose segments are gone, since its movies stand."""
    found: list[dict[str, Any]] = []
    for path in sorted(record.receipts.glob("window_*.json")):
        with suppress(OSError, ValueError):
            found.append(json.loads(path.read_text()))
    return found


def _work(receipts: Sequence[Mapping[str, Any]]) -> tuple[float, dict[str, int]]:
    """Seconds of work in receipts, and frames by the kind of machine."""
    seconds, machines = 0.0, dict[str, int]()
    for receipt in receipts:
        first, last = receipt["frames"]
        kind = f"{receipt.get('runtime', 'unknown runtime')}, {receipt.get('machine', 'unknown machine')}"
        machines[kind] = machines.get(kind, 0) + last - first + 1
        seconds += receipt.get("seconds", 0.0)
    return seconds, machines


def _at_work(record: Record, missing: list[Shard], *, free: bool) -> dict[int, str]:
    """Who has the missing shards, as far as claims tell."""
    folder = record.home / CLAIMS
    if not folder.exists():
        return {}
    claims, found = Claims(folder), dict[int, str]()
    for shard in missing:
        holder = claims.holder(shard.index)
        if holder is None:
            continue
        if holder.is_dead_here:
            if free:
                claims.forget(shard.index)
        else:
            found[shard.index] = holder.words
    return found
