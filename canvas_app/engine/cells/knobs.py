"""Knobs: what all families of cells share, said once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Self

from canvas_app.core.errors import CanvasError
from canvas_app.core.field import FieldSpec
from canvas_app.core.spec import knob
from canvas_app.engine.glsl.tables import Printed

from .counts import Merge
from .design import Wave
from .layout import Layout, fault_of
from .partitioning import Partition, partition

Side = Annotated[int, knob(ge=1, le=4096, doc="Cells along this axis")]
Bound = Annotated[float, knob(ge=-1e9, le=1e9, doc="Where the frame ends")]
Id = Annotated[int, knob(ge=0, le=16_383, doc="A cell")]
Width = Annotated[int, knob(ge=1, le=512, log=True, doc="Neurons in each layer of a cell")]
GlobalWidth = Annotated[
    int, knob(ge=1, le=1024, log=True, doc="Neurons in each layer of the network that cells share")
]
MergeKnob = Annotated[
    Merge,
    knob(
        doc="How a cell hears the shared network: concat, by one layer of both; add, by its waves"
    ),
]
Loudness = Annotated[float, knob(ge=-4, le=4, doc="a: waves are e^a as high; added to the learned")]
Pitch = Annotated[float, knob(ge=-4, le=4, doc="b: waves are e^b as quick; added to the learned")]
Phase = Annotated[float, knob(ge=-4, le=4, doc="c: where waves begin; added to the learned")]
Level = Annotated[float, knob(ge=-4, le=4, doc="d: lifts all waves; added to the learned")]
Cells = Annotated[
    tuple[Side, ...], knob(max_length=3, dice=False, doc="Cells along each axis: rows, columns")
]


class CellField(FieldSpec):
    """A field of cells: one small network for each part of the frame."""

    cells: Cells = (4, 4)
    frame: Annotated[
        tuple[Bound, ...],
        knob(max_length=6, dice=False, doc="Bounds that the cells divide: left, right, low, high"),
    ] = (-1.0, 1.0, -1.0, 1.0)
    gone: Annotated[
        tuple[Id, ...], knob(max_length=16_384, dice=False, doc="Cells that were cut out")
    ] = ()
    trim: Annotated[
        tuple[Bound, ...],
        knob(
            max_length=2048,
            dice=False,
            doc="An outline x, y, x, y ...: nothing is shown outside of it",
        ),
    ] = ()
    width: Width = 16
    depth: Annotated[int, knob(ge=1, le=16, log=True, doc="Layers of waves")] = 4
    activation: Annotated[
        Wave, knob(doc="sin u; exp(-u^2); or sin(u (1 + |u| / omega)), FINER's")
    ] = "sine"
    omega: Annotated[
        float, knob(ge=0.5, le=4000, log=True, unit="rad", doc="Frequency of the first layer")
    ] = 30.0
    hidden_omega: Annotated[
        float, knob(ge=0.5, le=240, log=True, unit="rad", doc="Frequency of the other layers")
    ] = 30.0
    blend: Annotated[
        float, knob(ge=0, le=1, doc="Width of the blend across borders, in cells; 0: hard borders")
    ] = 0.0
    overlap: Annotated[
        float,
        knob(ge=0, le=1, dice=False, doc="How far cells learn beyond their borders, in cells"),
    ] = 0.0

    def __post_init__(self) -> None:
        fault = fault_of(self.cells, self.frame, self.gone)
        if self.trim and (len(self.trim) % 2 or len(self.trim) < 6 or len(self.cells) < 2):
            fault = "An outline has three corners or more, and cells of two axes or three."
        if fault:
            raise ValueError(fault)

    @property
    def latent_std(self) -> float:
        """Zero: cells hear no latent."""
        return 0.0

    @property
    def layout(self) -> Layout:
        """Where the cells are."""
        return Layout(self.cells, self.frame, self.gone)

    @property
    def complete(self) -> bool:
        """Whether no cell is gone, and none trimmed."""
        return not self.gone and not self.trim

    def covers(self, features: Any) -> Any:
        """Which points (f, n) lie in a cell that is there, and within the trim: bool (n,)."""
        from .points import covered, within

        there = covered(self.layout, features)
        return there & within(self.trim, features) if self.trim else there

    def covers_text(self, source: Sequence[str], put: Callable[[Any], int]) -> Printed:
        """`covers` as GLSL: `float there`."""
        from .shader import covered_text

        return covered_text(self.layout, self.trim, source, put)

    @property
    def shared(self) -> bool:
        """Whether cells share a network."""
        return False

    def partitioned(
        self,
        axes: Sequence[int],
        frame: Sequence[float],
        outputs: int,
        numbers: int,
        cells: Sequence[int] | None = None,
    ) -> Self:
        """The same knobs for a signal of so many samples (array order) on a frame, with about so many
        numbers. cells: where a person chose them; else as many as suit.

        Raises:
            CanvasError: cells do not have the signal's axes.
        """
        if cells is not None and len(cells) != len(axes):
            raise CanvasError(
                f"This has {len(axes)} axes, the cells {len(cells)}.",
                hint="Write --cells " + ",".join("NRC"[-len(axes) :]) + ", slowest axis first.",
            )
        chosen = self.chosen(axes, outputs, numbers, cells)
        changes = {"width": chosen.width}
        if self.shared:
            changes["global_width"] = chosen.width_global
        return self.laid_out(chosen.cells, frame).but(outputs=outputs, **changes)

    def chosen(
        self, axes: Sequence[int], outputs: int, numbers: int, cells: Sequence[int] | None
    ) -> Partition:
        """Cells and widths for a signal."""
        return partition(
            axes, numbers, outputs=outputs, depth=self.depth, shared=self.shared, cells=cells
        )

    def laid_out(self, cells: Sequence[int], frame: Sequence[float]) -> Self:
        """The same knobs for other cells, none of them gone or trimmed."""
        return self.but(cells=tuple(cells), frame=tuple(frame), gone=(), trim=())
