"""Initialisers: their laws, and that a seed is a promise."""

from __future__ import annotations

import hashlib
import math

import numpy as np
import pytest

from canvas_app.core.errors import CanvasError
from canvas_app.core.random import Stream
from canvas_app.engine.family import FAMILIES, Lowerable
from canvas_app.engine.inits import KINDS, MAX_NUMBERS, draw
from canvas_app.engine.network import Init, Parameter, Program

WIDE = (300, 150)


def _drawn(init: Init, shape: tuple[int, ...] = WIDE, seed: int = 3) -> np.ndarray:
    return draw(Program(1, 0, (), (Parameter("w", shape, init),)), seed)["w"]


def _digest(arrays: dict[str, np.ndarray]) -> str:
    state = hashlib.blake2b(digest_size=8)
    for name in sorted(arrays):
        state.update(name.encode() + arrays[name].tobytes())
    return state.hexdigest()


@pytest.mark.parametrize(
    ("init", "mean", "std"),
    [
        (Init("normal", 2.0, 0.5), 2.0, 0.5),
        (Init("uniform", -2.0, 2.0), 0.0, 4.0 / math.sqrt(12)),
        (Init("dip"), 0.0, 1.0 / math.sqrt(150)),
        (Init("siren-first"), 0.0, 1.0 / 150 / math.sqrt(3)),
        (Init("siren", b=30.0), 0.0, math.sqrt(2.0 / 150) / 30.0),
        (Init("xavier"), 0.0, math.sqrt(2.0 / 450)),
        (Init("kaiming"), 0.0, math.sqrt(2.0 / 150)),
        (Init("torch"), 0.0, 1.0 / math.sqrt(450)),
        (Init("zeros"), 0.0, 0.0),
        (Init("ones"), 1.0, 0.0),
        (Init("normal", scale=3.0), 0.0, 3.0),
    ],
)
def test_mean_and_spread(init: Init, mean: float, std: float) -> None:
    values = _drawn(init)
    assert values.dtype == np.float32
    assert values.mean() == pytest.approx(mean, abs=0.02 * max(std, 1e-6) + 1e-7)
    assert values.std() == pytest.approx(std, rel=0.02, abs=1e-7)


@pytest.mark.parametrize("kind", ["siren-first", "siren", "torch"])
def test_even_kinds_stay_within_their_bound(kind: str) -> None:
    bound = {"siren-first": 1 / 150, "siren": math.sqrt(6 / 150) / 2, "torch": 150**-0.5}[kind]
    values = _drawn(Init(kind, b=2.0))  # type: ignore[arg-type]
    assert np.abs(values).max() <= bound
    assert np.abs(values).max() > 0.99 * bound


def test_every_kind_is_a_pure_function_of_seed_and_name() -> None:
    for kind in KINDS:
        assert np.array_equal(_drawn(Init(kind)), _drawn(Init(kind)))
    assert not np.array_equal(_drawn(Init(), seed=1), _drawn(Init(), seed=2))


def test_an_array_does_not_depend_on_its_neighbours() -> None:
    one = Parameter("a", (4, 4))
    alone = draw(Program(1, 0, (), (one,)), 5)
    among = draw(Program(1, 0, (), (Parameter("b", (9, 9)), one)), 5)
    assert np.array_equal(alone["a"], among["a"])


def test_a_monster_is_refused_before_anything_is_allocated() -> None:
    program = Program(1, 0, (), (Parameter("w", (10**9, 10**9)),))
    with pytest.raises(CanvasError, match="numbers"):
        draw(program, 0)
    assert MAX_NUMBERS * 4 <= 2**28


def test_the_stream_keeps_its_promise() -> None:
    """Golden numbers: if these change, every seeded picture in the world changes."""
    assert Stream(7, "weights", "in.weight").unit(3).tolist() == GOLDEN_UNITS
    assert Stream(7, "weights", "in.weight").normals((3,)) == pytest.approx(
        GOLDEN_NORMALS, rel=1e-12
    )
    assert Stream(7, "graph").permutation(8) == GOLDEN_ORDER


@pytest.mark.parametrize("tag", ["cppn", "conv", "graph", "siren"])
def test_drawn_weights_keep_their_promise(tag: str) -> None:
    spec = FAMILIES[tag](seed=11)
    assert isinstance(spec, Lowerable)
    arrays = draw(spec.program((1, 1, 1), 4), 11)
    # Rounded, since libm's sin and log may differ in the last place between machines.
    rounded = {
        n: np.round(a.astype(np.float64), 4).astype(np.float32) + 0.0 for n, a in arrays.items()
    }
    total = float(sum(np.abs(a).sum(dtype=np.float64) for a in rounded.values()))
    first = next(iter(arrays.values())).ravel()[:3]
    names, size, expected_total, expected_first = GOLDEN_DRAWS[tag]
    assert (len(arrays), sum(a.size for a in arrays.values())) == (names, size)
    assert total == pytest.approx(expected_total, rel=1e-5)
    assert first == pytest.approx(expected_first, rel=1e-5)
    assert _digest(arrays) == _digest(draw(spec.program((1, 1, 1), 4), 11))


GOLDEN_UNITS = [0.9274886483199465, 0.12623620087823528, 0.26185658334563344]
GOLDEN_NORMALS = [-0.17050438878657023, -0.050362307120789686, 2.284502694760086]
GOLDEN_ORDER = [1, 4, 2, 3, 7, 6, 0, 5]
GOLDEN_DRAWS = {
    "cppn": (9, 1492, 316.2594996937769, [0.047075536, -0.060281549, -0.20504402]),
    "conv": (19, 7780, 1290.9022006317973, [0.08521203, 0.57316983, 0.064505205]),
    "graph": (31, 1036, 352.937599603596, [0.012276331, -0.15826347, -0.089992113]),
    "siren": (22, 35140, 1285.5783008330181, [0.22001405, 0.21207358, -0.31389707]),
}
