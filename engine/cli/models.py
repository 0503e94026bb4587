"""`uprez models`."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from uprez.core.errors import ModelError
from uprez.engine.cli.models_export import export_model
from uprez.engine.model_card import weights_state
from uprez.engine.wording import file_size, table
from uprez.models.catalogue import Entry, entries, members
from uprez.models.weights.store import fetch, find


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="The catalogue as JSON.")
@click.pass_context
def command(context: click.Context, as_json: bool) -> None:
    """List, show, fetch, verify and export models.

    A family's name (span, compact, rrdb) stands for the member whose factor fits best. Any .onnx,
    .safetensors or .pth upscaler of yours is a model too: give its path to --model.
    """
    if context.invoked_subcommand is not None:
        return
    if as_json:
        click.echo(json.dumps([_facts(entry) for entry in entries().values()], indent=2))
        return
    rows = [
        (entry.name, f"{_factor(entry):<4} {weights_state(entry):<13} {_licence(entry):<13} {entry.title}") for entry in entries().values()
    ]
    click.echo(table([("MODEL", f"{'BY':<4} {'WEIGHTS':<13} {'LICENCE':<13} WHAT FOR"), *rows]))


command.add_command(export_model)


@command.command("show")
@click.argument("name")
def show_model(name: str) -> None:
    """Say everything about a model or a family."""
    for entry in members(name):
        weights = entry.weights
        rows = [("Model", entry.name), ("What for", entry.title), ("Family", entry.family), ("Factor", _factor(entry))]
        if weights is not None:
            rows += [
                ("Weights", f"{weights.name}.safetensors, {file_size(weights.bytes)}, {weights_state(entry)}"),
                ("SHA-256", weights.sha256),
                ("Licence", f"{weights.licence}, {weights.author}"),
                ("Source", f"{weights.source.package} {weights.source.version} ({file_size(weights.source.bytes)}), as files"),
                ("Notice", weights.notice),
            ]
        if entry.hub is not None:
            rows += [
                (
                    "Checkpoint",
                    f"{', '.join(entry.hub.repositories)} on the model hub, {file_size(entry.hub.bytes)}, {weights_state(entry)}",
                ),
                ("Licence", entry.hub.notice),
            ]
        if entry.own:
            rows += [("Weights", entry.own)]
        rows += [("Memory", f"{file_size(count)} a megapixel in {runtime}") for runtime, count in _megapixel(entry)]
        click.echo(table(rows) + "\n")


@command.command("fetch")
@click.argument("names", nargs=-1, required=True)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def fetch_models(names: tuple[str, ...], quiet: bool) -> None:
    """Fetch and verify the weights of models or families, once."""
    with _Download(quiet) as download:
        paths = fetch(names, on_note=download.note, on_progress=download.progress)
    if not quiet:
        for path in paths:
            click.echo(str(path))


@command.command("verify")
@click.argument("names", nargs=-1)
def verify_models(names: tuple[str, ...]) -> None:
    """Hash the weights on this machine and compare them with the catalogue; all of them, or those of NAMES."""
    damaged: list[str] = []
    chosen = [entry for name in names for entry in members(name)] if names else list(entries().values())
    for weights in {entry.weights.name: entry.weights for entry in chosen if entry.weights}.values():
        complaints: list[str] = []
        path = find(weights, on_note=complaints.append)
        words = "good" if path else "damaged" if complaints else "not fetched"
        click.echo(f"{weights.name:<14} {words:<12} {path or ''}".rstrip())
        for complaint in complaints:
            click.echo(f"  {complaint}", err=True)
        if complaints or (names and not path):
            damaged.append(weights.name)
    if damaged:
        models = " ".join(_model_of(name) for name in damaged)
        raise ModelError(f"These weights are damaged or missing: {', '.join(damaged)}.", fix=f"Run `uprez models fetch {models}`.")


def _model_of(weights: str) -> str:
    """A model that uses these weights."""
    return next(entry.name for entry in entries().values() if entry.weights and entry.weights.name == weights)


class _Download:
    """A bar on a terminal, notes on stderr."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._bar: Any = None

    def __enter__(self) -> _Download:
        if not self._quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

            self._bar = Progress("Fetching", BarColumn(), DownloadColumn(), TimeRemainingColumn(), console=Console(stderr=True))
            self._bar.start()
            self._task = self._bar.add_task("fetch", total=None)
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def note(self, text: str) -> None:
        if not self._quiet:
            click.echo(text, err=True)

    def progress(self, done: int, total: int) -> None:
        if self._bar is not None:
            self._bar.update(self._task, completed=done, total=total)


def _factor(entry: Entry) -> str:
    return "any" if entry.factor is None else f"x{entry.factor}"


def _licence(entry: Entry) -> str:
    held = entry.weights or entry.hub
    return held.licence if held else ""


def _megapixel(entry: Entry) -> list[tuple[str, float]]:
    return [(runtime, count * 1e6) for runtime, count in entry.bytes_per_pixel.items()]


def _facts(entry: Entry) -> dict[str, Any]:
    weights = entry.weights
    facts: dict[str, Any] = {"name": entry.name, "title": entry.title, "speed": entry.speed, "family": entry.family, "factor": entry.factor}
    if weights is not None:
        source = {"package": weights.source.package, "version": weights.source.version, "file": weights.source.file}
        facts["weights"] = {"sha256": weights.sha256, "bytes": weights.bytes, "licence": weights.licence, "source": source}
    if entry.hub is not None:
        facts["hub"] = {"repository": entry.hub.repository, "bytes": entry.hub.bytes, "licence": entry.hub.licence}
    return {**facts, "state": weights_state(entry)}
