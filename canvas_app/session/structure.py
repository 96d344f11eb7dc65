"""Structure: the graph of a field as plain values, for those who draw it; and writing it to a file."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from canvas_app.core.artwork import Artwork
from canvas_app.core.field import FieldSpec
from canvas_app.engine.family import Drawable
from canvas_app.io.diagram import write_diagram
from canvas_app.jobs import Job, Lane

from .operations import watched
from .session import Notice, Session


@dataclass(frozen=True)
class Structure:
    """Nodes by number: what each computes, and where it lies in [-1, 1]^2 with y upwards; and edges
    (from, to)."""

    names: tuple[str, ...]
    places: tuple[tuple[float, float], ...]
    edges: tuple[tuple[int, int], ...]


def structure(lane: Lane, field: FieldSpec) -> Job[int, Structure | None]:
    """The graph of a field; None for a family that has none. Quiet: nobody needs to watch it."""
    return lane.start("Diagram", _structure(field))


def write(session: Session, lane: Lane, path: Path) -> Job[Any, Any]:
    """Write the graph of the field in hand; the ending says how: .png or .graphml."""
    job = lane.start(f"Writing {path.name}", _write(session.shown, path))
    job.done.connect(lambda _: session.tell(Notice(f"Wrote {path.name}", tier="done", reveal=path)))
    return watched(session, job, f"Couldn’t write {path.name}")


def _structure(field: FieldSpec) -> Generator[int, None, Structure | None]:
    yield 0
    if not isinstance(field, Drawable):
        return None
    graph = field.diagram()
    nodes = graph.nodes
    return Structure(
        tuple(str(nodes[k]["label"]) for k in range(len(graph))),
        tuple((float(nodes[k]["pos"][0]), float(nodes[k]["pos"][1])) for k in range(len(graph))),
        tuple((int(a), int(b)) for a, b in graph.edges),
    )


def _write(artwork: Artwork, path: Path) -> Generator[int, None, Path]:
    yield 0
    return write_diagram(path, artwork)


__all__ = ["Structure", "structure", "write"]
