"""Families: one set of laws for all that are registered, and the counts of the parent."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import numpy as np
import pytest
import torch

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.field import FieldSpec
from canvas_app.core.spec import Knob, knobs
from canvas_app.engine.activations import ACTIVATIONS
from canvas_app.engine.evaluate import apply, forward
from canvas_app.engine.families.conv import Conv
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.families.direct import Direct
from canvas_app.engine.families.siren import Siren
from canvas_app.engine.family import FAMILIES, Latent, Lowerable, family_union
from canvas_app.engine.inits import draw
from canvas_app.engine.network import (
    Activate,
    Add,
    Affine,
    Concat,
    Linear,
    Multiply,
    Normalise,
    Program,
    Rows,
)
from canvas_app.engine.pools import FIXED

TAGS = sorted(FAMILIES)
GROUPS = (1, 1, 1)
Arrays = dict[str, np.ndarray]


def _act(name: str, x: np.ndarray, p: np.ndarray | None) -> np.ndarray:
    parameter = None if p is None else torch.from_numpy(p)
    return ACTIVATIONS[name](torch.from_numpy(np.ascontiguousarray(x)), parameter).numpy()


def interpreted(program: Program, p: Arrays, x: np.ndarray, z: np.ndarray) -> np.ndarray:
    """A program run by numpy in the plainest way: an independent opinion on the evaluator."""
    r = [x, z[:, None]] if program.latent else [x]
    for op in program.operations:
        r.append(_step(op, r, p))
    return np.broadcast_to(r[-1], (len(r[-1]), x.shape[1]))


def _step(op: Any, r: list[np.ndarray], p: Arrays) -> np.ndarray:
    match op:
        case Linear(source, weight, bias, plus, _):
            out = p[weight] @ r[source] + (0.0 if bias is None else p[bias][:, None])
            return out if plus is None else out + r[plus]
        case Activate(source, str(name), parameter):
            return _act(name, r[source], None if parameter is None else p[parameter])
        case Activate(source, names, _):
            return np.concatenate([_act(n, r[source][[i]], None) for i, n in enumerate(names)])
        case Add(sources, factor):
            return sum(r[s] for s in sources) * factor
        case Multiply(left, right):
            return r[left] * r[right]
        case Affine(source, factor, shift, scaled, shifted):
            out = r[source] * factor * (1.0 if scaled is None else p[scaled][:, None])
            return out + shift + (0.0 if shifted is None else p[shifted][:, None])
        case Concat(sources):
            n = max(r[s].shape[1] for s in sources)
            return np.concatenate([np.broadcast_to(r[s], (len(r[s]), n)) for s in sources])
        case Rows(source, start, stop):
            return r[source][start:stop]
        case Normalise(source, "layer", _):
            return (r[source] - r[source].mean(0)) / np.sqrt(r[source].var(0) + 1e-5)
        case Normalise(source, _, name):
            mean, std = p[f"{name}.mean"][:, None], p[f"{name}.std"][:, None]
            return (r[source] - mean) / std
    raise AssertionError(op)


def _values(
    spec: Any, groups: tuple[int, ...] = GROUPS, latent: int = 4, n: int = 7
) -> torch.Tensor:
    program = spec.program(groups, latent)
    arrays = {name: torch.from_numpy(a) for name, a in draw(program, spec.seed).items()}
    x = torch.linspace(-1, 1, sum(groups) * n).reshape(sum(groups), n)
    with torch.inference_mode():
        return forward(program, arrays, x, torch.full((latent, 1), 0.3) if latent else None)


def _extremes(knob: Knob) -> list[Any]:
    if knob.choices:
        return list(knob.choices)
    if knob.type is bool:
        return [False, True]
    if knob.ge is None or knob.le is None:
        return []
    return [knob.type(knob.ge), knob.type(knob.le)]


CASES = [
    pytest.param(tag, knob.name, value, id=f"{tag}-{knob.name}-{value}")
    for tag in TAGS
    for knob in knobs(FAMILIES[tag])
    for value in _extremes(knob)
]


@pytest.mark.parametrize(("tag", "name", "value"), CASES)
def test_it_builds_at_both_ends_of_every_knob(tag: str, name: str, value: Any) -> None:
    spec = FAMILIES[tag]().but(**{name: value})
    out = _values(spec)
    assert out.shape[0] == spec.outputs
    assert out.isfinite().all()


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("latent", [0, 1, 64])
@pytest.mark.parametrize("groups", [(1,), (1, 1, 1), (2, 16, 1, 8)])
def test_it_takes_any_inputs_and_any_latent(tag: str, groups: tuple[int, ...], latent: int) -> None:
    assert _values(FAMILIES[tag](outputs=9), groups, latent).shape == (9, 7)


@pytest.mark.parametrize("tag", TAGS)
def test_it_says_what_it_is(tag: str) -> None:
    kind = FAMILIES[tag]
    assert kind.__doc__
    assert len(kind.__doc__) > 40
    assert issubclass(kind, FieldSpec)
    for knob in knobs(kind):
        assert knob.doc, f"{tag}.{knob.name} has no doc"
    spec = kind()
    assert isinstance(spec, Lowerable)
    assert isinstance(spec, Latent)
    assert math.isfinite(spec.latent_std)


@pytest.mark.parametrize("tag", TAGS)
def test_it_goes_into_a_file_and_comes_back(tag: str) -> None:
    spec = FAMILIES[tag](seed=5)
    text = msgspec.json.encode(spec)
    assert f'"family":"{tag}"'.encode() in text
    assert msgspec.json.decode(text, type=family_union()) == spec


@pytest.mark.parametrize("tag", TAGS)
def test_the_same_seed_draws_the_same_and_another_draws_another(tag: str) -> None:
    one, again, other = (_values(FAMILIES[tag](seed=s)) for s in (1, 1, 2))
    assert torch.equal(one, again)
    assert tag == "direct" or not torch.equal(one, other)


@pytest.mark.parametrize("tag", TAGS)
def test_every_parameter_has_a_name_of_its_own(tag: str) -> None:
    names = [p.name for p in FAMILIES[tag]().program(GROUPS, 4).parameters]  # type: ignore[attr-defined]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("tag", TAGS)
def test_without_inputs_there_is_no_field(tag: str) -> None:
    with pytest.raises(CanvasError, match="input"):
        FAMILIES[tag]().program((), 4)  # type: ignore[attr-defined]


VARIETY = [
    Cppn(trunk=trunk, backbone=back, depth=5, init=init, activations=FIXED["branch"])
    for trunk in ("sum", "branch", "simple", "mfn")
    for back in ("straight", "residual", "dense", "unet")
    for init in ("preserving", "normal")
] + [
    Cppn(mix=("sin", "gauss", "tanh")),
    Cppn(output_activation="scale"),
    Conv(norm="layer"),
    Conv(norm="home"),
    Siren(width=16),
    Siren(omega=5.0, hidden_omega=1.0),
    Direct(outputs=8),
    Direct(sum=True),
    *(FAMILIES["graph"](aggregation=how, stem=stem, operations=("scale", "add", "linear"))
      for how in ("sum", "plain-sum", "first") for stem in ("node", "branch")),
]  # fmt: skip


@pytest.mark.parametrize("spec", VARIETY)
@pytest.mark.parametrize("latent", [0, 3])
def test_the_evaluator_agrees_with_a_plain_reading_of_the_program(spec: Any, latent: int) -> None:
    program = spec.program(GROUPS, latent)
    arrays = {n: a.astype(np.float64) for n, a in draw(program, 3).items()}
    x, z = np.linspace(-1, 1, 33).reshape(3, 11), np.linspace(-1, 1, latent)
    tensors = {n: torch.from_numpy(a) for n, a in arrays.items()}
    column = torch.from_numpy(z)[:, None] if latent else None
    ours = forward(program, tensors, torch.from_numpy(x), column).numpy()
    expected = interpreted(program, arrays, x, z)
    assert np.allclose(np.broadcast_to(ours, expected.shape), expected, rtol=1e-9, atol=1e-9)


def _size(spec: Any, latent: int, groups: tuple[int, ...] = GROUPS) -> int:
    return int(spec.program(groups, latent).size)


CLASSIC = Cppn(width=32, outputs=3, init="normal", depth=4)


@pytest.mark.parametrize(
    ("spec", "latent", "groups", "size"),
    [
        (CLASSIC.but(trunk="simple"), 8, GROUPS, 1539),
        (CLASSIC.but(trunk="branch", activations=FIXED["branch"]), 8, GROUPS, 3653),
        (CLASSIC.but(trunk="sum", activations=("tanh",)), 8, GROUPS, 3651),
        (
            CLASSIC.but(activations=FIXED["sum"][:4], output_activation=FIXED["sum"][4]),
            8, GROUPS, 3652,
        ),
        (Conv(outputs=3, init="dip"), 8, GROUPS, 7875),
        (Conv(outputs=3, width=64), 8, GROUPS, 30083),
        (Conv(outputs=3), 8, (8, 8, 8), 8547),
        (Siren(width=32, outputs=3), 8, GROUPS, 9987),
        (Siren(width=128, outputs=3), 64, GROUPS, 174_083),
        (Siren(width=128, outputs=1), 64, GROUPS, 173_825),
        (Siren(width=128, outputs=3), 128, GROUPS, 215_043),
    ],
)  # fmt: skip
def test_the_parents_maps_have_the_parents_size(
    spec: Any, latent: int, groups: tuple[int, ...], size: int
) -> None:
    assert _size(spec, latent, groups) == size


@pytest.mark.parametrize("e", [1, 8])
@pytest.mark.parametrize(("w", "d", "c"), [(16, 4, 1), (32, 8, 3), (64, 64, 3)])
def test_sizes_follow_the_formulas(w: int, d: int, c: int, e: int) -> None:
    groups, n = (e, e, e), 5
    mlp = (d * w + w) + 3 * w * e + 3 * (w * w + w) + (w * c + c)
    conv = ((3 * e + d) * w + w) + 7 * (w * w + w) + (w * c + c)
    siren = (3 * e * w + w) + (n - 1) * (w * w + w) + (w * c + c)
    siren += (d * w + w) + (n - 1) * ((w + d) * w + w)
    plain = Cppn(width=w, outputs=c, init="normal", depth=4, activations=("tanh",))
    assert _size(plain, d, groups) == mlp
    assert _size(plain.but(trunk="branch"), d, groups) == mlp
    assert _size(Conv(width=w, outputs=c), d, groups) == conv
    assert _size(Siren(width=w, outputs=c, depth=n), d, groups) == siren


def test_simple_uses_one_layer_three_times_and_ends_in_half_a_sine() -> None:
    program = CLASSIC.but(trunk="simple").program(GROUPS, 8)
    assert [op.weight for op in program.operations if isinstance(op, Linear)] == [
        "latent.weight", "in.weight", *["hidden.weight"] * 3, "out.weight",
    ]  # fmt: skip
    acts = [op.name for op in program.operations if isinstance(op, Activate)]
    assert acts == ["tanh", "elu", "softplus", "tanh", "sin"]
    values = _values(CLASSIC.but(trunk="simple"))
    assert 0.0 <= float(values.min()) <= float(values.max()) <= 1.0


def test_branch_uses_the_parents_slots_in_the_parents_order() -> None:
    spec = CLASSIC.but(trunk="branch", activations=FIXED["branch"])
    acts = [op.name for op in spec.program(GROUPS, 8).operations if isinstance(op, Activate)]
    assert tuple(acts) == FIXED["branch"][:8]
    acts = [op.name for op in spec.program(GROUPS, 0).operations if isinstance(op, Activate)]
    assert tuple(acts) == FIXED["branch"][:3] + FIXED["branch"][4:8]


def test_calibrated_layers_are_as_the_art_direction_says() -> None:
    program = Cppn(gains=(1.2, 1.6), bias=0.8, depth=4).program(GROUPS, 4)
    wanted = [op.calibration for op in program.operations if isinstance(op, Linear)]
    gains = [None if c is None else (c.gain, c.bias) for c in wanted]
    assert gains == [None, (1.2, 0.8), (1.6, 0.8), (1.6, 0.8), (1.6, 0.8), None]
    inits = {p.name: p.init for p in program.parameters}
    assert inits["latent.weight"].b == pytest.approx(0.5 * 1.2 / 2.0)
    assert inits["in.weight"].b == pytest.approx(1 / math.sqrt(3))
    assert inits["out.weight"].b == pytest.approx(1 / math.sqrt(24))
    assert inits["out.bias"].kind == "zeros"


def test_preserving_keeps_the_spread_through_many_layers_and_chaos_raises_detail() -> None:
    base = Cppn(init="preserving", depth=12, width=256, activations=("tanh",), bias=0.0)
    program = base.program((1, 1), 0)
    x = torch.rand(2, 400) * 2 - 1
    registers: dict[int, torch.Tensor] = {0: x}
    p = {n: torch.from_numpy(a) for n, a in draw(program, 1).items()}
    spreads = []
    for place, op in enumerate(program.operations, program.first):
        registers[place] = apply(op, registers, p)
        if isinstance(op, Linear):
            spreads.append(float(registers[place].std()))
    assert all(0.5 < s < 2.0 for s in spreads[:-1])
    calm, wild = (_roughness(base.but(chaos=c)) for c in (1.0, 4.0))
    assert wild > 2 * calm


def _roughness(spec: Cppn) -> float:
    values = _values(spec, (1, 1), 0, 2000)
    return float((values.diff(dim=1).square().mean() / values.var()).sqrt())


def test_norms_really_work() -> None:
    plain, layer, home = (_values(Conv(norm=n, init="normal")) for n in ("none", "layer", "home"))
    assert not torch.allclose(plain, layer)
    assert torch.allclose(plain, home)  # unmeasured home norms change nothing
    names = {p.name for p in Conv(norm="home").program(GROUPS, 4).parameters}
    assert {"norm0.mean", "norm7.std"} <= names


def test_dip_leaves_only_the_output_of_conv_at_zero_and_only_when_asked() -> None:
    zero = Conv(init="dip", outputs=3, zero_output=True)
    assert float(_values(zero).std(1).max()) == 0.0
    assert float(_values(zero.but(outputs=4)).std(1).max()) > 0.0
    assert float(_values(Conv(init="dip", outputs=3)).std(1).max()) > 0.0


def test_noise_latents_differ_from_point_to_point_and_agree_with_themselves() -> None:
    spec = Conv(noise_latent=True, depth=1, activations=("identity",), init="normal")
    one, again = _values(spec, n=500), _values(spec, n=500)
    assert torch.equal(one, again)
    smooth = _values(spec.but(noise_latent=False), n=500)
    assert one.diff(dim=1).abs().mean() > 10 * smooth.diff(dim=1).abs().mean()
    assert _size(Conv(outputs=3, noise_latent=True), 8) == 7875


def test_siren_follows_its_paper() -> None:
    spec = Siren(width=256, omega=30.0, hidden_omega=30.0)
    arrays = draw(spec.program((1, 1), 0), 0)
    assert np.abs(arrays["sine0.weight"]).max() <= 0.5
    assert np.abs(arrays["sine1.weight"]).max() <= math.sqrt(6 / 256) / 30
    factors = [op.factor for op in spec.program((1, 1), 0).operations if isinstance(op, Affine)]
    assert factors == [30.0] * 5
    # A layer's values keep an arcsine law: their spread stays near the root of a half.
    program = spec.program((1, 1), 0)
    out = forward(program, {n: torch.from_numpy(a) for n, a in arrays.items()}, torch.rand(2, 999))
    assert out.isfinite().all()


def test_siren_modulation_depends_on_the_latent_alone() -> None:
    program = Siren(width=8).program(GROUPS, 4)
    one_column = {1}
    for place, op in enumerate(program.operations, program.first):
        sources = op.sources if isinstance(op, Concat) else (getattr(op, "source", 0),)
        if not isinstance(op, Multiply) and set(sources) <= one_column:
            one_column.add(place)
    factors = [op.right for op in program.operations if isinstance(op, Multiply)]
    assert len(factors) == 5
    assert set(factors) <= one_column


def test_direct_repeats_its_inputs_or_sums_them() -> None:
    x = torch.tensor([[1.0, 2.0], [10.0, 20.0], [100.0, 200.0]])
    for outputs in (1, 2, 3, 4, 7):
        out = forward(Direct(outputs=outputs).program(GROUPS, 0), {}, x)
        assert torch.equal(out, x.repeat(3, 1)[:outputs])
    summed = forward(Direct(outputs=2, sum=True).program(GROUPS, 0), {}, x)
    assert summed.tolist() == [[111.0, 222.0]] * 2


@pytest.mark.parametrize("changes", [{"width": 10**9}, {"depth": 10**9}, {"width": 0}])
@pytest.mark.parametrize("kind", [Cppn, Conv, Siren])
def test_monsters_are_refused(kind: type[FieldSpec], changes: dict[str, int]) -> None:
    with pytest.raises(CanvasError):
        kind().but(**changes)


def test_a_network_with_too_many_numbers_is_refused_before_it_is_drawn() -> None:
    dense = Cppn(backbone="dense", width=1024, depth=64)
    with pytest.raises(CanvasError, match="numbers"):
        draw(dense.program(GROUPS, 4), 0)


def test_artworks_hold_every_family() -> None:
    for tag in TAGS:
        assert Artwork(field=FAMILIES[tag]()).field == FAMILIES[tag]()
