"""Space: coordinates to coordinates. One function for each spec of `core/space.py`.

Each function draws its constants once and returns the move itself: (x, y, depth) -> (x, y), pointwise,
in the dtype it is given. Formulas: art direction, section 2.3.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from canvas_app.core import space as specs
from canvas_app.core.random import Stream
from canvas_app.core.space import Space
from canvas_app.core.spec import tag_of

from . import wallpaper
from .noise import Waves, angle, cell_hash, log_radius, nearest_cell, radius, whole

Move = Callable[[Tensor, Tensor, float], tuple[Tensor, ...]]
TRANSFORMS: dict[type[specs.SpaceSpec], Callable[[Any, Stream], Move]] = {}


@dataclass(frozen=True, slots=True)
class PreparedSpace:
    """The transforms of one artwork with their constants drawn."""

    moves: tuple[Move, ...]

    def apply(
        self, x: Tensor, y: Tensor, depth: float, check: Callable[[], None] = lambda: None
    ) -> tuple[Tensor, Tensor, tuple[Tensor, ...]]:
        """Points (n,) after every step in order, and the extras of a Voronoi step (three or none).

        depth is log2 of the zoom; at 0 and below DeepWarp and further octaves do nothing. check is
        called before each step and may raise, to leave.
        """
        extras: tuple[Tensor, ...] = ()
        for move in self.moves:
            check()
            x, y, *more = move(x, y, depth)
            extras = tuple(more) or extras
        return x, y, extras


def prepare_space(steps: tuple[Space, ...], seed: int) -> PreparedSpace:
    """Draw the constants of every step from its own stream: (seed, "space", tag, occurrence)."""
    seen: Counter[str] = Counter()
    moves = []
    for step in steps:
        tag = tag_of(step)
        moves.append(TRANSFORMS[type(step)](step, Stream(seed, "space", tag, seen[tag])))
        seen[tag] += 1
    return PreparedSpace(tuple(moves))


def transform(spec: type[specs.SpaceSpec]) -> Callable[[Any], Any]:
    """Register the function that prepares one kind of step."""

    def register(prepare: Callable[[Any, Stream], Move]) -> Callable[[Any, Stream], Move]:
        TRANSFORMS[spec] = prepare
        return prepare

    return register


def _turned(x: Tensor, y: Tensor, c: Tensor | float, s: Tensor | float) -> tuple[Tensor, Tensor]:
    return x * c - y * s, x * s + y * c


@transform(specs.Rotate)
def rotate(spec: specs.Rotate, stream: Stream) -> Move:
    """Turn about the origin."""
    c, s = math.cos(spec.angle), math.sin(spec.angle)
    return lambda x, y, depth: _turned(x, y, c, s)


@transform(specs.Scale)
def scale(spec: specs.Scale, stream: Stream) -> Move:
    """Stretch along the axes."""
    return lambda x, y, depth: (x * spec.x, y * spec.y)


@transform(specs.Shift)
def shift(spec: specs.Shift, stream: Stream) -> Move:
    """Move."""
    return lambda x, y, depth: (x + spec.x, y + spec.y)


@transform(specs.MirrorX)
def mirror_x(spec: specs.MirrorX, stream: Stream) -> Move:
    """A rounded |x|."""
    return lambda x, y, depth: ((x * x + spec.softness**2).sqrt(), y)


@transform(specs.MirrorY)
def mirror_y(spec: specs.MirrorY, stream: Stream) -> Move:
    """A rounded |y|."""
    return lambda x, y, depth: (x, (y * y + spec.softness**2).sqrt())


@transform(specs.Fold)
def fold(spec: specs.Fold, stream: Stream) -> Move:
    """Mirrored wedges, measured from straight down."""
    width = 2 * math.pi / spec.n

    def move(x: Tensor, y: Tensor, depth: float) -> tuple[Tensor, Tensor]:
        turn = angle(x, y) + math.pi / 2
        turn = (turn - width * torch.floor(turn / width + 0.5)).abs()
        r = radius(x, y)
        return r * torch.cos(turn), r * torch.sin(turn)

    return move


@transform(specs.Swirl)
def swirl(spec: specs.Swirl, stream: Stream) -> Move:
    """A turn that fades with distance."""

    def move(x: Tensor, y: Tensor, depth: float) -> tuple[Tensor, Tensor]:
        turn = spec.amount * torch.exp((x * x + y * y) * (-1 / spec.size**2))
        return _turned(x, y, torch.cos(turn), torch.sin(turn))

    return move


def _displaced(pairs: list[tuple[Waves, Waves, float]]) -> Move:
    """Move by pairs of waves, one pair after the other."""

    def move(x: Tensor, y: Tensor, depth: float) -> tuple[Tensor, Tensor]:
        for across, up, amount in pairs:
            dx, dy = across.apply(x, y, depth), up.apply(x, y, depth)
            x, y = torch.add(x, dx, alpha=amount), torch.add(y, dy, alpha=amount)
        return x, y

    return move


@transform(specs.Warp)
def warp(spec: specs.Warp, stream: Stream) -> Move:
    """Five waves per axis, each time anew."""
    draw = [stream.child("time", t) for t in range(spec.times)]
    pairs = [(s.child("x"), s.child("y")) for s in draw]
    f = spec.frequency
    return _displaced([(Waves(a, f, 5), Waves(b, f, 5), spec.amount) for a, b in pairs])


@transform(specs.FractalWarp)
def fractal_warp(spec: specs.FractalWarp, stream: Stream) -> Move:
    """Four waves per octave and axis; each octave half as strong."""
    f, octaves = spec.frequency, spec.octaves
    x, y = (
        Waves(stream.child("x"), f, 4, 1.0, octaves),
        Waves(stream.child("y"), f, 4, 1.0, octaves),
    )
    return _displaced([(x, y, spec.amount)])


@transform(specs.DeepWarp)
def deep_warp(spec: specs.DeepWarp, stream: Stream) -> Move:
    """For each octave of zoom a displacement of the same size on screen, the last one fading in."""
    drawn: dict[int, tuple[Waves, Waves]] = {}

    def octave(o: int) -> tuple[Waves, Waves]:
        if o not in drawn:
            k, own = spec.frequency * 2.0 ** (o + 1), stream.child("depth", o)
            drawn[o] = (Waves(own.child("x"), k, 4), Waves(own.child("y"), k, 4))
        return drawn[o]

    def move(x: Tensor, y: Tensor, depth: float) -> tuple[Tensor, Tensor]:
        new_x, new_y = x, y
        for o in range(math.ceil(max(0.0, depth))):
            amount = min(1.0, depth - o) * spec.amount / (spec.frequency * 2.0 ** (o + 1))
            across, up = octave(o)
            new_x = torch.add(new_x, across.apply(x, y), alpha=amount)
            new_y = torch.add(new_y, up.apply(x, y), alpha=amount)
        return new_x, new_y

    return move


@transform(specs.Comb)
def comb(spec: specs.Comb, stream: Stream) -> Move:
    """Slide along each stroke's direction by a wave of the distance across it."""
    phases = [stream.child("stroke", i).uniform(0, 2 * math.pi) for i in range(len(spec.strokes))]

    def move(x: Tensor, y: Tensor, depth: float) -> tuple[Tensor, Tensor]:
        for stroke, phase in zip(spec.strokes, phases, strict=True):
            c, s = math.cos(stroke.angle), math.sin(stroke.angle)
            slide = torch.sin(stroke.frequency * (y * c - x * s) + phase) * stroke.amount
            x, y = x + slide * c, y + slide * s
        return x, y

    return move


