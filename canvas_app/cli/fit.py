"""The command `fit`: a field fitted to a picture or an array, with a line on how it goes, and nothing lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from canvas_app.core.errors import CanvasError

from .fit_one import Asked, check_out, fit_one, told_text
from .options import DEVICE

if TYPE_CHECKING:
    pass


def _box(
    ctx: click.Context, param: click.Parameter, text: str | None
) -> tuple[float, float, float, float] | None:
    """X0,Y0,X1,Y1 as fractions of the frame from the top left."""
    if text is None:
        return None
    try:
        x0, y0, x1, y1 = (float(part) for part in text.split(","))
    except ValueError:
        raise click.BadParameter(
            f"{text!r:.80} is no box. Write 0,0,0.5,0.5.", ctx, param
        ) from None
    if not (0 <= x0 < x1 <= 1 and 0 <= y0 < y1 <= 1):
        raise click.BadParameter("A box lies within 0,0,1,1 and is not empty.", ctx, param)
    return x0, y0, x1, y1


def _frame(
    ctx: click.Context, param: click.Parameter, text: str | None
) -> tuple[float, ...] | None:
    """World bounds: two for each axis."""
    if text is None:
        return None
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        raise click.BadParameter(f"{text!r:.80} is no frame. Write -1,1.", ctx, param) from None


def _cells(ctx: click.Context, param: click.Parameter, text: str | None) -> tuple[int, ...] | None:
    """Cells along each axis, slowest first."""
    if text is None:
        return None
    try:
        found = tuple(int(part) for part in text.split(","))
    except ValueError:
        raise click.BadParameter(f"{text!r:.80} are no cells. Write 8,8.", ctx, param) from None
    if not 1 <= len(found) <= 3 or min(found) < 1:
        raise click.BadParameter("Cells are one or more along 1 to 3 axes.", ctx, param)
    return found


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="The field to write: .ndf; of a folder, a folder.",
)
@click.option(
    "--family", help="The kind of network: grid for pictures, siren for other arrays by default."
)
@click.option("--preset", type=click.Choice(["quick", "balanced", "best"]), default="quick")
@click.option(
    "--compat", metavar="NAME", help="A parent's network: continuous, discontinuous, series or nif, "
    "put right; NAME-as-shipped with its faults.",
)  # fmt: skip
@click.option("--steps", type=click.IntRange(1), help="Most updates.")
@click.option("--seconds", type=click.FloatRange(0.1), help="Most time, from the command's start.")
@click.option("--target-psnr", type=click.FloatRange(0), metavar="DB", help="Stop when reached.")
@click.option(
    "--set", "changes", metavar="KNOB=VALUE", multiple=True,
    help="Change a knob of the plan or of the field; repeatable.",
)  # fmt: skip
@click.option("--alpha", type=click.Choice(["fit", "mask"]), default="fit", show_default=True)
@click.option("--crop", metavar="X0,Y0,X1,Y1", callback=_box, help="Fit this part only, in 0..1.")
@click.option("--mask", type=click.Path(path_type=Path), help="A picture: black does not count.")
@click.option("--axes", type=click.IntRange(1, 3), help="How many axes of a .npy are of space.")
@click.option(
    "--frame", metavar="X0,X1[,Y0,Y1[,Z0,Z1]]", callback=_frame, help="World bounds of a .npy."
)
@click.option(
    "--cells", metavar="ROWS,COLUMNS", callback=_cells,
    help="Cells along each axis, slowest first: of local-global, siren-cells and the like.",
)  # fmt: skip
@click.option("--resume", is_flag=True, help="Go on where a fit to the same file was cut off.")
@click.option("--log", type=click.Path(path_type=Path), help="Write how it goes: .csv.")
@click.option(
    "--tensorboard", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
    help="Write curves and pictures for TensorBoard there.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="A report for programs on stdout.")
@DEVICE
def fit(
    file: Path,
    out: Path,
    family: str | None,
    preset: str,
    compat: str | None,
    steps: int | None,
    seconds: float | None,
    target_psnr: float | None,
    changes: tuple[str, ...],
    alpha: str,
    crop: tuple[float, float, float, float] | None,
    mask: Path | None,
    axes: int | None,
    frame: tuple[float, ...] | None,
    cells: tuple[int, ...] | None,
    resume: bool,
    log: Path | None,
    tensorboard: Path | None,
    as_json: bool,
    device: str,
) -> None:
    """Fit a field to FILE: a picture, light as .exr, .hdr or a float .tif, or an array as .npy. Of a
    folder each picture is fitted, into the folder OUT.

    Of a .npy, a last axis of 1 to 4 holds the values of each sample; all other axes are of space: a
    signal (n), a picture (rows, columns), a volume (slabs, rows, columns). --axes says otherwise.

    Ctrl-C keeps the best so far; --resume goes on with it, after a crash, too.
    """

    if compat is not None and family is not None:
        raise CanvasError("--compat names its own family.", hint="Leave --family out.")
    limits = {"steps": steps, "seconds": seconds, "target_psnr": target_psnr}
    asked = Asked(
        family, preset, limits, changes, "mask" if alpha == "mask" else "fit", crop, mask, axes,
        frame, resume, log, tensorboard, device, quiet=as_json, compat=compat,
        cells=cells,
    )  # fmt: skip
    if file.is_dir():
        from .fit_folder import fit_folder

        fit_folder(asked, file, out)
        return
    if not file.exists():
        raise CanvasError(f"There is no file {file}.", hint="Check the name and the folder.")
    check_out(out)
    told = fit_one(asked, file, out)
    if told is None:  # another process of this fit writes and speaks
        return
    click.echo(json.dumps(told, indent=2) if as_json else told_text(out, told))
    if told["stopped"] and not as_json:
        click.echo("Stopped: this is the best so far. --resume goes on with it.")
