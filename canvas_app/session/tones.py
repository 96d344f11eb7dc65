"""Tones: what the levels of a look do to the values of a field, as a curve over their distribution."""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable
from dataclasses import dataclass

import numpy as np

from canvas_app.core.artwork import Artwork, Statistics
from canvas_app.jobs import Job, Lane

POINTS = 97
SIDE = 0.06  # how far the curve goes beyond the quantiles, in shares of their span


@dataclass(frozen=True)
class Tones:
    """Evenly spaced values of field 0, from its least to its greatest at home: the tone that each
    becomes, 0..1 and beyond, and how frequent each is, 0..1 of the most frequent one. span: the first
    and the last of the values."""

    curve: tuple[float, ...]
    shares: tuple[float, ...]
    span: tuple[float, float] = (0.0, 1.0)


class ToneReader:
    """Keeps the tones of the artwork that was asked for last; `told` gets them on the main thread.

    One job at a time: what is asked for meanwhile waits, and only the newest of it is read.
    """

    def __init__(self, lane: Lane, told: Callable[[Tones], object]) -> None:
        self._lane, self._told = lane, told
        self._known: Hashable = None
        self._next: Artwork | None = None
        self._job: Job[int, Tones] | None = None

    def read(self, artwork: Artwork) -> None:
        """Ask for the tones of an artwork, unless they are known."""
        key = (artwork.drawn_by(), artwork.latent, artwork.look.levels, artwork.statistics)
        if key == self._known:
            return
        self._known = key
        self._next = artwork
        if self._job is None:
            self._start()

    def _start(self) -> None:
        if self._next is None:
            return
        self._job, self._next = self._lane.start("Tones", _tones(self._next)), None
        self._job.done.connect(self._on_done)
        self._job.failed.connect(self._on_end)
        self._job.stopped.connect(self._on_end)

    def _on_done(self, tones: Tones) -> None:
        self._told(tones)
        self._on_end()

    def _on_end(self, *_: object) -> None:
        """A field that cannot be computed is told of where its picture is missing."""
        self._job = None
        self._start()


def _tones(artwork: Artwork) -> Generator[int, None, Tones]:
    from canvas_app.engine.field import statistics

    yield 0
    found = statistics(artwork)
    yield 1
    return tones(artwork, found)


def tones(artwork: Artwork, statistics: Statistics) -> Tones:
    """The tones of an artwork whose home statistics are these. Imports the engine."""
    import torch

    from canvas_app.engine.levels import normalise

    knots = np.asarray(statistics.knots[0])
    span = (knots[-1] - knots[0]) or 1.0
    values = np.linspace(knots[0] - SIDE * span, knots[-1] + SIDE * span, POINTS)
    every = torch.as_tensor(values)[None].repeat(len(statistics.knots), 1)
    curve = normalise(every, statistics, artwork.look.levels)[0]
    ends = float(values[0]), float(values[-1])
    return Tones(tuple(curve.tolist()), _shares(knots, values), ends)


def _shares(knots: np.ndarray[tuple[int], np.dtype[np.float64]],
            values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[float, ...]:  # fmt: skip
    """How frequent values are: the slope of the share that lies below each, smoothed."""
    below = np.interp(values, knots, np.linspace(0, 1, len(knots)))
    slopes = np.gradient(below)
    bell = np.exp(-0.5 * (np.arange(-6, 7) / 2.5) ** 2)
    smooth = np.convolve(slopes, bell / bell.sum(), "same")
    return tuple((smooth / max(float(smooth.max()), 1e-12)).tolist())


__all__ = ["ToneReader", "Tones", "tones"]
