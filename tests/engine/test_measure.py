"""Measure: known figures, an independent SSIM, and the parents' odd figures under their name."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from canvas_app.engine import measure


def _picture(h: int = 48, w: int = 40) -> torch.Tensor:
    y, x = np.mgrid[0:h, 0:w]
    planes = [0.5 + 0.3 * np.sin(x / (3 + c) + y / 5) for c in range(3)]
    return torch.from_numpy(np.stack(planes).astype(np.float32))


def _noise(sigma: float, shape: tuple[int, ...]) -> torch.Tensor:
    return torch.from_numpy(np.random.Generator(np.random.PCG64(1)).normal(0, sigma, shape)).float()


def test_psnr_has_peak_one_and_clamps() -> None:
    """An error of 0.1 everywhere is 20 dB; noise of 0.01 is 40; beyond the screen nothing is lost."""
    a = torch.full((3, 8, 8), 0.5)
    assert measure.psnr(a + 0.1, a) == pytest.approx(20, abs=1e-4)
    wide = torch.full((3, 80, 80), 0.5)
    assert measure.psnr(wide + _noise(0.01, (3, 80, 80)), wide) == pytest.approx(40, abs=0.2)
    white = torch.ones(3, 8, 8)
    assert measure.psnr(white + 3, white) == measure.PERFECT
    assert measure.psnr(white + 3, white, clamped=False) == pytest.approx(-9.54, abs=0.01)
    assert math.isnan(measure.psnr_of(math.nan))


def _plain_ssim(a: np.ndarray, b: np.ndarray) -> float:
    """Wang's formula window by window, in float64."""
    t = np.arange(11) - 5.0
    g = np.exp(-(t * t) / (2 * 1.5**2))
    weights = np.outer(g, g) / np.outer(g, g).sum()
    out = []
    for c in range(len(a)):
        for y in range(a.shape[1] - 10):
            for x in range(a.shape[2] - 10):
                p, q = (i[c, y : y + 11, x : x + 11].astype(float) for i in (a, b))
                mp, mq = (weights * p).sum(), (weights * q).sum()
                vp, vq = (weights * (p - mp) ** 2).sum(), (weights * (q - mq) ** 2).sum()
                cov = (weights * (p - mp) * (q - mq)).sum()
                top = (2 * mp * mq + 1e-4) * (2 * cov + 9e-4)
                out.append(top / ((mp**2 + mq**2 + 1e-4) * (vp + vq + 9e-4)))
    return float(np.mean(out))


def test_ssim_is_wangs() -> None:
    """Against the formula taken literally; equal pictures are 1."""
    a = _picture(20, 17)
    b = (a + _noise(0.08, tuple(a.shape))).clamp(0, 1)
    assert measure.ssim(a, b) == pytest.approx(_plain_ssim(a.numpy(), b.numpy()), abs=1e-4)
    assert measure.ssim(a, a) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("shape", [(1, 1), (1, 30), (5, 5), (11, 11), (48, 200), (200, 190)])
def test_likeness_is_defined_for_every_size(shape: tuple[int, int]) -> None:
    """1 for equal pictures, less for others, at any number of scales."""
    a = _picture(*shape)
    b = a + _noise(0.2, tuple(a.shape))
    for likeness in (measure.ssim, measure.ms_ssim):
        assert likeness(a, a) == pytest.approx(1, abs=1e-5)
        assert likeness(a, b) < 1


def test_large_pictures_are_measured_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the whole, to rounding, for every figure; also where the last part is a single row."""
    a = _picture(139, 40)
    b = a + _noise(0.1, tuple(a.shape))
    known = (measure.ssim, measure.psnr, measure.snr, measure.legacy_stretched_psnr)
    whole = [figure(b, a) for figure in known]
    monkeypatch.setattr("canvas_app.engine.measure._PIECE", 1000)
    assert [figure(b, a) for figure in known] == pytest.approx(whole, abs=1e-5)


def test_the_parents_figures_are_odd_in_their_own_ways() -> None:
    """Half the contrast reads as perfect where both are stretched; the other peak follows the picture."""
    a = _picture()
    assert measure.legacy_stretched_psnr(a * 0.5, a) > 120
    assert measure.psnr(a * 0.5, a) < 20
    assert measure.legacy_peak_psnr(a * 255 + 25.5, a * 255) == pytest.approx(
        measure.psnr(a + 0.1, a, clamped=False) + 20 * math.log10(float(a.max())), abs=0.01
    )


def test_bits_per_pixel_counts_the_whole_file() -> None:
    """1000 bytes for 40 x 50 pixels are 4 bits each."""
    assert measure.bits_per_pixel(1000, (40, 50)) == 4
