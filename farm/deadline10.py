"""Job files for Thinkbox Deadline 10, and scripts that submit them: the CommandLine plug-in runs uprez, frames are shards."""

from __future__ import annotations

import subprocess
from pathlib import Path

from uprez.farm.export import Export
from uprez.farm.paths import for_system
from uprez.media.atomic import write_text_whole

_SHELL = """#!/bin/sh
# Submits the jobs in their order; each waits for the one before it.
set -eu
cd "$(dirname "$0")"
command=${DEADLINE_PATH:+$DEADLINE_PATH/}deadlinecommand
info=$(mktemp)
trap 'rm -f "$info"' EXIT
id=
for step in STEPS; do
    cat "${step}_job_info.job" > "$info"
    test -z "$id" || echo "JobDependencies=$id" >> "$info"
    told=$("$command" "$info" "${step}_plugin_info.job" | tr -d '\\r')
    echo "$told"
    id=$(echo "$told" | sed -n 's/^JobID=//p')
    test -n "$id" || { echo "Deadline gave no JobID for $step." >&2; exit 1; }
done
"""
_BATCH = """@echo off
rem Submits the jobs in their order; each waits for the one before it.
setlocal
cd /d "%~dp0"
set "id="
for %%s in (STEPS) do (
    call :submit %%s
    if errorlevel 1 exit /b 1
)
exit /b 0

:submit
set "info=%TEMP%\\uprez_%1_%RANDOM%.job"
copy /y "%1_job_info.job" "%info%" > nul
if not "%id%"=="" echo JobDependencies=%id%>> "%info%"
set "id="
for /f "tokens=2 delims==" %%i in ('deadlinecommand "%info%" "%1_plugin_info.job" ^| findstr /b "JobID="') do set "id=%%i"
del "%info%"
if "%id%"=="" (echo Deadline gave no JobID for %1. 1>&2 & exit /b 1)
echo JobID=%id%
exit /b 0
"""


def write(export: Export, folder: Path) -> list[Path]:
    """Write the job files and `submit.sh`, `submit.bat`; give them, the scripts first.

    Raises:
        OutputError, ResourceError: they cannot be written.
    """
    steps = " ".join(name for step in export.steps for name in (step.step, step.joining))
    texts = {"submit.sh": _SHELL.replace("STEPS", steps), "submit.bat": _BATCH.replace("STEPS", steps).replace("\n", "\r\n")}
    for step in export.steps:
        shards = f"0-{len(step.shards) - 1}"
        texts[f"{step.step}_job_info.job"] = _pairs(_job_info(step, export.title, step.step, shards, step.together))
        texts[f"{step.step}_plugin_info.job"] = _pairs(_plugin_info(step.work("<STARTFRAME>-<ENDFRAME>", "deadline")))
        texts[f"{step.joining}_job_info.job"] = _pairs(_job_info(step, export.title, step.joining, "0", 1))
        texts[f"{step.joining}_plugin_info.job"] = _pairs(_plugin_info(step.assemble("deadline")))
    for name, text in texts.items():
        write_text_whole(folder / name, text)
    (folder / "submit.sh").chmod(0o755)
    return [folder / name for name in texts]


def _job_info(export: Export, batch: str, step: str, frames: str, chunk: int) -> dict[str, str]:
    output = for_system(export.bundle.sending.at["Output"], export.wishes.same, export.wishes.workers_on)
    info = {
        "Plugin": "CommandLine",
        "Name": f"{export.title} {step.replace('_', ' ')}",
        "BatchName": batch,
        "Comment": f"A worker {export.needs.words}.",
        "Frames": frames,
        "ChunkSize": str(chunk),
        "Priority": str(export.wishes.priority),
        "ConcurrentTasks": "1",
        "OutputDirectory0": output,
    }
    words = {"pool": "Pool", "group": "Group", "limits": "LimitGroups", "department": "Department", "user": "UserName"}
    return info | {key: export.option(name) for name, key in words.items() if export.option(name)}


def _plugin_info(command: list[str]) -> dict[str, str]:
    """Deadline splits the arguments as Windows does, and has a word for the quotation mark on every system."""
    executable, *arguments = command
    line = subprocess.list2cmdline(arguments).replace('"', "<QUOTE>")
    return {"Executable": executable, "Arguments": line, "Shell": "default", "ShellExecute": "False", "SingleFramesOnly": "False"}


def _pairs(values: dict[str, str]) -> str:
    return "".join(f"{key}={value}\n" for key, value in values.items())
