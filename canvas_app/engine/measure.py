"""Measure: how close a picture is to another. Peak 1, values clamped as a screen clamps them.

Sources: SSIM, Wang et al., "Image quality assessment: from error visibility to structural similarity"
(2004), with its Gaussian of 11 pixels; MS-SSIM, Wang et al., "Multi-scale structural similarity"
(2003). The legacy figures are those of the parent programs, for tables beside theirs only: the one of
Local-Global stretches both pictures first, Graphcore's takes the original's maximum for the peak.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

_C1, _C2 = 0.01**2, 0.03**2
_TAPS, _SIGMA = 11, 1.5
_PIECE = 1 << 21  # numbers that are worked on at once
_SCALES = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)
PERFECT = 200.0  # dB: pictures that are equal


def psnr_of(mse: float, peak: float = 1.0) -> float:
    """10 log10(peak^2 / mse) in dB, at most PERFECT."""
    if math.isnan(mse):
        return math.nan
    return min(PERFECT, 10 * math.log10(peak * peak / mse)) if mse > 0 else PERFECT


def psnr(found: Tensor, wanted: Tensor, *, clamped: bool = True) -> float:
    """PSNR over all values, peak 1. clamped: values outside 0..1 count as a screen shows them."""
    return psnr_of(_mse(found, wanted, _clamped if clamped else _as_it_is))


def snr(found: Tensor, wanted: Tensor) -> float:
    """10 log10 of the signal's power over that of the error, in dB, at most PERFECT."""
    power = _mse(wanted, torch.zeros(1))
    return psnr_of(_mse(found, wanted), math.sqrt(power)) if power else 0.0


def _as_it_is(part: Tensor) -> Tensor:
    return part


def _clamped(part: Tensor) -> Tensor:
    return part.clamp(0, 1)


def _mse(
    a: Tensor,
    b: Tensor,
    seen: Callable[[Tensor], Tensor] = _as_it_is,
    other: Callable[[Tensor], Tensor] | None = None,
) -> float:
    """The mean squared difference of what `seen` makes of a and `other` (or `seen`) of b, piece by piece:
    photographs are large, copies of them larger. b may be one number."""
    other = other or seen
    left, right = a.detach().reshape(-1), b.detach().expand_as(a).reshape(-1)
    total = 0.0
    for p, q in zip(left.split(_PIECE), right.split(_PIECE), strict=True):  # type: ignore[no-untyped-call]
        total += float((seen(p) - other(q)).square_().sum(dtype=torch.float64))
    return total / max(1, left.numel())


def ssim(found: Float[Tensor, "c h w"], wanted: Float[Tensor, "c h w"]) -> float:
    """Mean SSIM of two pictures, clamped to 0..1."""
    return _by_channel(ssim_of, found, wanted)


def ms_ssim(found: Float[Tensor, "c h w"], wanted: Float[Tensor, "c h w"]) -> float:
    """MS-SSIM of two pictures, clamped to 0..1; over fewer scales where they are small."""
    return float(ms_ssim_of(found.clamp(0, 1), wanted.clamp(0, 1)))


@torch.no_grad()
def _by_channel(likeness: Callable[[Tensor, Tensor], Tensor], a: Tensor, b: Tensor) -> float:
    """The mean over channels, one at a time: large photographs fit into memory."""
    pairs = zip(a.split(1), b.split(1), strict=True)  # type: ignore[no-untyped-call]
    return sum(_in_strips(likeness, p, q) for p, q in pairs) / len(a)


def _in_strips(likeness: Callable[[Tensor, Tensor], Tensor], a: Tensor, b: Tensor) -> float:
    """The mean over strips of rows, which overlap by the Gaussian: as of the whole picture."""
    height, width = a.shape[1:]
    rows = max(1, height - _TAPS + 1)  # of the likeness
    step = max(64, _PIECE // (8 * width))
    total = 0.0
    for top in range(0, rows, step):
        count = min(step, rows - top)
        part = slice(top, top + count + _TAPS - 1)
        total += count * float(likeness(a[:, part].clamp(0, 1), b[:, part].clamp(0, 1)))
    return total / rows


def bits_per_pixel(nbytes: int, size: tuple[int, int]) -> float:
    """Bits of a file of `nbytes` for each pixel of a picture (width, height)."""
    return 8 * nbytes / (size[0] * size[1])


def ssim_of(a: Float[Tensor, "c h w"], b: Float[Tensor, "c h w"]) -> Tensor:
    """Mean SSIM, differentiable. The Gaussian shrinks with pictures smaller than itself."""
    likeness, _ = _compared(a, b)
    return likeness


def ms_ssim_of(a: Float[Tensor, "c h w"], b: Float[Tensor, "c h w"]) -> Tensor:
    """MS-SSIM, differentiable: contrast at each scale, luminance at the last, as many of the five
    scales as hold the Gaussian, their exponents scaled to the sum 1."""
    most = max(1, min(len(_SCALES), 1 + int(math.log2(max(1, min(a.shape[1:]) // _TAPS)))))
    total = sum(_SCALES[:most])
    out = a.new_ones(())
    for scale in range(most):
        likeness, contrast = _compared(a, b)
        part = likeness if scale == most - 1 else contrast
        out = out * part.clamp(min=1e-6) ** (_SCALES[scale] / total)
        if scale < most - 1:
            a, b = (F.avg_pool2d(t, 2) for t in (a, b))
    return out


def _compared(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """The means of SSIM and of its part without luminance."""
    c = len(a)
    planes = torch.cat([a, b, a * a, b * b, a * b])
    means = _blurred(planes)
    ma, mb, aa, bb, ab = means.reshape(5, c, *means.shape[1:])
    va, vb, cov = aa - ma * ma, bb - mb * mb, ab - ma * mb
    contrast = (2 * cov + _C2) / (va + vb + _C2)
    luminance = (2 * ma * mb + _C1) / (ma * ma + mb * mb + _C1)
    return (luminance * contrast).mean(), contrast.mean()


def _blurred(planes: Tensor) -> Tensor:
    """Gaussian means where the whole window lies within the picture."""
    return _along(_along(planes, 1), 2)


def _along(planes: Tensor, axis: int) -> Tensor:
    """The same along one axis, as a sum of shifted planes: convolutions of one channel were measured
    ten times slower on a processor."""
    length = planes.shape[axis]
    taps = min(_TAPS, length)
    g = [math.exp(-((k - (taps - 1) / 2) ** 2) / (2 * _SIGMA**2)) for k in range(taps)]
    out = planes.narrow(axis, 0, length - taps + 1) * (g[0] / sum(g))
    for k in range(1, taps):
        out = out.add(planes.narrow(axis, k, length - taps + 1), alpha=g[k] / sum(g))
    return out


def legacy_stretched_psnr(found: Tensor, wanted: Tensor) -> float:
    """Local-Global's: both stretched to 0..255 by their own least and greatest value, no clamp."""

    def stretching(t: Tensor) -> Callable[[Tensor], Tensor]:
        low, high = t.detach().min(), t.detach().max()
        return lambda part: ((part - low) / (high - low).clamp(min=1e-12)).mul_(255)

    return psnr_of(_mse(found, wanted, stretching(found), stretching(wanted)), 255.0)


def legacy_peak_psnr(found: Tensor, wanted: Tensor) -> float:
    """Graphcore's: the peak is the original's greatest value, whatever the range."""
    peak = max(float(wanted.detach().max()), 1e-12)
    return psnr_of(_mse(found, wanted), peak)
