"""Field: an artwork's stages up to raw values, built once and called anywhere.

world point -> space -> inputs -> network -> K values (and three more where a Voronoi transform is).
`build` is the only maker; it caches by everything that decides the values.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Bool, Float
from numpy.typing import NDArray
from torch import Tensor

from canvas_app.core.artwork import Artwork, Statistics
from canvas_app.core.errors import CanvasError
from canvas_app.core.random import Stream
from canvas_app.core.view import View

from .activations import FINALS
from .arithmetic import needs_float64
from .calibrate import calibrate
from .device import CPU, GRAIN, choose, chunk_for, halving
from .evaluate import Bound, Workspace, foldable
from .family import Covering, Lowerable
from .inits import draw
from .inputs import PreparedInputs, prepare_inputs
from .levels import measure
from .network import Program, most_alive
from .space import PreparedSpace, prepare_space

CALIBRATION_SIDE = 48
STATISTICS_SIDE = 96
FOLDED = 33.0  # log2 of the zoom up to which the centre is folded into the first layer
MOST_BYTES = 2**18
"""A field may take this many bytes for each point under way: half a gigabyte for the least chunk."""

_CACHE_SIZE = 64
_CACHE_NUMBERS = 2**27  # of all cached fields together: half a gigabyte


@dataclass(frozen=True)
class Field:
    """A built network as a function of world points. Immutable; safe on any thread."""

    artwork: Artwork
    space: PreparedSpace
    inputs: PreparedInputs
    program: Program
    parameters: dict[str, Tensor]
    device: torch.device

    @property
    def channels(self) -> int:
        """Values per point: the field's outputs, and three more with a Voronoi transform."""
        return self.artwork.channels

    @property
    def size(self) -> int:
        """How many numbers the network has."""
        return sum(p.numel() for p in self.parameters.values())

    def through(self, view: View, latent: tuple[float, ...], wide: bool | None = None) -> Lens:
        """The field made ready for the points of one view and one latent. wide: in float64
        throughout; None asks `arithmetic` about a screen of ordinary size."""
        if wide is None:
            wide = needs_float64(self.artwork.reference, view)
        return Lens(self, view, latent, wide)


