"""Agreement: how far pictures are from the mathematics, as tables for RESULTS.md.

    python -m tests.bench.agreement            # prints them; `tests.bench.record` writes them down

Deep zoom: every shipped preset, in turned views off the centre and on it, 48 pixels high. At home: the
shader beside the engine, 72 pixels high.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.artwork import Artwork
from canvas_app.core.space import Voronoi
from canvas_app.core.view import Size, View
from canvas_app.engine.arithmetic import arithmetic
from canvas_app.engine.field import build
from canvas_app.engine.glsl.patch import patch
from canvas_app.engine.glsl.printer import printed
from canvas_app.engine.render import render
from canvas_app.engine.request import resolve
from canvas_app.io.presets import open_recipe, preset_files
from tests.exact import exact
from tests.gl.deep_pictures import by_patch
from tests.gl.field_grid import EDGED, pairs
from tests.gl.shader_pictures import Shown, by_shader, off_axis
from tests.gl.surfaceless import Surfaceless

Pixels = NDArray[np.uint8]
ZOOMS = (1.0, 1e3, 1e6, 1e9, 1e12)
PLACES = ((0.3183098861837907, -0.1415926535897932), (0.0, 0.0))
SIZE: Size = (64, 48)
NEAR: Size = (96, 72)
STEEP = 40
_SAME_BITS = """At 1e12 the engine rounds as the reference does, step by step: that row says that both are the same float64,
not that it has digits to spare."""
SHARE = 0.001
"""Share of a picture's pixels that may be further off than 2/255: edges that fall on a pixel's middle."""


@dataclass(slots=True)
class _Tally:
    """Differences of some pictures, in 255ths, and of how many there might have been."""

    asked: int = 0
    shares: list[float] = field(default_factory=list)
    means: list[float] = field(default_factory=list)

    def count(self, one: Pixels, other: Pixels) -> None:
        off = np.abs(one.astype(int) - other)
        self.shares.append(float((off.max(-1) > 2).mean()))
        self.means.append(float(off.mean()))

    def row(self, name: str, *, part: bool) -> str:
        if not self.shares:
            return f"| {name} | 0 of {self.asked} | | | |" if part else f"| {name} | 0 | | | |"
        pictures = f"{len(self.shares)} of {self.asked}" if part else f"{len(self.shares)}"
        bad = sum(share > SHARE for share in self.shares)
        worst = f"{100 * max(self.shares):.2f} %"
        return f"| {name} | {pictures} | {max(self.means):.4f} | {worst} | {bad} |"


def deep_zoom_table(every: int = 1) -> str:
    """Deep zoom as Markdown: the engine beside float64, and the shader beside the engine where it
    draws. every: take every so-many-th preset."""
    works = [open_recipe(name).artwork for name in sorted(preset_files())[::every]]
    engine = [_engine(works, zoom).row(_name(zoom), part=False) for zoom in ZOOMS]
    gl = Surfaceless()
    try:
        shader = [_shader(gl, works, zoom).row(_name(zoom), part=True) for zoom in ZOOMS[1:]]
    finally:
        gl.close()
    head = "pictures | mean of the worst, in 255ths | most pixels beyond 2/255 | pictures with over 0.1 % |"
    line = "|---|---|---|---|---|"
    lines = ["### Deep zoom: the engine beside float64", "", f"| magnification | {head}", line]
    lines += [*engine, "", _SAME_BITS, "", "### Deep zoom: the shader beside the engine", ""]
    lines += ["It draws what it can as two floats; the others are float64 tiles.", ""]
    return "\n".join([*lines, f"| magnification | {head}", line, *shader, ""])


@dataclass(slots=True)
class _Shares:
    """Differences of a group of pictures, and how many of its pixels are beyond 2/255: beside an edge
    of the picture (a band, a cell, a line, ...) and away from all of them."""

    pictures: int = 0
    worst: int = 0
    sum: float = 0.0
    pixels: Counter[bool] = field(default_factory=Counter)  # by whether they lie on an edge
    beyond: Counter[bool] = field(default_factory=Counter)

    def count(self, one: Pixels, other: Pixels) -> None:
        off = np.abs(one.astype(int) - other)
        self.pictures += 1
        self.worst = max(self.worst, int(off.max()))
        self.sum += float(off.mean())
        edges = _edges(other)
        for on in (False, True):
            self.pixels[on] += int((edges == on).sum())
            self.beyond[on] += int(((off.max(-1) > 2) & (edges == on)).sum())

    def row(self, name: str) -> str:
        whole = 100 * self.beyond.total() / max(1, self.pixels.total())
        flat, edge = (100 * self.beyond[on] / max(1, self.pixels[on]) for on in (False, True))
        share = 100 * self.pixels[True] / max(1, self.pixels.total())
        mean = self.sum / max(1, self.pictures)
        return (
            f"| {name} | {self.pictures} | {mean:.4f} | {self.worst} | {whole:.4f} % | {flat:.4f} % "
            f"| {edge:.4f} % of the {share:.1f} % there |"
        )


def agreement_table(every: int = 1, triples: int = 60, most: int = 1300) -> str:
    """Shader beside engine as Markdown, by group: shipped presets, and families, activations and heads
    in pairs, those with hard edges apart.

    every: take every so-many-th preset. most: numbers of the networks taken; software OpenGL compiles
    larger ones for seconds each.
    """
    groups: dict[str, _Shares] = defaultdict(_Shares)
    gl = Surfaceless()
    try:
        for kind, name, work in _compared(every, triples, most):
            shown = Shown(work, off_axis(work.home), NEAR)
            one, other = by_shader(gl, shown, printed(work, deepest=0), passes=2), _drawn(shown)
            for group in (f"all {kind}s", name):
                groups[group].count(one, other)
    finally:
        gl.close()
    head = (
        "| what | pictures | mean, in 255ths | worst | beyond 2/255 | away from edges | at edges |"
    )
    rows = [groups[name].row(name) for name in sorted(groups)]
    lines = ["### Shader beside engine, at home", "", head, "|---|---|---|---|---|---|---|"]
    return "\n".join([*lines, *rows, ""])


def _compared(every: int, triples: int, most: int) -> Iterator[tuple[str, str, Artwork]]:
    """Kind, group and artwork of all that is compared."""
    for name in sorted(preset_files())[::every]:
        work = open_recipe(name).artwork
        if build(work, "cpu").size <= most:
            yield "preset", f"presets, {_edged(work)}", work
    for name, work in pairs(triples):
        yield "pair", f"pairs, {name.split()[1]}, {_edged(work)}", work


def _edged(work: Artwork) -> str:
    cells = any(isinstance(step, Voronoi) for step in work.space)
    return "bands, cells and lines" if cells or isinstance(work.look.head, EDGED) else "smooth"


def _edges(picture: Pixels) -> NDArray[np.bool_]:
    """Pixels beside which the picture jumps by more than 40/255."""
    off = picture.astype(int)
    across, down = (np.abs(np.diff(off, axis=axis)).max(-1) > STEEP for axis in (1, 0))
    out = np.zeros(picture.shape[:2], bool)
    out[:, 1:] |= across
    out[:, :-1] |= across
    out[1:] |= down
    out[:-1] |= down
    return out


def _name(zoom: float) -> str:
    return f"1e{round(np.log10(zoom))}" if zoom > 1 else "1"


def _views(works: list[Artwork], zoom: float) -> Iterator[Shown]:
    for work in works:
        for x, y in PLACES:
            view = View(x=x, y=y, height=work.reference.height / zoom, angle=0.3)
            yield Shown(work, view, SIZE)


def _drawn(shown: Shown) -> Pixels:
    request = resolve(shown.artwork, shown.view, shown.size, device="cpu")
    return list(render(request))[-1].rgba[..., :3]


def _engine(works: list[Artwork], zoom: float) -> _Tally:
    tally = _Tally()
    for shown in _views(works, zoom):
        tally.asked += 1
        tally.count(_drawn(shown), exact(shown.artwork, shown.view, shown.size))
    return tally


def _shader(gl: Surfaceless, works: list[Artwork], zoom: float) -> _Tally:
    tally = _Tally()
    for shown in _views(works, zoom):
        tally.asked += 1
        draw = _way(gl, shown)
        if draw is not None:
            tally.count(draw(), _drawn(shown))
    return tally


def _way(gl: Surfaceless, shown: Shown) -> Callable[[], Pixels] | None:
    """How the shader draws a view, if it does."""
    name = arithmetic(shown.artwork, shown.view, shown.size, "shader").name
    if name == "float32":
        text = printed(shown.artwork, deepest=0)
        return lambda: by_shader(gl, shown, text, passes=2)
    made = patch(shown.artwork, shown.view, shown.size) if name == "two floats" else None
    if made is None:
        return None
    return lambda: by_patch(gl, shown, printed(shown.artwork, deepest=0), made)


if __name__ == "__main__":
    sys.stdout.write(agreement_table() + "\n" + deep_zoom_table())
