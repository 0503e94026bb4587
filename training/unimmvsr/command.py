"""Training on the command line."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from uprez.core.errors import Cancelled, JobError, ModelError, UprezError

if TYPE_CHECKING:
    from uprez.training.manifest import Entry
    from uprez.training.unimmvsr.config import Config
    from uprez.training.unimmvsr.log import Told
    from uprez.training.unimmvsr.parts import WanEncoder
    from uprez.training.unimmvsr.texts import Captions


_NEEDED = ("torch", "diffusers", "transformers", "accelerate")


@click.command("train")
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Look at the run, its manifests and one sample, embed the captions, and train nothing.")
@click.option(
    "--sdedit",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Let the base, a plain Wan, tell the clips again; low-resolution clips and a manifest of them go to FOLDER. Trains nothing.",
)
def command(run: Path, check: bool, sdedit: Path | None) -> None:
    """Train UniMMVSR as the JSON file RUN says; go on where the last training ended.

    On several GPUs: accelerate launch -m uprez.training.unimmvsr RUN
    """
    lacking = [package for package in _NEEDED if find_spec(package) is None]
    if lacking:
        raise ModelError("Training is not installed.", why=f"{', '.join(lacking)} is missing.", fix="Run: pip install 'uprez[train]'")
    from uprez.training.manifest import read_manifest
    from uprez.training.unimmvsr.config import read_config

    config = read_config(run)
    entries = [entry for path in config.data for entry in read_manifest(path)]
    each = config.accumulate * config.batch
    _say(f"{len(entries)} clips, {config.steps} steps in {len(config.stages)} stages, {each} samples a step.")
    if check:
        _look(config, entries)
    elif sdedit is not None:
        _redraw(config, entries, sdedit)
    else:
        with _asked_to_stop() as stopped:
            _train(config, entries, stopped)


def _look(config: Config, entries: Sequence[Entry]) -> None:
    from uprez.training.unimmvsr.feed import held_bytes
    from uprez.training.unimmvsr.plan import planned
    from uprez.training.unimmvsr.samples import Samples

    drawn = Samples(config, entries).of(planned(config, 0, 0))[0]
    for clip, why in drawn.bad.items():
        _note(f"'{clip}' is left out: {why}")
    _captions(config, entries)
    held = held_bytes(config) / 1e9 + config.cache_gib * 1.074
    click.echo(f"Processes that read: {max(1, config.workers)}, each with up to {held:.1f} GB of pictures.")
    click.echo(f"A sample can be made: {drawn.high.shape[0]} frames of {drawn.high.shape[3]}x{drawn.high.shape[2]}.")


def _redraw(config: Config, entries: Sequence[Entry], folder: Path) -> None:
    from uprez.models.unimmvsr.layout import state_of
    from uprez.training.unimmvsr.parts import Parts, learner
    from uprez.training.unimmvsr.sdedit import prepare

    if state_of(config.base) == "trained":
        raise JobError(
            "`--sdedit` needs a plain Wan.",
            why=f"'{config.base}' is a UniMMVSR, which tells clips again only as their low-resolution video has them.",
            fix="Give the plain base for this one command.",
        )
    encoder, captions = _given(config, entries)
    network: Any = learner(config)
    network.to("cuda" if _on_gpu(config) else "cpu")
    encoder.to(network.device)
    manifest = prepare(config, entries, Parts(network, encoder, captions), encoder.decode, folder, _note)
    click.echo(f"Done: give '{manifest}' as `data`.")


def _train(config: Config, entries: Sequence[Entry], stopped: Callable[[], bool]) -> None:
    from uprez.training.unimmvsr.checkpoints import checkpoints
    from uprez.training.unimmvsr.parts import Parts, learner
    from uprez.training.unimmvsr.trainer import Trainer

    def told(step: Told) -> None:
        click.echo(f"step {step.step} of {config.steps}: loss {step.loss:.4f}, {step.seconds:.1f} s")

    encoder, captions = _given(config, entries)
    Trainer(config, entries, Parts(learner(config), encoder, captions), on_note=_note, watch=told, stopped=stopped).run()
    _say(f"Done: `uprez upscale CLIP --model {checkpoints(config.output)[-1][1]}` runs it.")


def _given(config: Config, entries: Sequence[Entry]) -> tuple[WanEncoder, Captions]:
    """What is used and does not learn."""
    from uprez.models.unimmvsr.vae import Vae
    from uprez.training.unimmvsr.parts import WanEncoder

    return WanEncoder(Vae.read(config.base / "vae")), _captions(config, entries)


def _captions(config: Config, entries: Sequence[Entry]) -> Captions:
    """Embedded by the first process; the others find them in the cache."""
    from accelerate import PartialState

    from uprez.training.unimmvsr.texts import Captions

    with PartialState(cpu=config.device == "cpu").main_process_first():
        return Captions(config.base, (entry.caption for entry in entries), _note)


def _on_gpu(config: Config) -> bool:
    import torch

    return config.device == "auto" and torch.cuda.is_available()


def _say(text: str) -> None:
    """Once, however many processes there are."""
    if os.environ.get("RANK", "0") == "0":
        click.echo(text)


def _note(text: str) -> None:
    click.echo(text, err=True)


@contextmanager
def _asked_to_stop() -> Generator[Callable[[], bool]]:
    """Whether somebody asked to stop: the step is finished and a checkpoint written. Asked twice, it stops at once."""
    asked = threading.Event()

    def ask(number: int, _: object) -> None:
        if asked.is_set():
            raise Cancelled("Stopped at once.", fix="Run the same command again: it goes on from the last whole checkpoint.")
        asked.set()
        click.echo("Stops after this step. Once more to stop at once.", err=True)

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def main() -> None:
    """Run, and exit with a code of docs/cli.md; no traceback for a wrong run."""
    try:
        command.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(Cancelled.exit_code)
    except UprezError as error:
        click.echo(f"Error: {error.what}", err=True)
        for title, text in (("Why", error.why), ("What to do", error.fix)):
            if text:
                click.echo(f"  {title}: {text}", err=True)
        sys.exit(error.exit_code)
