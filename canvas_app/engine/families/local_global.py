"""Local-Global: one small network for each part of the frame, and one that they all hear.

Source: Ashkenazi et al., "Towards Croppable Implicit Neural Representations" (2024).
"""

from __future__ import annotations

from collections.abc import Sequence

from canvas_app.engine.cells.knobs import CellField, GlobalWidth, MergeKnob
from canvas_app.engine.cells.network import lowered
from canvas_app.engine.cells.partitioning import Partition, partition
from canvas_app.engine.family import family
from canvas_app.engine.network import Program


@family
class LocalGlobal(CellField, tag="local-global"):
    """A small SIREN for each cell of the frame and one for the whole, merged after every layer. Cells
    are cropped, moved and added without learning anew (Ashkenazi et al. 2024)."""

    global_width: GlobalWidth = 32
    merge: MergeKnob = "concat"

    @property
    def shared(self) -> bool:
        """Whether cells share a network: they do."""
        return True

    def chosen(
        self, axes: Sequence[int], outputs: int, numbers: int, cells: Sequence[int] | None
    ) -> Partition:
        """Cells and widths for a signal; the merging layers count."""
        return partition(
            axes, numbers, outputs=outputs, depth=self.depth, merge=self.merge, cells=cells
        )

    def program(self, groups: tuple[int, ...], latent: int) -> Program:
        """local0.* ..., out.* by cell; global0.* ...; merge.*, or merge0.* ..."""
        return lowered(self, groups, latent, width_global=self.global_width, merge=self.merge)
