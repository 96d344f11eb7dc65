"""Noise: random plane waves, integer hashes and jittered cells, all pointwise.

Everything is computed in the dtype and on the device of the coordinates it is given, and every
constant comes from a named stream: equal seeds give equal noise, whatever the chunking.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor

from canvas_app.core.random import Stream

Wave = tuple[float, float, float]  # k cos theta, k sin theta, phase

# Everything below in GLSL: the same integers bit by bit, the same sums in float32. Vulkan and some
# drivers promise only 2^-11 of sin and 2^-12 of atan, which shows where slopes are taken: so both are
# written out (Cephes's reduction by pi in three parts, Taylor to x^11; Cephes's arctangent).
GLSL = """
float c_sin(float x) {
    float k = roundEven(x * 0.318309886);
    float r = ((x - k * 3.140625) - k * 9.67502594e-4) - k * 1.50995799e-7, s = r * r;
    float wave = r + r * s * (-0.166666667 + s * (8.33333333e-3 + s * (-1.98412698e-4
        + s * (2.75573192e-6 - s * 2.50521084e-8))));
    return k - 2.0 * floor(k * 0.5) == 0.0 ? wave : -wave;
}
vec2 c_sin(vec2 v) { return vec2(c_sin(v.x), c_sin(v.y)); }
vec3 c_sin(vec3 v) { return vec3(c_sin(v.xy), c_sin(v.z)); }
vec4 c_sin(vec4 v) { return vec4(c_sin(v.xy), c_sin(v.zw)); }
float c_cos(float x) { return c_sin(x + 1.57079633); }
vec2 c_cos(vec2 v) { return c_sin(v + 1.57079633); }
vec3 c_cos(vec3 v) { return c_sin(v + 1.57079633); }
float c_atan(float x) {  // of 0..1
    float t = x > 0.414213562 ? (x - 1.0) / (x + 1.0) : x, s = t * t;
    float turn = t + t * s * (-0.333329491 + s * (0.199777106 + s * (-0.138776856 + s * 0.0805374450)));
    return x > 0.414213562 ? turn + 0.785398163 : turn;
}
uint mixed_bits(uint h) {
    h = ((h >> 16) ^ h) * 0x45D9F3Bu;
    h = ((h >> 16) ^ h) * 0x45D9F3Bu;
    return (h >> 16) ^ h;
}
uint cell_bits(ivec2 cell, uint salt) {
    return mixed_bits(mixed_bits(uint(cell.x) + salt) + uint(cell.y) * 0x3C6EF35Fu);
}
float cell_hash(ivec2 cell, uint salt) { return float(cell_bits(cell, salt) >> 8) * exp2(-24.0); }
ivec2 whole(vec2 v) { return ivec2(floor(v)); }
vec2 cell_centre(ivec2 cell, float jitter, uint salt) {
    uint bits = cell_bits(cell, salt);
    vec2 aside = vec2(float(bits & 0xFFFFu), float(bits >> 16)) * (jitter / 65536.0);
    return vec2(cell) + aside + (0.5 - 0.5 * jitter);
}
void nearest_cell(vec2 p, float jitter, uint salt, out vec2 near, out vec2 place, out ivec2 cell) {
    ivec2 home = whole(p);
    float first = 3e38, second = 3e38;
    for (int i = -1; i <= 1; i++) for (int j = -1; j <= 1; j++) {
        vec2 centre = cell_centre(home + ivec2(i, j), jitter, salt);
        vec2 away = p - centre;
        float d = dot(away, away);
        if (d < first) { second = first; first = d; place = centre; cell = home + ivec2(i, j); }
        else second = min(second, d);
    }
    near = sqrt(vec2(first, second));
}
float turn_of(vec2 p) {
    vec2 a = abs(p);
    float turn = c_atan(min(a.x, a.y) / max(max(a.x, a.y), 1.2e-38));
    turn = a.y > a.x ? 1.57079633 - turn : turn;
    turn = p.x < 0.0 ? 3.14159265 - turn : turn;
    return p.y < 0.0 ? -turn : turn;
}
float log_radius(vec2 p) { return log(max(length(p), 1e-30)); }
"""


class Waves:
    """Smooth noise of unit variance: a sum of plane waves, octave upon octave.

    sum of 2^(-o falloff) sin(f 2^o q (x cos theta + y sin theta) + phase), with theta and phase in
    U(0, 2 pi) and q in U(0.7, 1.4), divided by the root of its variance (art direction, 2.2). With
    more than one octave, ceil(depth) further ones are added in a view zoomed in, the last one faded
    in by the fraction, so that stone and cloud stay alive at any depth.
    """

    def __init__(
        self, stream: Stream, frequency: float, count: int, falloff: float = 0.0, octaves: int = 1
    ) -> None:
        self._stream, self._frequency, self._count = stream, frequency, count
        self._falloff, self._octaves = falloff, octaves
        self._drawn: dict[int, list[Wave]] = {}
        power = sum(count * 4.0 ** (-o * falloff) / 2 for o in range(octaves))
        self._norm = 1 / math.sqrt(power)

    def apply(self, x: Tensor, y: Tensor, depth: float = 0.0) -> Tensor:
        """The noise at each point, shaped as x. `depth` is log2 of the zoom."""
        extra = max(0.0, depth) if self._octaves > 1 else 0.0
        total, term = torch.zeros_like(x), torch.empty_like(x)
        for o in range(self._octaves + math.ceil(extra)):
            fade = 1.0 if o < self._octaves else min(1.0, extra - (o - self._octaves))
            amplitude = fade * 2.0 ** (-o * self._falloff) * self._norm
            for kx, ky, phase in self._octave(o):
                torch.mul(x, kx, out=term)
                term.add_(y, alpha=ky).add_(phase).sin_()
                total.add_(term, alpha=amplitude)
        return total

    def terms(self, o: int) -> list[tuple[float, float, float, float]]:
        """The waves of one octave: amplitude, two wave numbers and a phase each."""
        amplitude = 2.0 ** (-o * self._falloff) * self._norm
        return [(amplitude, *wave) for wave in self._octave(o)]

    @property
    def octaves(self) -> int:
        """Octaves at home. Only a wave with more than one gets further ones in a zoom."""
        return self._octaves

    def _octave(self, o: int) -> list[Wave]:
        waves = self._drawn.get(o)
        if waves is None:
            unit = self._stream.child("octave", o).uniforms(0.0, 1.0, (self._count, 3))
            k = self._frequency * 2.0**o
            waves = [
                _wave(k * (0.7 + 0.7 * q), 2 * math.pi * t, 2 * math.pi * p) for t, q, p in unit
            ]
            self._drawn[o] = waves
        return waves


def _wave(k: float, theta: float, phase: float) -> Wave:
    return float(k * math.cos(theta)), float(k * math.sin(theta)), float(phase)


_MASK = 0xFFFFFFFF


def cell_bits(ix: Tensor, iy: Tensor, salt: int) -> Tensor:
    """32 mixed bits for each integer cell, as int64 in 0..2^32 - 1.

    Two rounds of Mueller's integer hash (multiplier 0x45d9f3b). No product leaves 63 bits, so the
    arithmetic is exact here and in 32-bit unsigned integers alike.
    """
    return _second_half(_mix((ix + (salt & _MASK)) & _MASK), iy)


def _second_half(mixed: Tensor, iy: Tensor) -> Tensor:
    return _mix((mixed + iy * 0x3C6EF35F) & _MASK)


def _mix(h: Tensor) -> Tensor:
    for _ in range(2):
        h = (h >> 16).bitwise_xor_(h).mul_(0x45D9F3B).bitwise_and_(_MASK)
    return (h >> 16).bitwise_xor_(h)


def cell_hash(ix: Tensor, iy: Tensor, salt: int, dtype: torch.dtype = torch.float32) -> Tensor:
    """A number in [0, 1) for each integer cell, a multiple of 2^-24."""
    return (cell_bits(ix, iy, salt) >> 8).to(dtype) * 2.0**-24


def whole(v: Tensor) -> Tensor:
    """The integer below each number, as int64, for hashing."""
    return torch.floor(v).to(torch.int64)


class Nearest(NamedTuple):
    """The nearest of jittered centres: its distance, the second distance, where, and which cell."""

    first: Tensor
    second: Tensor
    x: Tensor
    y: Tensor
    column: Tensor
    row: Tensor


def nearest_cell(x: Tensor, y: Tensor, jitter: float, salt: int) -> Nearest:
    """Search the 3 x 3 cells of pitch 1 around each point (Worley 1996, one centre per cell)."""
    column, row = whole(x), whole(y)
    first, second = torch.full_like(x, math.inf), torch.full_like(x, math.inf)
    place = torch.zeros_like(column)
    for i in (-1, 0, 1):
        half = _mix((column + (i + (salt & _MASK))) & _MASK)
        for j in (-1, 0, 1):
            px, py = _centre(column + i, row + j, _second_half(half, row + j), jitter, x.dtype)
            d = (x - px).square_().add_((y - py).square_())
            near = d < first
            second = torch.where(near, first, torch.minimum(second, d))
            place = torch.where(near, 3 * i + j, place)
            first = torch.minimum(first, d)
    aside = torch.div(place + 4, 3, rounding_mode="floor") - 1
    column, row = column + aside, row + (place - 3 * aside)
    px, py = _centre(column, row, cell_bits(column, row, salt), jitter, x.dtype)
    return Nearest(first.sqrt_(), second.sqrt_(), px, py, column, row)


def _centre(
    column: Tensor, row: Tensor, bits: Tensor, jitter: float, dtype: torch.dtype
) -> tuple[Tensor, Tensor]:
    """The centre of a cell, moved from its middle by 16 bits along each axis."""
    scale, margin = jitter * 2.0**-16, 0.5 - 0.5 * jitter
    px = column.to(dtype) + (bits & 0xFFFF).to(dtype).mul_(scale).add_(margin)
    return px, row.to(dtype) + (bits >> 16).to(dtype).mul_(scale).add_(margin)


def angle(x: Tensor, y: Tensor) -> Tensor:
    """The angle of each point in [-pi, pi], 0 at the origin.

    By octants: unlike the library's, it gives the same bits wherever a point falls in an array.
    """
    ax, ay = x.abs(), y.abs()
    ratio = torch.minimum(ax, ay) / torch.maximum(ax, ay).clamp(min=torch.finfo(x.dtype).tiny)
    turn = torch.atan(ratio)
    turn = torch.where(ay > ax, math.pi / 2 - turn, turn)
    turn = torch.where(x < 0, math.pi - turn, turn)
    return torch.copysign(turn, y)


def radius(x: Tensor, y: Tensor) -> Tensor:
    """Distance from the origin."""
    return (x * x + y * y).sqrt()


def log_radius(x: Tensor, y: Tensor) -> Tensor:
    """ln r, held at ln 1e-30 in the origin."""
    return radius(x, y).clamp(min=1e-30).log()
