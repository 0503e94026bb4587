"""`uprez models export`."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import click

from uprez.core.errors import ModelError
from uprez.engine.wording import file_size, table
from uprez.models.runtime.exports import Export

_MEANINGS = {"v": "a step's v", "decode": "a picture (-1 to 1)", "encode": "a latent", "flow": "the flow (pixels)"}
"""What each difference is of."""
_NETWORKS = {"stablevsr": "UNet and TCM compute", "star": "UNet and ControlNet compute", "unimmvsr": "The transformer computes"}
"""Models that can be exported, and what of them computes in the asked precision."""

Precision = Literal["fp32", "fp16"]
Note = Callable[[str], None]


@click.command("export")
@click.argument("name", type=click.Choice(list(_NETWORKS)))
@click.option("--weights", type=click.Path(path_type=Path), required=True, metavar="FOLDER", help="The checkpoint, as `--model` takes it.")
@click.option("--to", "folder", type=click.Path(path_type=Path), required=True, metavar="FOLDER", help="A new folder for the export.")
@click.option("--precision", type=click.Choice(["fp32", "fp16"]), default="fp32", show_default=True, help="Arithmetic of all but the VAE.")
@click.option("--flow", type=click.Path(path_type=Path), metavar="FILE", help="stablevsr: RAFT's weights, to be exported too.")
@click.option("--kind", type=click.Choice(["light", "heavy"]), help="star: which weights, where the checkpoint has both.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def export_model(name: str, weights: Path, folder: Path, precision: Precision, flow: Path | None, kind: str | None, quiet: bool) -> None:
    """Export a model that torch runs to ONNX, so that it runs without torch."""
    for package in ("torch", "diffusers"):
        if importlib.util.find_spec(package) is None:
            raise ModelError(
                f"Exporting {name} needs {package}.",
                why="It is an optional part of uprez.",
                fix="Install `uprez[torch]` here, or export on another machine: the export itself needs neither.",
            )
    foreign = [option for option, given, of in (("--flow", flow, "stablevsr"), ("--kind", kind, "star")) if given and name != of]
    if foreign:
        raise click.UsageError(f"{name} takes no {foreign[0]}.")
    on_note = _silent if quiet else _say
    if name == "star":
        exported = _star(weights, folder, precision, kind, on_note)
    elif name == "unimmvsr":
        from uprez.models.unimmvsr.export import export

        exported = export(weights, folder, precision=precision, on_note=on_note)
    else:
        from uprez.models.stablevsr.checkpoint import Checkpoint
        from uprez.models.stablevsr.export import export

        exported = export(Checkpoint(weights), folder, precision=precision, flow=flow, on_note=on_note)
    if quiet:
        return
    click.echo(table([(file, file_size(stored.bytes)) for file, stored in exported.files.items()]))
    click.echo("\nLargest difference from torch in fp32, on a small picture, ONNX Runtime on the CPU:")
    click.echo(table([(_MEANINGS[each], f"{value:.1e}") for each, value in exported.differences.items()]))
    click.echo(f"\n{_NETWORKS[name]} in {precision}. The export lies in {folder}; give that to --model.")


def _star(weights: Path, folder: Path, precision: Precision, kind: str | None, on_note: Note) -> Export:
    from uprez.models.star.export import Source, export
    from uprez.models.star.layout import found
    from uprez.models.text_encoder import has_encoder

    checkpoint = found(weights)
    networks = {told: path for told, path in checkpoint.networks.items() if kind in (None, told)}
    if len(networks) != 1:
        raise ModelError(
            f"'{weights}' holds {'both weights' if networks else f'no {kind} weights' if kind else 'no weights of STAR'}.",
            why="An export is of one file: light, or heavy." if networks else "No file there lists the tensors of STAR's networks.",
            fix="Say which with --kind." if networks else "Give a folder in the layout of docs/models/star.md, or a file.",
        )
    (network,) = networks.values()
    text = checkpoint.text if has_encoder(checkpoint.text) else None
    return export(Source(network, checkpoint.vae, text), folder, precision=precision, on_note=on_note)


def _say(text: str) -> None:
    click.echo(text, err=True)


def _silent(_: str) -> None:
    return
