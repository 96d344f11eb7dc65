"""Report: what a fit came to, measured on the built field as a renderer would ask it."""

from __future__ import annotations

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from canvas_app.core.artwork import Artwork
from canvas_app.engine import measure
from canvas_app.engine.field import build

from .targets import Target


@torch.inference_mode()
def shown(artwork: Artwork, target: Target, device: str = "auto") -> Float[Tensor, "c h w"]:
    """The field's values at the target's pixels, on the CPU."""
    grid = torch.from_numpy(artwork.home.grid(target.size)).reshape(-1, 2)
    lens = build(artwork, device).through(artwork.home, artwork.latent)
    values = lens.values(grid[:, 0].to(lens.device), grid[:, 1].to(lens.device)).cpu()
    return values[: target.channels].reshape(target.channels, target.size[1], target.size[0])


def figures(artwork: Artwork, target: Target, device: str = "auto") -> dict[str, Any]:
    """How close a fitted artwork is to its target, plain as JSON. Masked pixels count as right."""
    found = shown(artwork, target, device)
    wanted = torch.from_numpy(target.pixels).permute(2, 0, 1)
    if target.mask is not None:
        seen = torch.from_numpy(target.mask)[None].clamp(0, 1)
        found = found * seen + wanted * (1 - seen)
    parameters = 0 if artwork.weights is None else artwork.weights.count
    out: dict[str, Any] = {
        "psnr": measure.psnr(found, wanted, clamped=target.coding == "srgb"),
        "ssim": measure.ssim(found, wanted),
        "parameters": parameters,
        "width": target.size[0],
        "height": target.size[1],
        "legacy": {
            "psnr, both stretched": measure.legacy_stretched_psnr(found, wanted),
            "psnr, peak of the original": measure.legacy_peak_psnr(found, wanted),
        },
    }
    if target.coding == "log":
        stops = (found - wanted).abs().mean() * 16
        out["mean_error_stops"] = float(stops)
    return out
