"""Sharing: artworks as text between programs and people, whole or only their colour, view or field."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.view import Size, View
from canvas_app.engine.request import Frame, resolve
from canvas_app.io.load import load
from canvas_app.io.recipe import from_text, to_text

Part = Literal["all", "colour", "view", "field"]
NOTHING = CanvasError(
    "There are no parameters to paste.",
    hint="Copy a recipe, a file of one, or a picture that Canvas exported.",
)


def copied(artwork: Artwork, view: View) -> str:
    """An artwork as text that begins where one is looking now.

    Raises:
        CanvasError: it holds learned weights, which no text can carry.
    """
    return to_text(artwork.but(home=view))


def file_in(text: str) -> Path | None:
    """The file that pasted text names: a path, in quotes or not, or a file:// address."""
    line = text.strip().strip("'\"")
    if not line or "\n" in line or len(line) > 4096 or line.startswith("{"):
        return None
    parts = urlsplit(line)
    path = Path(unquote(parts.path)) if parts.scheme == "file" else Path(line).expanduser()
    try:
        return path if path.is_file() else None
    except (OSError, ValueError):
        return None


def reading(text: str) -> Generator[int, None, Artwork]:
    """The artwork that pasted text is, or names; for a lane."""
    yield 0
    path = file_in(text)
    if path is not None:
        return load(path).artwork
    if not text.strip().startswith("{"):
        raise NOTHING
    return from_text(text)


def with_part(now: Artwork, other: Artwork, part: Part) -> Artwork:
    """The artwork with another's colour or field in place of its own; a view changes no artwork."""
    if part == "colour":
        return now.with_look(
            head=other.look.head, palette=other.look.palette, levels=other.look.levels,
            relief=other.look.relief, finish=other.look.finish,
        )  # fmt: skip
    if part == "field":
        return now.but(
            field=other.field, seed=other.seed, space=other.space, inputs=other.inputs,
            latent=other.latent, weights=other.weights, reference=other.reference,
        )  # fmt: skip
    return other if part == "all" else now


def drawing(
    artwork: Artwork, view: View, size: Size, device: str = "auto"
) -> Generator[Frame, None, Frame]:
    """A view in full detail; for a lane."""
    from canvas_app.engine.render import render

    frame: Frame | None = None
    for frame in render(resolve(artwork, view, size, strides=(1,), device=device)):
        yield frame
    if frame is None:
        raise CanvasError("Nothing was drawn.")
    return frame
