"""The command `info`: what a file holds, for people or as JSON."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import click

from canvas_app.core.artwork import Artwork
from canvas_app.core.timeline import Timeline

from .options import one_line


@click.command()
@click.argument("file")
@click.option("--json", "as_json", is_flag=True, help="For programs, with the whole recipe.")
@click.option(
    "--graph",
    type=click.Path(path_type=Path),
    help="Write the graph of its nodes: .graphml (opens again) or .png (a drawing).",
)
def info(file: str, as_json: bool, graph: Path | None) -> None:
    """Tell what FILE holds: a recipe, a fitted field, a picture with one, GraphML, a preset's name."""
    from canvas_app.io.diagram import write_diagram
    from canvas_app.io.presets import open_recipe
    from canvas_app.io.recipe import to_tree, without_weights

    loaded = open_recipe(file)
    if graph is not None:
        click.echo(f"{write_diagram(graph, loaded.artwork)}: the graph of {file}", err=as_json)
    summary = {
        "file": str(loaded.source),
        "bytes": loaded.source.stat().st_size,
        **_summary(loaded.artwork),
        **_cells(loaded.artwork),
        **_learned(loaded.artwork, loaded.source),
        **_film(loaded.timeline),
        "notes": list(loaded.notes),
    }
    if as_json:
        recipe = to_tree(without_weights(loaded.artwork))
        click.echo(json.dumps({**summary, "recipe": recipe}, indent=2))
        return
    told = {n: v for n, v in summary.items() if v not in ("", []) and not isinstance(v, bool)}
    width = max(map(len, told))
    for name, value in told.items():
        for line in _lines(value):
            click.echo(f"{name:>{width}}  {one_line(line)}")


def _cells(artwork: Artwork) -> dict[str, Any]:
    """What a field of cells says besides: how many, how many are left, and how much it jumps there."""
    from canvas_app.engine.cells.knobs import CellField

    spec = artwork.field
    if not isinstance(spec, CellField):
        return {}
    from canvas_app.engine.cells.seams import seam_ratio

    ratio = seam_ratio(artwork, device="cpu")
    count = spec.layout.count
    found = {"cells": list(spec.cells), "kept": count}
    return found if math.isnan(ratio) else {**found, "seam ratio": round(ratio, 4)}


def _film(timeline: Timeline | None) -> dict[str, Any]:
    """What a film and a timeline say besides."""
    if timeline is None:
        return {}
    return {
        "film": {
            "seconds": timeline.length, "fps": timeline.fps, "frames": timeline.frames,
            "keys": len(timeline.keys), "tracks": len(timeline.tracks), "loop": timeline.loop,
        }
    }  # fmt: skip


def _lines(value: Any) -> list[str]:
    if isinstance(value, dict):
        told = {name: each for name, each in value.items() if each != []}
        return [", ".join(f"{name} {_short(each)}" for name, each in told.items())]
    if isinstance(value, list) and all(isinstance(each, int) for each in value) and value:
        return [" x ".join(map(str, value))]
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _short(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, dict):
        return "(" + ", ".join(f"{name} {_short(each)}" for name, each in value.items()) + ")"
    if isinstance(value, list):
        return " x ".join(map(_short, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _learned(artwork: Artwork, source: Path) -> dict[str, Any]:
    """What a fitted field says besides: bytes by kind of chunk, types of its arrays, the fit."""
    from canvas_app.io import ndf

    if artwork.weights is None:
        return {}
    types: dict[str, int] = {}
    for array in artwork.weights.values():
        types[array.dtype.name] = types.get(array.dtype.name, 0) + int(array.size)
    found: dict[str, Any] = {"parts": ndf.sizes(source), "types": types}
    return {**found, "fit": dict(artwork.weights.report)} if artwork.weights.report else found


def _summary(artwork: Artwork) -> dict[str, Any]:
    from canvas_app.core.spec import tag_of
    from canvas_app.engine.field import build

    home, look = artwork.home, artwork.look
    return {
        "title": artwork.title,
        "family": tag_of(artwork.field),
        "numbers": build(artwork, "cpu").size,
        "seed": artwork.field.seed,
        "inputs": ", ".join(tag_of(part) for part in artwork.inputs),
        "space": ", ".join(tag_of(part) for part in artwork.space) or "as it is",
        "latent": f"{len(artwork.latent)} numbers",
        "head": tag_of(look.head),
        "palette": look.palette.name,
        "home": f"{home.x:g}, {home.y:g}, {home.height:g} high",
        "measured": artwork.statistics is not None,
        "style": artwork.about.style,
        "author": artwork.about.author,
        "note": artwork.about.note,
        "tags": ", ".join(artwork.about.tags),
    }
