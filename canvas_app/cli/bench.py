"""Bench: how fast this machine is, family by family, beside the floor and beside its graphics driver."""

from __future__ import annotations

import json
import math
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import click

from canvas_app.core.artwork import Artwork
from canvas_app.io.exporter import Progress

from .findings import program

SIDE = 512
MOST_SECONDS, MOST_RUNS = 2.0, 8
"""A family is drawn again until one of these is reached; the quickest time counts."""
GL_SECONDS = 20.0
LARGE = 100_000
"""Numbers of a network from which half a picture is measured: it must not take a minute."""
_ENGINE_SHARE = 0.6  # of the progress


@dataclass(slots=True)
class Speed:
    """Pixels a second of one family: of whole pictures, of its mathematics alone, of its shader."""

    family: str
    numbers: int
    engine: float
    floor: float | None = None
    shader: float | None = None
    why: str = ""


@dataclass(slots=True)
class Bench:
    """What was measured, and with what."""

    device: str
    renderer: str
    speeds: list[Speed]


def benched(device: str = "auto") -> Generator[Progress, None, Bench]:
    """Measure every family; pictures of SIDE x SIDE with one sample a pixel."""
    from canvas_app.engine.device import choose
    from canvas_app.engine.floor import measured_works

    where = str(choose(device))
    works, speeds = measured_works(), []
    for place, (family, work) in enumerate(works.items()):
        yield Progress(_ENGINE_SHARE * place / len(works), family)
        speeds.append(_speed(family, work, where))
    bench = Bench(where, "", speeds)
    for done in _shaders(bench):
        yield Progress(_ENGINE_SHARE + (1 - _ENGINE_SHARE) * done, "shaders")
    return bench


def _speed(family: str, work: Artwork, device: str) -> Speed:
    from canvas_app.engine.field import build
    from canvas_app.engine.floor import floor
    from canvas_app.engine.render import strips
    from canvas_app.engine.request import resolve

    def picture(height: int) -> None:
        for _ in strips(resolve(work, None, (SIDE, height), device=device)):
            pass

    picture(SIDE // 8)
    size = build(work, "cpu").size
    height = SIDE if size < LARGE else SIDE // 2
    points = SIDE * height
    engine, least = _best(lambda: picture(height), floor(work, points, device))
    return Speed(family, size, points / engine, points / least if size else None)


def _best(*works: Callable[[], None]) -> list[float]:
    """Seconds of the quickest run of each, by turns: whatever else is running slows all alike."""
    began, best = time.perf_counter(), [math.inf] * len(works)
    for run in range(MOST_RUNS):
        if run and time.perf_counter() - began > MOST_SECONDS:
            break
        for place, work in enumerate(works):
            start = time.perf_counter()
            work()
            best[place] = min(best[place], time.perf_counter() - start)
    return best


def _shaders(bench: Bench) -> Iterator[float]:
    """Fill in the shaders' speeds, told by another process; yields how much of the time is used."""
    began = time.monotonic()
    for told in _told([*program(), "bench-gl"]):
        if told is not None:
            _note(bench, told)
        yield min(1.0, (time.monotonic() - began) / GL_SECONDS)
    for speed in bench.speeds:
        if speed.shader is None and not speed.why:
            speed.why = "not measured in time" if bench.renderer else "no OpenGL 3.3"


def _note(bench: Bench, told: dict[str, Any]) -> None:
    bench.renderer = told.get("renderer", bench.renderer)
    for speed in bench.speeds:
        if speed.family == told.get("family"):
            speed.shader, speed.why = told.get("rate"), told.get("why", "")


def _told(command: list[str]) -> Iterator[dict[str, Any] | None]:
    """Lines of JSON of a command as they come; None four times a second while it is silent. The
    command is ended after GL_SECONDS, and when nobody listens any more."""
    until = time.monotonic() + GL_SECONDS
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
    )
    lines: queue.Queue[str | None] = queue.Queue()
    reader = threading.Thread(target=_read, args=(child, lines), daemon=True)
    reader.start()
    try:
        while time.monotonic() < until:
            try:
                line = lines.get(timeout=0.25)
            except queue.Empty:
                yield None
                continue
            if line is None:
                return
            yield _decoded(line)
    finally:
        child.kill()
        child.wait()
        reader.join(1.0)


def _read(child: subprocess.Popen[str], lines: queue.Queue[str | None]) -> None:
    assert child.stdout is not None
    with child.stdout as stream:
        for line in stream:
            lines.put(line)
    lines.put(None)


def _decoded(line: str) -> dict[str, Any] | None:
    try:
        told = json.loads(line)
    except ValueError:
        return None  # a driver that talks
    return told if isinstance(told, dict) else None


def shown(bench: Bench, *, as_json: bool) -> None:
    """Print a bench for people or for programs."""
    if as_json:
        click.echo(json.dumps(asdict(bench), indent=2))
        return
    click.echo(f"Pixels a second, {SIDE} x {SIDE}, one sample each, on {bench.device}.")
    click.echo("Floor: matrix products and activations alone.")
    click.echo(f"Shader: {bench.renderer or 'there is no OpenGL 3.3'}.\n")
    click.echo(f"{'family':<12}{'numbers':>9}{'engine':>10}{'floor':>10}{'times':>7}{'shader':>10}")
    for s in bench.speeds:
        times = f"{s.floor / s.engine:.2f}" if s.floor else "-"
        click.echo(
            f"{s.family:<12}{s.numbers:>9,}{_short(s.engine):>10}{_short(s.floor):>10}{times:>7}"
            f"{_short(s.shader):>10}  {s.why}".rstrip()
        )


def _short(rate: float | None) -> str:
    """12.3 M."""
    if rate is None:
        return "-"
    return f"{rate / 1e6:.1f} M" if rate >= 1e6 else f"{rate / 1e3:.0f} k"


def bench_command(device: str, *, as_json: bool) -> None:
    """Measure with progress, then print.

    Raises:
        CanvasError: there is no such device.
    """
    from .progress import finished

    shown(finished(benched(device), "Measuring"), as_json=as_json)
