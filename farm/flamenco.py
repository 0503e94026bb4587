"""A job type for Flamenco 3 (`uprez.js`, once into the Manager's folder of scripts), and the job that uses it (`submit.json`)."""

from __future__ import annotations

import json
from pathlib import Path

from uprez.farm.export import Export
from uprez.media.atomic import write_text_whole

JOB_TYPE = """// Upscales an exported job of uprez: tasks of neighbouring shards, then the assembly, which waits for all of them.
// An edit that is sent with its upscale is made and put together in the same way before that.
const JOB_TYPE = {
    label: "uprez upscale",
    settings: [
        { key: "folder", type: "string", subtype: "dir_path", required: true,
          description: "Folder that `uprez farm export` wrote." },
        { key: "uprez", type: "string", default: "uprez", description: "How workers call uprez." },
        { key: "shards", type: "int32", required: true, description: "Shards of the job." },
        { key: "together", type: "int32", default: 1, description: "Shards a task." },
        { key: "edit_folder", type: "string", subtype: "dir_path", default: "", description: "Folder of the edit that comes first." },
        { key: "edit_shards", type: "int32", default: 0, description: "Shards of the edit; 0 without one." },
        { key: "edit_together", type: "int32", default: 1, description: "Shards a task of the edit." },
        { key: "task_type", type: "string", default: "misc", description: "Task type of workers that may upscale." },
    ]
};

function command(settings, words) {
    return author.Command("exec", { exe: settings.uprez, args: ["farm"].concat(words) });
}

// Adds the tasks of one step, which wait for the task `before`; gives the one that puts it together.
function addStep(job, what, end, folder, count, together, before) {
    const assemble = author.Task(end, "misc");
    assemble.addCommand(command(job.settings, ["assemble", folder]));
    for (let first = 0; first < count; first += together) {
        const last = Math.min(first + together, count) - 1;
        const shards = first === last ? `${first}` : `${first}-${last}`;
        const task = author.Task(`${what} ${shards}`, job.settings.task_type);
        task.addCommand(command(job.settings, ["work", folder, "--shards", shards]));
        if (before) task.addDependency(before);
        job.addTask(task);
        assemble.addDependency(task);
    }
    job.addTask(assemble);
    return assemble;
}

function compileJob(job) {
    const its = job.settings;
    const edit = its.edit_shards > 0
        ? addStep(job, "edit", "assemble edit", its.edit_folder, its.edit_shards, its.edit_together, null)
        : null;
    addStep(job, edit ? "upscale" : "shards", "assemble", its.folder, its.shards, its.together, edit);
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
        "edit_folder": export.before.folder if export.before else "",
        "edit_shards": len(export.before.shards) if export.before else 0,
        "edit_together": export.before.together if export.before else 1,
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
