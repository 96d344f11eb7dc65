"""Marching: rays through a volume step by step, and what they gather on their way."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import torch
from torch import Tensor
from torch.nn import functional as F

from canvas_app.core.volume import Places, Volume

from .colour import to_srgb
from .lamp import shaded
from .rays import Rays

_OPAQUE = 0.995
_PAUSE = 8  # steps between looks at which rays are done


@dataclass(frozen=True, slots=True)
class Scene:
    """voxels: (1, 4, d, h, w), linear light and opacity, rows from the top. sides: of a voxel, x, y, z.
    mean: of the opacities before any density; most: after."""

    voxels: Tensor
    sides: Tensor
    mean: float
    most: float

    @property
    def shape(self) -> tuple[int, int, int]:
        """Slabs, rows, columns."""
        d, h, w = self.voxels.shape[2:]
        return d, h, w

    def at(self, places: Tensor) -> Tensor:
        """Light and opacity (4, n) at texture coordinates (3, n), y rising; level beyond the box."""
        x, y, z = places
        grid = torch.stack([x, -y, z], -1).view(1, 1, 1, -1, 3)
        found = F.grid_sample(self.voxels, grid, align_corners=False, padding_mode="border")
        return found[0, :, 0, 0]

    def planes(self, parts: Places) -> Tensor:
        """Where slices lie, -1 to 1: in the middle of the nearest voxels."""
        counts = torch.tensor(self.shape[::-1], dtype=torch.float64)
        nearest = (torch.tensor(parts, dtype=torch.float64) * counts - 0.5).round()
        return (nearest.clamp(min=0).minimum(counts - 1) + 0.5) * (2 / counts) - 1


@runtime_checkable
class Gathering(Protocol):
    """What rays gather. A state is (k, n), a column a ray."""

    def begin(self, count: int) -> Tensor:
        """Of rays that have seen nothing."""
        ...

    def add(self, state: Tensor, found: Tensor, at: Tensor, way: Tensor) -> Tensor:
        """One step further: found (4, n) at places (3, n)."""
        ...

    def full(self, state: Tensor) -> Tensor | None:
        """Which rays need not go on; None: all must."""
        ...

    def light(self, state: Tensor, steps: Tensor) -> Tensor:
        """Linear light, not premultiplied, and opacity (4, n), after so many steps."""
        ...


class Clouds:
    """Everything on the way, what is near over what is far."""

    def __init__(self, scene: Scene, rays: Rays, look: Volume) -> None:
        self._parts, self._device = rays.parts, scene.voxels.device

    def begin(self, count: int) -> Tensor:
        """Nothing: premultiplied light and opacity."""
        return torch.zeros((4, count), device=self._device)

    def add(self, state: Tensor, found: Tensor, at: Tensor, way: Tensor) -> Tensor:
        """Under what there is."""
        alpha = found[3].clamp(1e-6, 1 - 1e-6)
        seen = 1 - (1 - alpha) ** self._parts
        left = 1 - state[3]
        state[:3].add_(found[:3] * (seen * left / alpha))
        state[3].add_(seen * left)
        return state

    def full(self, state: Tensor) -> Tensor | None:
        """Where nothing more shines through."""
        return state[3] >= _OPAQUE

    def light(self, state: Tensor, steps: Tensor) -> Tensor:
        """Without the premultiplication."""
        return torch.cat([state[:3] / state[3:].clamp(min=1e-6), state[3:]])


class Greatest:
    """The most opaque place; as opaque in the picture as it is beside the volume's most opaque."""

    def __init__(self, scene: Scene, rays: Rays, look: Volume) -> None:
        self._most, self._device = max(scene.most, 1e-6), scene.voxels.device

    def begin(self, count: int) -> Tensor:
        """Nothing."""
        return torch.zeros((4, count), device=self._device)

    def add(self, state: Tensor, found: Tensor, at: Tensor, way: Tensor) -> Tensor:
        """The better of two."""
        return torch.where(found[3] > state[3], found, state)

    def full(self, state: Tensor) -> Tensor | None:
        """Something better may come."""
        return None

    def light(self, state: Tensor, steps: Tensor) -> Tensor:
        """Opacity beside the volume's greatest."""
        return torch.cat([state[:3], (state[3:] / self._most).clamp(max=1)])


class Mean:
    """The mean colour by opacity; 1 - 1/e opaque where the mean opacity is that of the volume."""

    def __init__(self, scene: Scene, rays: Rays, look: Volume) -> None:
        self._usual = max(scene.mean, 1e-6)
        self._device = scene.voxels.device

    def begin(self, count: int) -> Tensor:
        """Nothing: sums of premultiplied light and of opacity."""
        return torch.zeros((4, count), device=self._device)

    def add(self, state: Tensor, found: Tensor, at: Tensor, way: Tensor) -> Tensor:
        """The sum."""
        return state.add_(found)

    def full(self, state: Tensor) -> Tensor | None:
        """All of a ray counts."""
        return None

    def light(self, state: Tensor, steps: Tensor) -> Tensor:
        """Sums to means."""
        opaque = 1 - torch.exp(-state[3:] / (steps.clamp(min=1) * self._usual))
        return torch.cat([state[:3] / state[3:].clamp(min=1e-9), opaque])


