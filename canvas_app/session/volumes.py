"""Volumes: the artwork in hand sampled in space for the 3-D page, coarse first, then finer.

One stage after the other in a lane where the newest request wins; what has come stays on screen until the
next stage is whole. What the page's renderer wants of arrays is made on the same thread, by `Makers`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.engine.voxels import Shape, VolumeRequest, in_space
from canvas_app.jobs import Job, Lane

from .session import Session

Mode = Literal["composite", "maximum", "surface", "slices"]
MODES: tuple[Mode, ...] = ("composite", "maximum", "surface", "slices")
COARSE = 48
BINS = 64


@dataclass(frozen=True)
class Makers:
    """How the renderer's own things are made of arrays; called on the background thread."""

    image: Callable[..., Any]
    surface: Callable[..., Any]


@dataclass(frozen=True)
class Wish:
    """What the page shall show: how, how fine in the end (voxels of the longest side)."""

    mode: Mode = "composite"
    side: int = 128


@dataclass(frozen=True)
class Sight:
    """How the page looks at what there is; nothing is sampled for it and no file knows it.

    parts: what of the box is shown, (x0, x1, y0, y1, z0, z1) from 0 to 1; places: where the three
    slices lie in it, from 0 to 1; linked: the picture in the plane stands in the box; outline: the
    edges of the box are drawn.
    """

    parts: tuple[float, ...] = (0.0, 1.0) * 3
    places: tuple[float, float, float] = (0.5, 0.5, 0.5)
    linked: bool = False
    outline: bool = True


@dataclass(frozen=True)
class Stage:
    """What there is by now. thing: the renderer's own; None while the first stage is under way.

    tones: how many voxels have which lightness, 64 bins that sum to 1.
    """

    mode: Mode
    shape: Shape
    bounds: tuple[float, ...] = ()
    thing: Any = None
    fraction: float = 0.0
    tones: tuple[float, ...] = ()


class Volumes:
    """Keeps the 3-D page up with the session. Does nothing until it is shown."""

    changed = Signal(object)  # Stage
    failed = Signal(object)  # CanvasError: this field cannot be seen so
    wish_changed = Signal(object)
    sight_changed = Signal(object)
    open_changed = Signal(bool)  # the page came into sight, or went

    def __init__(self, session: Session, lane: Lane) -> None:
        self._session, self._lane = session, lane
        self._makers: Makers | None = None
        self._asked: tuple[object, ...] = ()
        self._job: Job[Stage, None] | None = None
        self.wish = Wish()
        self.sight = Sight()
        self.stage: Stage | None = None
        session.artwork_changed.connect(self._on_artwork)

    @property
    def shown(self) -> bool:
        """Whether the page is in sight."""
        return self._makers is not None

    def show(self, makers: Makers | None) -> None:
        """The page came into sight, with its makers, or went out of it."""
        self._makers = makers
        if makers is None:
            self._asked = ()
            if self._job is not None:
                self._job.cancel()
        else:
            self.refresh()

    def want(self, **changes: Any) -> None:
        """Another mode, or another number of voxels."""
        wish = replace(self.wish, **changes)
        if wish != self.wish:
            self.wish = wish
            self.wish_changed.emit(wish)
            self.refresh()

    def look(self, **changes: Any) -> None:
        """Look at it in another way."""
        sight = replace(self.sight, **changes)
        if sight != self.sight:
            self.sight = sight
            self.sight_changed.emit(sight)

    def refresh(self) -> None:
        """Sample what is shown, unless that is under way or done."""
        if self._makers is None:
            return
        work = self._session.shown
        asked = (work.drawn_by(), work.latent, work.look, work.volume.opacity,
                 work.volume.level if self.wish.mode == "surface" else None, self.wish)  # fmt: skip
        if asked == self._asked:
            return
        self._asked = asked
        job = self._lane.start("Volume", stages(work, self.wish, self._makers))
        job.updated.connect(self._on_stage)
        job.failed.connect(self._on_failed)
        self._job = job

    def _on_artwork(self, new: Artwork, old: Artwork) -> None:
        self.refresh()

    def _on_stage(self, stage: Stage) -> None:
        if self.shown:
            self.stage = stage
            self.changed.emit(stage)

    def _on_failed(self, error: BaseException) -> None:
        if isinstance(error, CanvasError):
            self.failed.emit(error)
        else:
            self._session.fault.emit(error)


def stages(work: Artwork, wish: Wish, makers: Makers) -> Generator[Stage, None, None]:
    """Stage after stage, each told again and again with how far the next one is."""
    seen = Stage(wish.mode, (0, 0, 0))
    yield seen
    work = in_space(work)
    for side in dict.fromkeys((min(COARSE, wish.side), wish.side)):
        shape = (side, side, side)
        for step in _sampled(work, wish, shape, makers):
            if isinstance(step, Stage):
                seen = step
            yield replace(seen, fraction=step.fraction if isinstance(step, Stage) else step)


def _sampled(
    work: Artwork, wish: Wish, shape: Shape, makers: Makers
) -> Generator[float | Stage, None, None]:
    from canvas_app.engine.volume import whole

    what = "value" if wish.mode == "surface" else "rgba"
    request = VolumeRequest(work, shape, what, opacity=work.volume.opacity)  # type: ignore[arg-type]
    values = np.empty((*shape, request.channels), request.dtype)
    for fraction in whole(request, values):
        yield 0.95 * fraction
    made = Stage(wish.mode, shape, request.bounds, fraction=1.0, tones=_tones(values))
    if wish.mode == "surface":
        yield replace(made, thing=_surface(work, request, values, makers))
    else:
        yield replace(made, thing=makers.image(values, request.bounds))


def _surface(work: Artwork, request: VolumeRequest, values: NDArray[Any], makers: Makers) -> Any:
    from canvas_app.engine.isosurface import isosurface
    from canvas_app.engine.volume import colours_at

    mesh = isosurface(values[..., 0], request.bounds, work.volume.level)
    painted = mesh.coloured(lambda points: colours_at(request, points))
    return makers.surface(painted.points, painted.faces, painted.colours)


def _tones(values: NDArray[Any]) -> tuple[float, ...]:
    """Shares of voxels by lightness, or by value, in 64 bins from 0 to 1."""
    if values.dtype == np.uint8:
        light = values[..., :3].reshape(-1, 3)[::7] @ np.array([0.2126, 0.7152, 0.0722]) / 255
    else:
        light = values.reshape(-1)[::7]
    counts, _ = np.histogram(light, BINS, (0.0, 1.0))
    return tuple((counts / max(1, counts.sum())).tolist())
