"""The evaluator: what runs in place in reused buffers equals what runs plainly."""

from __future__ import annotations

import pytest
import torch

from canvas_app.core.field import FieldSpec
from canvas_app.engine.evaluate import Abandoned, Bound, Workspace, foldable, forward
from canvas_app.engine.families.conv import Conv
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.families.direct import Direct
from canvas_app.engine.families.graph import Graph
from canvas_app.engine.families.siren import Siren
from canvas_app.engine.family import Lowerable
from canvas_app.engine.inits import draw
from canvas_app.engine.network import most_alive

SPECS: dict[str, FieldSpec] = {
    "sum": Cppn(init="normal", std=0.4, activations=("gelu", "softplus", "sin")),
    "branch": Cppn(
        trunk="branch", init="normal", std=0.4, activations=("scale", "softplus", "tanh", "sin")
    ),
    "simple": Cppn(trunk="simple", init="normal", std=0.4),
    "mfn": Cppn(trunk="mfn", init="normal", std=0.4),
    "dense": Cppn(backbone="dense", init="normal", std=0.3),
    "residual": Cppn(backbone="residual", init="normal", std=0.3),
    "mixed": Cppn(mix=("sin", "tanh", "gauss"), init="normal", std=0.4),
    "conv": Conv(norm="layer", init="normal", std=0.4),
    "graph": Graph(nodes=9),
    "siren": Siren(),
    "direct": Direct(),
    "sum of inputs": Direct(sum=True),
}


@pytest.mark.parametrize("name", SPECS)
def test_in_place_equals_plain(name: str) -> None:
    """For every kind of program, twice through one workspace, and the inputs stay as they were."""
    spec = SPECS[name]
    assert isinstance(spec, Lowerable)
    program = spec.program((1, 1, 1), 4)
    p = {k: torch.from_numpy(a) for k, a in draw(program, 5).items()}
    features, latent = (
        torch.linspace(-1, 1, 3 * 2048).view(3, -1),
        torch.tensor([0.3, -0.2, 0.9, -1.0]),
    )
    plain = forward(program, p, features, latent[:, None])
    bound, space, before = Bound(program, p, latent), Workspace(), features.clone()
    for _ in range(2):
        torch.testing.assert_close(bound.run(features, space), plain, rtol=2e-4, atol=2e-4)
    torch.testing.assert_close(features, before, rtol=0, atol=0)


@pytest.mark.parametrize("name", [n for n, spec in SPECS.items() if not isinstance(spec, Direct)])
def test_gradients_reach_every_parameter_that_is_read(name: str) -> None:
    program = SPECS[name].program((1, 1, 1), 4)  # type: ignore[attr-defined]
    p = {k: torch.from_numpy(a).requires_grad_() for k, a in draw(program, 5).items()}
    out = forward(program, p, torch.rand(3, 64), torch.rand(4, 1))
    out.square().sum().backward()
    touched = [k for k, tensor in p.items() if tensor.grad is not None]
    assert all(torch.isfinite(p[k].grad).all() for k in touched)
    assert len(touched) >= 0.7 * len(p)


def test_what_a_point_takes_is_known_before_it_is_evaluated() -> None:
    """Rows alive at once: a chain needs two layers and the inputs, a dense network all of them."""
    chain = Cppn(width=10, depth=5).program((3,), 0)
    dense = Cppn(width=10, depth=5, backbone="dense").program((3,), 0)
    assert most_alive(chain) == 3 + 10 + 10
    assert most_alive(dense) >= 3 + 50 + 50


def test_a_run_nobody_wants_ends_between_two_operations() -> None:
    """`wanted` turned off: the next operation is not begun."""
    program = Cppn(width=4).program((2,), 0)
    p = {n: torch.from_numpy(a) for n, a in draw(program, 0).items()}
    bound = Bound(program, p, None)
    bound.wanted = False
    with pytest.raises(Abandoned):
        bound.run(torch.zeros(2, 8), Workspace())


def test_a_centre_folded_away_changes_nothing_but_precision() -> None:
    program = SPECS["sum"].program((1, 1, 1), 0)  # type: ignore[attr-defined]
    assert foldable(program)
    p = {k: torch.from_numpy(a) for k, a in draw(program, 5).items()}
    centre = torch.tensor([0.4, -0.7, 0.8], dtype=torch.float64)
    offsets = torch.linspace(-1e-3, 1e-3, 3 * 1024, dtype=torch.float64).view(3, -1)
    whole = {k: v.double() for k, v in p.items()}
    exact = forward(program, whole, centre[:, None] + offsets)
    folded = Bound(program, p, None, centre).run(offsets.float(), Workspace())
    torch.testing.assert_close(folded.double(), exact, rtol=1e-4, atol=1e-5)
