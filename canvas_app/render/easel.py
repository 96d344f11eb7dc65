"""Easel: what lies on the graphics card, and the passes that make frames of it, in pieces.

values -> colour -> developed. The values of the last samples stay, so that a new look runs no network.
Linear light is averaged in a float texture by blending; what is shown is developed from it. Everything
here runs on one thread, the one that made the context.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.palette import Palette
from canvas_app.core.view import Size
from canvas_app.engine.glsl.lifting import Lifted
from canvas_app.engine.glsl.patch import Patch
from canvas_app.engine.glsl.tables import Tables
from canvas_app.engine.glsl.uniforms import palette_texture, uniforms
from canvas_app.engine.levels import Exposure
from canvas_app.engine.request import Frame, RenderRequest

from .gl import Gl, Program, Target, Texture
from .grid import MIDDLE, MOST, Grid, finer, grid, order, shift
from .pace import Pace, stride, together
from .plates import Plates
from .refused import GlFault

MOST_BYTES = 1 << 30
PROGRAMS = 48
PROBE = 256
"""Pixels each way of the picture that a new program is measured with."""

Steps = Generator[Frame | None, None, None]


@dataclass(frozen=True, slots=True)
class Shot:
    """Everything that a frame of the shader is made of. most: samples per pixel in the end; patience:
    seconds that a piece of work may take; refine: whether every pixel is drawn in the end; patch: the
    values of a deep view, which the plates then read instead of a network."""

    request: RenderRequest
    plates: Plates
    exposure: Exposure | None
    patience: float
    most: int = MOST
    refine: bool = True
    patch: Patch | None = None


@dataclass(frozen=True, slots=True)
class _Held:
    """What the values textures hold."""

    text: str
    numbers: bytes
    latent: tuple[float, ...]
    grid: Grid
    sample: int
    patch: Patch | None
    tables: Tables | None


@dataclass(slots=True)
class _Sheets:
    """The textures of one size of picture."""

    size: Size
    values: Target
    light: Target
    pixels: Target

    @property
    def nbytes(self) -> int:
        every = (*self.values.textures, *self.light.textures, *self.pixels.textures)
        return sum(texture.nbytes for texture in every)


def room(size: Size, textures: int) -> int:
    """Bytes that a picture takes on the graphics card."""
    w, h = size
    return 16 * textures * (w + 2) * (h + 2) + 20 * w * h


class Easel:
    """Programs and textures of one context. `networks` counts runs of a network over a picture."""

    def __init__(self, gl: Gl) -> None:
        self.gl = gl
        self.networks = 0
        self.nbytes = 0
        self._programs: OrderedDict[str, tuple[Program, Pace]] = OrderedDict()
        self._sheets: _Sheets | None = None
        self._held: _Held | None = None
        self._palettes: tuple[tuple[Palette, ...], Texture] | None = None
        self._numbers: Texture | None = None
        self._nodes: tuple[Patch, list[Texture]] | None = None
        self._shelf: tuple[Tables, Texture] | None = None
        self._nothing = gl.texture(1, 1, data=np.zeros((1, 1, 4), np.float32))

    def close(self) -> None:
        """Free everything."""
        self.gl.close()

    def prepare(self, shot: Shot) -> float:
        """Compile what a shot needs and draw a little of it, as drivers compile when they draw first.
        Samples a second."""
        for text in shot.plates.texts:
            self._program(text)
        self._unfold(shot)
        w, h = shot.request.size
        size = (min(w, PROBE), min(h, PROBE))
        for part in ((min(w, 16), min(h, 16)), size, size):
            self._held = None
            where = Grid(shot.request.view, part, 1)
            for _ in self._sampled(shot, where, 0, 1):
                pass
            self._shown(shot, where, 1)
        self._held = None
        return self.rate(shot)

    def rate(self, shot: Shot) -> float:
        """Samples a second of a shot; 0 where a pass of it was not measured or is gone."""
        known = [self._programs.get(text) for text in shot.plates.texts]
        return together(*(found[1] for found in known if found)) if all(known) else 0.0

    def steps(self, shot: Shot) -> Steps:
        """Frames from coarse to fine, None between two pieces of work. It may be left at any of them.

        The first frame is as coarse as the time allows; then every pixel, then more samples of each.
        """
        self._unfold(shot)
        request = shot.request
        first = self._first(shot)
        if first > 1:
            coarse = grid(request.view, request.size, first)
            yield from self._sampled(shot, coarse, 0, 1)
            yield self._shown(shot, coarse, 0)
        if first > 1 and not shot.refine:
            return
        yield from self._refined(shot, grid(request.view, request.size, 1))

    def _refined(self, shot: Shot, fine: Grid) -> Steps:
        """Every pixel, then ever more samples of each, shown when their number has doubled."""
        samples = order(self._holds(shot, fine))
        first = samples[0] == MIDDLE
        if first:
            yield from self._sampled(shot, fine, samples.pop(0), 1)
            yield self._shown(shot, fine, 1)
        if first and shot.most == 1:
            return
        for count, sample in enumerate(samples[: shot.most], 1):
            yield from self._sampled(shot, fine, sample, count)
            if count & (count - 1) == 0 and count > first:
                yield self._shown(shot, fine, count)

    def _first(self, shot: Shot) -> int:
        """The stride of the first frame."""
        values, colour, developed = (self._program(text)[1] for text in shot.plates.texts)
        kept = self._holds(shot, grid(shot.request.view, shot.request.size, 1)) >= 0
        rate = together(colour, developed) if kept else together(values, colour, developed)
        w, h = shot.request.size
        return stride(w * h, rate, shot.patience)

    def _holds(self, shot: Shot, where: Grid) -> int:
        """Which sample of a grid the values lie there for, whatever the look; -1 for none."""
        held = self._held
        wanted = _held(shot, where, held.sample) if held is not None else None
        return held.sample if held is not None and wanted == held else -1

    def _sampled(self, shot: Shot, where: Grid, index: int, count: int) -> Iterator[None]:
        """The sample `index` of each pixel, averaged into the light as one of `count` so far."""
        sheets, numbers = self._use(), _uniforms(shot, where, shift(index))
        w, h = where.size
        if self._holds(shot, where) != index:
            self._held = None
            self.networks += 1
            program = self._set(shot.plates.values, numbers, self._looked_up(shot))
            yield from self._pieces(program, sheets.values, (w + 2, h + 2), shot, 0.0)
            self._held = _held(shot, where, index)
        own = [(f"u_values{i}", texture) for i, texture in enumerate(sheets.values.textures)]
        read = [("u_palette", self._palette(shot)), ("u_before", self._nothing), *own]
        light = {**numbers, "u_linear": (1.0,), "u_share": (1.0,), "u_finer": (finer(count),)}
        program = self._set(shot.plates.colour, light, read)
        if count == 1:
            self.gl.clear(sheets.light)
        yield from self._pieces(program, sheets.light, (w, h), shot, 1 / count)

    def _shown(self, shot: Shot, where: Grid, passes: int) -> Frame:
        """The light so far, developed and read back. passes 0: a frame that is not sharp yet."""
        sheets, numbers = self._use(), _uniforms(shot, where, (0.0, 0.0))
        read = [("u_before", sheets.light.textures[0])]
        _, pace = self._set(shot.plates.developed, {**numbers, "u_linear": (0.0,)}, read)
        w, h = where.size
        began = time.perf_counter()
        self.gl.draw(sheets.pixels, (0, h), w)
        rgba = self.gl.read(sheets.pixels, w, h, gaps=shot.plates.about.gaps)
        pace.took(w * h, time.perf_counter() - began)
        rgba.flags.writeable = False
        request, samples = shot.request, max(1, math.isqrt(passes))
        whole = (0, 0, *request.size)
        return Frame(
            request.view, request.size, whole, where.stride, rgba, samples, passes=max(1, passes)
        )

    def _pieces(
        self, used: tuple[Program, Pace], into: Target, size: Size, shot: Shot, share: float
    ) -> Iterator[None]:
        """Draw rows from the bottom, a piece at a time. Whoever goes on elsewhere uses `_set` anew."""
        (program, pace), (w, h) = used, size
        row = 0
        while row < h:
            stop = min(h, row + pace.rows(w, shot.patience))
            began = time.perf_counter()
            self.gl.use(program)
            self.gl.draw(into, (row, stop), w, share)
            pace.took(w * (stop - row), time.perf_counter() - began)
            row = stop
            yield None
        self.gl.check()

    def _set(
        self, lifted: Lifted, numbers: dict[str, tuple[float, ...]], read: list[tuple[str, Texture]]
    ) -> tuple[Program, Pace]:
        """Make a program ready to draw with these numbers and textures."""
        used = self._program(lifted.text)
        program, gl = used[0], self.gl
        gl.use(program)
        for name, values in numbers.items():
            gl.put(program, name, values)
        if lifted.form == "uniforms":
            gl.put_fours(program, "u_numbers", lifted.numbers)
        elif lifted.form == "block":
            gl.put_block(program, "Numbers", lifted.numbers)
        elif lifted.form == "texture":
            read = [*read, ("u_numbers", self._texels(lifted))]
        gl.bind(program, read)
        return used

    def _texels(self, lifted: Lifted) -> Texture:
        texels = lifted.texels()
        if self._numbers is not None:
            self.gl.drop(self._numbers)
        self._numbers = self.gl.texture(texels.shape[1], texels.shape[0], data=texels)
        return self._numbers

    def _program(self, text: str) -> tuple[Program, Pace]:
        if text not in self._programs:
            self._programs[text] = (self.gl.program(text), Pace())
            while len(self._programs) > PROGRAMS:
                self.gl.drop(self._programs.popitem(last=False)[1][0])
        self._programs.move_to_end(text)
        return self._programs[text]

    def _palette(self, shot: Shot) -> Texture:
        palettes = shot.plates.about.palettes
        if self._palettes is None or self._palettes[0] != palettes:
            if self._palettes is not None:
                self.gl.drop(self._palettes[1])
            table: NDArray[np.float32] = palette_texture(palettes)
            self._palettes = (palettes, self.gl.texture(1024, len(palettes), data=table))
        return self._palettes[1]

    def _patched(self, patch: Patch | None) -> list[tuple[str, Texture]]:
        """The textures of a patch, by the names that its shader has for them."""
        if patch is None:
            return []
        if self._nodes is None or self._nodes[0] is not patch:
            if self._nodes is not None:
                self.gl.drop(*self._nodes[1])
            made = [self.gl.texture(t.shape[1], t.shape[0], data=t) for t in patch.texels]
            self._nodes = (patch, made)
        return [(f"u_nodes{i}", texture) for i, texture in enumerate(self._nodes[1])]

    def _looked_up(self, shot: Shot) -> list[tuple[str, Texture]]:
        """The textures that the values are read from: a patch, or what the network looks up."""
        tables = shot.plates.about.tables
        if shot.patch is not None or tables is None:
            return self._patched(shot.patch)
        if self._shelf is None or self._shelf[0] is not tables:
            if self._shelf is not None:
                self.gl.drop(self._shelf[1])
            rows, columns, _ = tables.texels.shape
            self._shelf = (tables, self.gl.texture(columns, rows, data=tables.texels))
        return [("u_tables", self._shelf[1])]

    def _use(self) -> _Sheets:
        if self._sheets is None:
            raise GlFault("There is nothing to draw on.")
        return self._sheets

    def _unfold(self, shot: Shot) -> None:
        """Textures for a shot: those that lie there, or others in their place."""
        (w, h), count = shot.request.size, shot.plates.about.textures
        sheets = self._sheets
        if sheets is not None and sheets.size == (w, h) and len(sheets.values.textures) == count:
            return
        if room((w, h), count) > MOST_BYTES or count > min(8, self.gl.most_targets):
            raise GlFault("This picture is too large for the graphics card.")
        self._fold()
        gl = self.gl
        values = gl.target(*(gl.texture(w + 2, h + 2) for _ in range(count)))
        light, pixels = gl.target(gl.texture(w, h)), gl.target(gl.texture(w, h, "bytes"))
        self._sheets = _Sheets((w, h), values, light, pixels)
        self.nbytes = self._sheets.nbytes

    def _fold(self) -> None:
        if self._sheets is not None:
            self.gl.drop(self._sheets.values, self._sheets.light, self._sheets.pixels)
        self._sheets = self._held = None
        self.nbytes = 0


def _held(shot: Shot, where: Grid, sample: int) -> _Held:
    values = shot.plates.values
    latent, numbers = shot.request.artwork.latent, values.numbers.tobytes()
    tables = None if shot.patch is not None else shot.plates.about.tables
    return _Held(values.text, numbers, latent, where, sample, shot.patch, tables)


def _uniforms(shot: Shot, where: Grid, aside: tuple[float, float]) -> dict[str, tuple[float, ...]]:
    """What the passes read, of a grid whose samples lie a little `aside`."""
    artwork = shot.request.artwork
    count = shot.plates.about.channels
    depth = math.log2(artwork.reference.height / shot.request.view.height)
    if shot.patch is not None:
        out = shot.patch.uniforms(where.view, where.size, depth)
    else:
        out = uniforms(artwork, where.view, where.size, count, shot.exposure)
    return out | {"u_depth": (depth,), "u_shift": aside}
