"""A job bundle of Open Job Description (jobtemplate-2023-09), for `openjd run`, Deadline Cloud and whoever else reads it.

Two steps: Upscale takes shards in chunks that the scheduler may grow, with one worker a session that keeps clip and model loaded;
Assemble waits for all of them. Every path of the job is a PATH parameter, so that schedulers map it, and upload it where they do.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from uprez.core.errors import JobError
from uprez.engine.number_ranges import numbers
from uprez.farm.bundle import FOLDER
from uprez.farm.export import Export, is_folder, parent_and_name
from uprez.media.atomic import write_text_whole

LOADING, TASK, ENDING = 3600, 7 * 86400, 120
"""Seconds that loading a model, a task, and the end of a session may take."""
NOTICE = 30
"""Seconds between the word to stop and the end by force: a window half done is thrown away."""
CHUNK_SECONDS = 600
"""Seconds of work that a scheduler should give a task at a time, where it learns how long shards take."""
LONGEST_NAME = 128
"""Signs of a job's name."""
_TITLES = {
    "Source": "Source clip",
    "Output": "Folder of the results",
    "Model": "Model",
    "Base": "Base model",
    "Take": "Finished take",
    "ReferenceVideo": "Reference video",
    "Mask": "Mask",
}


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


def split(path: str, *, sequence: bool) -> tuple[str, str]:
    """A place as a farm can map it, and what is to be added to it: the folder of a sequence's pattern, and the pattern."""
    return parent_and_name(path) if sequence and not is_folder(path) else (path, "")


def _name(export: Export) -> str:
    """The job's name, as long as the specification allows."""
    return export.title if len(export.title) <= LONGEST_NAME else f"{export.title[: LONGEST_NAME - 1]}…"


def _split(export: Export, name: str, path: str) -> tuple[str, str]:
    pattern = name in ("Take", "ReferenceVideo", "Mask") and not Path(path).exists()
    return split(path, sequence=pattern or (name == "Source" and export.clip.is_sequence))


def values(export: Export) -> dict[str, Any]:
    """The job's parameters."""
    found: dict[str, Any] = {"JobName": _name(export), "Uprez": export.wishes.uprez}
    found |= {name: _split(export, name, path)[0] for name, path in export.bundle.sending.at.items()}
    return found | {"Shards": numbers(shard.index for shard in export.shards), "ShardsPerTask": export.together}


def assets(export: Export) -> dict[str, Any]:
    """What the job reads and where it writes, for schedulers that carry files."""
    files: list[str] = []
    folders: list[str] = []
    for name, path in export.bundle.sending.at.items():
        place, _ = _split(export, name, path)
        if name != "Output":
            (folders if is_folder(place) else files).append(place)
    outputs = {"directories": [export.bundle.sending.at["Output"]]}
    return {"assetReferences": {"inputs": {"filenames": files, "directories": folders}, "outputs": outputs, "referencedPaths": []}}


def template(export: Export) -> dict[str, Any]:
    """The job template."""
    upscale = {
        "name": "Upscale",
        "hostRequirements": _requirements(export),
        "stepEnvironments": [_environment(export)],
        "parameterSpace": {"taskParameterDefinitions": [_chunks()]},
        "script": {
            "actions": {
                "onRun": {
                    **_action("work", *_where(export), "--shards", "{{Task.Param.Shard}}", "--progress", "openjd"),
                    "timeout": TASK,
                    "cancelation": {"mode": "NOTIFY_THEN_TERMINATE", "notifyPeriodInSeconds": NOTICE},
                }
            }
        },
    }
    assemble = {
        "name": "Assemble",
        "dependencies": [{"dependsOn": "Upscale"}],
        "script": {"actions": {"onRun": {**_action("assemble", *_where(export), "--progress", "openjd"), "timeout": TASK}}},
    }
    return {
        "specificationVersion": "jobtemplate-2023-09",
        "extensions": ["TASK_CHUNKING"],
        "name": "{{Param.JobName}}",
        "description": f"{len(export.shards)} shards, {export.plan.output_size[0]}x{export.plan.output_size[1]}, {export.plan.runtime}.",
        "parameterDefinitions": _definitions(export),
        "steps": [upscale, assemble],
    }


def _definitions(export: Export) -> list[dict[str, Any]]:
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
    ]
    definitions += [_place(name, _split(export, name, path)[0]) for name, path in export.bundle.sending.at.items()]
    definitions.append({"name": "Shards", "type": "STRING", "default": numbers(shard.index for shard in export.shards)})
    definitions.append({"name": "ShardsPerTask", "type": "INT", "default": export.together, "minValue": 1})
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


def _place(name: str, path: str) -> dict[str, Any]:
    """A path of the job as a parameter."""
    out = name == "Output"
    folder = out or is_folder(path)
    return {
        "name": name,
        "type": "PATH",
        "objectType": "DIRECTORY" if folder else "FILE",
        "dataFlow": "OUT" if out else "IN",
        "userInterface": {
            "control": "CHOOSE_DIRECTORY" if folder else "CHOOSE_INPUT_FILE",
            "label": _TITLES.get(name) or f"Reference image {name.removeprefix('ReferenceImage')}",
            "groupLabel": "Files",
        },
    }


def _chunks() -> dict[str, Any]:
    """Neighbours go together: they share their context."""
    counts = {"defaultTaskCount": "{{Param.ShardsPerTask}}", "targetRuntimeSeconds": "{{Param.SecondsPerTask}}"}
    return {"name": "Shard", "type": "CHUNK[INT]", "range": "{{Param.Shards}}", "chunks": {**counts, "rangeConstraint": "CONTIGUOUS"}}


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


def _environment(export: Export) -> dict[str, Any]:
    connection = "{{Session.WorkingDirectory}}/uprez_worker.json"
    start = _action("start", *_where(export), "--connection", connection, "--progress", "openjd")
    return {
        "name": "Worker",
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


def _where(export: Export) -> list[str]:
    """Where things are, in the words that the scheduler fills in."""
    words: list[str] = []
    for name, path in export.bundle.sending.at.items():
        _, rest = _split(export, name, path)
        words.append(f"--at={name}={{{{Param.{name}}}}}{'/' + rest if rest else ''}")
    return ["{{Param.Job}}", *words, "--path-rules", "{{Session.PathMappingRulesFile}}"]
