"""The command `random`: new artworks, as recipes, as pictures, or a folder of both."""

from __future__ import annotations

import secrets
from itertools import islice
from pathlib import Path

import click

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.view import Size

from .options import DEVICE, made, one_line
from .options import size as size_option

_SEEDS = 2**31


@click.command()
@click.option("--family", help="Kind of network; see `list families`.")
@click.option("--style", help="Style to draw from; see `list styles`.")
@click.option("--seed", type=click.IntRange(0, 2**53 - 1), help="The same seed, the same works.")
@click.option("--count", type=click.IntRange(1, 10_000), default=1, show_default=True)
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), required=True,
    help="A .json, a picture, or a folder for many (recipe and picture each).",
)  # fmt: skip
@click.option(
    "--size",
    metavar="WxH",
    callback=size_option,
    default="1024x1024",
    show_default=True,
    help="Of the pictures.",
)
@DEVICE
def random(
    family: str | None,
    style: str | None,
    seed: int | None,
    count: int,
    out: Path,
    size: Size,
    device: str,
) -> None:
    """Make new artworks at random. The seed is told, so that each can be made again."""
    from canvas_app.engine.random_art import seeded_artworks

    first = secrets.randbelow(_SEEDS) if seed is None else seed
    folder = _is_folder(out, count)
    if folder:
        made(out)
    for number, artwork in islice(seeded_artworks(first, family, style), count):
        places = [out / f"{number}.json", out / f"{number}.png"] if folder else [out]
        for place in places:
            _write(place, artwork, size, device)
            click.echo(f"{place}: {one_line(artwork.title)} (seed {number})")


def _write(path: Path, artwork: Artwork, size: Size, device: str) -> None:
    from canvas_app.io.exporter import ExportOptions, export
    from canvas_app.io.load import save

    from .progress import finished

    if path.suffix.lower() == ".json":
        save(path, artwork)
        return
    options = ExportOptions(size, supersample=2, device=device)
    finished(export(path, artwork, options), f"Rendering {path.name}")


def _is_folder(out: Path, count: int) -> bool:
    from canvas_app.io.exporter import exporter_for

    if out.is_dir() or not out.suffix:
        return True
    if out.suffix.lower() != ".json":
        exporter_for(out)
    if count > 1:
        raise CanvasError(f"{count} works do not fit into {out.name}.", hint="Name a folder.")
    return False
