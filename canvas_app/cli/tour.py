"""The command `tour`: the real window, led through what it can do."""

from __future__ import annotations

from pathlib import Path

import click

from .doors import Doors
from .options import made


@click.command()
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="Folder for screenshots."
)
@click.pass_obj
def tour(doors: Doors, out: Path) -> int:
    """Drive the real window through what it can do, and keep screenshots.

    Exits 0 only if every step truly happened.
    """
    return doors.tour(made(out))
