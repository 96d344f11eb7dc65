"""Step pictures: small pictures of undo steps, drawn in a lane when somebody looks at them."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Generator, Iterable
from typing import Any

from psygnal import Signal

from canvas_app.core.artwork import Artwork
from canvas_app.io.recipe import to_compact
from canvas_app.jobs import Job, Lane

from .gallery import Picture, Thumbs

MOST = 600


class StepPictures:
    """Pictures by artwork. Equal recipes are drawn once; those that nobody wants any more are not."""

    ready = Signal()

    def __init__(
        self, lane: Lane, thumbs: Thumbs, busy: Callable[[], bool] = lambda: False
    ) -> None:
        self._lane = lane
        self._thumbs = thumbs
        self._busy = busy
        self._held: OrderedDict[int, tuple[Artwork, Picture | None]] = OrderedDict()
        self._by_recipe: dict[str, Picture | None] = {}
        self._wanted: dict[int, Artwork] = {}
        self._job: Job[Any, Any] | None = None

    def picture(self, artwork: Artwork) -> Picture | None:
        """The picture if it is there; else it is drawn soon, and `ready` says when. None also where it
        cannot be drawn."""
        held = self._held.get(id(artwork))
        if held is not None:
            self._held.move_to_end(id(artwork))
            return held[1]
        self._wanted[id(artwork)] = artwork
        if self._job is None and not self._lane.closed:
            self._job = self._lane.start("Drawing steps", self._draw())
            self._job.updated.connect(self._on_drawn)
            for ended in (self._job.done, self._job.failed):
                ended.connect(self._on_end)
        return None

    def keep(self, artworks: Iterable[Artwork]) -> None:
        """Draw only these from now on: the others are no longer in sight."""
        alive = {id(a) for a in artworks}
        for key in [k for k in self._wanted if k not in alive]:
            self._wanted.pop(key, None)

    def _draw(self) -> Generator[int, None, None]:
        count = 0
        while self._wanted:
            while self._busy():
                yield count
                time.sleep(0.02)
            try:
                key, artwork = self._wanted.popitem()  # the newest first
            except KeyError:
                break
            self._held[key] = (artwork, self._picture(artwork))
            while len(self._held) > MOST:
                self._held.popitem(last=False)
            count += 1
            yield count

    def _picture(self, artwork: Artwork) -> Picture | None:
        try:
            recipe = to_compact(artwork.but(statistics=None, title=""))
            if recipe not in self._by_recipe:
                if len(self._by_recipe) > MOST:
                    self._by_recipe.clear()
                self._by_recipe[recipe] = self._thumbs.drawn(artwork)
            return self._by_recipe[recipe]
        except Exception:  # noqa: BLE001 - a step without a picture is still a step
            return None

    def _on_drawn(self, _: int) -> None:
        self.ready.emit()

    def _on_end(self, *_: object) -> None:
        self._job = None
        self.ready.emit()
