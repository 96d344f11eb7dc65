"""Exporters: what a file format is to the rest of the program, and the registry of them.

One file in `exporters/` a format: a generator that writes a picture strip by strip, tells how far it
is, and returns the path. Stopping the generator leaves the folder as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.registry import Registry
from canvas_app.core.view import Size, View
from canvas_app.engine.request import Frame, RenderRequest


@dataclass(frozen=True, slots=True)
class Progress:
    """How far long work is: a fraction in 0..1 and a word on what it does."""

    fraction: float
    note: str = ""


LIVE = frozenset({".html", ".glsl"})
"""Endings of pieces that are computed wherever they are seen, and so have no size."""


@dataclass(frozen=True, slots=True)
class PageOptions:
    """What a person may choose about a page: whether it moves by itself as it opens, and whether the
    latent sliders and the palettes are there for whoever looks."""

    playing: bool = False
    controls: bool = True


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What a person may choose about an exported picture.

    size: exact pixels. view: None means home. bits: 8 or 16 a channel, where the format can.
    quality: 1..100 for lossy formats. page: for pages alone. over: an artwork into which the one that
    is written fades, and how much of it is seen (`amount`, 0..1); live pieces show one alone.
    """

    size: Size = (1920, 1080)
    supersample: int = 1
    view: View | None = None
    bits: int = 8
    quality: int = 92
    device: str = "auto"
    page: PageOptions = PageOptions()
    over: Artwork | None = None
    amount: float = 0.0

    def __post_init__(self) -> None:
        if self.bits not in (8, 16):
            raise CanvasError(f"{self.bits} bits a channel cannot be written.", hint="Use 8 or 16.")
        if not 1 <= self.quality <= 100:
            raise CanvasError("Quality must be 1 to 100.", hint="92 is hard to tell from the best.")


Export = Generator[Progress, None, Path]
Exporter = Callable[[Path, Artwork, ExportOptions], Export]
E = TypeVar("E", bound=Exporter)

EXPORTERS: Registry[Exporter] = Registry("exporter", "canvas_app.io.exporters")


def exporter(*endings: str) -> Callable[[E], E]:
    """Register a generator for files with these endings, such as ".png"."""

    def register(function: E) -> E:
        EXPORTERS.add(*endings)(function)
        return function

    return register


def exporter_for(path: Path) -> Exporter:
    """The exporter that a file's ending asks for. A CanvasError names those there are."""
    ending = path.suffix.lower()
    if ending not in EXPORTERS:
        raise CanvasError(
            f"Canvas cannot write {ending or 'a file without an ending'}.",
            hint=f"It writes {', '.join(EXPORTERS)}.",
        )
    return EXPORTERS[ending]


def export(path: Path, artwork: Artwork, options: ExportOptions) -> Export:
    """Write a picture of an artwork, in the format that the ending of `path` asks for."""
    return exporter_for(path)(path, artwork, options)


def exported(artwork: Artwork, options: ExportOptions) -> Artwork:
    """The artwork a picture carries: measured, and its home is what the picture shows."""
    from canvas_app.engine.field import measured

    return measured(artwork).but(home=options.view or artwork.home)


def strips_of(artwork: Artwork, options: ExportOptions) -> Iterator[Frame]:
    """The picture in full detail, top to bottom, in bounded memory."""
    from canvas_app.engine.render import strips

    return strips(
        RenderRequest(
            artwork,
            options.view or artwork.home,
            options.size,
            supersample=options.supersample,
            device=options.device,
            bits=options.bits,
            over=options.over,
            amount=options.amount,
        )
    )
