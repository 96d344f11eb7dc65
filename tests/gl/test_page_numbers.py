"""The field that a page counts with in double precision: numbers as the engine's, to the last digits."""

from __future__ import annotations

import json
from typing import get_args

import numpy as np
import pytest
import torch
from PySide6.QtCore import QCoreApplication
from PySide6.QtQml import QJSEngine

from canvas_app.core.artwork import Artwork
from canvas_app.core.field import ActivationName, FinalName
from canvas_app.core.inputs import SOLID, Input, Noise
from canvas_app.core.look import Levels, Look
from canvas_app.core.space import Space
from canvas_app.core.spec import members, tag_of
from canvas_app.core.view import View
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.families.direct import Direct
from canvas_app.engine.family import FAMILIES
from canvas_app.engine.field import build, measured
from canvas_app.engine.glsl.deep_page import field_script
from canvas_app.engine.glsl.printer import printed
from canvas_app.engine.levels import normalise

TINY = Cppn(seed=3, width=6, depth=2)
COUNT = 8
ZOOM = View(x=0.31830988618, y=-0.14159265359, height=2 / 3e5, angle=0.3, z=0.21)
CLOSE = 3e-11  # of the values, beside their spread


def scripted(work: Artwork, xy: np.ndarray, view: View) -> np.ndarray:
    """V (k, n) by the page's script, run by the JavaScript that Qt brings."""
    tables = printed(work).tables
    shelf = "null" if tables is None else json.dumps(tables.texels.ravel().tolist())
    depth = float(np.log2(work.reference.height / view.height))
    numbers = json.dumps({"depth": depth, "z": view.z, "latent": list(work.latent)})
    run = f"""(() => {{
        const field = {field_script(work)}, xy = {json.dumps(xy.tolist())}, given = {numbers};
        given.tables = {shelf};
        field.given(given);
        return JSON.stringify(xy.map(([x, y]) => {{ const out = []; field.values(x, y, out, 0); return out; }}));
    }})()"""
    engine = QJSEngine()
    answer = engine.evaluate(run)
    assert not answer.isError(), answer.toString()
    return np.array(json.loads(answer.toString()), float).T


def off(work: Artwork, view: View = ZOOM) -> float:
    """How far the script is from the engine in float64, at most, beside the spread of the home view."""
    _ = QCoreApplication.instance() or QCoreApplication([])
    work = measured(work)
    draw = np.random.default_rng(5)
    xy = np.array([view.x, view.y]) + draw.uniform(-0.5, 0.5, (COUNT, 2)) * view.height
    lens = build(work, "cpu").through(view, work.latent, wide=True)
    raw = lens.values(torch.from_numpy(xy[:, 0].copy()), torch.from_numpy(xy[:, 1].copy()))
    wanted = normalise(raw, work.statistics, work.look.levels).numpy()
    return float(np.abs(scripted(work, xy, view) - wanted).max())


def worst(works: dict[str, Artwork]) -> dict[str, float]:
    found = {name: off(work) for name, work in works.items()}
    return {name: value for name, value in found.items() if not value < CLOSE}


def test_families() -> None:
    """Each one, those whose numbers lie in a texture too."""
    fields = {tag: FAMILIES[tag](seed=4) for tag in sorted(FAMILIES)}
    fields = {
        tag: f.but(width=8, depth=2) if hasattr(f, "depth") else f for tag, f in fields.items()
    }
    works = {tag: Artwork(field=f, latent=(0.3, 1.0, -0.6)) for tag, f in fields.items()}
    assert worst(works) == {}


def test_activations_and_finals() -> None:
    """Also those that GLSL writes with a polynomial: a page's are as exact as the engine's."""
    names = get_args(ActivationName)
    works = {n: Artwork(field=TINY.but(activations=(n,)), latent=(0.4, -0.8)) for n in names}
    works |= {f"final {n}": Artwork(field=TINY.but(final=n)) for n in get_args(FinalName)}
    assert worst(works) == {}


def test_space() -> None:
    """Every step, eighteen doublings deep."""
    steps = [kind() for kind in members(Space).values()]
    works = {tag_of(step): Artwork(field=TINY, space=(step,), seed=8) for step in steps}
    assert worst(works) == {}


def test_inputs() -> None:
    """Every input, straight to the values; octaves that the zoom adds; the third axis."""
    kinds = [*members(Input).values(), *SOLID]
    works = {
        tag_of(k()): Artwork(field=Direct(outputs=3), inputs=(k(gain=1.3), Noise()), seed=6)
        for k in kinds
    }
    works["octaves"] = Artwork(field=Direct(), inputs=(Noise(octaves=3),))
    assert worst(works) == {}


@pytest.mark.parametrize("mapping", ["home", "range", "wrap", "minmax", "percentile"])
def test_levels(mapping: str) -> None:
    look = Look(levels=Levels(mapping=mapping, low=-0.8, high=0.9))
    assert worst({mapping: Artwork(field=TINY, look=look)}) == {}
