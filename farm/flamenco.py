"""A job type for Flamenco 3 (`uprez.js`, once into the Manager's folder of scripts), and the job that uses it (`submit.json`)."""

from __future__ import annotations

import json
from pathlib import Path

from uprez.farm.export import Export
from uprez.media.atomic import write_text_whole

JOB_TYPE = """// Upscales an exported job of uprez: tasks of neighbouring shards, then the assembly, which waits for all of them.
const JOB_TYPE = {
    label: "uprez upscale",
    settings: [
        { key: "folder", type: "string", subtype: "dir_path", required: true,
          description: "Folder that `uprez farm export` wrote." },
        { key: "uprez", type: "string", default: "uprez", description: "How workers call uprez." },
        { key: "shards", type: "int32", required: true, description: "Shards of the job." },
        { key: "together", type: "int32", default: 1, description: "Shards a task." },
        { key: "task_type", type: "string", default: "misc", description: "Task type of workers that may upscale." },
    ]
};

function command(settings, words) {
    return author.Command("exec", { exe: settings.uprez, args: ["farm"].concat(words) });
}

function compileJob(job) {
    const settings = job.settings;
    const assemble = author.Task("assemble", "misc");
    assemble.addCommand(command(settings, ["assemble", settings.folder]));
    for (let first = 0; first < settings.shards; first += settings.together) {
        const last = Math.min(first + settings.together, settings.shards) - 1;
        const shards = first === last ? `${first}` : `${first}-${last}`;
        const task = author.Task(`shards ${shards}`, settings.task_type);
        task.addCommand(command(settings, ["work", settings.folder, "--shards", shards]));
        job.addTask(task);
        assemble.addDependency(task);
    }
    job.addTask(assemble);
}
"""


def write(export: Export, folder: Path) -> list[Path]:
    """Write the job type and the job; give them.

    Raises:
        OutputError, ResourceError: they cannot be written.
    """
    files = {"uprez.js": JOB_TYPE, "submit.json": json.dumps(submission(export), indent=2, ensure_ascii=False) + "\n"}
    for name, text in files.items():
        write_text_whole(folder / name, text)
    return [folder / name for name in files]


def submission(export: Export) -> dict[str, object]:
    """What the Manager's `POST /api/v3/jobs` takes."""
    settings = {
        "folder": export.folder,
        "uprez": export.wishes.uprez,
        "shards": len(export.shards),
        "together": export.together,
        "task_type": export.option("task_type") or "misc",
    }
    platform = {"macos": "darwin"}.get(export.wishes.workers_on, export.wishes.workers_on)
    return {
        "name": export.title,
        "type": "uprez",
        "priority": export.wishes.priority,
        "submitter_platform": platform,
        "settings": settings,
        "metadata": {"uprez.job": export.bundle.sending.job},
    }