class Surface:
    """The first place where opacity passes a half, lit by its slope there; a cut through what is solid
    is lit as the side of the box."""

    def __init__(self, scene: Scene, rays: Rays, look: Volume) -> None:
        self._scene, self._rays, self._look = scene, rays, look
        self._device = scene.voxels.device

    def begin(self, count: int) -> Tensor:
        """Nothing: light, whether there was a surface, and the opacity last seen."""
        return torch.zeros((5, count), device=self._device)

    def add(self, state: Tensor, found: Tensor, at: Tensor, way: Tensor) -> Tensor:
        """Where it passed a half just now, the colour there."""
        now = ((found[3] >= 0.5) & (state[3] == 0)).nonzero()[:, 0]
        if len(now):
            was, value = state[4, now], found[3, now]
            back = (value - 0.5) / (value - was).clamp(min=1e-6)
            state[:3, now] = self._colour(at[:, now] - way[:, now] * back)
            state[3, now] = 1.0
        state[4] = found[3]
        return state

    def full(self, state: Tensor) -> Tensor | None:
        """What was met hides the rest."""
        return state[3] > 0

    def light(self, state: Tensor, steps: Tensor) -> Tensor:
        """Opaque, or nothing."""
        return state[:4]

    def _colour(self, places: Tensor) -> Tensor:
        """Linear light (3, n) on surfaces there."""
        towards = torch.from_numpy(self._look.lamp_towards()).float().tolist()
        half = self._rays.half.float().tolist()
        along = facing = torch.zeros_like(places[0])
        for axis, side in enumerate(self._scene.sides.tolist()):
            shift = torch.zeros((3, 1), device=places.device)
            shift[axis] = side / half[axis]
            slope = (self._solid(places + shift) - self._solid(places - shift)) / side
            along, facing = along + slope * slope, facing - slope * towards[axis]
        facing = facing / along.sqrt().clamp(min=1e-9)
        light, shine = shaded(facing, torch.ones_like(facing), self._look)
        return (self._scene.at(places)[:3] * light + shine).clamp(0, 1)

    def _solid(self, places: Tensor) -> Tensor:
        """Opacity; none beyond the clip box."""
        low, high = (
            t.float().to(places.device)[:, None] for t in (self._rays.low, self._rays.high)
        )
        return self._scene.at(places)[3] * ((places >= low) & (places <= high)).all(0)


GATHERINGS: dict[str, Callable[[Scene, Rays, Volume], Gathering]] = {
    "composite": Clouds, "maximum": Greatest, "average": Mean, "surface": Surface,
}  # fmt: skip


def followed(
    scene: Scene, rays: Rays, rows: tuple[int, int], gathering: Gathering
) -> Generator[float, None, Tensor]:
    """All rays of some rows of the picture to their ends: (4, n) sRGB levels and opacity."""
    device = scene.voxels.device
    at, way, counts = (t.to(device) for t in rays.of(*rows))
    with torch.inference_mode():
        out = gathering.begin(len(counts))
        index = (counts > 0).nonzero()[:, 0]
        march = _March(gathering, index, at[:, index], way[:, index], counts[index], out)
    most = int(counts.max()) if len(counts) else 0
    for k in range(0, most, _PAUSE):
        if not march.go(scene, k):
            break
        yield min(1.0, k / most)
    return march.end(counts)


@dataclass(slots=True)
class _March:
    """Rays under way, and the states of those that have ended."""

    gathering: Gathering
    index: Tensor
    at: Tensor
    way: Tensor
    counts: Tensor
    out: Tensor
    state: Tensor | None = None

    @torch.inference_mode()
    def go(self, scene: Scene, done: int) -> bool:
        """Some steps; False where no ray is left."""
        if self.state is None:
            self.state = self.gathering.begin(len(self.index))
        self._leave(done)
        if not len(self.index):
            return False
        for k in range(done, done + _PAUSE):
            found = scene.at(self.at)
            if done + _PAUSE > self._shortest():
                found = found * (self.counts > k)
            self.state = self.gathering.add(self.state, found, self.at, self.way)
            self.at = self.at + self.way
        return True

    @torch.inference_mode()
    def end(self, counts: Tensor) -> Tensor:
        """What all rays have seen."""
        if self.state is not None:
            self.out[:, self.index] = self.state
        light = self.gathering.light(self.out, counts)
        return torch.cat([to_srgb(light[:3].clamp(0, 1)), light[3:]])

    def _shortest(self) -> float:
        return float(self.counts.min())

    def _leave(self, done: int) -> None:
        """Rays that have run to their end, or need not go on, go no further."""
        assert self.state is not None
        on = self.counts > done
        full = self.gathering.full(self.state)
        on = on if full is None else on & ~full
        if bool(on.all()):
            return
        gone = ~on
        self.out[:, self.index[gone]] = self.state[:, gone]
        self.index, self.counts = self.index[on], self.counts[on]
        self.at, self.way, self.state = self.at[:, on], self.way[:, on], self.state[:, on]


@torch.inference_mode()
def picked(scene: Scene, met: tuple[Tensor, Tensor]) -> Tensor:
    """Opaque colours where rays meet a plane: (4, n) sRGB levels and opacity."""
    places, hit = (t.to(scene.voxels.device) for t in met)
    seen = hit.float()
    colours = to_srgb(scene.at(places)[:3].clamp(0, 1))
    return torch.cat([colours * seen, seen[None]])


__all__ = ["GATHERINGS", "Gathering", "Scene", "followed", "picked"]
