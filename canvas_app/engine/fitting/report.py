"""Report: what a fit came to, measured on the built field as a renderer would ask it."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from canvas_app.core.artwork import Artwork
from canvas_app.engine import measure
from canvas_app.engine.field import build

from .places import Places, places_of
from .targets import Target

PIECE, PIECE_ON_GPU = 1 << 15, 1 << 20  # samples that are computed at once: what a cache holds


@torch.inference_mode()
def shown(artwork: Artwork, target: Target, device: str = "auto") -> Float[Tensor, "c ..."]:
    """The field's values at the target's samples, on the CPU."""
    *_, found = shown_by_and_by(artwork, target, device)
    return found


@torch.inference_mode()
def shown_by_and_by(
    artwork: Artwork, target: Target, device: str = "auto"
) -> Iterator[Float[Tensor, "c ..."]]:
    """The same array again and again while it is filled."""
    found = torch.empty(target.channels, *target.axes)
    flat, done = found.view(target.channels, -1), 0
    for part in pieces(artwork, places_of(target.axes, artwork.home, target.frame), device):
        flat[:, done : done + part.shape[1]] = part[: target.channels]
        done += part.shape[1]
        yield found


@torch.inference_mode()
def pieces(
    artwork: Artwork, places: Places, device: str = "auto", most: int = 0
) -> Iterator[Float[Tensor, "c n"]]:
    """The field's raw values at places, in raster order, at most so many at once (0: as suits the
    device), on the CPU."""
    lens = build(artwork, device).through(artwork.home, artwork.latent)
    most = most or (PIECE if lens.device.type == "cpu" else PIECE_ON_GPU)
    count = math.prod(places.axes)
    for start in range(0, count, most):
        where = places.at(torch.arange(start, min(start + most, count)))
        yield lens.values(*(t.to(lens.device) for t in where)).cpu()


def compared(artwork: Artwork, target: Target, device: str = "auto") -> tuple[Tensor, Tensor]:
    """The field's values and the target's, (c, h, w) each. Masked pixels count as right."""
    return _beside(shown(artwork, target, device), target)


def _beside(found: Tensor, target: Target) -> tuple[Tensor, Tensor]:
    wanted = torch.from_numpy(target.pixels).permute(2, 0, 1)
    if target.mask is not None:
        found = wanted.lerp(found, torch.from_numpy(target.mask)[None].clamp(0, 1))
    return found, wanted


def likeness(
    artwork: Artwork, target: Target, device: str = "auto"
) -> Generator[None, None, tuple[float, float]]:
    """PSNR in dB and SSIM of a fitted artwork; it yields now and then, so that it can be left."""
    found = torch.empty(0)
    for part in shown_by_and_by(artwork, target, device):
        found = part
        yield
    found, wanted = _beside(found, target)
    psnr = measure.psnr(found, wanted, clamped=target.coding == "srgb")
    yield
    return psnr, measure.ssim(found, wanted)


def figures(artwork: Artwork, target: Target, device: str = "auto") -> dict[str, Any]:
    """How close a fitted artwork is to its target, plain as JSON. Masked samples count as right. Of
    arrays that are no pictures it says what `array_of` needs: axes, frame, span and kind."""
    found = shown(artwork, target, device)
    wanted = torch.from_numpy(np.ascontiguousarray(np.moveaxis(target.pixels, -1, 0)))
    if target.mask is not None:
        found = wanted.lerp(found, torch.from_numpy(target.mask)[None].clamp(0, 1))
    out: dict[str, Any] = {
        "psnr": measure.psnr(found, wanted, clamped=target.coding == "srgb"),
        "snr": measure.snr(found, wanted),
        "parameters": 0 if artwork.weights is None else artwork.weights.count,
        "width": target.size[0],
        "height": target.size[1],
        "axes": list(target.axes),
        "legacy": {
            "psnr, both stretched": measure.legacy_stretched_psnr(found, wanted),
            "psnr, peak of the original": measure.legacy_peak_psnr(found, wanted),
        },
    }
    if len(target.axes) == 2:
        out["ssim"] = measure.ssim(found, wanted)
    if target.coding == "log":
        out["mean_error_stops"] = float((found - wanted).abs().mean() * 16)
    if target.frame is not None or len(target.axes) != 2:
        out["frame"] = list(target.bounds)
    return out | {"span": list(target.span), "kind": target.kind}
