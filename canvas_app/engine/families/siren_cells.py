"""SIREN cells: one small SIREN for each part of the frame, nothing shared.

Source: Ashkenazi et al., "Towards Croppable Implicit Neural Representations" (2024), "SIREN per partition".
"""

from __future__ import annotations

from canvas_app.engine.cells.knobs import CellField
from canvas_app.engine.cells.network import lowered
from canvas_app.engine.family import family
from canvas_app.engine.network import Program


@family
class SirenCells(CellField, tag="siren-cells"):
    """A small SIREN for each cell of the frame: it can be cropped, but no cell knows of the others
    (Ashkenazi et al. 2024)."""

    def program(self, groups: tuple[int, ...], latent: int) -> Program:
        """local0.* ..., out.*: one row for each cell that is there."""
        return lowered(self, groups, latent)
