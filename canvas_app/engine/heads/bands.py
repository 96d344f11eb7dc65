"""Bands: flat tones with printed edges. Paper, ink, marbling."""

from __future__ import annotations

import torch
from torch import Tensor

from canvas_app.core.look import Bands, Look
from canvas_app.engine.colour import Mode, mixed, pick, plain, table
from canvas_app.engine.head import across_octaves, adapted, field, head, slope, smooth
from canvas_app.engine.noise import cell_hash, whole
from canvas_app.engine.samples import Samples


@head(Bands, reads=1, slopes=lambda spec: spec.line > 0)
def paint(samples: Samples, spec: Bands, look: Look) -> Tensor:
    """Twice as many bands for each doubling of the zoom."""
    return across_octaves(
        adapted(samples, spec.adapt), lambda factor: _printed(samples, spec, look, factor)
    )


def _printed(samples: Samples, spec: Bands, look: Look, factor: float) -> Tensor:
    u = field(samples, 0) * (spec.n * factor)
    band = torch.floor(u)
    part = u - band
    light, a, b = pick(table(look.palette, u), *_tone(band, spec))
    if spec.shadow:
        light = light * (1 - spec.shadow * (1 - smooth(0, spec.shadow_width, part)))
    if spec.highlight:
        light = light + spec.highlight * smooth(0.75, 1, part)
    lab = torch.stack([light, a, b])
    if not spec.line:
        return lab
    steep = slope(samples, 0) * (spec.n * factor) + 1e-6
    distance = torch.minimum(part, 1 - part) / steep * samples.line
    room = smooth(0, 3, samples.line / steep)  # lines closer than 3 / 256 of the height fade
    ink = room * (1 - smooth(0.6 * spec.line, 1.2 * spec.line, distance))
    return mixed(lab, plain(spec.ink, lab), ink)


def _tone(band: Tensor, spec: Bands) -> tuple[Tensor, Mode]:
    """Where in the palette a band lies."""
    if spec.shuffle:
        order = whole(band)
        return cell_hash(order, order, round(spec.shuffle * 1000), band.dtype), "clamp"
    tone = (band + 0.5) / spec.n
    if spec.alternate:
        odd = band - 2 * torch.floor(band / 2)
        return odd * spec.alternate + (1 - spec.alternate) * tone.clamp(0, 1), "clamp"
    return tone, "mirror"
