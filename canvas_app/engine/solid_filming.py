"""Solid filming: frames of a film in space: voxels are sampled once and looked at from many cameras."""

from __future__ import annotations

import threading
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.artwork import Artwork
from canvas_app.core.keyframe import Shot
from canvas_app.core.view import Size

from .device import choose
from .raycast import Picture, glimpses, still
from .request import Pixels
from .volume import whole
from .voxels import Frame, VolumeRequest, in_space


@dataclass(frozen=True)
class _Sampled:
    """The voxels of an artwork, (d, h, w, 4), and what decides them."""

    asked: tuple[object, ...]
    rgba: NDArray[np.uint8]
    bounds: Frame


_lock = threading.Lock()
_kept: dict[
    int, tuple[_Sampled, ...]
] = {}  # by thread: films in two lanes do not take each other's


def seen(
    artwork: Artwork,
    size: Size,
    voxels: int,
    *,
    bits: int = 8,
    device: str = "auto",
    keep: int = 1,
) -> Generator[None, None, Pixels]:
    """The artwork in space, by its own camera and light, as levels (h, w, 4) with straight alpha; yields
    between steps. voxels: of the longest side. keep: the voxels of so many artworks, the newest, are
    kept for the next frame: two while one fades into another.

    Raises:
        CanvasError: it is flat, or the volume is larger than stills are made of.
    """
    sampled = yield from _voxels(artwork, voxels, device, keep)
    card = str(choose(device))
    work = still(sampled.rgba, sampled.bounds, artwork.volume, size, device=card)
    while True:
        try:
            next(work)
        except StopIteration as end:
            picture: NDArray[np.float32] = end.value
            break
        yield
    levels: Pixels = np.rint(picture * (2**bits - 1)).astype(np.uint16 if bits == 16 else np.uint8)
    return levels


def _voxels(
    artwork: Artwork, voxels: int, device: str, keep: int
) -> Generator[None, None, _Sampled]:
    work, look = in_space(artwork), artwork.volume
    asked = (work.drawn_by(), work.latent, work.look, look.seen_by, voxels, device)
    known = next((one for one in _remembered(keep) if one.asked == asked), None)
    if known is not None:
        _remember(known, keep)
        return known
    _remembered(keep - 1)  # what nobody needs gives its memory to what comes
    request = VolumeRequest(work, (voxels,) * 3, "rgba", look.seen_by, device=device)
    rgba = np.empty((*request.shape, 4), np.uint8)
    for _ in whole(request, rgba):
        yield
    made = _Sampled(asked, rgba, request.bounds)
    _remember(made, keep)
    return made


def _remembered(most: int) -> tuple[_Sampled, ...]:
    """What this thread keeps, the newest first; all but so many are let go."""
    with _lock:
        kept = _kept.get(threading.get_ident(), ())[:most]
        _kept[threading.get_ident()] = kept
    return kept


def _remember(newest: _Sampled, most: int) -> None:
    with _lock:
        kept = _kept.get(threading.get_ident(), ())
        others = [one for one in kept if one is not newest]
        _kept[threading.get_ident()] = (newest, *others)[:most]


def coarse_first(shot: Shot, size: Size, voxels: int) -> Generator[Picture | None, None, None]:
    """What is seen in space, (h, w, 4) sRGB levels 0 to 1 times their alpha: pictures of a quarter, a
    half and all of the size as they get ready, and None in between. Voxels are kept as `seen` keeps them.

    Raises:
        CanvasError: it is flat.
    """
    sides = [(shot.first, 1.0)]
    if shot.second is not None:
        sides = [(shot.first, 1 - shot.amount), (shot.second, shot.amount)]
    works = [(_glimpsed(art, size, voxels, len(sides)), share) for art, share in sides]
    while True:
        whole: Picture | None = None
        for pictures, share in works:
            part = yield from _next_of(pictures)
            if part is None:
                return
            whole = part * share if whole is None else whole + part * share
        yield whole


def _glimpsed(
    artwork: Artwork, size: Size, voxels: int, keep: int
) -> Generator[Picture | None, None, None]:
    sampled = yield from _voxels(artwork, voxels, "cpu", keep)
    for step in glimpses(sampled.rgba, sampled.bounds, artwork.volume, size):
        if isinstance(step, float):
            yield None
        else:
            yield np.concatenate([step[..., :3] * step[..., 3:], step[..., 3:]], axis=-1)


def _next_of(
    steps: Generator[Picture | None, None, None],
) -> Generator[None, None, Picture | None]:
    """The next picture; None where there are no more. Yields in between."""
    for step in steps:
        if step is not None:
            return step
        yield
    return None


def portrait(artwork: Artwork, side: int, voxels: int = 96) -> NDArray[np.uint8]:
    """A small square picture of the field in space on black, (side, side, 3)."""
    work = seen(artwork, (2 * side, 2 * side), voxels, device="cpu")
    while True:
        try:
            next(work)
        except StopIteration as end:
            levels: Pixels = end.value
            break
    colours = levels[..., :3].astype(np.float32) * (levels[..., 3:] / 255)
    parts = colours.reshape(side, 2, side, 2, 3).mean((1, 3))
    out: NDArray[np.uint8] = np.rint(parts).astype(np.uint8)
    return out
