"""A job script for Pixar's Tractor (alf, a Tcl script): `tractor-spool job.alf`. The assembly is the parent: it waits for the shards.

An edit and its upscale are two such trees, one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from uprez.farm.export import Export
from uprez.media.atomic import write_text_whole

RETRIES = 3


def write(export: Export, folder: Path) -> list[Path]:
    """Write `job.alf`; give it.

    Raises:
        OutputError, ResourceError: it cannot be written.
    """
    target = folder / "job.alf"
    write_text_whole(target, script(export))
    return [target]


def script(export: Export) -> str:
    """The job script."""
    service = word(export.option("service") or "PixarRender")
    more = f" -projects {{{word(project)}}}" if (project := export.option("project")) else ""
    head = f"Job -title {word(export.title)} -service {service} -priority {export.wishes.priority} -maxattempts {RETRIES}{more}"
    serial = " -serialsubtasks 1" if len(export.steps) > 1 else ""
    lines = ["##AlfredToDo 3.0", f"{head}{serial} -subtasks {{"]
    for step in export.steps:
        lines.append(f"  Task -title {{{step.joining}}} -subtasks {{")
        for first, last in step.runs:
            shards = str(first) if first == last else f"{first}-{last}"
            title = f"{step.step} {shards}" if serial else f"shards {shards}"
            lines.append(f"    Task -title {{{title}}} -cmds {{ {_command(step.work(shards, 'alf'))} }}")
        lines.append(f"  }} -cmds {{ {_command(step.assemble('alf'))} }}")
    lines.append("}")
    return "\n".join(lines) + "\n"


def _command(words: Sequence[str]) -> str:
    return f"RemoteCmd {{{' '.join(word(one) for one in words)}}}"


def word(text: str) -> str:
    """Text as one word of Tcl, which stays one inside braces too."""
    if re.fullmatch(r"[\w./:@%+=,-]+", text):
        return text
    if not re.search(r"[{}]|\\$|\\\n", text):
        return f"{{{text}}}"
    return re.sub(r"([\\{}\[\]$\"; ])", r"\\\1", text).replace("\n", r"\n") or "{}"
