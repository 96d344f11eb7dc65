"""Volumes: the artwork in hand sampled in space for the 3-D page, coarse first, then finer.

One stage after the other in a lane where the newest request wins; what has come stays on screen until the
next stage is whole. What the page's renderer wants of arrays is made on the same thread, by `Makers`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.opacity import STEEP
from canvas_app.core.volume import WHOLE, Mode
from canvas_app.engine.voxels import Shape, VolumeRequest, What, in_space
from canvas_app.jobs import Job, Lane

from .session import Session

Kind = Literal["voxels", "surface"]
MODES: tuple[Mode, ...] = get_args(Mode)
COARSE = 48
BINS = 64
FEW = 32  # values of a side that a histogram is made of


@dataclass(frozen=True)
class Makers:
    """How the renderer's own things are made of arrays; called on the background thread."""

    image: Callable[..., Any]
    surface: Callable[..., Any]


@dataclass(frozen=True)
class Wish:
    """What the page shall show: how fine in the end (voxels of the longest side)."""

    side: int = 128


@dataclass(frozen=True)
class Sight:
    """What the page shows beside the volume; nothing is sampled for it and no file knows it.

    linked: the picture in the plane stands in the box; outline: the edges of the box are drawn.
    """

    linked: bool = False
    outline: bool = True


@dataclass(frozen=True)
class Stage:
    """What there is by now. thing: the renderer's own; None while the first stage is under way.

    kind: "voxels", of which most modes are views, or a "surface". tones: how many voxels have which
    lightness, or value where that decides opacity, in 64 shares from 0 to 1; slopes: how steep it is.
    """

    kind: Kind
    shape: Shape
    bounds: tuple[float, ...] = ()
    thing: Any = None
    fraction: float = 0.0
    tones: tuple[float, ...] = ()
    slopes: tuple[float, ...] = ()


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
        """Another number of voxels."""
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
        if self._session.fading is not None:
            self._asked = ()  # the page draws the fade in this lane; what comes after it is new
            return
        work = self._session.shown
        look, kind = work.volume, kind_of(work.volume.mode)
        asked = (work.drawn_by(), work.latent, work.look, look.opacity, kind,
                 look.level if kind == "surface" else None, self.wish)  # fmt: skip
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
    seen = Stage(kind_of(work.volume.mode), (0, 0, 0))
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

    surface = work.volume.mode == "surface"
    what: What = "value" if surface else "rgba"
    request = VolumeRequest(work, shape, what, opacity=work.volume.opacity)
    values = np.empty((*shape, request.channels), request.dtype)
    for fraction in whole(request, values):
        yield 0.95 * fraction
    kind, (tones, slopes) = kind_of(work.volume.mode), _shares(work, request, values)
    made = Stage(kind, shape, request.bounds, fraction=1.0, tones=tones, slopes=slopes)
    if surface:
        yield replace(made, thing=_surface(work, request, values, makers))
    else:
        yield replace(made, thing=makers.image(values, request.bounds))


def _surface(work: Artwork, request: VolumeRequest, values: NDArray[Any], makers: Makers) -> Any:
    from canvas_app.engine.isosurface import bounded, isosurface
    from canvas_app.engine.volume import colours_at

    look = work.volume.but(clip=WHOLE)  # the view cuts by itself
    mesh = isosurface(bounded(values[..., 0], look.level, look), request.bounds, look.level)
    painted = mesh.coloured(lambda points: colours_at(request, points))
    return makers.surface(painted.points, painted.faces, painted.colours)


def _shares(
    work: Artwork, request: VolumeRequest, values: NDArray[Any]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Shares of voxels in 64 bins from 0 to 1 of what the opacity's curve is drawn over, and of how
    steep it is there (see `core/opacity.py`)."""
    if work.volume.opacity.style == "value" or request.what == "value":
        seen = _values(work, request)
    else:
        step = max(1, max(request.shape) // FEW)
        seen = values[::step, ::step, ::step, :3] @ np.array([0.2126, 0.7152, 0.0722]) / 255
    if min(seen.shape) < 2:
        return _share(seen), ()
    ways = np.gradient(seen, 1 / max(seen.shape))
    return _share(seen), _share(np.sqrt(sum(way * way for way in ways)) / STEEP)


def _share(numbers: NDArray[Any]) -> tuple[float, ...]:
    counts, _ = np.histogram(numbers, BINS, (0.0, 1.0))
    return tuple((counts / max(1, counts.sum())).tolist())


def _values(work: Artwork, request: VolumeRequest) -> NDArray[Any]:
    """One of the field's values, few of them, (d, h, w)."""
    from canvas_app.engine.volume import sampled

    few = replace(request, what="value", shape=(FEW, FEW, FEW), frame=request.bounds,
                  channel=work.volume.opacity.channel)  # fmt: skip
    return np.asarray(sampled(few)[..., 0])


def kind_of(mode: Mode) -> Kind:
    """What is made for a mode: a surface, or voxels, of which all others are views."""
    return "surface" if mode == "surface" else "voxels"
