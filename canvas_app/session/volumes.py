"""Volumes: the artwork in hand sampled in space for the 3-D page, coarse first, then finer.

One stage after the other in a lane where the newest request wins; what has come stays on screen until the
next stage is whole. What was sampled is kept, so that opacity and level need no network. What the page's renderer wants of arrays is made on the same thread, by `Makers`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.opacity import STEEP
from canvas_app.core.volume import WHOLE, Clip, Mode
from canvas_app.engine.voxels import Shape, VolumeRequest, What, in_space
from canvas_app.jobs import Job, Lane

from .kept_volumes import KeptVolumes
from .session import Session
from .volume_work import Outlet

Kind = Literal["voxels", "surface"]
MODES: tuple[Mode, ...] = get_args(Mode)
COARSE, MIDDLE = 48, 128
BINS = 64
FEW = 32  # values of a side that a histogram is made of, at most twice as many


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
    clip: the box that a surface is cut to, closed.
    """

    kind: Kind
    shape: Shape
    bounds: tuple[float, ...] = ()
    thing: Any = None
    fraction: float = 0.0
    tones: tuple[float, ...] = ()
    slopes: tuple[float, ...] = ()
    clip: Clip = WHOLE


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
        self._kept = KeptVolumes()
        self._soon = self._again = (
            False  # a stage comes without the network; something changed since
        )
        self.wish = Wish()
        self.outlet = Outlet()
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
            self._asked, self._soon = (), False
            if self._job is not None:
                self._job.cancel()
            self._kept.forget()
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
        surface = (look.level, look.clip) if kind == "surface" else None
        asked = (work.drawn_by(), work.latent, work.look, look.opacity, kind, surface, self.wish)
        if asked == self._asked:
            return
        if self._soon:  # a drag that ended each stage before it came would show none
            self._again = True
            return
        self._asked, self._again = asked, False
        self._soon = self._at_hand(work)
        job = self._lane.start("Volume", stages(work, self.wish, self._makers, self._kept))
        job.updated.connect(self._on_stage)
        job.failed.connect(self._on_failed)
        self._job = job

    def _on_artwork(self, new: Artwork, old: Artwork) -> None:
        self.refresh()

    def _on_stage(self, stage: Stage) -> None:
        if self.shown:
            self.stage = stage
            self.changed.emit(stage)
        if stage.thing is not None and stage.fraction == 1.0:
            self._came()

    def _at_hand(self, work: Artwork) -> bool:
        """Whether the first stage needs no network."""
        try:
            return self._kept.best(in_space(work), MIDDLE) >= min(COARSE, self.wish.side)
        except CanvasError:
            return False

    def _came(self) -> None:
        """A stage came, or none will: what changed meanwhile is next."""
        self._soon = False
        if self._again:
            self.refresh()

    def _on_failed(self, error: BaseException) -> None:
        self._came()
        if isinstance(error, CanvasError):
            self.failed.emit(error)
        else:
            self._session.fault.emit(error)


def stages(
    work: Artwork, wish: Wish, makers: Makers, kept: KeptVolumes
) -> Generator[Stage, None, None]:
    """Stage after stage, each told again and again with how far the next one is."""
    seen = Stage(kind_of(work.volume.mode), (0, 0, 0))
    yield seen
    work = in_space(work)
    for side in _sides(work, wish, kept):
        step: float | Stage
        for step in _sampled(work, side, makers, kept):
            if isinstance(step, Stage):
                seen = step
            yield replace(seen, fraction=step.fraction if isinstance(step, Stage) else step)


def _sides(work: Artwork, wish: Wish, kept: KeptVolumes) -> list[int]:
    """Coarse first, unless something finer is at hand that is as quick."""
    sides = [side for side in (COARSE, MIDDLE) if side < wish.side] + [wish.side]
    if kind_of(work.volume.mode) == "surface":
        return sides
    best = kept.best(work, MIDDLE)
    return [side for side in sides if side >= best]


