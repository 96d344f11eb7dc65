"""The command `export`: a piece in another form than a picture, a live page or a shader."""

from __future__ import annotations

from pathlib import Path

import click

from canvas_app.core.view import View

from .options import DEVICE, amount
from .options import view as view_option


@click.command()
@click.argument("recipe")
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="The .html or .glsl to write.",
)
@click.option(
    "--view",
    metavar="X,Y,HEIGHT[,ANGLE[,Z]]",
    callback=view_option,
    help="Where it opens; home is 0,0,2.",
)
@click.option(
    "--set", "changes", metavar="KNOB=VALUE", multiple=True, help="Change a knob; repeatable."
)
@click.option("--title", help="Another title than the recipe's.")
@click.option("--animate", is_flag=True, help="The page moves by itself as it opens.")
@click.option(
    "--controls/--no-controls",
    default=True,
    show_default=True,
    help="Latent sliders and palettes on the page.",
)
@DEVICE
def export(
    recipe: str,
    out: Path,
    view: View | None,
    changes: tuple[str, ...],
    title: str | None,
    animate: bool,
    controls: bool,
    device: str,
) -> None:
    """Export RECIPE as a live web page (.html) or as a shader for playgrounds (.glsl).

    The page is one file that needs no network, and opens in Canvas again. Other endings make pictures,
    as `render` does.
    """
    from canvas_app.io.atomic import check_folder
    from canvas_app.io.exporter import ExportOptions, PageOptions, exporter_for
    from canvas_app.io.presets import open_recipe

    from .progress import finished
    from .settings import changed

    write = exporter_for(out)
    check_folder(out)
    loaded = open_recipe(recipe)
    for note in loaded.notes:
        click.echo(f"note: {note}")
    artwork = changed(loaded.artwork, changes)
    artwork = artwork if title is None else artwork.but(title=title)
    page = PageOptions(playing=animate, controls=controls)
    options = ExportOptions(view=view, device=device, page=page)
    path = finished(write(out, artwork, options), f"Writing {out.name}")
    click.echo(f"{path}: {amount(path.stat().st_size)}")
