"""Patch: a deep view for a shader. Values in float64 on a coarse grid, which the shader joins.

Where float32 no longer places a pixel, V is sampled here in float64 (levels and exposure included) and
handed over as two floats: a base for each field, and a texture of what remains, small and so exact. A
polynomial through six nodes each way (Lagrange's, error of sixth order) joins them, slopes included. The
middle of every cell, where that errs most, is compared with float64: a patch exists only if all agree.

    found = patch(artwork, view, size)             # None: draw this view from float64 tiles
    text = VERSIONS[...] + patch_text(channels)    # stands in for ShaderText.values; same targets
    numbers = found.uniforms(view, size)           # stands in for `uniforms`; `colour` wants them too
    found.texels[i]                                # RGBA32F, read unfiltered, as `u_nodes<i>`

A patch reaches MARGIN frames, so a hand may move the view for a while: `covers` says how long. torch runs
in `patch` alone; the rest is quick enough for the main thread.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from canvas_app.core.artwork import Artwork
from canvas_app.core.look import Contour
from canvas_app.core.view import Size, View
from canvas_app.engine.arithmetic import unpatched
from canvas_app.engine.head import exposed, sloped
from canvas_app.engine.painter import Painter
from canvas_app.engine.repeats import fine, offset, order, period, rivals
from canvas_app.engine.request import resolve

from .uniforms import fours, uniforms

Floats = NDArray[np.float64]
MARGIN = 1.4
"""How far a patch reaches, in frames."""
ROWS = (48, 96, 192)
"""Nodes in a frame's height that are tried, one after the other."""
MOST_ACROSS = 4.0  # frames wider than this many heights get tiles
_FLAT = 2e-4  # error in V that is allowed where only colour is seen
_STEEP = 1e-5  # and where slopes or lines are, as a share of V's range in the patch
_EDGE = 3  # nodes that the polynomial needs beyond the last cell
_MIDDLE = np.array([3, -25, 150, 150, -25, 3]) / 256


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """Values round a deep view, ready for a shader.

    view, size: for which it was made, exposure included. pitch: world units between nodes. base: what
    was taken off each field. texels: four fields each, (rows, columns, 4) float32, rows from the bottom.
    worst: the greatest error found, in V.
    """

    artwork: Artwork
    view: View
    size: Size
    pitch: float
    base: tuple[float, ...]
    texels: tuple[NDArray[np.float32], ...]
    worst: float

    def covers(self, view: View, size: Size) -> bool:
        """Whether a frame lies within the patch, and is not so deep that it wants finer nodes."""
        (ax, ay), (half_x, half_y) = self._start(view), self._half(view, size)
        rows, columns, _ = self.texels[0].shape
        inside = min(ax, columns - 1 - ax) - half_x >= _EDGE - 1
        inside &= min(ay, rows - 1 - ay) - half_y >= _EDGE - 1
        near = 0.5 <= view.height / self.view.height <= MARGIN and view.z == self.view.z
        return inside and near

    def uniforms(
        self, view: View, size: Size, depth: float | None = None
    ) -> dict[str, tuple[float, ...]]:
        """Every uniform but the textures, for `patch_text` and for `ShaderText.colour`. depth: doublings
        of the zoom that bands follow, where it is not the view's own."""
        scale, turn = view.pixel(size) / self.pitch, view.angle - self.view.angle
        out = uniforms(self.artwork, view, size, len(self.base))
        out["u_nodes_start"] = self._start(view)
        out["u_nodes_step"] = (scale * math.cos(turn), scale * math.sin(turn))
        if depth is None:
            depth = math.log2(self.artwork.reference.height / view.height)
        out["u_depth"] = (depth,)
        out["u_centre"] = offset(self.artwork.look.head, depth, view.x, view.y)
        out["u_order"] = order(self.artwork.look.head, depth, self.base[0])
        return out | fours("u_base", self.base)

    def _start(self, view: View) -> tuple[float, float]:
        """Where a view's middle lies, in nodes from the lower left."""
        rows, columns, _ = self.texels[0].shape
        c, s = math.cos(self.view.angle), math.sin(self.view.angle)
        dx, dy = view.x - self.view.x, view.y - self.view.y
        u, v = (dx * c + dy * s) / self.pitch, (dy * c - dx * s) / self.pitch
        return u + (columns - 1) / 2, v + (rows - 1) / 2

    def _half(self, view: View, size: Size) -> tuple[float, float]:
        """Half the width and height, in nodes, of the upright box round a frame and its border."""
        turn = view.angle - self.view.angle
        c, s = abs(math.cos(turn)), abs(math.sin(turn))
        unit = view.pixel(size) / self.pitch
        wide, high = (size[0] / 2 + 1) * unit, (size[1] / 2 + 1) * unit
        return wide * c + high * s, wide * s + high * c


