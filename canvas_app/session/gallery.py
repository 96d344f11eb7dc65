"""Gallery: recipes as cards with thumbnails. A thumbnail is a render like any other, kept on disk."""

from __future__ import annotations

import hashlib
import io
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np
import platformdirs
from numpy.typing import NDArray
from PIL import Image
from psygnal import Signal

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.shipped import shipped
from canvas_app.core.spec import tag_of
from canvas_app.core.volume import Volume
from canvas_app.engine.request import resolve
from canvas_app.io.atomic import write_bytes
from canvas_app.io.load import load
from canvas_app.io.recipe import to_compact
from canvas_app.jobs import Lane

from . import ready_made

SIDE = ready_made.THUMBNAIL_SIDE  # pixels: a cell of the grid on a screen of twice the density
Picture = NDArray[np.uint8]  # (h, w, 3)
Find = Callable[[], Sequence[Path]]
Source = Literal["presets", "mine", "recent"]
VOLUME = "volume"  # the tag of works that are seen in space
KINDS = frozenset({".json", ".ndf", ".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff"})


@dataclass(frozen=True)
class Card:
    """One entry: where it lies and what it holds, or why it could not be read."""

    path: Path
    title: str
    tags: tuple[str, ...] = ()
    artwork: Artwork | None = None
    fault: str = ""

    @property
    def name(self) -> str:
        """What preferences call it: the file's name without its ending."""
        return self.path.stem

    @property
    def solid(self) -> bool:
        """Whether it was made to be seen in space."""
        return self.artwork is not None and spatial(self.artwork)

    @cached_property
    def words(self) -> str:
        """Everything a search may find it by: title, file, tags, style, family, head, palette."""
        said = [self.title, self.name, *self.tags]
        if self.artwork is not None:
            look = self.artwork.look
            said += [self.artwork.about.style, tag_of(self.artwork.field)]
            said += [tag_of(look.head), look.palette.name]
        return " ".join(said).casefold()


@dataclass
class Thumbs:
    """Makes thumbnails, or finds them on disk. A damaged file is made anew."""

    folder: Path | None = None
    side: int = SIDE
    edition: str = field(default_factory=lambda: edition())

    def kept(self, artwork: Artwork) -> Picture | None:
        """The thumbnail on disk, or the one shipped; None when there is none, or a damaged one."""
        try:
            with Image.open(self._path(artwork)) as image:
                if image.size == (self.side, self.side):
                    return np.asarray(image.convert("RGB"))
        except (OSError, SyntaxError, ValueError):
            pass
        return ready_made.picture(artwork, "thumbnail") if self.side == SIDE else None

    def made(self, artwork: Artwork) -> Picture:
        """The home view of an artwork as a square, (side, side, 3), rendered now and kept on disk."""
        picture = self.drawn(artwork)
        self._keep(self._path(artwork), picture)
        return picture

    def _path(self, artwork: Artwork) -> Path:
        text = f"{self.edition} {self.side} {to_compact(artwork)}"
        folder = self.folder or platformdirs.user_cache_path("canvas-app", appauthor=False)
        return folder / "thumbnails" / f"{hashlib.sha256(text.encode()).hexdigest()[:32]}.png"

    def _keep(self, path: Path, picture: Picture) -> None:
        buffer = io.BytesIO()
        Image.fromarray(picture).save(buffer, "PNG")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_bytes(path, buffer.getvalue())
        except (OSError, CanvasError):
            return  # a cache that cannot be written costs time, nothing else

    def drawn(self, artwork: Artwork) -> Picture:
        """The home view as a square, or the volume by its camera, rendered now and not kept."""
        if spatial(artwork):
            from canvas_app.engine.solid_filming import portrait

            return portrait(artwork, self.side)
        from canvas_app.engine.render import render

        request = resolve(artwork, None, (self.side, self.side), supersample=2, device="cpu")
        *_, frame = render(request)
        return np.ascontiguousarray(frame.rgba[..., :3], np.uint8)


