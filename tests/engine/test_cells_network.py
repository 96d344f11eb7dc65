"""Fields of cells: what they show, what they show when cells are gone, and what they refuse."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.inputs import X, Y
from canvas_app.core.look import Levels, Look, Rgb
from canvas_app.core.weights import Weights
from canvas_app.engine.cells.layout import Layout
from canvas_app.engine.cells.points import covered, rows_of, shares_of
from canvas_app.engine.evaluate import forward
from canvas_app.engine.families.incode import Incode
from canvas_app.engine.families.local_global import LocalGlobal
from canvas_app.engine.families.local_global_incode import LocalGlobalIncode
from canvas_app.engine.families.siren_cells import SirenCells
from canvas_app.engine.family import FAMILIES
from canvas_app.engine.field import build, measured
from canvas_app.engine.glsl.printer import printed
from canvas_app.engine.inits import draw
from canvas_app.engine.render import render
from canvas_app.engine.request import resolve

Arrays = dict[str, NDArray[Any]]
PLAIN = Look(levels=Levels(mapping="range"), head=Rgb())


def wave(spec: Any, u: NDArray[Any], omega: float) -> NDArray[Any]:
    """What a layer's wave is, by its definition."""
    if spec.activation == "gauss":
        return np.exp(-((omega * u) ** 2))
    return np.sin(omega * u * (1 + np.abs(u)) if spec.activation == "finer" else omega * u)


def at_point(spec: Any, p: Arrays, x: NDArray[Any]) -> NDArray[Any]:
    """One point, in the plainest way: an independent opinion."""
    layout = spec.layout
    row = layout.rows[layout.cell_of(x[:, None])[0]]
    if row < 0:
        return np.zeros(spec.outputs)
    if "place.scale" in p:
        d = layout.d
        x = np.concatenate([x[:d] * p["place.scale"][row] + p["place.shift"][row], x[d:]])
    m, g = x, x
    for k in range(spec.depth):
        omega = spec.hidden_omega if k else spec.omega
        lo = wave(spec, p[f"local{k}.weight"][row] @ m + p[f"local{k}.bias"][row], omega)
        m = lo
        if "global0.weight" in p:
            g = wave(spec, p[f"global{k}.weight"] @ g + p[f"global{k}.bias"], omega)
            both, name = np.concatenate([lo, g]), "merge"
            if spec.merge == "add":
                both, name = g, f"merge{k}"
            m = wave(spec, p[f"{name}.weight"] @ both + p[f"{name}.bias"], spec.hidden_omega)
            m = lo + m if spec.merge == "add" else m
    return np.asarray(p["out.weight"][row] @ m + p["out.bias"][row])


SPECS = [
    SirenCells(cells=(3, 2), width=5, outputs=2),
    LocalGlobal(cells=(3, 2), width=5, global_width=7),
    LocalGlobal(cells=(3, 2), width=5, global_width=7, merge="add", depth=2, omega=12.0),
    LocalGlobal(cells=(2, 2), width=5, activation="gauss"),
    LocalGlobal(cells=(2, 2), width=5, activation="finer", merge="add"),
    LocalGlobal(cells=(3, 4), width=4, gone=(0, 5, 11)),
    SirenCells(cells=(5,), frame=(-2.0, 1.0), width=6),
    LocalGlobal(cells=(2, 3, 2), frame=(-1.0, 1.0, -1.0, 1.0, 0.0, 4.0), width=4),
]


@pytest.mark.parametrize("moved", [False, True])
@pytest.mark.parametrize("spec", SPECS)
def test_values_are_those_of_the_definition(spec: Any, moved: bool) -> None:
    d = len(spec.cells)
    program = spec.program((1,) * max(d, 2), 0)
    p = {n: a.astype(np.float64) for n, a in draw(program, 1).items()}
    if moved:
        rng = np.random.default_rng(1)
        shape = (spec.layout.count, d)
        p |= {"place.scale": rng.choice([-1.0, 1.0], shape), "place.shift": rng.normal(size=shape)}
    x = np.random.default_rng(0).uniform(-2.2, 2.2, (max(d, 2), 60))
    found = forward(program, {n: torch.from_numpy(a) for n, a in p.items()}, torch.from_numpy(x))
    wanted = np.stack([at_point(spec, p, point) for point in x.T], -1)
    np.testing.assert_allclose(found.numpy(), wanted, rtol=1e-9, atol=1e-9)


