"""A seed is a promise: shipped presets keep looking as they did, for ever.

Pictures come from the engine on the CPU with one thread, so they hold everywhere. `--regolden` writes
them anew; a failure leaves the actual picture and a magnified difference in tests/results/golden.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from canvas_app.core.shipped import shipped
from canvas_app.engine.render import render
from canvas_app.engine.request import resolve
from canvas_app.io.load import load

HERE = Path(__file__).parent
RESULTS = HERE.parent / "results" / "golden"
SIDE = 96
PRESETS = sorted(shipped("presets").glob("*.json"))[::2]


def picture(path: Path) -> NDArray[np.uint8]:
    """A preset at home, SIDE x SIDE, two by two samples a pixel, on the CPU."""
    work = load(path).artwork
    frames = list(render(resolve(work, None, (SIDE, SIDE), supersample=2, device="cpu")))
    return frames[-1].rgba[..., :3]


def keep(name: str, actual: NDArray[np.uint8], wanted: NDArray[np.uint8]) -> None:
    """Leave the evidence: actual, expected, and the fourth root of the difference."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    difference = np.abs(actual.astype(float) - wanted) / 255
    shown = (255 * difference**0.25).astype(np.uint8)
    Image.fromarray(np.concatenate([actual, wanted, shown], axis=1)).save(RESULTS / f"{name}.png")


@pytest.mark.parametrize("path", PRESETS, ids=lambda p: p.stem)
def test_a_preset_is_the_picture_it_was(path: Path, request: pytest.FixtureRequest) -> None:
    actual, stored = picture(path), HERE / "pictures" / f"{path.stem}.png"
    if request.config.getoption("--regolden"):
        stored.parent.mkdir(exist_ok=True)
        Image.fromarray(actual).save(stored, optimize=True)
        return
    assert stored.exists(), f"{stored.name} is missing: run with --regolden and look at it"
    wanted = np.asarray(Image.open(stored).convert("RGB"))
    levels = np.abs(actual.astype(int) - wanted).max(-1)
    share = float((levels > 2).mean())
    if share > 1e-3:
        keep(path.stem, actual, wanted)
    assert share <= 1e-3, (
        f"{share:.2%} of the pixels moved by more than 2 levels, up to {levels.max()}"
    )
