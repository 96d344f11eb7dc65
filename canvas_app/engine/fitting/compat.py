"""Compat: the settings that the parent programs ship for pictures, and the same networks put right.

After J. Loverich's high-order-implicit-representation (its README's networks of 40,760, 58,320 and 55,003
numbers; the last has 83 that it never trains and that are biases here) and Graphcore's neural image fields (328,707). "As
shipped" keeps their faults: pieces read two flawed pairs of coordinates, waves that fit no frame, few
pixels an update at a small constant rate. Corrected ones are no larger, and learn as we do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from canvas_app.core.errors import CanvasError

from .plans import FitPlan, Preset, plan_for


@dataclass(frozen=True)
class Recipe:
    """A family, its knobs, and the plan."""

    family: str
    knobs: Mapping[str, Any]
    plan: Mapping[str, Any]
    corrected: bool = False
    doc: str = ""

    def plan_of(self, preset: Preset) -> FitPlan:
        """The plan; that of a corrected one takes the rest from the preset."""
        if self.corrected:
            return plan_for(self.family, preset).but(**self.plan)
        return FitPlan(**self.plan)


_PARENT_PLAN = {
    "steps": 20_000, "batch": "shuffled", "batch_size": 256, "optimiser": "sparse-lion",
    "rate": 1e-4, "schedule": "constant", "evaluate_every": 1000, "largest": 1.0,
}  # fmt: skip
_PARENT = {"turning": "legacy", "bounds": "max-abs", "init": "linear", "beyond": "polynomial"}
_RIGHT: Mapping[str, Mapping[str, Any]] = {
    "continuous": {},
    "discontinuous": {},
    "series": {"nodes": 3, "width": 110},  # what the parent meant: few terms in hidden layers
}
_RIGHT_PLAN = {"batch_size": 4096, "steps": 3000}
# In as many seconds of a processor: 16,384 pixels an update 19.5 dB, 1024 at this rate 33.1, at 2e-3 28.5.
_RIGHT_NIF_PLAN = {"batch_size": 1024, "rate": 5e-3, "steps": 3000}
_NIF_PLAN = {
    "steps": 20_000, "batch_size": 512, "loss": "huber", "delta": 0.001, "optimiser": "adam",
    "rate": 1e-3, "schedule": "constant", "evaluate_every": 1000,
}  # fmt: skip
_SHAPES: Mapping[str, Mapping[str, Any]] = {
    "continuous": {"kind": "continuous"},
    "discontinuous": {"kind": "discontinuous"},
    "series": {
        "kind": "fourier", "nodes_in": 31, "nodes": 31, "nodes_out": 3,
        "segments_in": 1, "segments": 1, "segments_out": 1, "bias": True,
    },
}  # fmt: skip


def _all() -> dict[str, Recipe]:
    found = {}
    for name, shape in _SHAPES.items():
        doc = f"High-order network of the parent's README: {name}"
        found[f"{name}-as-shipped"] = Recipe(
            "high-order", {**shape, **_PARENT}, _PARENT_PLAN, doc=doc
        )
        found[name] = Recipe(
            "high-order", {**shape, **_RIGHT[name]}, _RIGHT_PLAN, corrected=True, doc=doc
        )
    nif = {"bands": 10, "width": 256, "depth": 6}
    shipped = {**nif, "encoding": "legacy", "biases": False}
    found["nif-as-shipped"] = Recipe("fourier", shipped, _NIF_PLAN, doc="Graphcore's image field")
    found["nif"] = Recipe(
        "fourier", nif, _RIGHT_NIF_PLAN, corrected=True, doc="Graphcore's image field"
    )
    return found


COMPAT: Mapping[str, Recipe] = _all()


def recipe_called(name: str) -> Recipe:
    """One of COMPAT.

    Raises:
        CanvasError: there is none of that name.
    """
    if name not in COMPAT:
        raise CanvasError(
            f"There are no settings called {name!r:.40}.", hint=f"Try {', '.join(COMPAT)}."
        )
    return COMPAT[name]
