"""Render: the spine. Every pixel of Canvas, live or exported, comes through `render` or `strips`.

A request is painted tile by tile in stages from coarse to fine. Work is a generator: whoever drives
it decides when to stop. Nothing whole-sized is held but the picture itself and, for live requests,
the raw values that let a new look be painted without the network.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from torch import Tensor

from canvas_app.core.view import Size, View

from .fading import faded, faded_strips
from .painter import Kept, Painter, Stage, depth_of
from .request import Frame, Pixels, Rect, RenderRequest
from .sampling import Tile, drawn

BAND_SAMPLES = 1 << 20


def _stages(request: RenderRequest, *, slopes: bool) -> list[Stage]:
    live = len(request.strides) > 1
    out = [Stage(s, 1) for s in request.strides if s > 1 and not (slopes and s == 2 and live)]
    if 1 in request.strides and (live or request.supersample == 1):
        out.append(Stage(1, 1))
    if 1 in request.strides and request.supersample > 1:
        out.append(Stage(1, request.supersample))
    return out


def render(request: RenderRequest) -> Iterator[Frame]:
    """Frames of a request, from coarse to fine; the last one is complete.

    A live request (more than one stride) keeps its raw values in the frames. While a long stage is
    under way the newest frame is repeated, so that the work can be stopped within a tile.

    Raises:
        CanvasError: the artwork cannot be built or the device does not exist.
    """
    if request.over is not None:
        yield from faded(request, render)
        return
    painter = Painter(request)
    live = len(request.strides) > 1
    kept = Kept(request, painter.slopes, painter.glance) if live else None
    newest: Frame | None = None
    for stage in _stages(request, slopes=painter.slopes):
        parts: list[tuple[Tile, Tensor]] = []
        sheet = _Sheet(request, stage)
        for tile, planes, pixels in painter.painted(request.region, stage):
            sheet.put(tile, pixels)
            if live:
                parts.append((tile, planes))
            if newest is not None:
                yield newest
        if kept is not None:
            kept.stages.append((stage, parts))
        newest = sheet.frame(painter.notice, kept)
        yield newest


def recolour(kept: Kept, request: RenderRequest) -> Iterator[Frame]:
    """Frames of a request that differs from the kept one in its look alone: no network is run."""
    painter = Painter(request, kept)
    newest: Frame | None = None
    for stage, parts in list(kept.stages):
        sheet = _Sheet(request, stage)
        for tile, pixels in painter.repainted(parts):
            sheet.put(tile, pixels)
            if newest is not None:
                yield newest
        newest = sheet.frame(painter.notice, kept)
        yield newest


def strips(request: RenderRequest, rows: int | None = None) -> Iterator[Frame]:
    """The finished picture in bands from top to bottom, `rows` pixels each, in bounded memory."""
    if request.over is not None:
        yield from faded_strips(request, lambda side: strips(side, rows))
        return
    painter = Painter(request.but(strides=(1,)))
    x, y, w, h = request.region
    n = request.supersample
    band = rows or max(1, BAND_SAMPLES // (w * n * n))
    for top in range(y, y + h, band):
        part: Rect = (x, top, w, min(band, y + h - top))
        sheet = _Sheet(request.but(rect=part), Stage(1, n))
        for tile, _, pixels in painter.painted(part, Stage(1, n)):
            sheet.put(tile, pixels)
        yield sheet.frame(painter.notice, None)


class _Sheet:
    """The pixels of one stage, filled tile by tile."""

    def __init__(self, request: RenderRequest, stage: Stage) -> None:
        self._view: View = request.view
        self._size: Size = request.size
        self._rect, self._stage = request.region, stage
        self._columns = drawn(self._rect[0], self._rect[2], stage.stride)
        self._rows = drawn(self._rect[1], self._rect[3], stage.stride)
        self._rgba: Pixels = np.empty((len(self._rows), len(self._columns), 4), depth_of(request))
        self._rgba[..., 3] = np.iinfo(self._rgba.dtype).max

    def put(self, tile: Tile, pixels: Pixels) -> None:
        left = (tile.columns[0] - self._columns[0]) // self._stage.stride
        top = (tile.rows[0] - self._rows[0]) // self._stage.stride
        h, w = pixels.shape[:2]
        self._rgba[top : top + h, left : left + w, : pixels.shape[2]] = pixels

    def frame(self, notice: str, kept: Kept | None) -> Frame:
        self._rgba.flags.writeable = False
        stage = self._stage
        return Frame(
            self._view,
            self._size,
            self._rect,
            stage.stride,
            self._rgba,
            stage.samples,
            kept,
            notice,
        )
