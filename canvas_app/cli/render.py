"""The command `render`: a picture of a recipe, in the format that the file's ending asks for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from canvas_app.core.view import Size, View

from .options import DEVICE, amount, one_line
from .options import size as size_option
from .options import view as view_option

if TYPE_CHECKING:
    from canvas_app.core.keyframe import Shot
    from canvas_app.io.load import Loaded


@click.command()
@click.argument("recipe")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), required=True, help="The picture to write."
)
@click.option(
    "--size",
    metavar="WxH",
    callback=size_option,
    default="1920x1080",
    show_default=True,
    help="Exact, in pixels.",
)
@click.option(
    "--view",
    metavar="X,Y,HEIGHT[,ANGLE[,Z]]",
    callback=view_option,
    help="What to show; home is 0,0,2.",
)
@click.option(
    "--set", "changes", metavar="KNOB=VALUE", multiple=True, help="Change a knob; repeatable."
)
@click.option(
    "--supersample", type=click.IntRange(1, 16), default=2, show_default=True,
    help="Samples along each side of a pixel.",
)  # fmt: skip
@click.option("--bits", type=click.Choice(["8", "16"]), default="8", show_default=True)
@click.option("--quality", type=click.IntRange(1, 100), default=92, show_default=True)
@DEVICE
def render(
    recipe: str,
    out: Path,
    size: Size,
    view: View | None,
    changes: tuple[str, ...],
    supersample: int,
    bits: str,
    quality: int,
    device: str,
) -> None:
    """Render RECIPE: a .json, a picture that Canvas exported, a .graphml, or a preset's name.

    The picture carries the recipe: it can be rendered again, at any size. A field that was fitted to an
    array becomes that array again as .npy, sample by sample; `volume` has other volumes.
    """
    if out.suffix.lower() == ".npy":
        _render_array(recipe, out, device)
        return
    from canvas_app.io.atomic import check_folder
    from canvas_app.io.exporter import LIVE, ExportOptions, exporter_for
    from canvas_app.io.presets import open_recipe

    from .progress import finished
    from .settings import changed

    write = exporter_for(out)
    check_folder(out)
    loaded = open_recipe(recipe)
    for note in loaded.notes:
        click.echo(f"note: {one_line(note)}")
    shot = _shot(loaded, live=out.suffix.lower() in LIVE)
    artwork = changed(shot.first, changes)
    over = changed(shot.second, changes) if shot.second is not None else None
    options = ExportOptions(
        size, supersample, view, int(bits), quality, device, over=over, amount=shot.amount
    )
    path = finished(write(out, artwork, options), f"Rendering {out.name}")
    click.echo(f"{path}: {size[0]} x {size[1]}, {amount(path.stat().st_size)}")


def _shot(loaded: Loaded, *, live: bool) -> Shot:
    """What is seen of what was opened: an artwork, or of a timeline what it stands for. A live piece
    shows one work of a fade."""
    from canvas_app.core.keyframe import Shot

    line = loaded.timeline
    if line is None or line.still is None or live:
        return Shot(loaded.artwork)
    return line.shot_at(line.first_seen)


def _render_array(recipe: str, out: Path, device: str) -> None:
    from canvas_app.io.fitted_arrays import write_array
    from canvas_app.io.presets import open_recipe

    from .progress import finished

    artwork = open_recipe(recipe).artwork
    path = finished(write_array(out, artwork, device), f"Rendering {out.name}")
    click.echo(f"{path}: {amount(path.stat().st_size)}")
