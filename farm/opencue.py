"""A job specification for OpenCue, as its Cuebot takes it: cjsl-1.15.dtd of the repository AcademySoftwareFoundation/OpenCue."""

from __future__ import annotations

import getpass
import re
from pathlib import Path
from xml.etree import ElementTree

from uprez.engine.number_ranges import numbers
from uprez.farm.export import Export, quoted
from uprez.media.atomic import write_text_whole

_DOCTYPE = '<!DOCTYPE spec PUBLIC "SPI Cue  Specification Language" "http://localhost:8080/spcue/dtd/cjsl-1.15.dtd">'
"""The two blanks are its own."""
_FRAMES = "#FRAMESPEC#"
"""Cuebot's word for the numbers of a chunk."""
RETRIES = 3


def write(export: Export, folder: Path) -> list[Path]:
    """Write `job.xml`; give it.

    Raises:
        OutputError, ResourceError: it cannot be written.
    """
    target = folder / "job.xml"
    write_text_whole(target, document(export))
    return [target]


def document(export: Export) -> str:
    """The specification: for each step a layer whose frames are shards, and one that waits for all of it.

    None is of the type `Post`: Cuebot takes those out of the job, so that no layer of it can wait for them, nor they for one.
    """
    name = _word(export.bundle.sending.name)  # Cuebot puts show, shot and user before it
    show, shot = export.option("show") or "uprez", _word(export.option("shot") or export.bundle.sending.name)
    spec = ElementTree.Element("spec")
    for key, value in (("facility", export.option("facility")), ("show", show), ("shot", shot), ("user", user_of(export))):
        if value:
            _add(spec, key, value)
    if export.option("uid"):
        _add(spec, "uid", export.option("uid"))
    job = _add(spec, "job", name=name)
    for key, value in (("paused", "False"), ("priority", str(export.wishes.priority)), ("maxretries", str(RETRIES)), ("autoeat", "False")):
        _add(job, key, value)
    layers, depends, last = _add(job, "layers"), _add(spec, "depends"), ""
    for step in export.steps:
        shards = numbers(shard.index for shard in step.shards)
        work = quoted(step.work(_FRAMES, "plain"), step.wishes.workers_on).replace(f"'{_FRAMES}'", _FRAMES)
        _layer(layers, step, step.step, "Render", work, shards, step.together)
        _layer(layers, step, step.joining, "Util", quoted(step.assemble("plain"), step.wishes.workers_on), "0", 1)
        waits = ((step.step, last), (step.joining, step.step)) if last else ((step.joining, step.step),)
        for layer, on in waits:
            depend = _add(depends, "depend", type="LAYER_ON_LAYER", anyframe="False")
            for key, value in (("depjob", name), ("deplayer", layer), ("onjob", name), ("onlayer", on)):
                _add(depend, key, value)
        last = step.joining
    ElementTree.indent(spec)
    return f'<?xml version="1.0"?>\n{_DOCTYPE}\n{ElementTree.tostring(spec, encoding="unicode")}\n'


def _layer(layers: ElementTree.Element, export: Export, name: str, kind: str, command: str, frames: str, chunk: int) -> None:
    needs = export.needs
    layer = _add(layers, "layer", name=name, type=kind)
    rows = [("cmd", command), ("range", frames), ("chunk", str(chunk)), ("cores", f"{needs.threads}.0"), ("threadable", "True")]
    rows.append(("memory", f"{needs.mebibytes}m"))
    if needs.gpus and kind == "Render":
        rows += [("gpus", str(needs.gpus)), ("gpu_memory", f"{needs.gpu_mebibytes or 1024}m")]
    if export.option("tags"):
        rows.append(("tags", export.option("tags")))
    for key, value in rows:
        _add(layer, key, value)
    _add(_add(layer, "services"), "service", export.option("service") or "default")


def _add(parent: ElementTree.Element, tag: str, text: str = "", **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, tag, attributes)
    element.text = text or None
    return element


def _word(text: str) -> str:
    """Text as a name of OpenCue's: three or more of letters, digits, `_`, `.` (Cuebot's `JobSpec`, which refuses others)."""
    word = re.sub(r"[^a-z0-9_.]+", "_", text.lower()).strip("_.") or "clip"
    return word if len(word) > 2 else f"{word}_uprez"


def user_of(export: Export) -> str:
    """Whose job it is."""
    return export.option("user") or getpass.getuser()
