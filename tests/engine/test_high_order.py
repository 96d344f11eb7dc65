"""High-order layers: values and gradients are the parent's, refinement changes nothing, faults are gone.

The vectors were made with the parents' own code (high-order-layers-torch at 919aece).
"""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.inputs import X, Y
from canvas_app.core.weights import Weights
from canvas_app.engine.evaluate import forward
from canvas_app.engine.families.high_order import HighOrder
from canvas_app.engine.family import Refinable
from canvas_app.engine.field import build
from canvas_app.engine.high_order import Basis, joined, lagrange, nodes, slopes, smoothed
from canvas_app.engine.high_order_layers import Bounded, Links, Turned
from canvas_app.engine.high_order_torch import plain
from canvas_app.engine.inits import draw
from tests.bench.high_order import gathered

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "high_order.json").read_text()
)["high order"]
LAYERS: dict[str, Any] = VECTORS["layers"]
BASES = {
    "polynomial n=3": Basis("polynomial", 3),
    "fourier n=5 length=2": Basis("fourier", 5),
    "continuous n=3 S=2": Basis("continuous", 3, 2),
    "continuous n=3 S=2 2x2": Basis("continuous", 3, 2),
    "continuous n=4 S=3": Basis("continuous", 4, 3),
    "continuous n=3 S=2 periodicity=2": Basis("continuous", 3, 2, "mirror"),
    "discontinuous n=2 S=3": Basis("discontinuous", 2, 3),
    "discontinuous n=3 S=2 2x2": Basis("discontinuous", 3, 2),
    "continuous_prod n=3 S=2 alpha=1": Basis("continuous", 3, 2),
}


def tensor(values: Any) -> torch.Tensor:
    """Float32, as the vectors were computed."""
    return torch.tensor(values, dtype=torch.float32)


def layer(basis: Basis, x: torch.Tensor, w: torch.Tensor, **how: Any) -> torch.Tensor:
    """One layer on (n, i) points, as the vectors have them: (n, o)."""
    out: torch.Tensor = Links(0, w.shape[0], "w", basis, **how).run(x.t(), {"w": w})
    return out.t()


@pytest.mark.parametrize("name", LAYERS)
def test_values_and_gradients_are_the_parents(name: str) -> None:
    """Of every kind of layer, inside and outside [-1, 1], within 1e-5 of the largest."""
    case, basis = LAYERS[name], BASES[name]
    x, w = tensor(case["x"]).requires_grad_(), tensor(case["w"]).requires_grad_()
    how = {"form": "product"} if "_prod" in name else {}
    y = layer(basis, x, w, **how)
    weighed = y * torch.arange(1.0, y.numel() + 1).reshape(y.shape)
    weighed.sum().backward()
    assert x.grad is not None
    assert w.grad is not None
    for ours, theirs in ((y, "y"), (x.grad, "grad_x"), (w.grad, "grad_w")):
        expected = tensor(case[theirs])
        assert torch.allclose(ours, expected, rtol=1e-5, atol=1e-5 * float(expected.abs().max()))


@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_nodes_and_basis_are_the_parents(n: int) -> None:
    """Chebyshev-Lobatto nodes and Lagrange polynomials."""
    case = VECTORS["lagrange_basis"][str(n)]
    assert np.allclose(nodes(n), VECTORS["chebyshev_lobatto"][str(n)], atol=1e-6)
    assert np.allclose(lagrange(n, np.array(case["x"])).T, case["values"], atol=2e-6)


@pytest.mark.parametrize("n", [1, 2, 3, 7, 20])
def test_slopes_are_those_of_the_basis(n: int) -> None:
    """Against small differences; a sum of all basis functions is 1 and has none."""
    t = np.linspace(-1, 1, 9)
    exact = slopes(n).T @ lagrange(n, t)
    step = 1e-6
    assert np.allclose(
        exact, (lagrange(n, t + step) - lagrange(n, t - step)) / (2 * step), atol=1e-4
    )
    assert np.allclose(exact.sum(0), 0.0, atol=1e-9)


