"""Plans: how a field is fitted, as one spec of knobs, and the plans that suit each family.

No torch here: forms, --set and the reference are read from the annotations.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from canvas_app.core.errors import CanvasError
from canvas_app.core.spec import Spec, knob

Preset = Literal["quick", "balanced", "best"]
Batch = Literal["full", "uniform", "shuffled", "error", "windows", "sieve", "cells"]
Loss = Literal["l2", "l1", "huber"]
Structure = Literal["none", "ssim", "ms-ssim"]
Optimiser = Literal["adam", "adamw", "lion", "sparse-lion", "soap"]
Schedule = Literal["constant", "cosine", "restarts", "one-cycle"]


class FitPlan(Spec):
    """How long, on what, towards what and how fast. Whatever ends first ends the fit."""

    steps: Annotated[int, knob(ge=1, le=10_000_000, log=True, doc="Most updates")] = 2000
    seconds: Annotated[
        float, knob(ge=0, le=1e6, unit="s", doc="Longest time of learning; 0: no limit")
    ] = 0.0
    target_psnr: Annotated[
        float, knob(ge=0, le=200, unit="dB", doc="Enough when this is reached; 0: never")
    ] = 0.0
    patience: Annotated[
        int, knob(ge=0, le=10_000, doc="Stop after so many measurements without gain; 0: never")
    ] = 0
    evaluate_every: Annotated[
        int, knob(ge=1, le=1_000_000, log=True, doc="Updates between measurements")
    ] = 200
    batch: Annotated[
        Batch,
        knob(
            doc="full: all pixels; uniform: at random; shuffled: each once before any again; "
            "error: more where it is wrong; windows: random rectangles; "
            "sieve: every few pixels of the whole; cells: as many of each cell"
        ),
    ] = "uniform"
    batch_size: Annotated[int, knob(ge=1, le=2**24, log=True, doc="Pixels of an update")] = 16_384
    window: Annotated[int, knob(ge=8, le=1024, log=True, doc="Side of a window in pixels")] = 128
    accumulate: Annotated[
        int, knob(ge=1, le=1024, log=True, doc="Parts in which an update is worked on, at least")
    ] = 1
    loss: Annotated[Loss, knob(doc="How each value's error counts")] = "l2"
    delta: Annotated[
        float, knob(ge=1e-6, le=10, log=True, doc="huber: errors above count linearly")
    ] = 0.01
    structure: Annotated[
        Structure, knob(doc="Likeness of structure to learn as well: windows or full only")
    ] = "none"
    structure_weight: Annotated[
        float, knob(ge=0, le=1, doc="Share of (1 - likeness) in the loss")
    ] = 0.2
    optimiser: Annotated[Optimiser, knob(doc="What turns slopes into updates")] = "adam"
    rate: Annotated[float, knob(ge=1e-7, le=1, log=True, doc="Highest learning rate")] = 1e-3
    own_rate: Annotated[
        float,
        knob(
            ge=0.1,
            le=32,
            log=True,
            doc="Rate of narrow layers that a cell has alone, times as high",
        ),
    ] = 1.0
    decay: Annotated[float, knob(ge=0, le=10, doc="Pull of weights towards zero")] = 0.0
    threshold: Annotated[
        float, knob(ge=0, le=1, doc="sparse-lion: slopes up to this move nothing")
    ] = 1e-9
    schedule: Annotated[Schedule, knob(doc="How the rate changes over time")] = "cosine"
    cycles: Annotated[int, knob(ge=1, le=16, doc="restarts: how many, each twice as long")] = 3
    warm_up: Annotated[
        float, knob(ge=0, le=0.5, doc="Share of the time in which the rate rises")
    ] = 0.0
    precision: Annotated[
        Literal["fp32", "bf16"], knob(doc="bf16: products in 16 bits, quicker where hardware can")
    ] = "fp32"
    train_latent: Annotated[bool, knob(doc="Learn the latent, too, if there is one")] = False
    seed: Annotated[int, knob(ge=0, le=2**53 - 1, doc="Decides which pixels are drawn")] = 0
    largest: Annotated[
        float,
        knob(ge=0.0001, le=64, log=True, unit="Mpx", doc="Larger pictures are made smaller first"),
    ] = 4.0

    def __post_init__(self) -> None:
        if self.structure != "none" and self.batch not in ("windows", "full"):
            raise ValueError(
                f"structure={self.structure} compares neighbours: it needs batch=windows or full"
            )


_Changes = Mapping[str, Any]

# What was found by measuring on the test pictures; see tests/bench/fitting.py. Each row: knobs of the
# family, knobs of the plan. What is not named is as its spec says.
_FIELDS: dict[str, dict[Preset, _Changes]] = {
    "siren": {
        "quick": {"width": 64, "depth": 3},
        "balanced": {"width": 128, "depth": 4},
        "best": {"width": 256, "depth": 4, "omega": 60.0},
    },
    "cppn": {
        "quick": {"width": 48, "depth": 3, "gains": (8.0, 2.0, 1.2)},
        "balanced": {"width": 96, "depth": 4, "gains": (12.0, 2.0, 1.2)},
        "best": {"width": 160, "depth": 5, "gains": (12.0, 2.0, 1.2)},
    },
    "fourier": {
        "quick": {"width": 128, "depth": 4},
        "balanced": {"width": 192, "depth": 4},
        "best": {"width": 256, "depth": 6, "bands": 9},
    },
}
SERIES = 31  # terms of the first layer, as the parent's README has them
_GRID_NUMBERS: dict[Preset, int] = {"quick": 560_000, "balanced": 560_000, "best": 2_000_000}

_CELL_NUMBERS: dict[Preset, int] = {"quick": 198_915, "balanced": 198_915, "best": 397_830}
CELLS = ("siren-cells", "local-global", "incode", "local-global-incode")

_POINTS: dict[Preset, _Changes] = {
    "quick": {"steps": 1000, "batch_size": 16_384},
    "balanced": {"steps": 4000, "batch_size": 32_768},
    "best": {"steps": 20_000, "batch_size": 65_536, "batch": "shuffled", "largest": 8.0},
}
_GRID: dict[Preset, _Changes] = {
    "quick": {"steps": 2200, "largest": 2.0, "evaluate_every": 400},
    "balanced": {"steps": 9000, "evaluate_every": 1000},
    "best": {"steps": 40_000, "largest": 12.0, "evaluate_every": 2000},
}
# Of 768 x 512 pixels, 384 cells and 199,000 numbers, 500 updates of 16,384 samples: 30.9 dB by SOAP, 30.4 by Adam;
# after 150 at one rate for all layers, 1.5e-3, they were 2 dB behind, and at 4e-3 nothing was learned.
_CELLS: dict[Preset, _Changes] = {
    "quick": {"steps": 600, "batch_size": 16_384},
    "balanced": {"steps": 4000, "batch_size": 65_536},
    "best": {"steps": 20_000, "batch_size": 131_072, "largest": 8.0},
}
# SOAP beside Adam after as many steps, each at its better rate, in a tenth more time: 33.0 to 30.0 dB
# (siren), 20.3 to 17.7 (cppn), 34.4 to 30.1 (grid), 22.4 to 16.2 (fourier), 17.3 to 12.6 (graph).
_RATES = {
    "siren": 3e-3,
    "grid": 2e-2,
    **dict.fromkeys(("cppn", "conv", "graph", "fourier", "high-order"), 1e-2),
}


def plan_for(family: str, preset: Preset = "quick") -> FitPlan:
    """The plan that suits a family (by its tag)."""
    family = family.replace("_", "-")
    if family in CELLS:
        plan = FitPlan(batch="cells", rate=1e-3, own_rate=4.0, optimiser="soap")
        return plan.but(**_CELLS[preset])
    rate = _RATES.get(family, 5e-3)
    if family == "grid":
        plan = FitPlan(batch="sieve", window=64, rate=rate, optimiser="soap")
        return plan.but(**_GRID[preset])
    return FitPlan(rate=rate, optimiser="soap").but(**_POINTS[preset])


def replanned(plan: FitPlan, changes: _Changes) -> FitPlan:
    """The plan with changes, and with what goes with them: likeness of structure is of neighbours.

    Raises:
        CanvasError: a value does not suit its knob, or another one that was named.
    """
    alike = changes.get("structure", "none") != "none"
    if alike and plan.batch == "sieve":
        changes = {"batch": "windows", **changes}
    return plan.but(**changes)


def field_changes(family: str, preset: Preset = "quick") -> _Changes:
    """The knobs of a family that differ from its spec when it is fitted."""
    return _FIELDS.get(family.replace("_", "-"), {}).get(preset, {})


def suited(family: str, changes: _Changes) -> dict[str, Any]:
    """What a person changes, with what goes with it: a series of three terms says little of a picture."""
    series = family.replace("_", "-") == "high-order" and changes.get("kind") == "fourier"
    return {"nodes_in": SERIES, **changes} if series else dict(changes)


def numbers_for(preset: Preset) -> int:
    """How many numbers the grids of a fitted pyramid may have."""
    return _GRID_NUMBERS[preset]


def numbers_of_cells(preset: Preset) -> int:
    """How many numbers a field of cells may have: as a SIREN of width 256, or twice that."""
    return _CELL_NUMBERS[preset]


def preset_called(name: str) -> Preset:
    """A preset by its name.

    Raises:
        CanvasError: there is none of that name.
    """
    for preset in _GRID:
        if preset == name:
            return preset
    raise CanvasError(f"There is no preset {name!r:.40}.", hint=f"Try {', '.join(_GRID)}.")
