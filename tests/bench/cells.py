"""Fields of cells against the parent's wiring and against SIREN: time per step of all pixels, and PSNR.

The wiring is the parent's (spec 1.2 to 1.4): batched products of whole-signal tensors, frequencies and joined
features as passes of their own, gradients by autograd.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from canvas_app.core.artwork import Artwork
from canvas_app.engine.cells.celled import weights_of
from canvas_app.engine.cells.surgery import cut
from canvas_app.engine.families.local_global import LocalGlobal
from canvas_app.engine.field import build
from canvas_app.engine.fitting.crew import Crew
from canvas_app.engine.fitting.fit import fit
from canvas_app.engine.fitting.learner import Learner
from canvas_app.engine.fitting.memory import keep_freed_memory
from canvas_app.engine.fitting.plans import FitPlan, plan_for
from canvas_app.engine.fitting.scene import Scene
from canvas_app.engine.fitting.solids import start_for
from canvas_app.engine.fitting.starts import artwork_for
from canvas_app.engine.fitting.targets import Target
from canvas_app.engine.side_by_side import cores

PLAN = FitPlan(batch="full", optimiser="adam", rate=5e-4, schedule="constant")


class Wiring(nn.Module):
    """The parent's Local-Global SIREN, concat_and_fc."""

    def __init__(self, spec: LocalGlobal) -> None:
        super().__init__()
        cells, h, g, o = spec.layout.count, spec.width, spec.global_width, spec.outputs
        ins = [2] + [h] * (spec.depth - 1)
        self.local = nn.ParameterList(torch.randn(cells, i, h) * 0.02 for i in ins)
        self.local_bias = nn.ParameterList(torch.randn(cells, 1, h) * 0.02 for _ in ins)
        self.shared = nn.ModuleList(nn.Linear(i, g) for i in [2] + [g] * (spec.depth - 1))
        self.merge = nn.Linear(h + g, h)
        self.out = nn.Parameter(torch.randn(cells, h, o) * 0.02)
        self.out_bias = nn.Parameter(torch.zeros(cells, 1, o))

    def forward(self, x: Tensor) -> Tensor:
        """(cells, n, 2) to (cells, n, o)."""
        h, g = x, x.reshape(-1, 2)
        for weight, bias, shared in zip(self.local, self.local_bias, self.shared, strict=True):
            h = torch.sin(30 * (torch.bmm(h, weight) + bias))
            g = torch.sin(30 * shared(g))
            both = torch.cat([h, g.view(*h.shape[:2], -1)], -1)
            h = torch.sin(30 * self.merge(both))
        return torch.bmm(h, self.out) + self.out_bias


def picture(side: int) -> Target:
    """Octaves of waves: detail at all sizes."""
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) / side
    rng, total = np.random.default_rng(0), np.zeros((side, side, 3), np.float32)
    for octave in range(6):
        a, b, c = rng.normal(size=(3, 3)).astype(np.float32) * 2**octave
        total += np.sin(6.3 * (x[..., None] * a + y[..., None] * b) + c) / 2**octave
    return Target((total - total.min()) / (total.max() - total.min()))