def test_series_and_products_are_the_parents() -> None:
    """The terms of a series in their order; products with and without the sum."""
    case = VECTORS["fourier_basis_len2"]
    eye = torch.eye(7)[:, None, :]
    values = layer(Basis("fourier", 7), tensor(case["x"])[:, None], eye)
    assert torch.allclose(values, tensor(case["values"]), atol=1e-5)
    case = VECTORS["polynomial_prod interp"]
    for alpha in (0.0, 1.0):
        out = layer(
            Basis("polynomial", 3),
            tensor(case["x"]),
            tensor(case["w"]),
            form="product",
            alpha=alpha,
        )
        assert torch.allclose(out, tensor(case[f"alpha{alpha:g}"]), atol=1e-5)


def test_mirroring_and_bounds_are_the_parents() -> None:
    """The triangle wave, seen through a link that is the identity; the three bounds."""
    x = [-3.5, -2.5, -1.5, -1.0, -0.2, 0.9, 1.0, 1.25, 2.75, 3.0, 3.5]
    assert VECTORS["make_periodic p=2"]["x"] == x
    seen = layer(Basis("continuous", 2, 1, "mirror"), tensor(x)[:, None], tensor([[[-1.0, 1.0]]]))
    assert torch.allclose(seen[:, 0], tensor(VECTORS["make_periodic p=2"]["y"]), atol=1e-6)
    case = VECTORS["norm"]
    rows = tensor(case["x"]).t()
    assert torch.allclose(Bounded(0, 3, "max-abs").run(rows, {}).t(), tensor(case["max_abs"]))
    assert torch.allclose(
        Bounded(0, 3, "centre").run(rows, {})[:, :1].t(), tensor(case["max_center"])
    )
    long = Bounded(0, 2, "l2").run(tensor([[3.0], [4.0]]), {})
    assert torch.allclose(long.t(), tensor(case["l2 of [3,4]"]))


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_legacy_inputs_are_the_parents_and_fixed_ones_see_columns(turns: int) -> None:
    """The parent's positions of a picture of 3 rows and 4 columns, edge to edge."""
    rows, columns = np.linspace(1, -1, 3), np.linspace(-1.5, 1.5, 4)
    y, x = np.meshgrid(rows, columns, indexing="ij")
    xy = tensor(np.stack([x.ravel(), y.ravel()]))
    legacy = Turned(0, 2, turns, "legacy", 1.5).run(xy, {})
    expected = VECTORS["positions_from_mesh rows=3 cols=4 normalize"][str(turns)]
    assert torch.allclose(legacy.reshape(-1, 3, 4), tensor(expected), atol=1e-6)
    fixed = Turned(0, 2, turns, "fixed", 1.5).run(xy, {})
    assert len(torch.unique(fixed, dim=1).t()) == 12
    assert float(fixed.abs().max()) == pytest.approx(1.0)
    assert turns > 1 or len(torch.unique(legacy, dim=1).t()) == 3


@pytest.mark.parametrize("kind", VECTORS["mlp"]["by_type"])
def test_networks_are_the_parents(kind: str) -> None:
    """Two inputs, two layers of four, three outputs: largest-value bounds between them."""
    spec = HighOrder(
        kind=kind, width=4, outputs=3, segments_in=3, segments=2, segments_out=2, turns=1, beyond="polynomial",
        bounds="max-abs",
    )  # fmt: skip
    program = spec.program((1, 1), 0)
    case = VECTORS["mlp"]["by_type"][kind]
    assert [list(p.shape) for p in program.parameters] == case["shapes"]
    p = {
        each.name: torch.sin(1.3 * torch.arange(math.prod(each.shape)).double() + 0.7).reshape(
            each.shape
        )
        for each in program.parameters
    }
    # Fixed inputs at one turn are (down, -right): the parent's network reads them as they are.
    down, left = torch.tensor(VECTORS["mlp"]["x"], dtype=torch.float64).t()
    out = forward(program, p, torch.stack([-left, -down]))
    assert torch.allclose(out.t().float(), tensor(case["y"]), atol=1e-5)


