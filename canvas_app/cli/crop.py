"""The command `crop`: cells taken out of a field, which becomes smaller and shows the rest as before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from canvas_app.core.errors import CanvasError

from .options import amount, one_line

if TYPE_CHECKING:
    from canvas_app.core.artwork import Artwork
    from canvas_app.engine.cells.knobs import CellField

Indices = list[list[int]]


def numbers(
    ctx: click.Context, param: click.Parameter, text: str | None
) -> tuple[float, ...] | None:
    """Fractions of the frame from the top left, between commas."""
    if text is None:
        return None
    try:
        return tuple(float(part) for part in text.replace(";", ",").split(","))
    except ValueError:
        wanted = "0,0;1,0;0.5,1" if param.name == "lasso" else "0,0,0.5,1"
        raise click.BadParameter(f"{text!r:.80} is none. Write {wanted}.", ctx, param) from None


def indices(ctx: click.Context, param: click.Parameter, text: str | None) -> Indices | None:
    """Lists of indices as JSON."""
    if text is None:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or not all(isinstance(each, list) for each in found):
        raise click.BadParameter(f"{text!r:.80} is no list of lists of indices.", ctx, param)
    if not all(type(i) is int for each in found for i in each):
        raise click.BadParameter(f"{text!r:.80} holds more than indices.", ctx, param)
    return found


@click.command()
@click.argument("file")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), required=True, help="The field to write: .ndf."
)
@click.option(
    "--box", metavar="X0,Y0,X1,Y1", callback=numbers,
    help="What stays, in 0..1 from the top left, snapped outwards to cells.",
)  # fmt: skip
@click.option(
    "--lasso", metavar="X,Y;X,Y;X,Y...", callback=numbers,
    help="What stays, as the corners of an outline, snapped outwards to cells.",
)  # fmt: skip
@click.option(
    "--crop-dims", "dims", metavar="[[ROW..],[COLUMN..]]", callback=indices,
    help="What goes, by indices along each axis, slowest first: [[],[0,3],[0,3]].",
)  # fmt: skip
@click.option(
    "--crop-cells", "cells", metavar="[[ROW,COLUMN]..]", callback=indices,
    help="What goes, cell by cell: [[0,7],[3,3]].",
)  # fmt: skip
@click.option(
    "--trim", is_flag=True, help="Hide what the kept cells show outside the box or lasso."
)
@click.option("--json", "as_json", is_flag=True, help="A report for programs on stdout.")
def crop(
    file: str,
    out: Path,
    box: tuple[float, ...] | None,
    lasso: tuple[float, ...] | None,
    dims: Indices | None,
    cells: Indices | None,
    trim: bool,
    as_json: bool,
) -> None:
    """Crop FILE: take cells out of a field that was fitted with them; nothing is learned anew.

    Weights go with their cells, what stays is the same bit for bit, and what went is transparent. A field
    without cells is cropped by its home view (--box), and keeps its weights.
    """
    from canvas_app.engine.cells.knobs import CellField
    from canvas_app.io.presets import open_recipe

    _check(box, lasso, dims, cells, trim)
    loaded = open_recipe(file)
    field = loaded.artwork.field
    small = loaded.artwork
    if isinstance(field, CellField):
        small = _without(small, field, (box, lasso, dims, cells), trim)
    if small.field == field:  # no cells, or all of them are in the box
        small = _view(small, box, lasso is not None or trim or bool(dims or cells))
    before = loaded.source.stat().st_size
    told = _written(out, small, loaded.artwork, before)
    told = {"file": str(out), "source": str(loaded.source), **told}
    if as_json:
        click.echo(json.dumps(told, indent=2))
    else:
        _tell(told)


def _check(
    box: tuple[float, ...] | None,
    lasso: tuple[float, ...] | None,
    dims: Indices | None,
    cells: Indices | None,
    trim: bool,
) -> None:
    if box is None and lasso is None and dims is None and cells is None:
        raise CanvasError(
            "Say what to crop.", hint="With --box, --lasso, --crop-dims or --crop-cells."
        )
    if box is not None and lasso is not None:
        raise CanvasError("A box and a lasso are two outlines.", hint="Give one of them.")
    if trim and box is None and lasso is None:
        raise CanvasError("--trim needs an outline.", hint="Give --box or --lasso.")


def _without(
    artwork: Artwork,
    field: CellField,
    choice: tuple[Any, Any, Indices | None, Indices | None],
    trim: bool,
) -> Artwork:
    """The artwork without what the options name."""
    from canvas_app.engine.cells import selection
    from canvas_app.engine.cells.surgery import cut

    box, lasso, dims, cells = choice
    gone, outline = set[int](), list[tuple[float, float]]()
    if box is not None:
        gone |= {*selection.all_but(field.cells, selection.in_box(field.cells, box))}
        low, high = selection.checked_box(len(field.cells), box)
        if len(low) > 1:
            outline = [(low[0], low[1]), (high[0], low[1]), (high[0], high[1]), (low[0], high[1])]
    if lasso is not None:
        outline = _corners(lasso)
        gone |= {*selection.all_but(field.cells, selection.in_lasso(field.cells, outline))}
    if dims is not None:
        gone |= {*selection.by_dims(field.cells, dims)}
    if cells is not None:
        gone |= {*selection.by_index(field.cells, cells)}
    if trim and not outline:
        raise CanvasError("A signal cannot be trimmed.", hint="It is cropped by whole cells.")
    return cut(artwork, gone, outline if trim else ())


def _corners(lasso: tuple[float, ...]) -> list[tuple[float, float]]:
    if len(lasso) % 2:
        raise CanvasError("A lasso has two numbers for each corner.", hint="Write X,Y;X,Y;X,Y.")
    return list(zip(lasso[::2], lasso[1::2], strict=True))


def _view(artwork: Artwork, box: tuple[float, ...] | None, cells_named: bool) -> Artwork:
    """A field of which no cell goes, cropped by its view."""
    from canvas_app.core.spec import tag_of
    from canvas_app.engine.cells.knobs import CellField
    from canvas_app.engine.cells.view_crop import view_cropped

    if isinstance(artwork.field, CellField) and (box is None or cells_named):
        raise CanvasError("All cells would stay.", hint="Choose a smaller part.")
    if box is None or cells_named:
        raise CanvasError(
            f"A field of the family {tag_of(artwork.field)} has no cells.",
            hint="It is cropped by its view: give --box alone. Cells come with --family local-global.",
        )
    return view_cropped(artwork, box)


def _written(out: Path, small: Artwork, artwork: Artwork, before: int) -> dict[str, Any]:
    """Write it, and tell what became smaller."""
    from canvas_app.core.spec import tag_of
    from canvas_app.engine.cells.knobs import CellField
    from canvas_app.io.load import save

    field = small.field
    if isinstance(field, CellField) and out.suffix.lower() != ".ndf":
        raise CanvasError(
            "A cropped field is saved as .ndf: its weights are no longer those of a seed.",
            hint=f"Write -o {out.with_suffix('.ndf').name:.80}.",
        )
    save(out, small)
    told: dict[str, Any] = {"family": tag_of(field)}
    if isinstance(field, CellField):
        told |= {"cells": field.layout.total, "kept": field.layout.count}
        told |= {"kept_before": artwork.field.layout.count}  # type: ignore[attr-defined]
    told |= {"parameters": _count(small), "parameters_before": _count(artwork)}
    told |= {"bytes": out.stat().st_size, "bytes_before": before}
    if small.home != artwork.home:
        told["note"] = "cropped by its view: all weights stay"
    return told


def _count(artwork: Artwork) -> int:
    from canvas_app.engine.cells.celled import weights_of

    return weights_of(artwork).count


def _tell(told: dict[str, Any]) -> None:
    numbers = f"{told['parameters_before']:,} -> {told['parameters']:,} numbers"
    size = f"{amount(told['bytes_before'])} -> {amount(told['bytes'])}"
    kept = f"{told['kept']:,} of {told['kept_before']:,} cells stay, " if "kept" in told else ""
    click.echo(one_line(f"{told['file']}: {kept}{numbers}, {size}"))
    if "note" in told:
        why = "all cells are in the box" if "kept" in told else f"{told['family']} has no cells"
        click.echo(f"It is {told['note']}, since {why}.")