@transform(specs.LogPolar)
def log_polar(spec: specs.LogPolar, stream: Stream) -> Move:
    """The logarithm of the complex plane."""
    return lambda x, y, depth: (log_radius(x, y) * spec.radial, angle(x, y) * spec.turns)


@transform(specs.SpiralMap)
def spiral_map(spec: specs.SpiralMap, stream: Stream) -> Move:
    """The circle wound up along a logarithmic spiral."""

    def move(x: Tensor, y: Tensor, depth: float) -> tuple[Tensor, Tensor]:
        turn = log_radius(x, y) * spec.radial + angle(x, y) * spec.turns
        return torch.cos(turn), torch.sin(turn)

    return move


@transform(specs.Moebius)
def moebius(spec: specs.Moebius, stream: Stream) -> Move:
    """(z - a) times the conjugate of (1 - a z), over its square; the pole is softened."""

    def move(x: Tensor, y: Tensor, depth: float) -> tuple[Tensor, Tensor]:
        top, bottom, side = x - spec.a, 1 - spec.a * x, -spec.a * y
        size = bottom * bottom + side * side + 1e-4
        return (top * bottom + y * side) / size, (y * bottom - top * side) / size

    return move


@transform(specs.Power)
def power(spec: specs.Power, stream: Stream) -> Move:
    """r^exponent at exponent * theta; the modulus is held within e^30."""

    def move(x: Tensor, y: Tensor, depth: float) -> tuple[Tensor, Tensor]:
        r = (log_radius(x, y) * spec.exponent).clamp(-30, 30).exp()
        turn = angle(x, y) * spec.exponent
        return r * torch.cos(turn), r * torch.sin(turn)

    return move