def patch(artwork: Artwork, view: View, size: Size, device: str = "cpu") -> Patch | None:
    """The values round a view, or None where a shader cannot join them exactly enough.

    Raises:
        CanvasError: the artwork cannot be built.
    """
    depth = math.log2(artwork.reference.height / view.height)
    if depth <= 0 or unpatched(artwork) or size[0] > MOST_ACROSS * size[1]:
        return None
    painter = Painter(resolve(artwork, view, size, device=device))
    for rows in ROWS:
        found = _sampled(painter, rows)
        if not isinstance(found, float):
            return found
        if found > (ROWS[-1] / rows) ** 6:
            return None
    return None


def _sampled(painter: Painter, rows: int) -> Patch | float:
    """A patch with so many nodes in the frame's height; or how many times too large its error is."""
    request, work = painter.request, painter.request.artwork
    places = _places(request.view, request.size, rows)
    nodes, middles = (_values(painter, x, y) for x, y in places)
    if not np.isfinite(nodes).all() or not _plain(work, nodes):
        return math.inf
    base = _bases(work, nodes, painter.depth)
    rest = (nodes - base[:, None, None]).astype(np.float32)
    off = _joined(rest.astype(np.float64)) + base[:, None, None] - middles
    worst = np.abs(off).max((1, 2))
    excess = float((worst / _allowed(work, rest)).max())
    if excess > 1:
        return excess
    padded = np.zeros((-(-work.channels // 4) * 4, *rest.shape[1:]), np.float32)
    padded[: len(rest)] = rest
    texels = tuple(
        np.ascontiguousarray(padded[i : i + 4].transpose(1, 2, 0)) for i in range(0, len(padded), 4)
    )
    bases = (*base.tolist(), *[0.0] * (work.channels - len(base)))
    pitch = request.view.height / rows
    return Patch(work, request.view, request.size, pitch, bases, texels, float(worst.max()))


Places = tuple[Floats, Floats]


def _places(view: View, size: Size, rows: int) -> tuple[Places, Places]:
    """World coordinates of all nodes, and of the middles of all cells that get a polynomial."""
    pitch = view.height / rows
    high = math.ceil(rows * MARGIN) + 2 * _EDGE
    wide = math.ceil(rows * MARGIN * size[0] / size[1]) + 2 * _EDGE
    u, v = _axis(wide, pitch), _axis(high, pitch)
    inner = slice(_EDGE - 1, -_EDGE)
    return _world(view, u, v), _world(view, u[inner] + pitch / 2, v[inner] + pitch / 2)


def _axis(count: int, pitch: float) -> Floats:
    return (np.arange(count, dtype=np.float64) - (count - 1) / 2) * pitch


def _world(view: View, u: Floats, v: Floats) -> Places:
    c, s = math.cos(view.angle), math.sin(view.angle)
    across, up = np.meshgrid(u, v)
    return view.x + across * c - up * s, view.y + across * s + up * c


def _values(painter: Painter, x: Floats, y: Floats) -> Floats:
    """V at places (h, w): (k, h, w)."""
    flat: list[Tensor] = [torch.from_numpy(np.ascontiguousarray(p).reshape(-1)) for p in (x, y)]
    found = painter.levels(flat[0], flat[1]).cpu().double().numpy()
    return found.reshape(-1, *x.shape)


def _joined(nodes: Floats) -> Floats:
    """The polynomial in the middle of each cell."""
    across = np.lib.stride_tricks.sliding_window_view(nodes, 6, axis=2) @ _MIDDLE
    joined: Floats = np.lib.stride_tricks.sliding_window_view(across, 6, axis=1) @ _MIDDLE
    return joined


def _bases(work: Artwork, nodes: Floats, depth: float) -> Floats:
    """What is taken off each field: its middle, in whole periods where the head has any."""
    head = work.look.head
    middles = nodes[:, nodes.shape[1] // 2, nodes.shape[2] // 2].copy()
    together = min(rivals(head), len(middles))
    if together:
        middles[:together] = middles[:together].max()
    step = period(head, depth - 1)  # so that a hand may zoom out a little
    return np.round(middles / step) * step if step else middles


def _allowed(work: Artwork, rest: NDArray[np.float32]) -> Floats:
    """The error that is not seen, for each field."""
    span = rest.max((1, 2)).astype(float) - rest.min((1, 2))
    steep = sloped(work.look) or fine(work.look.head)
    out = np.minimum(_FLAT, _STEEP * span + 1e-300) if steep else np.full(len(rest), _FLAT)
    together = min(rivals(work.look.head), len(rest))
    if together:  # a rival that is nowhere near the greatest is not drawn
        far = rest[:together].max((1, 2)) < rest[:together].max(0).min() - 1e-3
        out[:together][far] = _FLAT
    return out


def _plain(work: Artwork, nodes: Floats) -> bool:
    """Whether no step of a tint runs through the patch, where a float32 would not place it."""
    head = work.look.head
    if isinstance(head, Contour) and not exposed(head):
        return len(np.unique(np.floor(nodes[0] * head.tint + np.array([[[-1e-5]], [[1e-5]]])))) == 1
    return True


def patch_text(channels: int) -> str:
    """The body of a shader that writes the fields of a patch, less their bases, where `values` of a
    `ShaderText` writes V: as many targets, with the same border of one pixel."""
    count = (channels + 3) // 4
    lines = [f"uniform sampler2D u_nodes{i};" for i in range(count)]
    lines += [f"layout(location = {i}) out vec4 o{i};" for i in range(count)]
    calls = " ".join(f"o{i} = joined(u_nodes{i}, at);" for i in range(count))
    return "\n".join(lines) + _TEXT + f"{calls} }}\n"


_TEXT = """
uniform vec2 u_size;
uniform vec2 u_shift;
uniform vec2 u_nodes_start;  // the frame's middle, in nodes
uniform vec2 u_nodes_step;  // nodes per pixel to the right
void weights(float t, out float w[6]) {
    float a = t + 2.0, b = t + 1.0, d = t - 1.0, e = t - 2.0, f = t - 3.0;
    w[0] = b * t * d * e * f / -120.0;
    w[1] = a * t * d * e * f / 24.0;
    w[2] = a * b * d * e * f / -12.0;
    w[3] = a * b * t * e * f / 12.0;
    w[4] = a * b * t * d * f / -24.0;
    w[5] = a * b * t * d * e / 120.0;
}
vec4 joined(sampler2D nodes, vec2 at) {
    ivec2 last = textureSize(nodes, 0) - 6;
    ivec2 home = clamp(ivec2(floor(at)) - 2, ivec2(0), last);
    vec2 t = clamp(at - vec2(home) - 2.0, -2.0, 3.0);
    float across[6], up[6];
    weights(t.x, across);
    weights(t.y, up);
    vec4 total = vec4(0.0);
    for (int j = 0; j < 6; j++) {
        vec4 row = vec4(0.0);
        for (int i = 0; i < 6; i++) row += across[i] * texelFetch(nodes, home + ivec2(i, j), 0);
        total += up[j] * row;
    }
    return total;
}
void main() {
    vec2 d = gl_FragCoord.xy - 1.0 + u_shift - u_size / 2.0;
    vec2 at = u_nodes_start + vec2(d.x * u_nodes_step.x - d.y * u_nodes_step.y,
        d.x * u_nodes_step.y + d.y * u_nodes_step.x);
    """