@pytest.mark.parametrize(
    ("changes", "size"),
    [
        ({"kind": "continuous"}, 40_760),
        ({"kind": "discontinuous"}, 58_320),
        ({"kind": "fourier", "nodes_in": 31, "nodes": 31, "bias": True}, 55_003),
    ],
)
def test_the_parents_networks_have_the_parents_size(changes: dict[str, Any], size: int) -> None:
    """Of its README. Its Fourier layers own numbers that never learn; here these are biases."""
    assert HighOrder(outputs=3, **changes).program((1, 1), 0).size == size


def test_the_bag_and_the_matrix_agree_with_a_gather_of_each_link() -> None:
    """Whichever form a layer takes, values and first gradients are those of the plainest reading."""
    for basis in (
        Basis("continuous", 3, 100), Basis("discontinuous", 2, 64, "mirror"),
        Basis("continuous", 4, 5, "linear"), Basis("polynomial", 6, beyond="clamp"),
        Basis("discontinuous", 1, 40, "repeat"), Basis("continuous", 2, 3), Basis("continuous", 3, 4),
        Basis("continuous", 3, 2, "mirror"), Basis("continuous", 2, 1, "clamp"), Basis("polynomial", 3),
    ):  # fmt: skip
        x = torch.rand(3, 3000, dtype=torch.float64) * 2.6 - 1.3
        w = torch.randn(5, 3, basis.count, dtype=torch.float64)
        ours, theirs = _graded(lambda b, p, q: Links(0, 5, "w", b).run(p, {"w": q}), basis, x, w), _graded(gathered, basis, x, w)  # fmt: skip
        for one, other in zip(ours, theirs, strict=True):
            assert torch.allclose(one, other, rtol=1e-9, atol=1e-9), basis


def _graded(how: Any, basis: Basis, x: torch.Tensor, w: torch.Tensor) -> tuple[torch.Tensor, ...]:
    x, w = x.clone().requires_grad_(), w.clone().requires_grad_()
    out = how(basis, x, w)
    dx, dw = torch.autograd.grad((out * out).sum(), (x, w), allow_unused=True)
    return out, torch.zeros_like(x) if dx is None else dx, dw