def test_rows_start_at_the_top_and_points_outside_belong_to_the_nearest_cell() -> None:
    layout = Layout((2, 3), (-1.5, 1.5, -1.0, 1.0))
    x = torch.tensor([[-1.4, 1.4, -1.4, 0.0, 9.0], [0.9, 0.9, -0.9, 0.1, -9.0]])
    assert rows_of(layout, x).tolist() == [0, 2, 3, 1, 5]
    assert layout.cell_of(x.numpy()).tolist() == [0, 2, 3, 1, 5]
    assert layout.bounds(0) == (-1.5, -0.5, 0.0, 1.0)
    assert layout.bounds(5) == (0.5, 1.5, -1.0, 0.0)
    assert sorted(layout.neighbours(1)) == [(0, 1, 4), (1, -1, 0), (1, 1, 2)]


def test_slabs_start_at_z0() -> None:
    layout = Layout((2, 1, 1), (-1.0, 1.0, -1.0, 1.0, 0.0, 10.0))
    assert rows_of(layout, torch.tensor([[0.0, 0], [0, 0], [1.0, 9.0]])).tolist() == [0, 1]
    assert layout.bounds(1) == (-1.0, 1.0, -1.0, 1.0, 5.0, 10.0)


def cut(artwork: Artwork, gone: tuple[int, ...]) -> Artwork:
    """The artwork with cells cut out of spec and weights, by hand."""
    spec: Any = artwork.field
    assert artwork.weights is not None
    keep = np.setdiff1d(np.arange(spec.layout.total), gone)
    own = {n: a[keep] if n.startswith(("local", "out.")) else a for n, a in artwork.weights.items()}
    return artwork.but(field=spec.but(gone=gone), weights=Weights(own))


def work(spec: Any) -> Artwork:
    """An artwork with weights and statistics, shown as it is."""
    artwork = Artwork(field=spec, inputs=(X(), Y()), look=PLAIN)
    arrays = {n: t.numpy() for n, t in build(artwork, "cpu").parameters.items()}
    return measured(artwork.but(weights=Weights(arrays)))


GONE = (0, 1, 6, 13, 34)


@pytest.mark.parametrize(("size", "samples"), [((61, 47), 1), ((37, 43), 2)])
def test_what_is_left_of_a_crop_is_the_same_bit_for_bit_and_the_rest_transparent(
    size: tuple[int, int], samples: int
) -> None:
    whole = work(LocalGlobal(cells=(5, 7), outputs=3, width=9, global_width=11))
    cropped = cut(whole, GONE)
    before, after = (
        list(render(resolve(a, None, size, supersample=samples, device="cpu")))[-1].rgba
        for a in (whole, cropped)
    )
    full = after[..., 3] == 255
    assert 0.5 < full.mean() < 0.95
    assert (before[..., 3] == 255).all()
    np.testing.assert_array_equal(before[full], after[full])
    assert (after[after[..., 3] == 0] == 0).all()
    assert ((after[..., 3] > 0) & ~full).any() == (samples > 1)  # soft only where samples are mixed


def test_a_points_value_depends_on_no_other_point() -> None:
    whole = work(LocalGlobal(cells=(4, 4), outputs=3, width=9, global_width=13))
    cropped = cut(whole, (2, 9))
    x, y = torch.rand(2, 700, dtype=torch.float64) * 2 - 1
    all_of_it = build(whole, "cpu").through(whole.home, ()).values(x, y)
    lens = build(cropped, "cpu").through(cropped.home, ())
    there = lens.covered(x, y)
    assert torch.equal(lens.values(x[there], y[there]), all_of_it[:, there])
    assert torch.equal(lens.values(x[there][:31], y[there][:31]), all_of_it[:, there][:, :31])


def test_shares_of_a_blend_sum_to_one_and_change_hands_smoothly() -> None:
    layout = Layout((2, 2), (-1.0, 1.0, -1.0, 1.0), gone=(3,))
    x = torch.stack(torch.meshgrid(*[torch.linspace(-0.999, 0.999, 41)] * 2, indexing="xy"))
    mixed = shares_of(layout, x.reshape(2, -1), 0.5)
    there = covered(layout, x.reshape(2, -1))
    assert torch.allclose(mixed.shares.sum(0), there.float())
    assert (mixed.shares >= 0).all()
    assert (mixed.shares[1:].sum(0) > 0).float().mean() > 0.2
    edge = shares_of(
        Layout((1, 2), (-1.0, 1.0, -1.0, 1.0)), torch.tensor([[-1e-6, 1e-6], [0, 0]]), 0.5
    )
    assert torch.allclose(edge.shares.amax(0), torch.tensor(0.5), atol=1e-4)