class Lens:
    """A field bound to a view and a latent: float64 world points to raw values, in `dtype`.

    In float64 the view's centre is folded into the first layer, W (c + d) + b = (W c + b) + W d, where
    the network lets it: what is rounded there is then the small difference. Deeper than FOLDED, bands
    and slopes bring the last bits of a float64 into sight, whatever is done; there the network is run
    plainly, one operation after the other, so that the picture is the one that anybody gets.
    """

    def __init__(self, field: Field, view: View, latent: tuple[float, ...], wide: bool) -> None:
        self._field = field
        self.device = field.device
        self.dtype = torch.float64 if wide else torch.float32
        self.depth = _depth(field.artwork.reference, view)
        self._slice = view.z
        self._plainly = wide and self.depth > FOLDED
        folded = wide and not self._plainly and foldable(field.program)
        self._centre = self._centre_features(view) if folded else None
        z = torch.tensor(latent, dtype=self.dtype, device=field.device) if latent else None
        parameters = field.parameters
        if wide:
            parameters = {name: p.double() for name, p in parameters.items()}
        self._bound = Bound(field.program, parameters, z, self._centre)
        self._own = threading.local()  # a workspace for each thread that paints tiles
        self.chunk = chunk_for(field.device, need(field.program) * (2 if wide else 1))

    def drop(self) -> None:
        """End what runs in other threads, with `Abandoned`: nobody wants the values any more."""
        self._bound.wanted = False

    def values(
        self, x: Float[Tensor, " n"], y: Float[Tensor, " n"], z: Float[Tensor, " n"] | None = None
    ) -> Float[Tensor, "c n"]:
        """Raw values at world points (float64), on the field's device. Halves its chunks when
        memory runs out. z: the third axis; None is the slice of the view.

        Raises:
            torch.OutOfMemoryError: not even a small chunk fits the device.
        """
        out, self.chunk = halving(self.chunk, self._field.device, lambda n: self._all(x, y, z, n))
        return out

    @torch.inference_mode()
    def _all(self, x: Tensor, y: Tensor, z: Tensor | None, chunk: int) -> Tensor:
        # Vectorised functions treat a ragged end in another way, by an ulp: so no end is ragged, and
        # a point's value never depends on which others are evaluated with it.
        count = len(x)
        x, y = _whole_grains(x), _whole_grains(y)
        z = None if z is None else _whole_grains(z)
        out = torch.empty((self._field.channels, len(x)), dtype=self.dtype, device=self.device)
        for start in range(0, len(x), chunk):
            stop = min(start + chunk, len(x))
            part = slice(start, stop)
            self._some(x[part], y[part], None if z is None else z[part], out[:, part])
        return out[:, :count]

    @torch.inference_mode()
    def covered(
        self, x: Float[Tensor, " n"], y: Float[Tensor, " n"], z: Float[Tensor, " n"] | None = None
    ) -> Bool[Tensor, " n"]:
        """Where the field has something to show."""
        spec = self._field.artwork.field
        if not isinstance(spec, Covering) or spec.complete:
            return torch.ones(len(x), dtype=torch.bool, device=self.device)
        found: Tensor = spec.covers(self._features(x, y, z)[0])
        return found

    def _features(self, x: Tensor, y: Tensor, z: Tensor | None) -> tuple[Tensor, list[Tensor]]:
        """What the network reads at points, and what space adds to its values."""
        field, check = self._field, self._bound.check
        x, y = x.to(self.dtype), y.to(self.dtype)
        px, py, extras = field.space.apply(x, y, self.depth, check)
        slab = self._slice if z is None else z.to(self.dtype)
        return field.inputs.apply(px, py, self.depth, check, slab), list(extras)

    def _some(self, x: Tensor, y: Tensor, z: Tensor | None, out: Tensor) -> None:
        field = self._field
        features, extras = self._features(x, y, z)
        if self._centre is not None:
            features = features.sub_(self._centre[:, None])
        if self._plainly:
            raw = self._bound.run_plainly(features)
        else:
            raw = self._bound.run(features, self._workspace())
        outputs = field.artwork.field.outputs
        out[:outputs] = FINALS[field.artwork.field.final](raw)
        for row, extra in enumerate(extras, outputs):
            out[row] = extra

    def _workspace(self) -> Workspace:
        if not hasattr(self._own, "workspace"):
            self._own.workspace = Workspace()
        found: Workspace = self._own.workspace
        return found

    def _centre_features(self, view: View) -> Tensor:
        point = torch.tensor([[view.x], [view.y]], dtype=torch.float64, device=self._field.device)
        x, y, _ = self._field.space.apply(point[0], point[1], self.depth)
        return self._field.inputs.apply(x, y, self.depth, z=view.z)[:, 0]


def _whole_grains(values: Tensor) -> Tensor:
    missing = -len(values) % GRAIN
    return torch.cat([values, values[-1:].expand(missing)]) if missing else values


def _depth(reference: View, view: View) -> float:
    ratio = reference.height / view.height
    return float(torch.log2(torch.tensor(ratio, dtype=torch.float64)))


def seed_latent(seed: int, size: int) -> tuple[float, ...]:
    """The latent that belongs to a field seed: U(-1, 1) each. Gains are measured with it."""
    return tuple(float(z) for z in Stream(seed, "latent").uniforms(-1, 1, (size,)))


_lock = threading.Lock()
_fields: OrderedDict[tuple[object, ...], Field] = OrderedDict()


def build(artwork: Artwork, device: str = "auto") -> Field:
    """The field of an artwork on a device, from the cache when it was built before.

    Raises:
        CanvasError: the recipe cannot be built (too large, weights that do not fit, no device).
    """
    where = choose(device)
    key = (*artwork.drawn_by(), len(artwork.latent), str(where))
    with _lock:
        if key in _fields:
            _fields.move_to_end(key)
            return _fields[key]
    field = _build(artwork, where)
    with _lock:
        _fields[key] = field
        while len(_fields) > 1 and _overfull():
            _fields.popitem(last=False)
    return field


def forget(artwork: Artwork) -> None:
    """Drop the built fields of an artwork that nobody will ask for again: one moment of a film."""
    mine = (*artwork.drawn_by(), len(artwork.latent))
    with _lock:
        for key in [key for key in _fields if key[:-1] == mine]:
            del _fields[key]


def _overfull() -> bool:
    return len(_fields) > _CACHE_SIZE or sum(f.size for f in _fields.values()) > _CACHE_NUMBERS


