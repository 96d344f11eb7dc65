"""The command `info`: what a file holds, for people or as JSON."""

from __future__ import annotations

import json
from typing import Any

import click

from canvas_app.core.artwork import Artwork


@click.command()
@click.argument("file")
@click.option("--json", "as_json", is_flag=True, help="For programs, with the whole recipe.")
def info(file: str, as_json: bool) -> None:
    """Tell what FILE holds: a recipe, a picture that carries one, or a preset's name."""
    from canvas_app.io.presets import open_recipe
    from canvas_app.io.recipe import to_tree

    loaded = open_recipe(file)
    summary = {"file": str(loaded.source), **_summary(loaded.artwork), "notes": list(loaded.notes)}
    if as_json:
        click.echo(json.dumps({**summary, "recipe": to_tree(loaded.artwork)}, indent=2))
        return
    width = max(map(len, summary))
    for name, value in summary.items():
        for line in value if isinstance(value, list) else [value]:
            click.echo(f"{name:>{width}}  {line}")


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