def test_a_blend_leaves_no_jump() -> None:
    hard = work(LocalGlobal(cells=(2, 2), outputs=3, omega=3.0, hidden_omega=2.0))
    soft = hard.but(field=hard.field.but(blend=0.3))
    x = torch.tensor([-1e-5, 1e-5], dtype=torch.float64)
    y = torch.tensor([0.4, 0.4], dtype=torch.float64)
    jumps = [
        float(build(a, "cpu").through(a.home, ()).values(x, y).diff(dim=1).abs().max())
        for a in (hard, soft)
    ]
    assert jumps[0] > 0.02
    assert jumps[1] < jumps[0] / 100


def test_harmonies_are_moved_by_sliders() -> None:
    spec = Incode(width=8, outputs=2)
    program = spec.program((1, 1), 0)
    p = {n: torch.from_numpy(a) for n, a in draw(program, 2).items()}
    x = torch.rand(2, 50)
    plain = forward(program, p, x)
    assert program.fixed == {"signal", "place.scale", "place.shift"}
    for knob in "abcd":
        moved = forward(spec.but(**{knob: 0.2}).program((1, 1), 0), p, x)
        assert not torch.allclose(moved, plain, atol=1e-3), knob
    again = forward(spec.but(d=0.0).program((1, 1), 0), p, x)
    assert torch.equal(again, plain)
    group = LocalGlobalIncode(cells=(2, 2))
    heard = draw(group.program((1, 1), 0), 0)
    assert heard["harmonizer2.bias"].shape == (12,)
    assert np.allclose(heard["harmonizer2.bias"], 0.312)


def test_incode_is_the_siren_of_its_four_numbers() -> None:
    """With a, b, c, d at zero, e^a sin(e^b omega x + c) + d is a plain sine."""
    spec = Incode(width=8, outputs=2, cells=(1, 1))
    program = spec.program((1, 1), 0)
    p = {n: torch.from_numpy(a) for n, a in draw(program, 2).items()}
    p["harmonizer2.weight"], p["harmonizer2.bias"] = torch.zeros(4, 32), torch.zeros(4)
    x = torch.rand(2, 50)
    siren = SirenCells(width=8, outputs=2, cells=(1, 1)).program((1, 1), 0)
    assert torch.allclose(forward(program, p, x), forward(siren, p, x), atol=1e-5)


@pytest.mark.parametrize(
    "wrong",
    [
        {"cells": (0, 2)},
        {"cells": (2, 2), "frame": (-1.0, 1.0)},
        {"frame": (1.0, -1.0, -1.0, 1.0)},
        {"gone": (3, 2)},
        {"gone": (2, 2)},
        {"gone": (16,)},
        {"gone": tuple(range(16))},
        {"cells": (200, 200)},
    ],
)
def test_cells_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(CanvasError):
        LocalGlobal().but(**wrong)


def test_weights_that_do_not_match_their_cells_are_refused() -> None:
    whole = work(LocalGlobal(cells=(2, 2), width=4))
    with pytest.raises(CanvasError, match=r"local0\.weight"):
        build(whole.but(field=whole.field.but(cells=(2, 3))), "cpu")
    assert whole.weights is not None
    odd = Weights({**whole.weights, "place.scale": np.ones((3, 2)), "place.shift": np.ones((4, 2))})
    with pytest.raises(CanvasError, match=r"place\.scale"):
        build(whole.but(weights=odd), "cpu")


@pytest.mark.parametrize("tag", ["local-global", "siren-cells", "incode", "local-global-incode"])
def test_a_shader_reads_every_cell_from_its_texture(tag: str) -> None:
    """The weights of all cells lie there as they are, none of them in the text."""
    work = Artwork(field=FAMILIES[tag](seed=3))
    tables = printed(work).tables
    assert tables is not None
    for name, values in build(work, "cpu").parameters.items():
        if name.startswith(("local", "out")) and name.endswith(".weight"):
            assert np.isin(values.numpy(), tables.texels).all(), name
