"""Heads, relief, stars and finish: finite, in gamut, continuous in the zoom, alike in all parts."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from canvas_app.core.look import (
    Bands,
    Finish,
    Glass,
    Head,
    HeadSpec,
    Levels,
    Look,
    Ramp,
    Relief,
    Riso,
)
from canvas_app.core.spec import members
from canvas_app.core.styles import styles
from canvas_app.engine.finish import develop
from canvas_app.engine.head import HEADS, across_octaves, exposed, octaves, reads, sloped
from canvas_app.engine.samples import Samples
from canvas_app.engine.shade import shade

KINDS = list(members(Head).values())
SIDE = 24


def samples(
    seed: int = 0,
    fields: int = 4,
    depth: float = 0.0,
    wild: float = 1.0,
    dtype: torch.dtype = torch.float32,
) -> Samples:
    """A smooth patch of values with exact slopes, in a view `depth` doublings in."""
    g = torch.Generator().manual_seed(seed)
    height = 2 / 2.0**depth
    step = height / SIDE
    t = (torch.arange(SIDE, dtype=torch.float64) + 0.5) * step - height / 2
    y, x = torch.meshgrid(-t, t, indexing="ij")
    k = torch.randn(fields, 2, 1, 1, generator=g, dtype=torch.float64) * 2
    phase = torch.rand(fields, 1, 1, generator=g, dtype=torch.float64) * 6
    p = k[:, 0] * x + k[:, 1] * y + phase
    v, slope = 0.5 + 0.6 * wild * torch.sin(p), 0.6 * wild * torch.cos(p) * step
    parts = (v, slope * k[:, 0], slope * k[:, 1])
    return Samples(*(q.to(dtype) for q in parts), x, y, step, 2.0, depth, 256 / SIDE)


def test_there_is_a_craft_for_every_head() -> None:
    """No spec without a painter, no painter without a spec."""
    assert set(HEADS) == set(members(Head))


@pytest.mark.parametrize("kind", KINDS, ids=lambda t: t.__name__)
@given(
    seed=st.integers(0, 1000),
    fields=st.integers(1, 9),
    depth=st.floats(-4, 30),
    wild=st.sampled_from([0.0, 1.0, 1e3]),
)
def test_heads_are_finite_and_in_gamut(
    kind: type[HeadSpec], seed: int, fields: int, depth: float, wild: float
) -> None:
    """For tame, constant and wild values, however few fields there are."""
    look = Look(head=kind(), relief=Relief(strength=0.5, specular=0.3))  # type: ignore[arg-type]
    picture = shade(samples(seed, fields, depth, wild), look)
    assert picture.shape == (3, SIDE, SIDE)
    assert torch.isfinite(picture).all()
    assert float(picture.min()) >= 0
    assert float(picture.max()) <= 1


@pytest.mark.parametrize("look", [s.recipe.look for s in styles()], ids=[s.name for s in styles()])
def test_parts_of_a_picture_agree_to_the_bit(look: Look) -> None:
    """Pointwise: any rectangle of samples is shaded as in the whole."""
    whole = samples(3, 12, 1.4)
    part = replace(
        whole,
        **{n: getattr(whole, n)[..., 3:17, 5:22].clone() for n in ("values", "dx", "dy", "x", "y")},
    )
    assert torch.equal(shade(whole, look)[:, 3:17, 5:22], shade(part, look))


@pytest.mark.parametrize("look", [s.recipe.look for s in styles()], ids=[s.name for s in styles()])
@pytest.mark.parametrize("depth", [0.0, 0.25, 0.5, 0.75, 1.0, 3.75])
def test_nothing_pops_while_zooming(look: Look, depth: float) -> None:
    """The same samples a hair deeper give almost the same colours."""
    here = samples(5, 12, depth)
    there = replace(here, depth=depth + 1e-5)
    assert float((shade(here, look) - shade(there, look)).abs().max()) < 2e-3


@given(depth=st.floats(-20, 40))
def test_octaves_are_near_the_depth_and_weigh_one(depth: float) -> None:
    """One power of two, or two neighbours."""
    parts = octaves(depth)
    assert 1 <= len(parts) <= 2
    assert sum(weight for _, weight in parts) == pytest.approx(1)
    assert all(abs(math.log2(factor) - depth) <= 0.7500001 for factor, _ in parts)
    assert float(across_octaves(depth, lambda factor: torch.ones(1))) == pytest.approx(1)


def test_exposure_and_slopes_are_asked_for_where_they_are_read() -> None:
    """As the renderer relies on."""
    names = {tag for tag, kind in members(Head).items() if exposed(kind())}  # type: ignore[arg-type]
    assert names == {"ramp", "hue", "film", "oklch", "veins", "lines", "riso"}
    assert not sloped(Look(head=Ramp()))
    assert sloped(Look(head=Ramp(), relief=Relief(strength=0.1)))
    assert not sloped(Look(head=Bands()))
    assert sloped(Look(head=Bands(line=1.0)))
    assert not sloped(Look(head=Glass(lead=0.0)))
    assert not sloped(Look(head=Riso()))


@pytest.mark.parametrize("kind", KINDS, ids=lambda t: t.__name__)
def test_heads_that_need_no_slopes_do_not_read_them(kind: type[HeadSpec]) -> None:
    """What `sloped` denies may be rubbish."""
    look = Look(head=kind())  # type: ignore[arg-type]
    good = samples(2, 8)
    rubbish = torch.full_like(good.dx, 123.0)
    same = torch.equal(shade(good, look), shade(replace(good, dx=rubbish, dy=rubbish), look))
    assert same is not sloped(look)


_LOOKS = [Look(head=kind()) for kind in KINDS]  # type: ignore[call-arg]
_LOOKS += [Look(head=Ramp(mix=0.3)), Look(head=Ramp(chroma=0.5)), Look(head=Ramp(lightness=0.2))]
_LOOKS += [Look(head=kind(), relief=Relief(strength=0.4, channel=4)) for kind in (Ramp, Bands)]


@pytest.mark.parametrize("look", [*_LOOKS, *(s.recipe.look for s in styles())])
def test_fields_that_a_look_does_not_read_may_be_missing(look: Look) -> None:
    """Cut to the first `reads` fields, the picture is the same to the bit; they are never normalised."""
    whole, count = samples(3, 8), reads(look)
    cut = replace(whole, **{n: getattr(whole, n)[:count] for n in ("values", "dx", "dy")})
    assert torch.equal(shade(whole, look), shade(cut, look))


def test_gratings_follow_the_turn_of_the_frame() -> None:
    """Lines are as sharp in a turned view: their slope is measured in the frame's own axes."""
    look = next(s.recipe.look for s in styles() if s.name == "Engraving")
    flat = samples(1, 4, wild=0.0)
    turn = 0.9
    c, s = math.cos(turn), math.sin(turn)
    turned = replace(flat, x=flat.x * c - flat.y * s, y=flat.x * s + flat.y * c, angle=turn)
    assert float((shade(turned, look).mean() - shade(flat, look).mean()).abs()) < 0.03


