"""Families: what a kind of field is, the registry of them, and what some of them can do.

A family is one file in `families/`: a spec whose `program` lowers it to a network of a few plain
operations (`network.py`). The evaluator, the trainer and the shader printer read that one program.
Family files import no torch, so that listing and decoding them is quick.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, Self, TypeVar, Union, runtime_checkable

from canvas_app.core.field import FieldSpec
from canvas_app.core.registry import Registry
from canvas_app.core.spec import tag_of
from canvas_app.core.weights import Weights

from .graphs import Wiring
from .network import Program

FAMILIES: Registry[type[FieldSpec]] = Registry("family", "canvas_app.engine.families")
F = TypeVar("F", bound=type[FieldSpec])


def family(cls: F) -> F:
    """Register a field spec under its tag. The tag is a promise in files: always written out."""
    FAMILIES.add(tag_of(cls))(cls)
    return cls


def family_union() -> Any:
    """The tagged union of all families, for decoding."""
    return Union[tuple(FAMILIES.values())]  # noqa: UP007 - built at run time


@runtime_checkable
class Lowerable(Protocol):
    """A family whose network is a program of plain operations. All families are."""

    def program(self, groups: tuple[int, ...], latent: int) -> Program:
        """The network for inputs of `groups` features each and a latent of `latent` numbers."""
        ...


@runtime_checkable
class Latent(Protocol):
    """A family that listens to a latent vector."""

    @property
    def latent_std(self) -> float:
        """Spread of the drawn weights that read the latent; 0 when it is ignored."""
        ...


@runtime_checkable
class Drawable(Protocol):
    """A family whose structure can be drawn as a graph."""

    def diagram(self) -> Any:
        """A networkx graph with `label` and `pos` on its nodes."""
        ...


@runtime_checkable
class Rewirable(Protocol):
    """A family whose structure can be replaced by a given graph, such as one from a GraphML file."""

    def rewired(self, wiring: Wiring) -> FieldSpec:
        """The same knobs on another graph."""
        ...


@runtime_checkable
class Covering(Protocol):
    """A family that may have nothing to show in places: pictures are transparent there."""

    @property
    def complete(self) -> bool:
        """Whether there is something to show everywhere."""
        ...

    def covers(self, features: Any) -> Any:
        """Which points have something to show: features (f, n) to bool (n,), both tensors."""
        ...

    def covers_text(self, source: Sequence[str], put: Callable[[Any], int]) -> Any:
        """The same as GLSL, a `glsl.tables.Printed` of `float there`. source: references to the features;
        put: as for `glsl.tables.Printable`."""
        ...


Roles = tuple[int, int, int]
"""One number each for the input layer, the hidden layers and the output layer."""


@runtime_checkable
class Refinable(Protocol):
    """A family that can be given more weights without changing what it shows."""

    def refined(
        self,
        weights: Weights,
        *,
        nodes: int | Roles | None = None,
        segments: int | Roles | None = None,
    ) -> tuple[Self, Weights]:
        """The same function with more nodes or segments, for all layers or for each role."""
        ...
