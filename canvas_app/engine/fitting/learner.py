"""Learner: a network, its optimiser and a scene: slopes of pieces, updates, measurements, states.

It decides nothing about when: `fit.py` does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from canvas_app.core.artwork import Artwork
from canvas_app.core.weights import Weights
from canvas_app.engine.activations import FINALS
from canvas_app.engine.field import Field

from .batches import Batches, Piece
from .cell_batches import cell_batches
from .crew import Crew
from .losses import total
from .network import Network, chunk_of, measured, own_of
from .paced import Paced, read_by_waves
from .plans import FitPlan
from .scene import Scene
from .slopes import Part, Slopes
from .starts import LATENT


class Learner:
    """What is trained, and how one update of it is made."""

    def __init__(
        self,
        artwork: Artwork,
        field: Field,
        scene: Scene,
        plan: FitPlan,
        frozen: Collection[str] = (),
    ) -> None:
        self.plan, self.scene = plan, scene
        self._final = FINALS[artwork.field.final]
        self.device = field.device
        fixed = measured(field.program) | frozenset(frozen)
        values = dict(field.parameters)
        if artwork.latent:
            column = torch.tensor(artwork.latent, device=field.device)[:, None]
            values[LATENT] = column
            fixed |= set() if plan.train_latent else {LATENT}
        self._fixed: dict[str, Tensor] = {n: t for n, t in values.items() if n in fixed}
        self._learned = {
            n: torch.nn.Parameter(t.clone()) for n, t in values.items() if n not in fixed
        }
        self._all = {**self._fixed, **self._learned}
        self.tensors: list[Tensor] = list(self._learned.values())
        # Grids of three sides are no matrices; weights of cells are, one for each cell.
        plain = {
            i
            for i, (name, t) in enumerate(self._learned.items())
            if name.endswith(".bias") or (t.ndim == 3 and not name.endswith(".weight"))
        }
        own = {i for i, name in enumerate(self._learned) if own_of(field.program, name)}
        waves = read_by_waves(artwork.field)
        self._optimiser = Paced(plan, self.tensors, plain, own, scene.reach, waves)
        self._network = Network(field.program, scene.lattice)
        chunk = chunk_of(field.program, field.device)
        self.batches = Batches(plan, scene, chunk)
        self._bands = self.batches.bands(4 * chunk)
        self._cells = cell_batches(artwork, field, scene, plan, chunk)

    def slopes(self, piece: Piece) -> Slopes:
        """The loss of a piece, as its part of the batch's, and its slopes."""
        parts = self._network.parts(piece.rect, piece.sieve)
        with torch.enable_grad():
            alone = {
                n: self._learned[n].detach()[box] for n, box in parts.items() if n in self._learned
            }
            p = {**self._all, **{n: t.requires_grad_() for n, t in alone.items()}}
            loss = self.loss(piece, p) * piece.share
            wanted = [p[name] for name in self._learned]
            found = torch.autograd.grad(loss, wanted, allow_unused=True)
        each = zip(self._learned, found, strict=True)
        return loss.detach(), tuple(
            Part(parts[n], slope) if n in alone and slope is not None else slope
            for n, slope in each
        )

    @property
    def features_kept(self) -> bool:
        """Whether what the network reads lies ready on the device, and batches are not by cells."""
        return self.scene.features_kept and self._cells is None

    def pieces(self, step: int) -> list[Piece]:
        """The parts of the batch of one step."""
        return (self._cells or self.batches).pieces(step)

    def loss(self, piece: Piece, p: Mapping[str, Tensor] | None = None) -> Tensor:
        """The mean loss of a piece; of weights `p`, where they are not those of now."""
        p = self._all if p is None else p
        wanted, weight = self._wanted(piece)
        found = self.values(piece, p)
        if piece.scale is not None:
            scale = piece.scale.to(self.device)
            weight = scale if weight is None else weight * scale
        shape = None if piece.rect is None else (piece.rect[3], piece.rect[2])
        loss = total(self.plan, found, wanted, weight, shape)
        extra = self._network.penalty(p)
        return loss if extra is None else loss + extra

    def update(self, slopes: list[Tensor | None], rate: float) -> Iterator[None]:
        """One step of the optimiser along summed slopes, in parts: iterating makes it."""
        for tensor, slope in zip(self.tensors, slopes, strict=True):
            tensor.grad = slope
        self._optimiser.rate = rate
        for part in self._optimiser.parts():
            yield part()

    def values(self, piece: Piece, p: Mapping[str, Tensor]) -> Tensor:
        """The field with weights `p` at a piece's points, (c, n), float32."""
        alone = piece.rect is not None and self._network.reads_lattice_alone
        features = None if alone else self._features(piece)
        half = self.plan.precision == "bf16"
        with torch.autocast(self.device.type, torch.bfloat16, enabled=half):
            out = self._network.run(p, features, piece.rect, piece.cells, piece.sieve)
        return self._final(out.float())

    def _features(self, piece: Piece) -> Tensor:
        if piece.rect is not None:
            return self.scene.window_features(piece.rect, piece.sieve)
        assert piece.index is not None
        return self.scene.features(piece.index)

    def _wanted(self, piece: Piece) -> tuple[Tensor, Tensor | None]:
        if piece.rect is not None:
            return self.scene.window(piece.rect, piece.sieve)
        assert piece.index is not None
        return self.scene.wanted(piece.index)

    def errors(
        self, crew: Crew | None, p: Mapping[str, Tensor] | None = None, *, clamped: bool
    ) -> Iterator[tuple[Tensor, float]]:
        """Band by band, the squared error of each pixel (mean over its values), and the band's share
        of the mean: their sum is the mean squared error of the picture. Raster order. p: the weights,
        where they are not those of now. Without a crew the caller's thread does it all."""
        values = self._all if p is None else p

        def error(piece: Piece) -> Tensor:
            return self._error(piece, values, clamped)

        found = map(error, self._bands) if crew is None else crew.each(error, self._bands)
        for part in found:
            yield part, float(part.sum(dtype=torch.float64)) / self.scene.count

    @property
    def sound(self) -> bool:
        """Whether all weights are numbers."""
        return all(bool(t.isfinite().all()) for t in self.tensors)

    @property
    def bands(self) -> int:
        """In how many bands the picture is measured."""
        return len(self._bands)

    def error_of(
        self,
        bands: Sequence[int],
        crew: Crew,
        p: Mapping[str, Tensor] | None = None,
        *,
        clamped: bool,
    ) -> float:
        """The summed squared error of some bands; of weights `p`, where they are not those of now."""
        values = self._all if p is None else p
        some = [self._bands[k] for k in bands]
        each = crew.each(lambda piece: self._error(piece, values, clamped), some)
        return sum(float(part.sum(dtype=torch.float64)) for part in each)

    def placed(self, arrays: Mapping[str, NDArray[Any]]) -> dict[str, Tensor]:
        """Weights as `arrays` told them, on the device, beside those of now."""
        known = {n: torch.from_numpy(np.array(a, np.float32)) for n, a in arrays.items()}
        return {n: known[n].to(t.device) if n in known else t for n, t in self._all.items()}

    @torch.inference_mode()
    def _error(self, piece: Piece, p: Mapping[str, Tensor], clamped: bool) -> Tensor:
        wanted, weight = self._wanted(piece)
        found = self.values(piece, p)
        if clamped:
            found = found.clamp(0, 1)
        each = (found - wanted).square().mean(0)
        return (each if weight is None else each * weight).cpu()

    def copies(self) -> dict[str, Tensor]:
        """The weights as they are, on the device, for others to read while learning goes on."""
        return {n: t.detach().clone() for n, t in self._all.items()}

    def arrays(self, p: Mapping[str, Tensor] | None = None) -> dict[str, NDArray[Any]]:
        """The weights as they are, copied; or those of `copies`."""
        values = self._all if p is None else p
        kept = [n for n in values if n != LATENT or self.plan.train_latent]
        return {n: values[n].detach().to("cpu", copy=True).numpy() for n in kept}

    def weights(self) -> Weights:
        """The weights as they are, never to change."""
        return Weights(self.arrays())

    @torch.no_grad()
    def put(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Go on from these weights."""
        for name, tensor in self._learned.items():
            tensor.copy_(torch.from_numpy(np.array(arrays[name], np.float32)))

    def moments(self) -> list[dict[str, Tensor]]:
        """What the optimiser keeps for each trained array, copied."""
        return self._optimiser.state()

    def put_moments(self, moments: list[dict[str, Tensor]]) -> None:
        """Go on from what `moments` gave."""
        self._optimiser.put(moments)

    @property
    def names(self) -> list[str]:
        """The trained arrays, in the order of `tensors`."""
        return list(self._learned)