@transform(specs.Pixelate)
def pixelate(spec: specs.Pixelate, stream: Stream) -> Move:
    """The centre of the rectangle each point lies in."""

    def move(x: Tensor, y: Tensor, depth: float) -> tuple[Tensor, Tensor]:
        return (torch.floor(x / spec.x) + 0.5) * spec.x, (torch.floor(y / spec.y) + 0.5) * spec.y

    return move


@transform(specs.Voronoi)
def voronoi(spec: specs.Voronoi, stream: Stream) -> Move:
    """The nearest centre; then the gap to the second, the distance (in cells) and a hash."""
    centres, colours = stream.integer(0, 2**32), stream.integer(0, 2**32)

    def move(x: Tensor, y: Tensor, depth: float) -> tuple[Tensor, ...]:
        cell = nearest_cell(x * spec.frequency, y * spec.frequency, spec.jitter, centres)
        tone = cell_hash(cell.column, cell.row, colours, x.dtype)
        place = cell.x / spec.frequency, cell.y / spec.frequency
        return (*place, cell.second - cell.first, cell.first, tone)

    return move


def drawn_salts(stream: Stream, count: int) -> list[tuple[int, int, int]]:
    """Three salts for each scale of displaced rows."""
    draw = [stream.child("scale", i) for i in range(count)]
    return [(s.integer(0, 2**32), s.integer(0, 2**32), s.integer(0, 2**32)) for s in draw]


@transform(specs.RowShift)
def row_shift(spec: specs.RowShift, stream: Stream) -> Move:
    """Rows whose hash exceeds the threshold slide by up to the amount."""
    salts = drawn_salts(stream, len(spec.rows))

    def move(x: Tensor, y: Tensor, depth: float) -> tuple[Tensor, Tensor]:
        for row, (whether, sideways, _) in zip(spec.rows, salts, strict=True):
            iy = whole(y / row.height)
            moves = cell_hash(iy, iy, whether, x.dtype) >= row.threshold
            slide = (cell_hash(iy, iy, sideways, x.dtype) - 0.5) * (2 * row.amount)
            x = x + slide * moves
        return x, y

    return move


@transform(specs.BlockShift)
def block_shift(spec: specs.BlockShift, stream: Stream) -> Move:
    """Blocks slide sideways by up to the amount and upwards by up to half of it."""
    salts = drawn_salts(stream, len(spec.rows))

    def move(x: Tensor, y: Tensor, depth: float) -> tuple[Tensor, Tensor]:
        for row, (whether, sideways, upwards) in zip(spec.rows, salts, strict=True):
            ix, iy = whole(x / (2 * row.height)), whole(y / row.height)
            moves = cell_hash(ix, iy, whether, x.dtype) >= row.threshold
            x = x + (cell_hash(ix, iy, sideways, x.dtype) - 0.5) * (2 * row.amount) * moves
            y = y + (cell_hash(ix, iy, upwards, x.dtype) - 0.5) * row.amount * moves
        return x, y

    return move


@transform(specs.Tile)
def tile(spec: specs.Tile, stream: Stream) -> Move:
    """The square about the origin, repeated plainly or reflected at its edges."""
    size = spec.size

    def plain(t: Tensor) -> Tensor:
        return t - size * torch.floor(t / size + 0.5)

    def mirrored(t: Tensor) -> Tensor:
        u = t / (2 * size) + 0.25
        return ((u - torch.floor(u) - 0.5).abs() * -2 + 0.5) * size

    one = mirrored if spec.mirrored else plain
    return lambda x, y, depth: (one(x), one(y))


@transform(specs.WallpaperFold)
def wallpaper_fold(spec: specs.WallpaperFold, stream: Stream) -> Move:
    """The fundamental cell of the group."""

    def move(x: Tensor, y: Tensor, depth: float) -> tuple[Tensor, Tensor]:
        u, v = wallpaper.fold(spec.group, x / spec.size, y / spec.size)
        return u * spec.size, v * spec.size

    return move
