"""INCODE: a SIREN whose waves are tuned by four numbers that a harmonizer hears out of the signal.

Source: Kazerouni et al., "INCODE: Implicit Neural Conditioning with Prior Knowledge Embeddings" (2024).
"""

from __future__ import annotations

from collections.abc import Sequence

from canvas_app.engine.cells.knobs import CellField, Cells, Level, Loudness, Phase, Pitch, Width
from canvas_app.engine.cells.network import lowered
from canvas_app.engine.cells.partitioning import Partition, partition
from canvas_app.engine.family import family
from canvas_app.engine.network import Program


@family
class Incode(CellField, tag="incode"):
    """Waves e^a sin(e^b omega x + c) + d in every layer; a, b, c, d are learned from the signal, and
    moved here (Kazerouni et al. 2024). One network, or one for each cell."""

    cells: Cells = (1, 1)
    width: Width = 64
    a: Loudness = 0.0
    b: Pitch = 0.0
    c: Phase = 0.0
    d: Level = 0.0

    def chosen(
        self, axes: Sequence[int], outputs: int, numbers: int, cells: Sequence[int] | None
    ) -> Partition:
        """One network for all, unless a person wants cells."""
        grid = (1,) * len(axes) if cells is None else cells
        return partition(axes, numbers, outputs=outputs, depth=self.depth, shared=False, cells=grid)

    def program(self, groups: tuple[int, ...], latent: int) -> Program:
        """local0.* ..., out.* by cell; signal; harmonizer0.* ..."""
        return lowered(self, groups, latent, harmony=(self.a, self.b, self.c, self.d))
