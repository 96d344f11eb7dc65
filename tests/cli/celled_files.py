"""Files of small fields with cells, as `fit` writes them, made without learning."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.weights import Weights
from canvas_app.engine.cells.celled import weights_of
from canvas_app.engine.fitting.report import figures
from canvas_app.engine.fitting.solids import start_for
from canvas_app.engine.fitting.targets import Target
from canvas_app.io import ndf


def pixels(*axes: int, channels: int = 3) -> NDArray[np.float32]:
    """Something smooth with another pattern in each channel, in 0..1."""
    places = np.stack(np.meshgrid(*(np.linspace(0, 3, n) for n in axes), indexing="ij"))
    planes = [0.5 + 0.4 * np.sin(places.sum(0) * (c + 1) + c) for c in range(channels)]
    found: NDArray[np.float32] = np.stack(planes, -1).astype(np.float32)
    return found


def celled_file(path: Path, target: Target, cells: tuple[int, ...], **knobs: Any) -> Path:
    """A field on a target's frame, with a report as a fit has it."""
    art = start_for(target, "local-global", cells=cells, width=4, global_width=5, **knobs)
    art = art.but(weights=weights_of(art))
    report = {**figures(art, target, "cpu"), "coding": target.coding}
    return ndf.write(path, art.but(weights=Weights(weights_of(art), report=report)))
