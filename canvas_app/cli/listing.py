"""The command `list`: what there is to choose from. Loads neither torch nor Qt."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Rows = dict[str, dict[str, Any]]


@click.group("list")
def listing() -> None:
    """List families, activations, presets, exporters, films, palettes or styles."""


def _listed(name: str, about: str) -> Callable[[Callable[[], Rows]], Callable[[], Rows]]:
    """Make a command of a function that returns rows; it prints them, or all of them as JSON."""

    def register(rows: Callable[[], Rows]) -> Callable[[], Rows]:
        @listing.command(name, help=about)
        @click.option("--json", "as_json", is_flag=True, help="For programs, in full.")
        def command(as_json: bool) -> None:
            _tell(rows(), as_json)

        return rows

    return register


def _tell(rows: Rows, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    width = max(map(len, rows), default=0)
    for name, row in rows.items():
        click.echo(f"{name:<{width}}  {row.get('about', '')}".rstrip())


@_listed("families", "Kinds of network, and with --json their knobs.")
def families() -> Rows:
    """Every family with the first sentence of its docstring and its knobs."""
    from canvas_app.core.spec import knobs
    from canvas_app.engine.family import FAMILIES

    return {
        tag: {"about": _first_sentence(kind), "knobs": {k.name: _knob(k) for k in knobs(kind)}}
        for tag, kind in FAMILIES.items()
    }


@_listed("activations", "Functions between the layers.")
def activations() -> Rows:
    """Every activation's name."""
    from typing import get_args

    from canvas_app.core.field import ActivationName

    return {name: {} for name in get_args(ActivationName)}


@_listed("exporters", "Endings of files that can be written.")
def exporters() -> Rows:
    """Every ending with what its exporter says of itself."""
    from canvas_app.io.exporter import EXPORTERS

    return {ending: {"about": _first_sentence(write)} for ending, write in EXPORTERS.items()}


@_listed("films", "Endings of films that can be written, and their codecs.")
def films() -> Rows:
    """Every ending with what its format says of itself."""
    from canvas_app.io.film import FILMS

    return {
        ending: {"about": kind.about, "codecs": [codec.name for codec in kind.codecs]}
        for ending, kind in FILMS.items()
    }


@_listed("palettes", "Shipped palettes.")
def palettes() -> Rows:
    """Every shipped palette with its colours."""
    from canvas_app.core.palette import shipped_palettes

    return {
        name: {"about": f"{p.kind:<12} {' '.join(p.stops)}", "kind": p.kind, "stops": list(p.stops)}
        for name, p in shipped_palettes().items()
    }


@_listed("styles", "Styles that Random draws from.")
def styles() -> Rows:
    """Every style with its family of looks."""
    from canvas_app.core.styles import styles as all_styles

    return {style.name: {"about": style.about} for style in all_styles()}


@listing.command("presets")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--volumes", is_flag=True, help="Only those that fill space.")
@click.option("--sheet", type=click.Path(path_type=Path), help="Draw them into a picture.")
def presets(as_json: bool, volumes: bool, sheet: Path | None) -> None:
    """Shipped recipes, pictures first; with --sheet a contact sheet of the pictures, or the volumes."""
    from canvas_app.io.load import load
    from canvas_app.io.presets import preset_files, volume_files

    flat = {} if volumes else {n: load(path).artwork for n, path in preset_files().items()}
    solid = {n: load(path).artwork for n, path in volume_files().items()}
    if sheet is not None:
        from canvas_app.io.sheet import write_sheet

        from .progress import finished

        drawn = list((flat or solid).values())
        finished(write_sheet(sheet, drawn, in_space=volumes), f"Drawing {sheet.name}")
        click.echo(f"{sheet}: {len(drawn)} presets")
        return
    rows = {
        n: {
            "about": f"{w.title}{' (volume)' if n in solid else ''}", "style": w.about.style,
            "tags": list(w.about.tags), "volume": n in solid,
        }
        for n, w in {**flat, **solid}.items()
    }  # fmt: skip
    _tell(rows, as_json)


def _first_sentence(thing: Any) -> str:
    """Of a docstring, without the lines it is broken into."""
    words = " ".join((inspect.getdoc(thing) or "").partition("\n\n")[0].split())
    first = re.match(r".*?(?<!et al)\.(?= )", words)
    return first.group() if first else words


def _knob(knob: Any) -> dict[str, Any]:
    row = {"about": knob.doc, "unit": knob.unit, "least": knob.ge, "most": knob.le}
    row |= {"choices": list(knob.choices), "default": knob.default}
    return {name: value for name, value in row.items() if value not in (None, "", [])}
