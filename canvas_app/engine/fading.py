"""Fading: one picture laid over another, for artworks with nothing between them. Both are drawn by the spine.

What a film shows in its window and what it exports is mixed here, so that they are one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from .request import Frame, Pixels, RenderRequest

Paint = Callable[[RenderRequest], Iterator[Frame]]


def sides(request: RenderRequest) -> tuple[RenderRequest, RenderRequest]:
    """The two requests that a fading one consists of."""
    assert request.over is not None
    first = request.but(over=None, amount=0.0)
    return first, first.but(artwork=request.over)


def faded(request: RenderRequest, paint: Paint) -> Iterator[Frame]:
    """Frames of a request that fades, from coarse to fine; `paint` draws one side of it at a time.

    Each stage is drawn whole on both sides before it is mixed. Meanwhile the newest frame is repeated,
    so that the work can be stopped.
    """
    newest: Frame | None = None
    for stage in _stages(request):
        drawn: list[Frame] = []
        for side in sides(stage):
            whole: Frame | None = None
            for frame in paint(side):
                whole = frame
                if newest is not None:
                    yield newest
            if whole is None:
                return  # whoever draws was ended
            drawn.append(whole)
        newest = _one(drawn[0], drawn[1], request.amount)
        yield newest


def faded_strips(request: RenderRequest, paint: Paint) -> Iterator[Frame]:
    """Bands of a request that fades; `paint` draws the bands of one side."""
    first, second = (paint(side) for side in sides(request))
    for a, b in zip(first, second, strict=True):
        yield _one(a, b, request.amount)


def mixed(first: Pixels, second: Pixels, amount: float) -> Pixels:
    """Two pictures (h, w, 4) of levels, `amount` (0..1) of the second; what is clear gives no colour."""
    most = np.iinfo(first.dtype).max
    a, b = first.astype(np.float32), second.astype(np.float32)
    clear = first[..., 3].min() < most or second[..., 3].min() < most
    if clear:
        a[..., :3] *= a[..., 3:] / most
        b[..., :3] *= b[..., 3:] / most
    out = a + (b - a) * np.float32(amount)
    if clear:
        out[..., :3] *= most / np.maximum(out[..., 3:], 1e-6)
    levels: Pixels = np.rint(np.minimum(out, most, out=out), out=out).astype(first.dtype)
    return levels


def _stages(request: RenderRequest) -> Iterator[RenderRequest]:
    """Each by itself, so that both sides give frames of one shape."""
    plain = request.but(supersample=1)
    for stride in request.strides:
        if stride > 1 or len(request.strides) > 1 or request.supersample == 1:
            yield plain.but(strides=(stride,))
    if 1 in request.strides and request.supersample > 1:
        yield request.but(strides=(1,))


def _one(a: Frame, b: Frame, amount: float) -> Frame:
    coarser = a if a.stride >= b.stride else b
    rgba = mixed(_thinned(a, coarser), _thinned(b, coarser), amount)
    rgba.flags.writeable = False
    passes = min(a.passes, b.passes)
    return replace(coarser, rgba=rgba, values=None, notice=a.notice or b.notice, passes=passes)


def _thinned(frame: Frame, coarser: Frame) -> Pixels:
    """The pixels of a frame that stand where those of a coarser one do: a painter that keeps its pace
    may have drawn one side coarser."""
    if frame.stride == coarser.stride:
        return frame.rgba
    fine, coarse = frame.stride, coarser.stride
    places = [
        np.minimum((coarse // 2 - fine // 2 + np.arange(n) * coarse) // fine, most - 1)
        for n, most in zip(coarser.rgba.shape[:2], frame.rgba.shape[:2], strict=True)
    ]
    return frame.rgba[np.ix_(*places)]