class Gallery:
    """Cards of one source at a time, read and drawn in a background lane."""

    listed = Signal()
    thumb_ready = Signal(int)  # index of the card
    unread = Signal(object)  # files that could not be shown, with the reason; each is told once

    def __init__(
        self, lane: Lane, thumbs: Thumbs | None = None, busy: Callable[[], bool] = lambda: False
    ) -> None:
        self._lane = lane
        self._thumbs = thumbs or Thumbs()
        self._busy = busy
        self.cards: tuple[Card, ...] = ()
        self.pictures: dict[Path, Picture] = {}
        self.faults: dict[Path, str] = {}
        self._told: set[Path] = set()
        self.wanted: frozenset[Path] = frozenset()

    def show(self, paths: Sequence[Path] | Find) -> None:
        """Put the recipes in these files on the shelf. A function finds them in the lane."""
        for job in self._lane.jobs:
            job.cancel()
        job = self._lane.start("Reading the gallery", _read(paths))
        job.done.connect(self._on_read)

    def _on_read(self, cards: tuple[Card, ...]) -> None:
        self.cards = cards
        self.faults = {c.path: c.fault for c in cards if c.fault}
        self.listed.emit()
        made: list[Path] = []
        seen = 0
        places = {card.path: place for place, card in enumerate(cards)}

        def more(count: int) -> None:
            nonlocal seen
            for path in made[seen:count]:
                self.thumb_ready.emit(places[path])
            seen = count

        job = self._lane.start("Drawing thumbnails", self._draw(cards, made))
        job.updated.connect(more)
        job.done.connect(lambda _: self._tell())
        self._tell()

    def _tell(self) -> None:
        news = {path: fault for path, fault in self.faults.items() if path not in self._told}
        if news:
            self._told |= news.keys()
            self.unread.emit(news)

    def _draw(self, cards: Sequence[Card], made: list[Path]) -> Generator[int, None, None]:
        """What is on disk first; the rest is drawn while the picture on screen needs nobody."""
        missing = []
        for card in cards:
            if card.artwork is None or card.path in self.pictures:
                made.append(card.path)
            elif (picture := self._thumbs.kept(card.artwork)) is not None:
                self.pictures[card.path] = picture
                made.append(card.path)
            else:
                missing.append(card)
            yield len(made)
        while missing:
            while self._busy():
                yield len(made)
                time.sleep(0.02)
            card = self._next(missing)
            missing.remove(card)
            self._make(card)
            made.append(card.path)
            yield len(made)

    def _next(self, missing: Sequence[Card]) -> Card:
        """What is in sight comes first. `wanted` is replaced whole, so reading it needs no lock."""
        wanted = self.wanted
        return next((card for card in missing if card.path in wanted), missing[0])

    def _make(self, card: Card) -> None:
        if card.artwork is None:
            return
        try:
            self.pictures[card.path] = self._thumbs.made(card.artwork)
        except Exception as error:  # noqa: BLE001 - named on its card; the rest goes on
            self.faults[card.path] = str(error) or type(error).__name__


def _read(paths: Sequence[Path] | Find) -> Generator[int, None, tuple[Card, ...]]:
    cards = []
    yield 0
    for count, path in enumerate(paths() if callable(paths) else paths, 1):
        cards.append(_card(path))
        yield count
    return tuple(cards)


def _card(path: Path) -> Card:
    try:
        artwork = load(path).artwork
    except (CanvasError, OSError) as error:
        return Card(path, path.stem, fault=str(error))
    tags = (*artwork.about.tags, *([VOLUME] if spatial(artwork) else []))
    return Card(path, artwork.title, tuple(dict.fromkeys(tags)), artwork)


def spatial(artwork: Artwork) -> bool:
    """Whether an artwork fills space and somebody said how it is seen there."""
    return artwork.solid and artwork.volume != Volume()


def hung(presets: Sequence[Path], volumes: Sequence[Path]) -> list[Path]:
    """Pictures with a volume among them now and then, so that nobody overlooks them."""
    wall, rest = list(presets), list(volumes)
    step = max(1, len(wall) // (len(rest) + 1))
    for place, path in enumerate(rest, 1):
        wall.insert(min(len(wall), place * (step + 1) - 1), path)
    return wall


def in_order(files: Mapping[str, Path]) -> list[Path]:
    """The presets as the gallery hangs them: neighbours unlike each other, unnamed ones last."""
    try:
        text = (shipped("resources") / "gallery_order.json").read_bytes()
        titles = msgspec.json.decode(text, type=list[str])
    except (OSError, msgspec.MsgspecError):
        titles = []
    rank = {title.casefold().replace(" ", "-"): place for place, title in enumerate(titles)}
    return sorted(files.values(), key=lambda path: (rank.get(path.stem, len(rank)), path.stem))


def mine(folder: Path) -> list[Path]:
    """The recipes and pictures in a folder, newest first; none when it is not there."""
    try:
        files = [p for p in folder.iterdir() if p.suffix.lower() in KINDS and p.is_file()]
        return sorted(files, key=lambda p: -p.stat().st_mtime)
    except OSError:
        return []


def matching(
    cards: Sequence[Card], words: str, tag: str = "", starred: Iterable[str] = ()
) -> list[int]:
    """Places of the cards that have every word in their `words`, and the tag ("★": starred ones)."""
    wanted, stars = words.casefold().split(), frozenset(starred)
    out = []
    for place, card in enumerate(cards):
        tagged = not tag or (card.name in stars if tag == "★" else tag in card.tags)
        if tagged and all(word in card.words for word in wanted):
            out.append(place)
    return out


def tags_of(cards: Sequence[Card]) -> list[str]:
    """All tags, the most frequent first."""
    count = Counter(tag for card in cards for tag in card.tags)
    return sorted(count, key=lambda tag: (-count[tag], tag))


def edition() -> str:
    """The version of Canvas: another one may draw another picture."""
    try:
        return version("canvas-app")
    except PackageNotFoundError:
        return "0"
