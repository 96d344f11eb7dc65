"""Latent panel: a map to walk on, and a slider for each number of the latent."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QShowEvent

from canvas_app.core.artwork import Artwork
from canvas_app.gui.desk import Desk
from canvas_app.gui.inspector import Inspector
from canvas_app.gui.panel import panel
from canvas_app.gui.widgets.choice_row import Combo
from canvas_app.gui.widgets.knob_row import KnobRow
from canvas_app.gui.widgets.pad import COLUMNS, HEIGHT, ROWS, Pad
from canvas_app.gui.widgets.parts import button, column, label, row, tool
from canvas_app.gui.widgets.scale import Scale
from canvas_app.gui.widgets.section import Section
from canvas_app.gui.words import tr
from canvas_app.session.latents import (
    LONGEST,
    REACH,
    Plane,
    pictures,
    planes,
    with_length,
)

REST_MS = 600  # the map is drawn when the hand rests
FIRST = 8
SCALE = Scale(-REACH, REACH)
NAME = 36


@panel("Latent", area="right", order=20)
class LatentPanel(Inspector):
    """Where in its space of pictures the field stands."""

    rest_ms = REST_MS

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "latent")
        self.rows: list[KnobRow] = []
        self._planes: list[Plane] = []
        self._mapped: object = None

    def show_artwork(self, artwork: Artwork) -> None:
        """Show the artwork, quietly."""
        latent = artwork.latent
        if len(latent) != len(self.rows):
            self._build(len(latent))
        kept = self._desk.session.kept
        first = kept.latent if kept is not None and len(kept.latent) == len(latent) else None
        for place, (slider, value) in enumerate(zip(self.rows, latent, strict=True)):
            slider.show_default(first[place] if first else 0.0)
            slider.show_value(value)
        self.length.show_value(len(latent))
        fitted = tr("Fixed: this field was fitted, its weights are learned")
        self.length.show_fixed(fitted if artwork.weights is not None else "")
        plane = self.plane
        if plane is not None:
            self.pad.show_at(*plane.place(latent))
        self._resting.start()

    def showEvent(self, event: QShowEvent) -> None:
        """A map that was put off is drawn now."""
        super().showEvent(event)
        self._resting.start()

    @property
    def plane(self) -> Plane | None:
        """The two directions of the pad."""
        at = self.pairs.currentIndex()
        return self._planes[at] if 0 <= at < len(self._planes) else None

    def make(self) -> Iterator[None]:
        """The map, then a row for each number."""
        self._make_map()
        yield
        self._make_values()
        self.put(self.empty, self.map, self.values, self.length)
        yield
        while len(self.rows) < len(self._desk.session.shown.latent):
            self._grow()
            yield
        self._build(len(self.rows))

    def _make_map(self) -> None:
        theme = self._theme
        self.pad = Pad(theme, REACH)
        self.pad.moved.connect(self._walk)
        self.pad.settled.connect(self.editing.settle)
        self.pairs = Combo(tr("Directions of the map"))
        self.pairs.setToolTip(tr("The two directions one walks in"))
        self.pairs.activated.connect(lambda _: self._turn())
        self.hint = label(theme, tr("Drag to explore."), role="caption")
        below = row(self.hint, self.pairs, margins=(14, 0, 12, 0), spacing=8)
        self.map = Section(theme, tr("Map"), self.pad, below, dice=False)

    def _make_values(self) -> None:
        theme = self._theme
        self.zero = tool(theme, "reset", tr("Set all unlocked numbers to 0"), mark=16)
        self.zero.clicked.connect(self._zero)
        self.length = KnobRow(
            theme, tr("Length"), Scale(0, LONGEST, whole=True), dice=False,
            doc=tr("How many numbers; the network reads all of them"),
        )  # fmt: skip
        self.length.changed.connect(self._resize)
        self.length.settled.connect(self.editing.settle)
        self.start = button(tr("Give it {} numbers").format(FIRST), small=True)
        self.start.clicked.connect(lambda: self._resize(FIRST, False))
        self.values = Section(theme, tr("Values"), extra=self.zero)
        self.values.rolled.connect(lambda nudge: self.editing.roll(["latent"], nudge))
        said = label(
            theme, tr("This field has no latent: nothing to explore by numbers yet."),
            role="caption",
        )  # fmt: skip
        said.setWordWrap(True)
        self.empty = column(
            label(theme, tr("No latent"), role="section"), said, row(self.start, None),
            margins=(14, 14, 12, 14), spacing=6,
        )  # fmt: skip

    def _build(self, count: int) -> None:
        while len(self.rows) > count:
            gone = self.rows.pop()
            gone.hide()
            gone.deleteLater()
        while len(self.rows) < count:
            self._grow()
        self.values.counted(tr("{} numbers").format(count) if count else "")
        self._planes = planes(count)
        self.pairs.clear()
        self.pairs.addItems([plane.name for plane in self._planes])
        self.map.setVisible(bool(self._planes))
        self.values.setVisible(bool(count))
        self.empty.setVisible(not count)
        self.show_locks()

    def _grow(self) -> None:
        place = len(self.rows)
        made = KnobRow(
            self._theme, f"z {place + 1}", SCALE, default=0.0, width=NAME,
            doc=tr("One direction of the field's space"),
        )  # fmt: skip
        path = f"latent.{place}"
        made.setProperty("path", path)
        made.changed.connect(lambda value, more: self.editing.set(path, float(value), more))
        made.settled.connect(self.editing.settle)
        made.rolled.connect(lambda nudge: self.editing.roll([path], nudge))
        made.lock_wanted.connect(lambda on: self.editing.lock(path, on))
        made.animates = True
        made.animate_wanted.connect(lambda: self.editing.animate(path))
        self.rows.append(made)
        self.values.add(made)

    def show_locks(self) -> None:
        """Show which numbers are locked."""
        holds = self._desk.session.locks.holds
        for place, slider in enumerate(self.rows):
            slider.show_locked(holds(f"latent.{place}"))

    def _walk(self, x: float, y: float) -> None:
        plane = self.plane
        if plane is None:
            return
        held = [k for k, slider in enumerate(self.rows) if slider.locked]

        def change(artwork: Artwork) -> Artwork:
            moved = plane.moved(artwork.latent, x, y)
            kept = [artwork.latent[k] if k in held else v for k, v in enumerate(moved)]
            return artwork.but(latent=tuple(kept))

        self.editing.edit(tr("Latent"), change, merge=("pad", plane.name))

    def _turn(self) -> None:
        plane = self.plane
        if plane is not None:
            self.pad.show_at(*plane.place(self._desk.session.shown.latent))
        self._resting.start(0)

    def _zero(self) -> None:
        held = [slider.locked for slider in self.rows]
        self.editing.edit(
            tr("Zero latent"),
            lambda a: a.but(
                latent=tuple(v if h else 0.0 for v, h in zip(a.latent, held, strict=True))
            ),
        )

    def _resize(self, count: int, more: bool) -> None:
        self.editing.edit(
            tr("Latent length"), lambda a: with_length(a, count), merge="latent length"
        )
        if not more:
            self.editing.settle()

    def rest(self) -> None:
        """Draw the map, if it is seen."""
        plane, artwork = self.plane, self._desk.session.shown
        if plane is None or not self.isVisible():
            return
        base = artwork.but(latent=plane.moved(artwork.latent, 0.0, 0.0), title="")
        if (base, plane) == self._mapped:
            return
        self._mapped = (base, plane)
        lane = self._desk.lanes.thumbs
        for older in lane.jobs:
            if older.label == "Latent map":
                older.cancel()
        side = round(HEIGHT / ROWS)
        width = round(self.pad.area.width() / COLUMNS)
        job = pictures(lane, base, plane, COLUMNS, ROWS, (max(8, width), side))
        job.updated.connect(self.pad.show_pictures)
        job.failed.connect(lambda _: self.pad.show_pictures(()))