def need(program: Program) -> int:
    """Bytes a point takes, about, in float32 and with some room; twice as many in float64."""
    return 4 * most_alive(program) + 16 * program.inputs


def _build(artwork: Artwork, device: torch.device) -> Field:
    spec = artwork.field
    if not isinstance(spec, Lowerable):
        raise CanvasError(f"{type(spec).__name__} is not a family of fields.")
    space, inputs = (
        prepare_space(artwork.space, artwork.seed),
        prepare_inputs(artwork.inputs, artwork.seed),
    )
    program = spec.program(inputs.groups, len(artwork.latent))
    _check_need(program)
    arrays: Mapping[str, NDArray[Any]]
    if artwork.weights is not None:
        arrays = artwork.weights
    else:
        x, y, z = _home(artwork, CALIBRATION_SIDE)
        px, py, _ = space.apply(x, y, 0.0)
        latent = torch.tensor(seed_latent(spec.seed, len(artwork.latent)))
        arrays = calibrate(
            program, draw(program, spec.seed), inputs.apply(px, py, 0.0, z=z), latent
        )
    _check(program, arrays)
    parameters = {n: torch.tensor(a, dtype=torch.float32, device=device) for n, a in arrays.items()}
    return Field(artwork, space, inputs, program, parameters, device)


def _check_need(program: Program) -> None:
    if need(program) > MOST_BYTES:
        raise CanvasError(
            f"This field would take {need(program) // 1024:,} kB for each point of a picture.",
            hint=f"At most {MOST_BYTES // 1024} are possible: take fewer inputs, nodes or layers.",
        )


def _check(program: Program, arrays: Mapping[str, NDArray[Any]]) -> None:
    given = [p for p in program.optional if p.name in arrays]
    for parameter in (*program.parameters, *given):
        array = arrays.get(parameter.name)
        shape = None if array is None else array.shape
        if shape != parameter.shape:
            raise CanvasError(
                f"The weights do not fit: {parameter.name} is {shape}, the field needs {parameter.shape}.",
                hint="The file may belong to another recipe.",
            )


def _square(view: View, side: int) -> tuple[Tensor, Tensor]:
    """Points from edge to edge of the square a view is high, rows from the top, float64."""
    t = torch.linspace(-1, 1, side, dtype=torch.float64) * (view.height / 2)
    v, u = torch.meshgrid(-t, t, indexing="ij")
    c, s = torch.cos(torch.tensor(view.angle)).item(), torch.sin(torch.tensor(view.angle)).item()
    u, v = u.reshape(-1), v.reshape(-1)
    return view.x + u * c - v * s, view.y + u * s + v * c


def _home(artwork: Artwork, side: int) -> tuple[Tensor, Tensor, Tensor]:
    """About side^2 points where an artwork is measured: the square of its reference view, or, where it
    reads the third axis, the cube."""
    view = artwork.reference
    if not artwork.solid:
        x, y = _square(view, side)
        return x, y, torch.full_like(x, view.z)
    slices = max(2, round(side ** (2 / 3)))
    x, y = _square(view, round(side / math.sqrt(slices)))
    z = view.z + torch.linspace(-1, 1, slices, dtype=torch.float64) * (view.height / 2)
    return x.repeat(slices), y.repeat(slices), z.repeat_interleave(len(x))


def statistics(artwork: Artwork) -> Statistics:
    """The artwork's home statistics: those it carries, or measured now on the CPU."""
    if artwork.statistics is not None:
        return artwork.statistics
    key = (*artwork.drawn_by(), artwork.latent)
    with _lock:
        if key in _statistics:
            return _statistics[key]
    x, y, z = _home(artwork, STATISTICS_SIDE)
    lens = build(artwork, "cpu").through(artwork.reference, artwork.latent, wide=False)
    there = lens.covered(x, y, z)
    found = measure(lens.values(x, y, z)[:, there] if there.any() else lens.values(x, y, z))
    with _lock:
        _statistics[key] = found
        while len(_statistics) > _CACHE_SIZE:
            _statistics.popitem(last=False)
    return found


_statistics: OrderedDict[tuple[object, ...], Statistics] = OrderedDict()


def measured(artwork: Artwork) -> Artwork:
    """The artwork with its home statistics written down, as it should be saved."""
    return artwork.but(statistics=statistics(artwork))


__all__ = ["CPU", "Field", "Lens", "build", "measured", "seed_latent", "statistics"]