@pytest.mark.parametrize("form", ["sum", "product"])
@pytest.mark.parametrize(
    "basis", [Basis("continuous", 2, 30), Basis("continuous", 4, 3, "linear"), Basis("fourier", 6)]
)
def test_second_derivatives_are_right(basis: Basis, form: Any) -> None:
    """For losses on gradients and second-order optimisers."""
    x = (torch.rand(2, 3, dtype=torch.float64) * 1.8 - 0.9).requires_grad_()
    w = torch.randn(3, 2, basis.count, dtype=torch.float64).requires_grad_()

    def run(p: torch.Tensor, q: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = Links(0, 3, "w", basis, form).run(p, {"w": q})
        return out

    assert torch.autograd.gradcheck(run, (x, w))
    assert torch.autograd.gradgradcheck(run, (x, w))


def test_half_precision_around_a_layer_does_not_blur_its_places() -> None:
    """Under autocast a place among a hundred segments is still found in float32."""
    basis, w = Basis("continuous", 3, 100), torch.randn(4, 2, 201)
    x = torch.rand(2, 500)
    plainly = plain(basis, x, w)
    with torch.autocast("cpu", torch.bfloat16):
        assert torch.allclose(Links(0, 4, "w", basis).run(x, {"w": w}), plainly, atol=1e-4)


def test_beyond_the_frame_there_is_a_choice() -> None:
    """A parabola through (-1, 1), (0, 0), (1, 1), at x = 3."""
    w = tensor([[[1.0, 0.0, 1.0]]])
    told = {"polynomial": 9.0, "linear": 5.0, "clamp": 1.0, "mirror": 1.0, "repeat": 1.0}
    for beyond, y in told.items():
        found = layer(Basis("polynomial", 3, beyond=beyond), tensor([[3.0]]), w)  # type: ignore[arg-type]
        assert found.item() == pytest.approx(y, abs=1e-5)
    saw = tensor([[[-1.0, 1.0]]])
    assert layer(Basis("polynomial", 2, beyond="repeat"), tensor([[1.25]]), saw).item() == -0.75
    assert layer(Basis("polynomial", 2, beyond="mirror"), tensor([[1.25]]), saw).item() == 0.75


SHAPES = [
    HighOrder(width=5, segments_in=6, segments=2, turns=2, rough=1.0),
    HighOrder(width=5, kind="discontinuous", segments_in=6, rough=1.0),
    HighOrder(width=5, kind="polynomial", nodes_in=4, rough=1.0, bounds="max-abs"),
    HighOrder(width=5, kind="fourier", nodes_in=5, bias=True),
    HighOrder(width=4, kind_in="discontinuous", form="switch", segments_in=5, rough=1.0, depth=2),
    HighOrder(width=3, form="product", segments_in=5, rough=1.0),
]


@pytest.mark.parametrize("spec", SHAPES)
@pytest.mark.parametrize(
    ("nodes", "segments"), [(5, None), (None, (60, 4, 2)), ((5, 4, 6), (30, 6, 6))]
)
def test_refinement_changes_nothing(spec: HighOrder, nodes: Any, segments: Any) -> None:
    """More nodes, more segments, or both: the same function, exactly, of wild weights in float64."""
    weights = Weights({name: w.astype(np.float64) for name, w in drawn(spec).items()})
    finer, new = spec.refined(weights, nodes=nodes, segments=segments)
    assert finer.program((1, 1), 0).size == new.count
    assert new.count > weights.count or spec.kind in ("polynomial", "fourier")
    x = torch.rand(2, 2000, dtype=torch.float64) * 2.2 - 1.1
    assert torch.allclose(shown(spec, weights, x), shown(finer, new, x), atol=1e-9)


@pytest.mark.parametrize("kind", ["continuous", "discontinuous"])
def test_refinement_changes_no_pixel(kind: Any) -> None:
    """In float32, as pictures are drawn, no value of a network of ordinary slopes moves by 1e-5."""
    spec = HighOrder(kind=kind, width=20, segments_in=20)
    finer, weights = spec.refined(drawn(spec), nodes=4, segments=(40, 4, 4))
    x = torch.rand(2, 4000) * 2 - 1
    before, after = shown(spec, drawn(spec), x), shown(finer, weights, x)
    assert float((before - after).abs().max()) < 1e-5


def drawn(spec: HighOrder) -> Weights:
    """The weights of a seed."""
    return Weights(draw(spec.program((1, 1), 0), 5))


def shown(spec: HighOrder, weights: Weights, x: torch.Tensor) -> torch.Tensor:
    """What the network makes of points."""
    p = {name: torch.from_numpy(array.copy()) for name, array in weights.items()}
    return forward(spec.program((1, 1), 0), p, x)


def test_refinement_is_the_parents_and_what_is_not_exact_is_refused() -> None:
    """The worked examples; fewer nodes or odd segments would change the picture."""
    spec = HighOrder(
        width=1, outputs=1, depth=0, turns=1, nodes_in=3, segments_in=2, nodes_out=3, segments_out=2
    )
    w = np.array([1, -2, 3, 0.5, 4], np.float32)
    learned = Weights({"in.weight": np.stack([w, w])[None], "out.weight": w[None, None]})
    case = VECTORS["refine of [1,-2,3,.5,4] n=3 S=2"]
    _, more = spec.refined(learned, nodes=4)
    assert np.allclose(more["out.weight"], case["p 3->4"], atol=1e-5)
    _, more = spec.refined(learned, segments=4)
    assert np.allclose(more["out.weight"], case["h 2->4"], atol=1e-5)
    for wrong in ({"nodes": 2}, {"segments": 3}):
        with pytest.raises(CanvasError, match="exactly"):
            spec.refined(learned, **wrong)  # type: ignore[arg-type]
    assert isinstance(spec, Refinable)
    assert spec.fitted_to((30, 20), 3, 0).aspect == 1.5


def test_smoothing_is_the_parents_and_joining_ends_it() -> None:
    """Half a step, the whole step, and then one node fewer at each edge."""
    w, basis = np.array([0.0, 1, 5, 7, -2, 3]), Basis("discontinuous", 2, 3)
    expected = np.ravel(VECTORS["smooth n=2 S=3 factor .5 of [0,1,5,7,-2,3]"])
    assert np.allclose(smoothed(basis, w, 0.5), expected)
    assert joined(basis, w).tolist() == [0.0, 3.0, 2.5, 3.0]
    spec = HighOrder(kind="discontinuous", width=4, segments_in=5, rough=1.0)
    even = spec.smoothed(drawn(spec), 1.0)
    new, weights = spec.joined(drawn(spec))
    assert new.kind == "continuous"
    x = torch.rand(2, 500) * 2 - 1
    assert torch.allclose(shown(spec, even, x), shown(new, weights, x), atol=1e-5)
    steps = spec.but(nodes_in=1, nodes=1, nodes_out=1)
    with pytest.raises(CanvasError, match="joined"):
        steps.joined(drawn(steps))


@settings(deadline=None, max_examples=30)
@given(
    st.sampled_from(["continuous", "discontinuous"]),
    st.integers(2, 5), st.integers(1, 5), st.integers(0, 3), st.integers(1, 3), st.integers(0, 9),
)  # fmt: skip
def test_any_link_can_be_refined(
    kind: Any, n: int, s: int, more: int, finer: int, seed: int
) -> None:
    """Nodes and segments in any number, in float64 exactly so, edges aside."""
    spec = HighOrder(kind=kind, width=2, depth=0, outputs=1, turns=1, rough=1.0, seed=seed)
    spec = spec.but(nodes_in=n, nodes=n, nodes_out=n, segments_in=s, segments=s, segments_out=s)
    weights = Weights({k: v.astype(np.float64) for k, v in drawn(spec).items()})
    fine, new = spec.refined(weights, nodes=n + more, segments=s * finer)
    x = torch.rand(2, 200, dtype=torch.float64) * 2 - 1
    assert torch.allclose(shown(spec, weights, x), shown(fine, new, x), atol=1e-9)


@pytest.mark.parametrize("kind", ["continuous", "discontinuous", "polynomial", "fourier"])
def test_all_layers_learn_from_the_first_step(kind: Any) -> None:
    """The parent's constants let only the last layer learn; lines and series let all."""
    spec = HighOrder(kind=kind, nodes_in=5, segments_in=10, outputs=3)
    sizes = [_steepness(spec.but(init=init)) for init in ("preserving", "constant")]
    assert min(sizes[0]) > 1e-4
    assert kind == "fourier" or min(sizes[1]) < 1e-9


def _steepness(spec: HighOrder) -> list[float]:
    program = spec.program((1, 1), 0)
    p = {n: torch.from_numpy(a).requires_grad_() for n, a in draw(program, 1).items()}
    x = torch.rand(2, 400) * 2 - 1
    loss = (forward(program, p, x) - torch.sin(5 * x).sum(0)).square().mean()
    return [float(g.abs().max()) for g in torch.autograd.grad(loss, list(p.values()))]


def test_lines_keep_their_spread_through_the_layers() -> None:
    """Whatever the width: outputs of a drawn network spread by about a half."""
    for width in (8, 64, 256):
        spec = HighOrder(width=width, depth=3, outputs=16, rough=0.0)
        x = torch.rand(2, 500) * 2 - 1
        assert 0.2 < float(shown(spec, drawn(spec), x).std(1).mean()) < 1.5


def test_a_deep_view_is_smooth() -> None:
    """A million times nearer, neighbouring points still differ by what the slope says."""
    artwork = Artwork(field=HighOrder(width=8, segments_in=4, outputs=1, seed=2), inputs=(X(), Y()))
    view = artwork.home.but(x=0.3123, y=0.211, height=2e-6)
    lens = build(artwork, "cpu").through(view, ())
    x = view.x + torch.linspace(-1e-6, 1e-6, 65, dtype=torch.float64)
    values = lens.values(x, torch.full_like(x, view.y))[0].double()
    steps = [float(b - a) for a, b in pairwise(values.tolist())]
    assert np.allclose(steps, np.mean(steps), rtol=1e-2, atol=0)
