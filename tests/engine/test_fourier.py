"""Fourier: encodings and networks are the parent's where they are asked to be, and fit the frame else.

The vectors were made with the parent's own code (Graphcore's neural image fields at 3cc8f81).
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
import torch

from canvas_app.core.artwork import Artwork
from canvas_app.core.inputs import X, Y
from canvas_app.engine.activations import FINALS
from canvas_app.engine.evaluate import forward
from canvas_app.engine.families.fourier import Fourier
from canvas_app.engine.glsl.printer import printed
from canvas_app.engine.inits import draw
from canvas_app.engine.network import Concat, Program

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "high_order.json").read_text()
)["nif"]
MODEL = next(case for name, case in VECTORS.items() if name.startswith("nif_model"))
PARENT = Fourier(bands=10, encoding="legacy", biases=False, outputs=3)
SIREN = PARENT.but(bands=0, skip=False, activation="sin", final="sine")


def world(uv: list[list[float]]) -> torch.Tensor:
    """Fractions of rows and columns as x and y of a square frame."""
    u, v = torch.tensor(uv, dtype=torch.float64).t()
    return torch.stack([2 * v - 1, 1 - 2 * u])


def patterned(program: Program) -> dict[str, torch.Tensor]:
    """The weights of the parent's worked examples: kernels are (in, out) there."""
    p = {}
    for place, each in enumerate(program.parameters):
        count = math.prod(each.shape)
        wave = 0.5 * torch.sin(1.3 * torch.arange(count).double() + 0.7 + place)
        p[each.name] = wave.reshape(each.shape[::-1]).t() if len(each.shape) == 2 else wave
    return p


@pytest.mark.parametrize(
    ("spec", "size"),
    [
        (PARENT, 328_707),
        (PARENT.but(depth=4), 197_635),
        (PARENT.but(depth=2), 75_203),
        (PARENT.but(bands=0), 328_707),
        (SIREN, 329_219),
    ],
)
def test_the_parents_networks_have_the_parents_size(spec: Fourier, size: int) -> None:
    """With waves of forty rows, without, and as a network of sines."""
    assert spec.program((1, 1), 0).size == size


def test_legacy_waves_are_the_parents() -> None:
    """Three bands: sines of rows, of columns, cosines alike; off centre as they are."""
    case = VECTORS["uv_positional_encode D=3 sigma=2"]
    program = PARENT.but(bands=3, width=16).program((1, 1), 0)
    waves = next(
        k
        for k, op in enumerate(program.operations)
        if isinstance(op, Concat) and len(op.sources) == 2
    )
    head = Program(2, 0, program.operations[: waves + 1], ())
    found = forward(head, {}, world(case["uv"]))
    assert torch.allclose(found.t(), torch.tensor(case["out"], dtype=torch.float64), atol=1e-6)


@pytest.mark.parametrize("name", ["relu", "siren"])
def test_worked_examples_of_the_parent(name: str) -> None:
    """A network of sixteen neurons and four layers, with waves and as sines."""
    small = {"width": 16, "depth": 4}
    spec = PARENT.but(bands=3, **small) if name == "relu" else SIREN.but(**small)
    program = spec.program((1, 1), 0)
    shapes = [list(each.shape)[::-1] for each in program.parameters]
    assert shapes == MODEL[name]["shapes"]
    raw = forward(program, patterned(program), world([[0.1, 0.2], [0.7, 0.4]]))
    out = FINALS[spec.final](raw)  # the parent's last layer of sines is one too
    assert torch.allclose(out.t(), torch.tensor(MODEL[name]["y"], dtype=torch.float64), atol=1e-5)


def test_centred_waves_fit_any_frame() -> None:
    """Left and right edge, top and bottom: one value, so that frames tile; the parent's do not."""
    for spec, tiles in ((Fourier(width=64), True), (PARENT.but(width=64), False)):
        framed = spec.fitted_to((150, 100), 3, 0)
        program = framed.program((1, 1), 0)
        p = {name: torch.from_numpy(a).double() for name, a in draw(program, 1).items()}
        corners = torch.tensor([[-1.5, 1.5, -1.5], [1.0, 1.0, -1.0]], dtype=torch.float64)
        values = forward(program, p, corners)
        assert torch.allclose(values, values[:, :1].expand(-1, 3)) == tiles


def test_its_values_have_no_bounds() -> None:
    """For HDR: doubled weights of the last layer double them."""
    program = Fourier(width=32).program((1, 1), 0)
    p = {name: torch.from_numpy(a) for name, a in draw(program, 1).items()}
    p = {name: value.double() for name, value in p.items()}
    x = torch.rand(2, 50, dtype=torch.float64)
    bright = {**p, "out.weight": p["out.weight"] * 1000}
    assert torch.allclose(forward(program, bright, x), 1000 * forward(program, p, x))


def test_it_prints_as_a_shader() -> None:
    """Its waves are plain operations."""
    artwork = Artwork(field=Fourier(width=16, depth=2, bands=3), inputs=(X(), Y()))
    assert "sin(" in printed(artwork).whole