def step_times(side: int = 256, cells: int = 8, repeats: int = 4) -> dict[str, float]:
    """Seconds of one step of all pixels, forward and back: ours on all cores by parts, the parent's
    wiring with as many threads; the least of some turns about."""
    target = picture(side)
    artwork = artwork_for(target, "local_global", cells=(cells, cells))
    assert isinstance(artwork.field, LocalGlobal)
    keep_freed_memory()
    field = build(artwork, "cpu")
    learner = Learner(artwork, field, Scene(artwork, target, field), PLAN)
    wiring, n = Wiring(artwork.field), (side // cells) ** 2
    x, wanted = torch.rand(cells**2, n, 2), torch.rand(cells**2, n, 3)
    weights = list(wiring.parameters())

    def theirs() -> None:
        torch.autograd.grad((wiring(x) - wanted).square().mean(), weights)

    found = {"ours": np.inf, "wiring": np.inf}
    with Crew(cores()) as crew:

        def ours() -> None:
            for _ in crew.each(learner.slopes, learner.pieces(1)):
                pass

        for _ in range(repeats):
            found["ours"] = min(found["ours"], _seconds(ours))
            torch.set_num_threads(cores())
            found["wiring"] = min(found["wiring"], _seconds(theirs))
            torch.set_num_threads(1)
    return {name: float(seconds) for name, seconds in found.items()}


def crop_times(repeats: int = 3) -> dict[str, float]:
    """Seconds of cropping fitted fields of signals, pictures and volumes: the slowest of crops to half of
    the cells, to one and of one, each the least of some turns."""
    knobs: dict[str, dict[str, Any]] = {
        "signal, 32 cells": {"cells": (32,), "width": 42, "global_width": 72},
        "picture, 1 cell": {"cells": (1, 1), "width": 200, "global_width": 84},
        "picture, 16 x 16": {"cells": (16, 16), "width": 14, "global_width": 84},
        "picture, 32 x 32": {"cells": (32, 32), "width": 21, "global_width": 377},
        "picture, 128 x 128": {"cells": (128, 128), "width": 8, "global_width": 84},
        "volume, 8 x 8 x 8": {"cells": (8, 8, 8), "width": 17, "global_width": 76},
    }
    found = {}
    for name, given in knobs.items():
        d = len(given["cells"])
        target = Target(np.zeros((8,) * d + (3,), np.float32))
        start = start_for(target, "local_global", cells=given["cells"])
        plain = start.but(field=start.field.but(**given))
        work = plain.but(weights=weights_of(plain))
        n = math.prod(given["cells"])
        crops = [range(n // 2), range(1, n), range(1)] if n > 1 else [range(0)]
        found[name] = max(_crop(work, gone, repeats) for gone in crops)
    return found


def _crop(work: Artwork, gone: range, repeats: int) -> float:
    return min(_seconds(partial(cut, work, gone)) for _ in range(repeats))


def _seconds(work: Callable[[], object]) -> float:
    since = time.perf_counter()
    work()
    return time.perf_counter() - since


def qualities(target: Target, steps: int, device: str = "auto") -> dict[str, float]:
    """PSNR after equal steps of all pixels, of as many numbers: a SIREN of width 256 and cells by Adam at
    the parent's rate, and cells by their usual plan."""
    siren = artwork_for(target, "siren", width=256, depth=4)
    local = artwork_for(target, "local_global")
    usual = plan_for("local-global").but(batch="full")
    return {
        "siren": _psnr(siren, target, PLAN, steps, device),
        "local_global": _psnr(local, target, PLAN, steps, device),
        "local_global by its usual plan": _psnr(local, target, usual, steps, device),
    }


def _psnr(artwork: Artwork, target: Target, plan: FitPlan, steps: int, device: str) -> float:
    plan = plan.but(steps=steps, evaluate_every=max(1, steps // 4))
    last = list(fit(artwork, target, plan, device=device))[-1]
    return float("nan") if last.psnr is None else last.psnr


def music(seconds: float = 6.99, rate: int = 44_100) -> Target:
    """Struck notes of five harmonics that die away, four a second, on -100..100 as the parent has it."""
    t, rng = np.arange(int(seconds * rate)) / rate, np.random.default_rng(3)
    total = np.zeros(t.size)
    for start in np.arange(0, seconds, 0.25):
        pitch = 220 * 2 ** (rng.integers(-12, 13) / 12)
        since = np.clip(t - start, 0, None)
        loud = (t >= start) * np.exp(-3 * since) * np.minimum(1, since * 200)
        for k in range(1, 6):
            total += loud * np.sin(2 * np.pi * pitch * k * t + rng.random() * 6.28) / k**1.5
    levels = (0.5 + 0.5 * total / np.abs(total).max()).astype(np.float32)[:, None]
    return Target(levels, frame=(-100.0, 100.0))


def signals(target: Target, steps: int, device: str = "auto") -> dict[str, float]:
    """PSNR of levels -1..1 (peak 1) after equal steps of 8192 samples by Adam, 5e-4 falling by a cosine, of
    about 200,000 numbers each: a SIREN, cells, and cells with what they share."""
    plan = FitPlan(optimiser="adam", rate=5e-4, batch_size=8192)
    found = {}
    for family, knobs in SINGERS.items():
        batch = "uniform" if family == "siren" else "cells"
        start = start_for(target, family, **knobs)
        found[family] = _psnr(start, target, plan.but(batch=batch), steps, device) - HALF
    return found


def signals_as_usual(target: Target, steps: int, device: str = "auto") -> dict[str, float]:
    """The same of all samples in each step, each family by its usual plan."""
    found = {}
    for family, knobs in SINGERS.items():
        plan = plan_for(family).but(batch="full")
        start = start_for(target, family, **knobs)
        found[family] = _psnr(start, target, plan, steps, device) - HALF
    return found


SINGERS: dict[str, dict[str, Any]] = {
    "siren": {"width": 256, "depth": 4},
    "siren-cells": {"cells": (32,)},
    "local-global": {"cells": (32,)},
}
HALF = 20 * math.log10(2)  # dB that an error is less on levels of 0..1 than on -1..1
