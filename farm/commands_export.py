"""`uprez farm export`."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from uprez.core.events import Event, Listen
from uprez.core.job import Job
from uprez.engine.cli.interrupt import interruptible
from uprez.engine.cli.options import options
from uprez.engine.wording import counted
from uprez.farm import deadline10, flamenco, opencue, openjd, tractor
from uprez.farm.export import Export, Wishes, quoted
from uprez.farm.needs import most
from uprez.farm.paths import SYSTEMS, parse_root, system
from uprez.farm.preparing import prepare

ENGINES = {
    "openjd": openjd.write,
    "opencue": opencue.write,
    "deadline": deadline10.write,
    "tractor": tractor.write,
    "flamenco": flamenco.write,
}
"""What writes a farm's files, by the name of `--engine`."""
_SUBMITTED = {
    "openjd": (("openjd", "run", "{0}template.json", "-p", "file://{0}parameters.json"), ("deadline", "bundle", "submit", "{1}")),
    "deadline": (("{0}submit.bat" if system() == "windows" else "{0}submit.sh",),),
    "tractor": (("tractor-spool", "{0}job.alf"),),
}
"""Commands that send a job, each one enough; {1} is the export's folder, {0} the same with a slash behind it."""
_BY_HAND = {
    "opencue": "submit {0} through OpenCue's API: opencue.api.launchSpec(open('job.xml').read())",
    "flamenco": "place {0} into the Manager's scripts once, then post {1} to its /api/v3/jobs",
}
"""What to do with a farm that has no such command; {0}, {1} are the files."""


def pair(value: str) -> tuple[str, str]:
    """Read `pool=gpu`."""
    name, equals, word = value.partition("=")
    if not (name and equals):
        raise click.BadParameter(f"'{value}' is no option of a farm; give it as NAME=WORD.")
    return name, word


SENDING = (
    click.option("--engine", type=click.Choice(list(ENGINES)), required=True, help="Whose files to write."),
    click.option("--together", type=click.IntRange(min=1), metavar="N", help="Shards a task.  [default: few that share their context]"),
    click.option("--same", multiple=True, metavar="PATH=PATH", help=r"One place by its names on several systems: Z:\show=/mnt/show."),
    click.option("--workers-on", type=click.Choice(SYSTEMS), default=system(), help="The workers' system.  [default: this one's]"),
    click.option("--uprez", "uprez", default="uprez", metavar="COMMAND", help="How workers call uprez.  [default: uprez]"),
    click.option("--priority", type=click.IntRange(0, 100), default=50, help="From 0 to 100.  [default: 50]"),
    click.option("--any-runtime", is_flag=True, help="Let workers run on another runtime, device or precision than planned."),
    click.option("--set", "words", type=pair, multiple=True, metavar="NAME=WORD", help="A farm's own: pool, group, show …"),
)
"""How a job is sent."""


def wishes_of(fields: dict[str, Any]) -> Wishes:
    """Take what `SENDING` asks for, but for the folder, out of a command's options.

    Raises:
        JobError: a place is not named twice.
    """
    given = {name: fields.pop(name) for name in ("engine", "together", "workers_on", "uprez", "priority", "any_runtime")}
    return Wishes(**given, same=tuple(map(parse_root, fields.pop("same"))), options=dict(fields.pop("words")))


@click.command()
@click.argument("document", metavar="JOB.json")
@click.option("--to", "folder", required=True, metavar="FOLDER", help="Where; on storage that the workers reach.")
@click.option("--json", "as_json", is_flag=True, help="Say files, tasks, needs and how it is sent as JSON.")
@options(SENDING)
def export(document: str, folder: str, as_json: bool, **fields: Any) -> None:
    """Write a job as a render farm takes it, and plan it first if it is not.

    The job goes into its record beside the results; workers read the rest from FOLDER. One with an edit prompt goes as a whole:
    its edit, then the upscale of that.
    """
    source = Path(document).absolute()
    with interruptible() as interrupt:
        sent = send(Job.load(source), source.parent, Path(folder).absolute(), wishes_of(fields), interrupt.checked(note))
    if as_json:
        click.echo(json.dumps(sent.facts))
    else:
        sent.tell()


@dataclass(frozen=True, slots=True)
class Sent:
    """An export, and what is to be done with it."""

    made: Export
    files: list[Path]

    @property
    def commands(self) -> list[list[str]]:
        """Commands that send it, as words; none for a farm without any."""
        folder = str(self.made.bundle.folder)
        rows = _SUBMITTED.get(self.made.wishes.engine, ())
        return [[word.format(os.path.join(folder, ""), folder) for word in row] for row in rows]

    @property
    def words(self) -> str:
        """How it is sent."""
        by_hand = _BY_HAND.get(self.made.wishes.engine, "").format(*(quoted([str(file)], system()) for file in self.files))
        return by_hand or ", or: ".join(quoted(command, system()) for command in self.commands)

    @property
    def notes(self) -> list[str]:
        """What should be known of it."""
        engine = self.made.wishes.engine
        if engine == "openjd" and not openjd.is_checked():
            return ["The template was not checked: the package openjd-model is not installed."]
        if engine == "opencue" and opencue.user_of(self.made) == "root":
            return ["OpenCue takes no jobs of root: export again with --set user=NAME."]
        return []

    @property
    def facts(self) -> dict[str, Any]:
        """All of it, for programs."""
        return {
            "folder": str(self.made.bundle.folder),
            "files": [str(file) for file in self.files],
            "tasks": sum(len(step.runs) for step in self.made.steps),
            "shards": sum(len(step.shards) for step in self.made.steps),
            "needs": asdict(most([step.needs for step in self.made.steps])),
            "submit": self.commands,
            "words": self.words,
            "notes": self.notes,
        }

    def tell(self) -> None:
        """All of it, for people."""
        for step in self.made.steps:
            what = f"{step.step.capitalize()}: " if len(self.made.steps) > 1 else ""
            tasks = counted(len(step.runs), "task")
            click.echo(f"{what}{counted(len(step.shards), 'shard')} in {tasks}; a worker {step.needs.words}.", err=True)
        for text in (*self.notes, f"Send it with: {self.words}"):
            click.echo(text, err=True)
        for file in self.files:
            click.echo(str(file))


def send(job: Job, base: Path, target: Path, wishes: Wishes, listen: Listen) -> Sent:
    """Write a job for a farm into a folder.

    Raises:
        UprezError: see `prepare`.
    """
    made = prepare(job, base, target, wishes, listen)
    return Sent(made, ENGINES[wishes.engine](made, target))


def note(event: Event) -> None:
    """Say notes, and the plan."""
    if event.stage in ("note", "plan"):
        click.echo(event.text, err=True)
