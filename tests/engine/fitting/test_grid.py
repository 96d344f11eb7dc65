"""Grid: what training reads in windows is what pictures read at points."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from canvas_app.engine.families.grid import Edges, Grid, Pyramid
from canvas_app.engine.inits import draw


def _pyramid(edges: Edges = "mirror", hashed: int = 0) -> tuple[Pyramid, dict[str, torch.Tensor]]:
    spec = Grid(rows=13, columns=21, aspect=1.5, levels=3, spread=1.0).but(
        edges=edges, hashed=hashed
    )
    program = spec.program((1, 1), 0)
    pyramid = program.operations[0]
    assert isinstance(pyramid, Pyramid)
    return pyramid, {n: torch.from_numpy(a) for n, a in draw(program, 3).items()}


@pytest.mark.parametrize("edges", ["mirror", "clamp", "repeat"])
@pytest.mark.parametrize("hashed", [0, 5])
@pytest.mark.parametrize("scale", [1.0, 2.7])
def test_windows_of_a_lattice_are_points_of_the_plane(
    edges: Edges, hashed: int, scale: float
) -> None:
    """Whole grids and hashed ones, within what they cover and beyond."""
    pyramid, p = _pyramid(edges, hashed)
    x, y = torch.linspace(-1.49, 1.49, 17) * scale, torch.linspace(0.99, -0.99, 11) * scale
    points = torch.stack([x.repeat(11), y.repeat_interleave(17)])
    wanted = pyramid.run(points, p).reshape(12, 11, 17)
    found = pyramid.on_lattice(x, y)((3, 2, 9, 7), p).reshape(12, 7, 9)
    assert torch.allclose(found, wanted[:, 2:9, 3:12], atol=2e-5)
    thin = pyramid.on_lattice(x, y)((1, 0, 4, 2), p, (3, 2, 1)).reshape(12, 2, 4)
    assert torch.allclose(thin, wanted[:, 1::3, 2::3][:, :2, 1:5], atol=2e-5)


def test_cell_centres_lie_as_pixel_centres_do() -> None:
    """At the centre of a cell of the finest grid stands its own value."""
    pyramid, p = _pyramid("clamp")
    x = (torch.arange(21) + 0.5) / 21 * 3 - 1.5
    y = 1 - (torch.arange(13) + 0.5) / 13 * 2
    found = pyramid.on_lattice(x, y)((0, 0, 21, 13), p)[:4].reshape(4, 13, 21)
    assert torch.allclose(found, p["level0"], atol=1e-5)


def test_a_kodak_picture_takes_at_most_six_hundred_thousand_numbers() -> None:
    """Half of its resolution fits; larger pictures get fewer cells a pixel."""
    spec = Grid().fitted_to((768, 512), 3, 560_000)
    assert (spec.rows, spec.columns, spec.aspect) == (256, 384, 1.5)
    for size in ((768, 512), (4000, 3000), (1, 10_000), (10_000, 1), (1, 1)):
        program = Grid().fitted_to(size, 3, 560_000).program((1, 1), 0)
        assert program.size < 600_000


def test_it_takes_hashed_tables_of_fewer_numbers() -> None:
    """Levels with more cells than the table share it; coarse ones stay whole."""
    whole, shared = (Grid(rows=64, columns=64, hashed=h).program((1, 1), 0) for h in (0, 8))
    shapes = {p.name: p.shape for p in shared.parameters}
    assert shapes["level0"] == (4, 256)
    assert shapes["level3"] == (4, 8, 8)
    assert shared.size < whole.size


def test_slopes_reach_every_cell_that_is_read() -> None:
    """And no other."""
    pyramid, p = _pyramid()
    p = {n: t.clone().requires_grad_() for n, t in p.items() if n.startswith("level")}
    way = pyramid.on_lattice(torch.linspace(-1.45, 1.45, 40), torch.linspace(0.95, -0.95, 30))
    way((0, 0, 20, 30), p).sum().backward()
    slope = p["level0"].grad
    assert slope is not None
    touched = np.flatnonzero(slope[0].abs().sum(0).numpy())
    assert touched.min() == 0
    assert touched.max() == 10
