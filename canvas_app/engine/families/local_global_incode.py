"""Local-Global INCODE: cells and a shared network whose waves are tuned by what a harmonizer hears.

Sources: Ashkenazi et al., "Towards Croppable Implicit Neural Representations" (2024), its INCODE variant;
Kazerouni et al., "INCODE" (2024).
"""

from __future__ import annotations

from collections.abc import Sequence

from canvas_app.engine.cells.design import Harmony
from canvas_app.engine.cells.knobs import (
    CellField,
    GlobalWidth,
    Level,
    Loudness,
    MergeKnob,
    Phase,
    Pitch,
)
from canvas_app.engine.cells.network import lowered
from canvas_app.engine.cells.partitioning import Partition, partition
from canvas_app.engine.family import family
from canvas_app.engine.network import Program


@family
class LocalGlobalIncode(CellField, tag="local-global-incode"):
    """Local-Global with waves e^a sin(e^b omega x + c) + d, whose a, b, c, d are learned from the signal
    for cells, shared network and merging apart, and moved here (Ashkenazi et al. 2024)."""

    global_width: GlobalWidth = 32
    merge: MergeKnob = "concat"
    local_a: Loudness = 0.0
    local_b: Pitch = 0.0
    local_c: Phase = 0.0
    local_d: Level = 0.0
    global_a: Loudness = 0.0
    global_b: Pitch = 0.0
    global_c: Phase = 0.0
    global_d: Level = 0.0
    merge_a: Loudness = 0.0
    merge_b: Pitch = 0.0
    merge_c: Phase = 0.0
    merge_d: Level = 0.0

    @property
    def harmony(self) -> Harmony:
        """The twelve offsets: local, global, merging."""
        parts = ("local", "global", "merge")
        return tuple(float(getattr(self, f"{part}_{k}")) for part in parts for k in "abcd")

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
        """local0.* ..., out.* by cell; global0.* ...; merge.*; signal; harmonizer0.* ..."""
        return lowered(
            self,
            groups,
            latent,
            width_global=self.global_width,
            merge=self.merge,
            harmony=self.harmony,
        )
