"""Hearing: what a signal is like in a few numbers, for fields that a harmonizer tunes.

INCODE takes the mean features of a random residual network (Kazerouni et al. 2024). So do we, with filters that are
drawn from a seed and never learned: two layers of convolutions, then the mean over all places.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from canvas_app.core.artwork import Artwork
from canvas_app.core.random import Stream
from canvas_app.core.weights import Weights
from canvas_app.engine.family import Lowerable
from canvas_app.engine.field import build

from .targets import Target

NAME = "signal"  # the array in which a field keeps it
_LARGEST = {1: 4096, 2: 128, 3: 32}  # samples of a side that are listened to
_FILTERS = 32


def heard(artwork: Artwork, target: Target) -> Artwork:
    """The artwork, its first weights knowing what the target is like, where its family asks for it.
    One that has learned before keeps what it heard then."""
    size = _asked(artwork)
    if artwork.weights is not None or not size:
        return artwork
    arrays = {n: t.numpy() for n, t in build(artwork, "cpu").parameters.items()}
    return artwork.but(weights=Weights({**arrays, NAME: likeness(target, size)}))


def _asked(artwork: Artwork) -> int:
    spec, groups = artwork.field, tuple(1 for _ in artwork.inputs)
    if not isinstance(spec, Lowerable):
        return 0
    found = [p for p in spec.program(groups, len(artwork.latent)).parameters if p.name == NAME]
    return found[0].shape[0] if found else 0


@torch.inference_mode()
def likeness(target: Target, size: int) -> NDArray[np.float32]:
    """`size` numbers with mean 0 and spread 1 that depend on the target alone."""
    d = len(target.axes)
    x = torch.from_numpy(np.moveaxis(target.pixels, -1, 0).copy())[None]
    x = x - x.mean()
    x = F.interpolate(x, [min(n, _LARGEST[d]) for n in target.axes], mode="area")
    for layer, (outputs, side) in enumerate(((_FILTERS, 7 if d < 3 else 3), (size, 3))):
        stream = Stream(0, "hearing", layer, d)
        shape = (outputs, x.shape[1], *(side,) * d)
        bound = float(np.sqrt(2.0 / np.prod(shape[1:])))
        filters = torch.from_numpy(stream.normals(shape, 0.0, bound).astype(np.float32))
        x = (F.conv1d, F.conv2d, F.conv3d)[d - 1](x, filters, padding=side // 2).relu()
    mean = x.flatten(2).mean(-1)[0]
    spread = mean.std().clamp(min=1e-6)
    return np.asarray(((mean - mean.mean()) / spread).numpy(), np.float32)
