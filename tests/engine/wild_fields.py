"""Wild fields: what chance makes without taste, for the gate to judge.

After the art direction, section 5: one to five layers, fourteen activations, gain 0.3 to 5, any inputs,
transforms and heads, and 35 % of the views off home.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.artwork import Artwork
from canvas_app.core.genome import drawn
from canvas_app.core.inputs import XYR, Input
from canvas_app.core.look import Head, Look, Relief
from canvas_app.core.palette import shipped_palettes
from canvas_app.core.paths import Place
from canvas_app.core.random import Stream
from canvas_app.core.space import Space
from canvas_app.core.spec import Spec, knobs, members
from canvas_app.core.view import HOME, View
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.field import measured, seed_latent
from canvas_app.engine.render import render
from canvas_app.engine.request import resolve

ACTIVATIONS = (
    "tanh", "sin", "cos", "gauss", "relu", "abs", "elu", "gelu", "softplus", "sigmoid", "triangle",
    "morlet", "step", "square",
)  # fmt: skip
# What there was when the fields were labelled; a seed must go on meaning the field that was seen.
LATER = {"z", "abs-z", "ball", "solid-noise", "solid-gyroid", "solid-fourier", "light"}
INPUTS, SPACES, HEADS = (
    {tag: kind for tag, kind in members(part).items() if tag not in LATER}
    for part in (Input, Space, Head)
)
OFF_HOME = 0.35
VARIED = 0.25  # share of its range that a knob moves from its default


def wild(seed: int) -> Artwork:
    """The wild field of a seed, measured; its `home` is where it is looked at."""
    stream = Stream(seed, "wild")
    kinds = stream.child("inputs")
    inputs = XYR if kinds.uniform() < 0.4 else tuple(_some(INPUTS, kinds, 1, 4))
    count = stream.child("count").choice((0, 0, 1, 2))
    heads = stream.child("look")
    work = Artwork(
        field=_network(seed, stream.child("network")),
        seed=seed,
        space=tuple(_some(SPACES, stream.child("space"), count, count + 1)),
        inputs=inputs,
        latent=seed_latent(seed, 4),
        look=Look(
            head=_some(HEADS, heads, 1, 2)[0],
            palette=heads.choice(list(shipped_palettes().values())),
            relief=Relief(strength=heads.choice((0.0, 0.0, 0.3, 0.6))),
        ),
    )
    return measured(work.but(home=_view(stream.child("view"))))


def picture(work: Artwork, side: int) -> NDArray[np.uint8]:
    """The field where it is looked at, side x side, two by two samples."""
    request = resolve(work, None, (side, side), supersample=2, device="cpu")
    return list(render(request))[-1].rgba[..., :3]


def _network(seed: int, stream: Stream) -> Cppn:
    depth = stream.integer(1, 6)
    gain = math.exp(stream.uniform(math.log(0.3), math.log(5.0)))
    return Cppn(
        seed=seed,
        outputs=8,
        width=stream.integer(8, 32),
        depth=depth,
        gains=(gain,),
        activations=tuple(stream.choice(ACTIVATIONS) for _ in range(depth)),
    )


def _some(kinds: dict[str, type[Spec]], stream: Stream, low: int, high: int) -> list[Spec]:
    return [
        _varied(stream.choice(list(kinds.values())), stream)
        for _ in range(stream.integer(low, high))
    ]


@cache
def _plain(kind: type[Spec]) -> Spec:
    return kind()


def _varied(kind: type[Spec], stream: Stream) -> Spec:
    """A spec with its numbers moved somewhat from their defaults."""
    spec = _plain(kind)
    moved = {
        knob.name: drawn(Place(knob.name, knob, getattr(spec, knob.name)), stream, VARIED)
        for knob in knobs(kind)
        if knob.type in (int, float) and knob.ge is not None and knob.log
    }
    return spec.but(**moved)


def _view(stream: Stream) -> View:
    if stream.uniform() >= OFF_HOME:
        return HOME
    zoom = math.exp(stream.uniform(math.log(0.3), math.log(10.0)))
    x, y = stream.uniform(-0.6, 0.6), stream.uniform(-0.6, 0.6)
    return HOME.but(x=x, y=y, height=HOME.height / zoom)
