"""Job files for Thinkbox Deadline 10, and scripts that submit them: the CommandLine plug-in runs uprez, frames are shards."""

from __future__ import annotations

import subprocess
from pathlib import Path

from uprez.farm.export import Export
from uprez.farm.paths import for_system
from uprez.media.atomic import write_text_whole

_SHELL = """#!/bin/sh
# Submits the upscale, then its assembly, which waits for it.
set -eu
cd "$(dirname "$0")"
command=${DEADLINE_PATH:+$DEADLINE_PATH/}deadlinecommand
id=$("$command" upscale_job_info.job upscale_plugin_info.job | tr -d '\\r' | sed -n 's/^JobID=//p')
test -n "$id" || { echo "Deadline gave no JobID." >&2; exit 1; }
waiting=$(mktemp)
trap 'rm -f "$waiting"' EXIT
cat assemble_job_info.job > "$waiting"
echo "JobDependencies=$id" >> "$waiting"
"$command" "$waiting" assemble_plugin_info.job
"""
_BATCH = """@echo off
rem Submits the upscale, then its assembly, which waits for it.
setlocal
cd /d "%~dp0"
set "id="
for /f "tokens=2 delims==" %%i in ('deadlinecommand upscale_job_info.job upscale_plugin_info.job ^| findstr /b "JobID="') do set "id=%%i"
if "%id%"=="" (echo Deadline gave no JobID. 1>&2 & exit /b 1)
copy /y assemble_job_info.job "%TEMP%\\uprez_assemble.job" > nul
echo JobDependencies=%id%>> "%TEMP%\\uprez_assemble.job"
deadlinecommand "%TEMP%\\uprez_assemble.job" assemble_plugin_info.job
del "%TEMP%\\uprez_assemble.job"
"""


def write(export: Export, folder: Path) -> list[Path]:
    """Write the job files and `submit.sh`, `submit.bat`; give them, the scripts first.

    Raises:
        OutputError, ResourceError: they cannot be written.
    """
    texts = {"submit.sh": _SHELL, "submit.bat": _BATCH.replace("\n", "\r\n")}
    shards = f"0-{len(export.shards) - 1}"
    work = export.work("<STARTFRAME>-<ENDFRAME>", "deadline")
    texts["upscale_job_info.job"] = _pairs(_job_info(export, "upscale", shards, export.together))
    texts["upscale_plugin_info.job"] = _pairs(_plugin_info(work))
    texts["assemble_job_info.job"] = _pairs(_job_info(export, "assemble", "0", 1))
    texts["assemble_plugin_info.job"] = _pairs(_plugin_info(export.assemble("deadline")))
    for name, text in texts.items():
        write_text_whole(folder / name, text)
    (folder / "submit.sh").chmod(0o755)
    return [folder / name for name in texts]


def _job_info(export: Export, step: str, frames: str, chunk: int) -> dict[str, str]:
    output = for_system(export.bundle.sending.at["Output"], export.wishes.same, export.wishes.workers_on)
    info = {
        "Plugin": "CommandLine",
        "Name": f"{export.title} {step}",
        "BatchName": export.title,
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
