"""The command `extend`: a field of cells becomes a larger picture, its old cells untouched or refined."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from canvas_app.core.errors import CanvasError

from .crop import indices, numbers
from .options import DEVICE, amount, one_line


@click.command()
@click.argument("file")
@click.option(
    "--to", "goal", type=click.Path(path_type=Path), required=True, metavar="PICTURE",
    help="What the whole shall become: a picture, or an array as .npy.",
)  # fmt: skip
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), required=True, help="The field to write: .ndf."
)
@click.option(
    "--mode", type=click.Choice(["exact", "refine"]), default="exact", show_default=True,
    help="exact: old cells stay bit for bit; refine: everything learns.",
)  # fmt: skip
@click.option(
    "--side", "sides", multiple=True,
    type=click.Choice(["left", "right", "top", "bottom", "before", "after"]),
    help="Where the picture goes beyond the field; repeatable. Without: both have one frame.",
)  # fmt: skip
@click.option(
    "--region", metavar="X0,Y0,X1,Y1", callback=numbers,
    help="Add nothing: only the cells in this box learn, all others are finished.",
)  # fmt: skip
@click.option(
    "--cells", metavar="[[ROW,COLUMN]..]", callback=indices,
    help="Add nothing: only these cells learn, all others are finished.",
)  # fmt: skip
@click.option(
    "--weakest", type=click.FloatRange(0, 1, min_open=True), metavar="SHARE",
    help="Add nothing: only this share of the cells learns, those that are furthest off.",
)  # fmt: skip
@click.option(
    "--old", type=click.Choice(["stored", "distilled"]), default="stored", show_default=True,
    help="refine: old cells learn the picture, or what they show now.",
)  # fmt: skip
@click.option("--preset", type=click.Choice(["quick", "balanced", "best"]), default="quick")
@click.option("--steps", type=click.IntRange(1), help="Most updates.")
@click.option("--seconds", type=click.FloatRange(0.1), help="Most time of learning.")
@click.option("--target-psnr", type=click.FloatRange(0), metavar="DB", help="Stop when reached.")
@click.option(
    "--set", "changes", metavar="KNOB=VALUE", multiple=True,
    help="Change a knob of the plan; repeatable.",
)  # fmt: skip
@click.option(
    "--resume", is_flag=True, help="Go on where an extension to the same file was cut off."
)
@click.option("--json", "as_json", is_flag=True, help="A report for programs on stdout.")
@DEVICE
def extend(
    file: str,
    goal: Path,
    out: Path,
    mode: str,
    sides: tuple[str, ...],
    region: tuple[float, ...] | None,
    cells: list[list[int]] | None,
    weakest: float | None,
    old: str,
    preset: str,
    steps: int | None,
    seconds: float | None,
    target_psnr: float | None,
    changes: tuple[str, ...],
    resume: bool,
    as_json: bool,
    device: str,
) -> None:
    """Extend FILE, a field with cells, so that it shows the whole of a picture.

    Cells that were cropped come back, and new ones are added round the field where the picture needs
    them. They begin as copies of their neighbours. Ctrl-C keeps what is learned so far;
    --resume goes on with it, after a crash, too.
    """
    from .extend_wish import Chosen, asked
    from .extending import run

    if out.suffix.lower() != ".ndf" or not out.parent.is_dir():
        raise CanvasError(
            f"{out} cannot be written: extended fields are .ndf files in a folder that is there.",
            hint="Write -o whole.ndf.",
        )
    limits = {"steps": steps, "seconds": seconds, "target_psnr": target_psnr}
    chosen = Chosen(region, cells, weakest)
    wish = asked(mode, old, sides, chosen, preset, limits, changes)
    done = run(file, goal, out, wish, device, resume=resume)
    for note in done.notes:
        click.echo(f"note: {one_line(note)}", err=as_json)
    if as_json:
        click.echo(json.dumps(done.report, indent=2))
        return
    _tell(done.report)
    if done.stopped:
        click.echo("Stopped: this is the best so far. --resume goes on with it.")


def _tell(told: dict[str, Any]) -> None:
    cells = f"{told['kept_before']:,} + {told['new']:,} cells"
    if told["again"]:
        cells = f"{told['new']:,} of {told['kept']:,} cells learned on"
    numbers = f"{told['parameters_before']:,} -> {told['parameters']:,} numbers"
    size = f"{amount(told['bytes_before'])} -> {amount(told['bytes'])}"
    how = f"{told['psnr']:.2f} dB, new cells {told['psnr_new']:.2f} dB"
    same = ", old cells bit for bit as before" if told["unchanged"] else ""
    click.echo(
        one_line(
            f"{told['file']}: {cells}, {numbers}, {size}, {how}{same}, {told['steps']:,} steps"
        )
    )
