"""Celled: what surgery knows of a field that is divided into cells, whatever its family.

A cell's network is a row of every array whose name begins with one of PER_CELL; the rest is shared by
all cells. Rows are in the order of the ids that are there. numpy only, but for `weights_of`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.spec import tag_of
from canvas_app.core.weights import Array, Weights

from .design import PER_CELL
from .knobs import CellField
from .selection import Ids

Celled = CellField  # what `isinstance` asks before cells are shown, cut or moved


def celled(artwork: Artwork) -> CellField:
    """The artwork's field, known to have cells.

    Raises:
        CanvasError: it has none.
    """
    field = artwork.field
    if not isinstance(field, CellField):
        raise CanvasError(
            f"A field of the family {tag_of(field)} has no cells.",
            hint="Fit with --family local-global or siren-cells for cells.",
        )
    return field


def kept_of(spec: CellField) -> Ids:
    """The ids of the cells that are there, in the order of their rows."""
    return tuple(int(i) for i in spec.layout.kept)


def weights_of(artwork: Artwork) -> Weights:
    """What the field has learned; where it has not, the numbers drawn from its seed."""
    if artwork.weights is not None:
        return artwork.weights
    from canvas_app.engine.field import build

    drawn = build(artwork, "cpu").parameters
    return Weights({name: tensor.numpy() for name, tensor in drawn.items()})


def rows_of(spec: CellField, ids: Sequence[int]) -> list[int]:
    """The rows in which the networks of some cells lie; a CanvasError where one is not there."""
    rows = spec.layout.rows
    missing = next((i for i in ids if not (0 <= i < len(rows) and rows[i] >= 0)), None)
    if missing is not None:
        raise CanvasError(
            f"The cell {missing} is not there.", hint="It was cut out, or there never was one."
        )
    return [int(rows[i]) for i in ids]


def per_cell(name: str) -> bool:
    """Whether an array has a row for each cell."""
    return name.startswith(PER_CELL)


def shared(weights: Mapping[str, Array]) -> frozenset[str]:
    """The names of the arrays that all cells read."""
    return frozenset(name for name in weights if not per_cell(name))


def check_rows(spec: CellField, weights: Weights) -> None:
    """A CanvasError where an array has another number of rows than there are cells."""
    kept = spec.layout.count
    for name, array in weights.items():
        if per_cell(name) and (not array.ndim or len(array) != kept):
            raise CanvasError(
                f"The weights do not fit: {name} has {len(array) if array.ndim else 0} rows, "
                f"the field {kept} cells.",
                hint="The file may belong to another recipe.",
            )