def _sampled(
    work: Artwork, side: int, makers: Makers, kept: KeptVolumes
) -> Generator[float | Stage, None, None]:
    if not kept.fits(side):
        yield from _anew(work, side, makers)
        return
    from canvas_app.engine.kept_volume import seen

    known = yield from kept.of(work, side)
    kind, (tones, slopes) = kind_of(work.volume.mode), _shares(work, known.rgb, known.own)
    made = Stage(kind, known.shape, known.bounds, fraction=1.0, tones=tones, slopes=slopes)
    if kind == "surface":
        thing = _surface(work, known.own, known.bounds, known.colours_at, makers)
        yield replace(made, thing=thing, clip=work.volume.clip)
        return
    for voxels in seen(known, work.volume.opacity):
        if voxels is None:
            yield 0.95
        else:
            yield replace(made, thing=makers.image(voxels, known.bounds))


def _anew(work: Artwork, side: int, makers: Makers) -> Generator[float | Stage, None, None]:
    """So fine that nothing of it is kept but what is drawn."""
    from canvas_app.engine.volume import colours_at, sampled, whole

    kind = kind_of(work.volume.mode)
    what: What = "value" if kind == "surface" else "rgba"
    request = VolumeRequest(work, (side,) * 3, what, opacity=work.volume.opacity)
    values = np.empty((*request.shape, request.channels), request.dtype)
    for fraction in whole(request, values):
        yield 0.95 * fraction
    few = replace(request, what="both", shape=(FEW,) * 3, frame=request.bounds,
                  channel=work.volume.opacity.channel)  # fmt: skip
    both = sampled(few)
    tones, slopes = _shares(work, (both[..., :3] * 255).astype(np.uint8), both[..., 3])
    made = Stage(kind, request.shape, request.bounds, fraction=1.0, tones=tones, slopes=slopes)
    if kind == "surface":
        paint = partial(colours_at, request)
        thing = _surface(work, values[..., 0], request.bounds, paint, makers)
        yield replace(made, thing=thing, clip=work.volume.clip)
    else:
        yield replace(made, thing=makers.image(values, request.bounds))


def _surface(
    work: Artwork, values: NDArray[Any], bounds: tuple[float, ...],
    paint: Callable[[NDArray[np.float64]], NDArray[np.uint8]], makers: Makers,
) -> Any:  # fmt: skip
    """Closed where the clip box cuts it, the cut in the colours of the field there."""
    from canvas_app.engine.isosurface import bounded, isosurface

    look = work.volume
    mesh = isosurface(bounded(values, look.level, look), bounds, look.level)
    painted = mesh.coloured(paint)
    return makers.surface(painted.points, painted.faces, painted.colours)


def _shares(
    work: Artwork, rgb: NDArray[np.uint8], values: NDArray[Any]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Shares of voxels in 64 bins from 0 to 1 of what the opacity's curve is drawn over, and of how
    steep it is there (see `core/opacity.py`)."""
    step = max(1, max(rgb.shape) // FEW)
    few = (slice(None, None, step),) * 3
    if work.volume.opacity.style == "value" or work.volume.mode == "surface":
        seen = values[few]
    else:
        seen = rgb[few] @ np.array([0.2126, 0.7152, 0.0722]) / 255
    if min(seen.shape) < 2:
        return _share(seen), ()
    ways = np.gradient(seen, 1 / max(seen.shape))
    return _share(seen), _share(np.sqrt(sum(way * way for way in ways)) / STEEP)


def _share(numbers: NDArray[Any]) -> tuple[float, ...]:
    counts, _ = np.histogram(numbers, BINS, (0.0, 1.0))
    return tuple((counts / max(1, counts.sum())).tolist())


def kind_of(mode: Mode) -> Kind:
    """What is made for a mode: a surface, or voxels, of which all others are views."""
    return "surface" if mode == "surface" else "voxels"
