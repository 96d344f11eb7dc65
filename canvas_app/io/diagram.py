"""Diagram: the structure of a field written down, as GraphML or as a drawing (PNG).

What GraphML says of a graph can be opened again (`load`); a drawing is for the eyes.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.spec import tag_of
from canvas_app.engine.family import Drawable
from canvas_app.engine.graphs import to_graphml, wired

from .atomic import write_bytes

_SIZE = 1600, 1000
_MARGIN = 90
_DOT = 9
_PAPER, _LINE, _NODE, _INK = "#f5f3ee", "#b9b4a8", "#2f5d62", "#1d1d1b"
_MOST_LABELS = 96  # more would hide one another


def write_diagram(path: Path, artwork: Artwork) -> Path:
    """Write the structure of an artwork's field; the ending, .graphml or .png, says how.

    Raises:
        CanvasError: another ending, a family without a graph, or the file cannot be written.
    """
    writers = {".graphml": _graphml, ".png": _drawing}
    write = writers.get(path.suffix.lower())
    if write is None:
        raise CanvasError(
            f"A graph cannot be written as {path.suffix or 'a file without an ending'}.",
            hint=f"It can as {' or '.join(writers)}.",
        )
    if not isinstance(artwork.field, Drawable):
        raise CanvasError(f"The family {tag_of(artwork.field)!r} has no graph to write.")
    write_bytes(path, write(artwork.field.diagram()))
    return path


def _graphml(graph: Any) -> bytes:
    labels = [graph.nodes[node]["label"] for node in range(len(graph))]
    return to_graphml(wired(len(graph), graph.edges), labels).encode()


def _drawing(graph: Any) -> bytes:
    """Inputs on the left; an edge leads from left to right."""
    picture = Image.new("RGB", _SIZE, _PAPER)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(18)
    places = {node: _placed(graph.nodes[node]["pos"]) for node in graph}
    for low, high in graph.edges:
        pen.line([places[low], places[high]], fill=_LINE, width=2)
    for node, (x, y) in places.items():
        pen.ellipse([x - _DOT, y - _DOT, x + _DOT, y + _DOT], fill=_NODE)
        if len(places) <= _MOST_LABELS:
            label = graph.nodes[node]["label"]
            pen.text((x, y + _DOT + 4), label, fill=_INK, font=font, anchor="ma")
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _placed(pos: tuple[float, float]) -> tuple[float, float]:
    """A place in [-1, 1]^2, y upwards, in pixels of the drawing."""
    inner = [side - 2 * _MARGIN for side in _SIZE]
    return _MARGIN + (pos[0] + 1) / 2 * inner[0], _MARGIN + (1 - pos[1]) / 2 * inner[1]
