"""Live: the shader beside the tiles on this machine's OpenGL, in a process of its own.

    python -m tests.bench.live [WIDTH HEIGHT]     # one JSON object: figures by name

Networks of several sizes, at home. For each: seconds until the shader is ready, milliseconds of one
sample of every pixel, of the first frame in motion (and its stride), of 64 samples, and how long a stop
takes; and what the engine's tiles take for one sample of every pixel.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator

from canvas_app.core.artwork import Artwork
from canvas_app.core.view import Size, View
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.field import measured
from canvas_app.engine.render import render
from canvas_app.engine.request import Frame, RenderRequest, resolve
from canvas_app.render.live import ShaderPainter

NETWORKS = ((8, 3), (16, 4), (32, 4))
SIZE: Size = (1280, 720)
LIVE = (8, 4, 2, 1)
STEPS = 6  # of a drag
CHANCES = 12  # to stop, in each of them


def ready(painter: ShaderPainter, request: RenderRequest) -> float:
    """Seconds until the shader of a request is there."""
    began = time.perf_counter()
    while (standing := painter.standing(request, forced=True)).state == "preparing":
        time.sleep(0.005)
    assert standing.state == "ready", standing.why
    return time.perf_counter() - began


def moved(request: RenderRequest, step: int) -> RenderRequest:
    """The request a little further on."""
    return request.but(view=View(x=0.01 * step))


def different(frames: Iterator[Frame]) -> Iterator[tuple[float, Frame]]:
    """Each new frame, and the milliseconds since the beginning."""
    began, last = time.perf_counter(), None
    for frame in frames:
        if frame is not last:
            yield 1e3 * (time.perf_counter() - began), frame
        last = frame


def in_motion(painter: ShaderPainter, request: RenderRequest) -> dict[str, float]:
    """A drag: the first frame of each step; and the longest time between two chances to leave it."""
    firsts, stops, strides = [], [], []
    for step in range(1, STEPS + 1):
        frames = painter.paint(moved(request, step), None)
        began = time.perf_counter()
        strides.append(next(frames).stride)
        firsts.append(1e3 * (time.perf_counter() - began))
        for _ in range(CHANCES):
            began = time.perf_counter()
            next(frames)
            stops.append(1e3 * (time.perf_counter() - began))
        frames.close()
    middle = STEPS // 2
    return {
        "first frame in motion, ms (median)": round(sorted(firsts)[middle], 1),
        "its stride": sorted(strides)[middle],
        "longest piece of work, ms": round(max(stops), 1),
    }


def of_network(painter: ShaderPainter, work: Artwork, size: Size) -> dict[str, float]:
    """The figures of one artwork."""
    request = resolve(work, None, size, strides=LIVE, supersample=2, device="cpu")
    out = {"until ready, s": round(ready(painter, request), 2)}
    out |= in_motion(painter, request)
    painter.target_ms = 1e5
    every = list(different(painter.paint(moved(request, 0), None)))
    painter.target_ms = 16.0
    out["one sample of every pixel, ms"] = round(every[0][0], 1)
    out["64 samples of every pixel, s"] = round(every[-1][0] / 1e3, 2)
    plain = request.but(strides=(1,), supersample=1)
    list(render(plain))
    began = time.perf_counter()
    list(render(plain))
    out["tiles: one sample of every pixel, ms"] = round(1e3 * (time.perf_counter() - began), 1)
    return out


def figures(size: Size = SIZE) -> dict[str, object]:
    """All figures, and the driver's name."""
    painter, out = ShaderPainter(), dict[str, object]()
    for width, depth in NETWORKS:
        work = measured(Artwork(field=Cppn(seed=3, width=width, depth=depth), latent=(0.4, -0.8)))
        found = of_network(painter, work, size)
        out |= {f"{width} x {depth}: {name}": value for name, value in found.items()}
    out["driver"] = painter.renderer
    painter.close()
    return out


if __name__ == "__main__":
    chosen = (int(sys.argv[1]), int(sys.argv[2])) if len(sys.argv) > 2 else SIZE
    sys.stdout.write(json.dumps(figures(chosen)) + "\n")
