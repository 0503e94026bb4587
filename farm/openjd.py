"""A job bundle of Open Job Description (jobtemplate-2023-09), for `openjd run`, Deadline Cloud and whoever else reads it.

Two steps: Upscale takes shards in chunks that the scheduler may grow, with one worker a session that keeps clip and model loaded;
Assemble waits for all of them. An edit that goes with its upscale has two such steps before these. Every path of the job is a PATH
parameter (`uprez.farm.openjd_places`), so that schedulers map it, and upload it where they do.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from uprez.core.errors import JobError
from uprez.engine.number_ranges import numbers
from uprez.engine.stages import EDIT
from uprez.farm.bundle import FOLDER
from uprez.farm.export import Export
from uprez.farm.openjd_places import Places
from uprez.media.atomic import write_text_whole

LOADING, TASK, ENDING = 3600, 7 * 86400, 120
"""Seconds that loading a model, a task, and the end of a session may take."""
NOTICE = 30
"""Seconds between the word to stop and the end by force: the window at hand, or the step of a whole-shot model, is not kept."""
CHUNK_SECONDS = 600
"""Seconds of work that a scheduler should give a task at a time, where it learns how long shards take."""
LONGEST_NAME = 128
"""Signs of a job's name."""


def write(export: Export, folder: Path) -> list[Path]:
    """Write the bundle's files beside what workers read; give them, the template first.

    Raises:
        JobError: the template is not what the specification allows.
        OutputError, ResourceError: they cannot be written.
    """
    parameters = values(export)
    made = template(export)
    check(made)
    cloud = [{"name": name, "value": value} for name, value in parameters.items()]
    cloud += [{"name": "deadline:priority", "value": export.wishes.priority}, {"name": "deadline:maxRetriesPerTask", "value": 5}]
    cloud += [{"name": "deadline:targetTaskRunStatus", "value": "READY"}, {"name": "deadline:maxFailedTasksCount", "value": 20}]
    documents: dict[str, Any] = {
        "template.json": made,
        "parameter_values.json": {"parameterValues": cloud},
        "asset_references.json": assets(export),
        "parameters.json": parameters,
    }
    for name, document in documents.items():
        write_text_whole(folder / name, json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    return [folder / name for name in documents]


def check(made: dict[str, Any]) -> None:
    """See that a template is valid by the specification's own package, where that is installed.

    Raises:
        JobError: it is not.
    """
    try:
        from openjd.model import DecodeValidationError, decode_job_template
    except ModuleNotFoundError:
        return
    try:
        decode_job_template(template=made, supported_extensions=["TASK_CHUNKING"])
    except DecodeValidationError as error:
        raise JobError(
            "The job cannot be written as Open Job Description.", why=f"{error}", fix="Report it: it is a fault of uprez."
        ) from error


def is_checked() -> bool:
    """Whether `check` can check anything here."""
    from importlib.util import find_spec

    return find_spec("openjd") is not None and find_spec("openjd.model") is not None


def _name(export: Export) -> str:
    """The job's name, as long as the specification allows."""
    return export.title if len(export.title) <= LONGEST_NAME else f"{export.title[: LONGEST_NAME - 1]}…"


def _mark(export: Export) -> str:
    """What a step's names begin with: those of a job alone, and of a request's last step, with nothing."""
    return "Edit" if export.bundle.step == EDIT else ""


def values(export: Export) -> dict[str, Any]:
    """The job's parameters."""
    found: dict[str, Any] = {"JobName": _name(export), "Uprez": export.wishes.uprez, **Places.of(export).parameters}
    for step in export.steps:
        mark = _mark(step)
        found |= {f"{mark}Shards": numbers(shard.index for shard in step.shards), f"{mark}ShardsPerTask": step.together}
    return found


def assets(export: Export) -> dict[str, Any]:
    """What the job reads and where it writes, for schedulers that carry files."""
    files, folders = Places.of(export).inputs
    outputs = {"directories": [export.bundle.sending.at["Output"]]}
    return {"assetReferences": {"inputs": {"filenames": files, "directories": folders}, "outputs": outputs, "referencedPaths": []}}


def template(export: Export) -> dict[str, Any]:
    """The job template."""
    places, steps = Places.of(export), list[dict[str, Any]]()
    for step in export.steps:
        steps += _steps(step, places.words(step), [made["name"] for made in steps])
    return {
        "specificationVersion": "jobtemplate-2023-09",
        "extensions": ["TASK_CHUNKING"],
        "name": "{{Param.JobName}}",
        "description": f"{len(export.shards)} shards, {export.plan.output_size[0]}x{export.plan.output_size[1]}, {export.plan.runtime}.",
        "parameterDefinitions": _definitions(export, places),
        "steps": steps,
    }


def _steps(export: Export, where: list[str], before: list[str]) -> list[dict[str, Any]]:
    """The making of a job's shards, and their assembly, once the steps `before` are done.

    Each names all steps before it: a scheduler that carries files brings a task what the steps that it names have left, and no more.
    """
    work: dict[str, Any] = {
        "name": _mark(export) or "Upscale",
        "hostRequirements": _requirements(export),
        "stepEnvironments": [_environment(export, where)],
        "parameterSpace": {"taskParameterDefinitions": [_chunks(_mark(export))]},
        "script": {
            "actions": {
                "onRun": {
                    **_action("work", *where, "--shards", "{{Task.Param.Shard}}", "--progress", "openjd"),
                    "timeout": TASK,
                    "cancelation": {"mode": "NOTIFY_THEN_TERMINATE", "notifyPeriodInSeconds": NOTICE},
                }
            }
        },
    }
    if before:
        work["dependencies"] = [{"dependsOn": step} for step in before]
    assemble = {
        "name": f"Assemble{_mark(export)}",
        "dependencies": [{"dependsOn": step} for step in (*before, work["name"])],
        "script": {"actions": {"onRun": {**_action("assemble", *where, "--progress", "openjd"), "timeout": TASK}}},
    }
    return [work, assemble]


def _definitions(export: Export, places: Places) -> list[dict[str, Any]]:
    definitions: list[dict[str, Any]] = [
        {"name": "JobName", "type": "STRING", "default": _name(export)},
        {
            "name": "Uprez",
            "type": "STRING",
            "default": export.wishes.uprez,
            "description": "How workers call uprez: a name on their path, or a full path.",
            "userInterface": {"control": "LINE_EDIT", "label": "uprez command", "groupLabel": "uprez"},
        },
        {
            "name": "Job",
            "type": "PATH",
            "objectType": "DIRECTORY",
            "dataFlow": "IN",
            "default": FOLDER,
            "userInterface": {"control": "HIDDEN"},
        },
        *places.definitions,
    ]
    for step in export.steps:
        mark = _mark(step)
        definitions.append({"name": f"{mark}Shards", "type": "STRING", "default": numbers(shard.index for shard in step.shards)})
        definitions.append({"name": f"{mark}ShardsPerTask", "type": "INT", "default": step.together, "minValue": 1})
    definitions.append(
        {
            "name": "SecondsPerTask",
            "type": "INT",
            "default": CHUNK_SECONDS,
            "minValue": 0,
            "description": "How long a task should take, once the scheduler knows how long shards do; 0 keeps ShardsPerTask.",
        }
    )
    return definitions


def _chunks(mark: str) -> dict[str, Any]:
    """Neighbours go together: they share their context."""
    counts = {"defaultTaskCount": f"{{{{Param.{mark}ShardsPerTask}}}}", "targetRuntimeSeconds": "{{Param.SecondsPerTask}}"}
    shards = f"{{{{Param.{mark}Shards}}}}"
    return {"name": "Shard", "type": "CHUNK[INT]", "range": shards, "chunks": {**counts, "rangeConstraint": "CONTIGUOUS"}}


def _requirements(export: Export) -> dict[str, Any]:
    needs = export.needs
    amounts: list[dict[str, Any]] = [
        {"name": "amount.worker.vcpu", "min": needs.threads},
        {"name": "amount.worker.memory", "min": needs.mebibytes},
    ]
    if needs.gpus:
        amounts.append({"name": "amount.worker.gpu", "min": needs.gpus})
    if needs.gpu_mebibytes is not None:
        amounts.append({"name": "amount.worker.gpu.memory", "min": needs.gpu_mebibytes})
    return {"amounts": amounts}


def _environment(export: Export, where: list[str]) -> dict[str, Any]:
    connection = f"{{{{Session.WorkingDirectory}}}}/uprez_{_mark(export).lower()}worker.json"
    start = _action("start", *where, "--connection", connection, "--progress", "openjd")
    return {
        "name": f"{_mark(export)}Worker",
        "description": "One process a session, with clip and model loaded; every task of the session uses it.",
        "script": {
            "actions": {
                "onEnter": {**start, "timeout": LOADING},
                "onExit": {**_action("stop", "--connection", connection), "timeout": ENDING},
            }
        },
    }


def _action(command: str, *words: str) -> dict[str, Any]:
    return {"command": "{{Param.Uprez}}", "args": ["farm", command, *words]}