def test_tone_in_its_order() -> None:
    """One EV doubles light; grey has no hue; zero saturation is grey."""
    picture = samples(1, 4)
    dark = Look(head=Ramp(), finish=Finish(exposure=-2))
    plain = shade(picture, Look(head=Ramp()))
    assert torch.allclose(shade(picture, dark) * 4, plain, atol=1e-4)
    grey = shade(picture, Look(head=Ramp(), finish=Finish(saturation=0.0, hue=90)))
    assert float((grey[0] - grey[2]).abs().max()) < 1e-4
    turned = shade(picture, Look(head=Ramp(), finish=Finish(hue=180)))
    assert float((turned - plain).abs().max()) > 0.01


def _developed(finish: Finish, rows: slice = slice(None), grey: float = 0.2) -> torch.Tensor:
    whole = torch.arange(40.0), torch.arange(30.0)[rows]
    return develop(torch.full((3, len(whole[1]), 40), grey), *whole, (40, 30), finish)


def test_grain_and_dither_depend_on_the_pixel_alone() -> None:
    """Strips agree with the whole; the mean stays; dither is off by default."""
    for finish in (Finish(grain=0.05, vignette=0.4), Finish(dither=True)):
        assert torch.equal(_developed(finish)[7:19], _developed(finish, slice(7, 19)))
    clean, noisy = _developed(Finish()).float(), _developed(Finish(grain=0.02)).float()
    assert float(clean.std()) == 0
    assert abs(float(noisy.mean() - clean.mean())) < 1
    assert 3 < float(noisy.std()) < 8
    assert _developed(Finish(), grey=0.0).unique().tolist() == [0]
    assert _developed(Finish(), grey=1.0).unique().tolist() == [255]


def test_a_vignette_darkens_corners() -> None:
    """And leaves the middle."""
    picture = _developed(Finish(vignette=0.5))
    assert int(picture[0, 0, 0]) < int(picture[15, 20, 0]) - 20
    assert int(picture[15, 20, 0]) == int(_developed(Finish())[15, 20, 0])


def test_stars_keep_their_size_on_screen() -> None:
    """About as much light at any depth."""
    finish = Finish(stars=1.0)
    night = Look(levels=Levels(), head=Ramp(), finish=finish)
    light = []
    for depth in (0.0, 1.0, 5.0):
        black = replace(samples(1, 4, depth, 0.0), values=torch.full((4, SIDE, SIDE), -9.0))
        light.append(float((shade(black, night) - shade(black, Look(head=Ramp()))).mean()))
    assert all(0.0005 < mean < 0.05 for mean in light)
