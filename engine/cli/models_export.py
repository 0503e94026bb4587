"""`uprez models export`."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Literal

import click

from uprez.core.errors import ModelError
from uprez.engine.wording import file_size, table

_MEANINGS = {"v": "a step's v", "decode": "a picture (-1 to 1)", "encode": "a latent", "flow": "the flow (pixels)"}
"""What each difference is of."""


@click.command("export")
@click.argument("name", type=click.Choice(["stablevsr"]))
@click.option("--weights", type=click.Path(path_type=Path), required=True, metavar="FOLDER", help="The checkpoint, in the hub's layout.")
@click.option("--to", "folder", type=click.Path(path_type=Path), required=True, metavar="FOLDER", help="A new folder for the export.")
@click.option("--precision", type=click.Choice(["fp32", "fp16"]), default="fp32", show_default=True, help="Arithmetic of UNet and TCM.")
@click.option("--flow", type=click.Path(path_type=Path), metavar="FILE", help="RAFT's weights, to be exported too.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def export_model(name: str, weights: Path, folder: Path, precision: Literal["fp32", "fp16"], flow: Path | None, quiet: bool) -> None:
    """Export a model that torch runs to ONNX, so that it runs without torch."""
    for package in ("torch", "diffusers"):
        if importlib.util.find_spec(package) is None:
            raise ModelError(
                f"Exporting {name} needs {package}.",
                why="It is an optional part of uprez.",
                fix="Install `uprez[torch]` here, or export on another machine: the export itself needs neither.",
            )
    from uprez.models.stablevsr.checkpoint import Checkpoint
    from uprez.models.stablevsr.export import export

    exported = export(Checkpoint(weights), folder, precision=precision, flow=flow, on_note=_silent if quiet else _say)
    if quiet:
        return
    click.echo(table([(file, file_size(stored.bytes)) for file, stored in exported.files.items()]))
    click.echo("\nLargest difference from torch in fp32, on a small picture, ONNX Runtime on the CPU:")
    click.echo(table([(_MEANINGS[each], f"{value:.1e}") for each, value in exported.differences.items()]))
    click.echo(f"\nThe export lies in {folder}; give that to --model.")


def _say(text: str) -> None:
    click.echo(text, err=True)


def _silent(_: str) -> None:
    return
