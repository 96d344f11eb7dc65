"""Cells panel: what a field of cells is; training and mixing some of them; seams; waves of a harmonizer."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.spec import Spec, knobs
from canvas_app.engine.cells.knobs import CellField
from canvas_app.gui import fitting
from canvas_app.gui.cells.facts import Facts, SeamMeter
from canvas_app.gui.cells.mix import MixRows
from canvas_app.gui.cells.training import TrainRows
from canvas_app.gui.desk import Desk
from canvas_app.gui.forms import Form, FormSlot, Group
from canvas_app.gui.inspector import Inspector
from canvas_app.gui.panel import panel
from canvas_app.gui.widgets.choice_row import spoken
from canvas_app.gui.widgets.knob_row import KnobRow
from canvas_app.gui.widgets.parts import button, column, label, line, row
from canvas_app.gui.widgets.scale import Scale
from canvas_app.gui.widgets.section import Section
from canvas_app.gui.words import tr
from canvas_app.session.cells import grid_of
from canvas_app.session.seams import measure_seams

REST_MS = 400
PARTS = {
    "": "Waves",
    "local_": "Waves of cells",
    "global_": "Shared waves",
    "merge_": "Waves of merging",
}
LIVE = "abcd"


@panel("Cells", area="right", order=45)
class CellsPanel(Inspector):
    """Shows the field of cells in hand. What it edits acts at once: nothing is learned anew."""

    rest_ms = REST_MS

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "cells")
        self._measured: tuple[object, ...] | None = None

    def make(self) -> Iterator[None]:
        """What it says without cells; facts and keys; seams; waves."""
        theme = self._theme
        self.none = self._without()
        self.facts = Facts(theme)
        self.crop = button(tr("Crop…"), small=True)
        self.extend = button(tr("Extend…"), small=True)
        self.crop.setToolTip(tr("Keep some of the cells (C)"))
        self.extend.setToolTip(tr("Add cells at a side (Shift+C)"))
        self.crop.clicked.connect(lambda *_: self._desk.crop())
        self.extend.clicked.connect(lambda *_: self._desk.extend())
        keys = row(self.crop, self.extend, None, margins=(14, 2, 12, 10))
        yield
        self.about = Section(theme, tr("Cells"), self.facts, keys, dice=False)
        self.meter = SeamMeter(theme)
        self.blend = KnobRow(
            theme, tr("Blend"), Scale(0, 1), default=0.0, dice=False,
            doc=tr("Width of the blend across borders, in cells; 0: hard borders"),
        )  # fmt: skip
        self.blend.changed.connect(lambda value, more: self._set("field.blend", value, more))
        self.blend.settled.connect(self.editing.settle)
        self.seams = Section(theme, tr("Seams"), self.meter, self.blend, dice=False)
        self.training = TrainRows(self._desk)
        self.train = Section(theme, tr("Chosen cells"), self.training, dice=False)
        self.mixing = MixRows(self._desk)
        self.mix = Section(theme, tr("Mix with another field"), self.mixing, dice=False)
        yield
        self.waves = FormSlot(theme, _waves, chance=False)
        self.waves.made.connect(self._on_form)
        self.put(self.none, self.about, self.train, self.mix, self.seams, self.waves)
        yield

    def show_artwork(self, artwork: Artwork) -> None:
        """Show the artwork, quietly."""
        grid, field = grid_of(artwork), artwork.field
        celled = grid is not None and isinstance(field, CellField)
        self.none.setVisible(not celled)
        for part in (self.about, self.train, self.mix, self.seams):
            part.setVisible(celled)
        self.waves.setVisible(celled and bool(_waves(type(field))))
        if grid is None or not isinstance(field, CellField):
            return
        self.facts.show_grid(grid, artwork)
        self.blend.show_value(field.blend)
        self.extend.setEnabled(not self._desk.fits.active)
        self.crop.setEnabled(not self._desk.fits.active)
        self.training.show_state()
        if not self.waves.isHidden():
            self.waves.show_spec(field, "field")
        if self._key(artwork) != self._measured:
            self.meter.show_ratio(self.meter.ratio, busy=True)
            self._resting.start()

    def show_locks(self) -> None:
        """Nothing here can be locked."""

    def rest(self) -> None:
        """Measure the seams of what came to rest, if anybody looks."""
        artwork = self._desk.session.shown
        key = self._key(artwork)
        lane = self._desk.lanes.measure
        if not self.isVisible() or key == self._measured or grid_of(artwork) is None:
            return
        if lane.jobs or self._desk.fits.state == "running":
            self._resting.start()
            return
        job = measure_seams(lane, artwork, self._desk.prefs.prefs.device)
        job.done.connect(lambda ratio: self._on_ratio(key, ratio))
        job.failed.connect(lambda _: self._on_ratio(key, None))

    def showEvent(self, event: QShowEvent) -> None:
        """Now somebody looks."""
        super().showEvent(event)
        self._resting.start()

    def _on_ratio(self, key: tuple[object, ...], ratio: float | None) -> None:
        self._measured = key
        ratio = None if ratio is None or math.isnan(ratio) else ratio
        if key == self._key(self._desk.session.shown):
            self.meter.show_ratio(ratio)

    def _key(self, artwork: Artwork) -> tuple[object, ...]:
        return artwork.field, artwork.weights

    def _without(self) -> QWidget:
        theme = self._theme
        title = label(theme, tr("No cells"), role="title")
        words = label(
            theme,
            tr("A picture that is fitted with Local–Global is made of cells. They can be cut out and "
               "added without learning the rest anew."),
            tier=2,
        )  # fmt: skip
        words.setWordWrap(True)
        self.fit = button(tr("Fit with Local–Global…"), small=True)
        self.fit.clicked.connect(lambda *_: self._to_fit())
        return column(title, words, row(self.fit, None), line(), margins=(14, 14, 12, 10))

    def _to_fit(self) -> None:
        """The Fit panel, with the family chosen; a picture is asked for where there is none."""
        fits = self._desk.fits
        if not fits.active:
            fits.use("local-global", fits.preset)
        fitting.show_panel(self._desk)
        if fits.source is None:
            fitting.choose(self._desk)

    def _on_form(self, form: Form) -> None:
        form.changed.connect(self._set)
        form.settled.connect(self.editing.settle)

    def _set(self, path: str, value: Any, more: bool = False) -> None:
        """A knob that acts on what was learned: the weights stay."""
        name = path.split(".")[-1]

        def change(artwork: Artwork) -> Artwork:
            field = artwork.field.but(**{name: value})
            return artwork.but(field=field, statistics=artwork.statistics)

        try:
            self._desk.session.edit(tr(spoken(name)), change, merge=("knob", path))
        except CanvasError:
            self.again()


def _waves(kind: type[Spec]) -> list[Group]:
    """The harmonizer's numbers of a family, by what they tune; none for families without."""
    names = [knob.name for knob in knobs(kind)]
    out = []
    for prefix, title in PARTS.items():
        there = tuple(prefix + letter for letter in LIVE if prefix + letter in names)
        if there:
            out.append(Group(title, there))
    return out


__all__ = ["CellsPanel"]
