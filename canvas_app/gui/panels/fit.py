"""Fit panel: a picture becomes a field while one watches: source, progress, curves, comparison, plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.view import View
from canvas_app.engine.family import FAMILIES
from canvas_app.engine.fitting.plans import FitPlan, Preset, replanned
from canvas_app.engine.fitting.steps import FitStep
from canvas_app.gui import filming, fitting
from canvas_app.gui.comparison import MAPS, MODES, Comparison, Mode
from canvas_app.gui.desk import Desk
from canvas_app.gui.fit_parts import Going, Keys, SourceRow
from canvas_app.gui.forms import Form, FormSlot, Group
from canvas_app.gui.inspector import Inspector
from canvas_app.gui.panel import panel
from canvas_app.gui.surround import OUTSIDES, Surround
from canvas_app.gui.widgets.choice_row import ChoiceRow
from canvas_app.gui.widgets.knob_row import KnobRow
from canvas_app.gui.widgets.parts import button, line, row, segments
from canvas_app.gui.widgets.scale import Scale
from canvas_app.gui.widgets.section import Section
from canvas_app.gui.words import tr
from canvas_app.session.sources import error_map, spectrum_map

PRESETS: tuple[Preset, ...] = ("quick", "balanced", "best")
FIRST = ("grid", "local-global", "siren", "fourier", "high-order")
PLOT_MS = 300  # between two paintings of the curves
NOT_HERE = ("seed", "outputs", "final")
_PLAN = (
    Group("Stop", ("steps", "seconds", "target_psnr", "patience", "evaluate_every"), opened=False),
    Group("Samples", ("batch", "batch_size", "window", "accumulate", "largest"), opened=False),
    Group("Loss", ("loss", "delta", "structure", "structure_weight"), opened=False),
    Group(
        "Updates",
        ("optimiser", "rate", "own_rate", "schedule", "cycles", "warm_up", "decay", "threshold",
         "precision", "seed"),
        opened=False,
    ),
)  # fmt: skip


def families() -> tuple[str, ...]:
    """The families that can learn, the ones for pictures first."""
    every = [tag for tag in FAMILIES if tag != "direct"]
    return (*(t for t in FIRST if t in every), *(t for t in every if t not in FIRST))


@panel("Fit", area="right", order=50)
class FitPanel(Inspector):
    """Shows the fit in hand; every key goes to the desk's `Fits`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "fit")
        self._fits = desk.fits
        self._mapped: object = None
        self._plotted = QTimer(self)
        self._plotted.setSingleShot(True)
        self._plotted.setInterval(PLOT_MS)
        self._plotted.timeout.connect(self._plot)
        self.surround = Surround(desk.theme, desk.host)
        self.surround.fill(desk.host.extent)
        self.surround.show_view(desk.session.view)
        self.comparison = Comparison(desk.theme, desk.host)
        self.comparison.fill(desk.host.extent)
        self.comparison.show_view(desk.session.view)

    def make(self) -> Iterator[None]:
        """Source, progress, keys, curves; comparison, network, plan."""
        theme, fits = self._theme, self._fits
        self.source = SourceRow(theme)
        self.source.wanted.connect(lambda: fitting.choose(self._desk))
        self.going = Going(theme)
        self.keys = Keys(theme, fits)
        self.keys.start.clicked.connect(lambda *_: fitting.start(self._desk))
        self.keys.further.connect(lambda: fitting.pause(self._desk))
        yield
        from canvas_app.gui.widgets.curves import Curves  # its plots take a while to import

        yield
        self.curves = Curves(theme)
        yield
        self.put(self.source, line(), self.going, self.keys, line(), self.curves, line())
        yield from self._make_choices()
        yield from self._make_plan()
        self._listen()

    def _make_choices(self) -> Iterator[None]:
        theme = self._theme
        words = [tr("Split"), tr("Blink"), tr("Error"), tr("Waves"), tr("Off")]
        frame, self.compare = segments(words)
        frame.setToolTip(tr("Source and field: side by side, in turn, their difference, spectra"))
        self.position = KnobRow(
            theme, tr("Position"), Scale(0, 100, whole=True, suffix=" %"), dice=False,
            doc=tr("Where the split is"),
        )  # fmt: skip
        self.snapshot = KnobRow(
            theme, tr("Developing"), Scale(0, 1, whole=True), dice=False,
            doc=tr("Goes back through what was learned"),
        )  # fmt: skip
        self.compare.idClicked.connect(lambda place: self._compare(MODES[place]))
        self.position.changed.connect(lambda v, _: self.comparison.show_position(v / 100))
        self.snapshot.changed.connect(lambda v, _: self._scrub(round(v)))
        self.comparison.moved.connect(lambda at: self.position.show_value(round(100 * at)))
        self.outside = ChoiceRow(
            theme, tr("Outside"), OUTSIDES, dice=False, segmented=False,
            words=[tr("Shown"), tr("Dimmed"), tr("Hidden")],
            doc=tr("What lies outside of the picture: nobody taught it, it is the network’s guess"),
        )  # fmt: skip
        self.outside.changed.connect(lambda name, _: self.surround.show_outside(name))
        self.outside.show_value(self.surround.outside)
        self.beyond = button(tr("Look beyond its pixels"), small=True)
        self.beyond.setToolTip(
            tr("Zoom in until pixels show. What lies between them is the network’s guess")
        )
        self.beyond.clicked.connect(lambda *_: fitting.look_beyond(self._desk))
        self.filmed = button(tr("Film of it"), small=True)
        self.filmed.setToolTip(tr("The timeline shows how it learned, from state to state"))
        self.filmed.clicked.connect(lambda *_: filming.training(self._desk))
        self.filmed.setVisible(False)
        self.put(
            Section(
                theme,
                tr("Compare"),
                row(frame, margins=(14, 2, 12, 6)),
                self.position,
                self.snapshot,
                self.outside,
                row(self.beyond, self.filmed, None, margins=(14, 2, 12, 6)),
                dice=False,
            )
        )
        yield

    def _make_plan(self) -> Iterator[None]:
        theme = self._theme
        tags = families()
        self.family = ChoiceRow(
            theme, tr("Family"), tags, words=[fitting.word_of(t) for t in tags], dice=False,
            segmented=False, doc=tr("What kind of network learns the picture"),
        )  # fmt: skip
        self.preset = ChoiceRow(
            theme, tr("Plan"), PRESETS, dice=False, segmented=False,
            words=[tr("Quick"), tr("Balanced"), tr("Best")], doc=tr("How long it may take"),
        )  # fmt: skip
        self.family.changed.connect(lambda tag, _: self._fits.use(tag, self._fits.preset))
        self.preset.changed.connect(
            lambda name, _: self._fits.use(self._fits.family, cast(Preset, name))
        )
        self.slot = FormSlot(theme, _field_groups, chance=False)
        self.slot.made.connect(self._on_field_form)
        self.network = Section(
            theme, tr("Network"), self.family, self.preset, self.slot, dice=False
        )
        self.put(self.network)
        yield
        self.plan = Form(theme, FitPlan, "plan", _PLAN, later=True, chance=False)
        self.put(self.plan)
        yield from self.plan.fill()
        self.plan.changed.connect(self._on_plan)

    def _listen(self) -> None:
        desk, fits = self._desk, self._fits
        fits.changed.connect(self._on_state)
        fits.stepped.connect(self._on_step)
        fits.measured.connect(self.going.show_figures)
        desk.session.view_changed.connect(self.comparison.show_view)
        desk.host.resized.connect(lambda: self.comparison.fill(desk.host.extent))
        desk.session.view_changed.connect(self.surround.show_view)
        desk.host.resized.connect(lambda: self.surround.fill(desk.host.extent))
        self._compare("off")
        self.position.show_value(50)
        self._on_state()

    def show_artwork(self, artwork: Artwork) -> None:
        """The artwork in hand says nothing here."""

    def show_locks(self) -> None:
        """Nor do locks."""

    def _on_state(self) -> None:
        fits = self._fits
        self.source.show_source(fits)
        self.going.show_state(fits)
        self.keys.show_state()
        self.beyond.setEnabled(fits.source is not None)
        self.family.show_value(fits.family)
        self.preset.show_value(fits.preset)
        form = self.slot.show_spec(fits.field, "network")
        self.plan.show_spec(fits.plan)
        fixed = tr("Fixed while fitting") if fits.active else ""
        for part in (form, self.plan, self.family, self.preset):
            part.show_fixed(fixed)
        self._show_source()
        self._show_surround()
        self._show_snapshots()
        if not fits.active and not fits.course.losses:
            self.curves.show_plan(fits.plan.steps)
            self.curves.show_course(([], []), ([], []))

    def _show_source(self) -> None:
        source = self._fits.source
        if source is self._mapped:
            return
        self._mapped = source
        if source is None:
            self.comparison.show_source(None, View())
        else:
            self.comparison.show_source(source.shown, source.home)
        if source is not None and self.comparison.mode == "off" and not self._fits.extends:
            self._compare("split")

    def _show_surround(self) -> None:
        """Calm while one looks at the field of the picture: while it learns, or compares."""
        fits = self._fits
        seen = fits.source is not None and (fits.active or self.comparison.mode != "off")
        if fits.source is not None:
            self.surround.show_frame(fits.source.home, fits.source.size, on=seen)
        else:
            self.surround.show_frame(View(), (1, 1), on=False)

    def _on_step(self, step: FitStep) -> None:
        fits = self._fits
        self.going.show_step(fits, step)
        if not self._plotted.isActive():
            self._plotted.start()
        self.comparison.show_caption(tr("Field · step {}").format(f"{step.step:,}"))
        if step.weights is not None:
            self._show_snapshots()
            self._draw_errors()

    def _plot(self) -> None:
        """The curves so far: painting them is the dearest thing that this panel does."""
        course, last = self._fits.course, self._fits.last
        if self._fits.giving_way:
            self._plotted.start()
        elif last is not None:
            self.curves.show_plan(last.steps)
            self.curves.show_course(
                (course.psnr_steps, course.psnrs), (course.loss_steps, course.losses)
            )

    def _show_snapshots(self) -> None:
        count = len(self._fits.snapshots)
        self.snapshot.setVisible(count > 1)
        self.filmed.setVisible(count > 1)
        if count > 1:
            self.snapshot.scale = Scale(1, count, whole=True)
            self.snapshot.slider.scale = self.snapshot.scale
            self.snapshot.number.scale = self.snapshot.scale
            self.snapshot.show_value(count)
            self.curves.mark(None)

    def _scrub(self, place: int) -> None:
        fits = self._fits
        if 1 <= place <= len(fits.snapshots):
            fits.show(place - 1)
            self.curves.mark(fits.snapshots[place - 1].step)
            step = fits.snapshots[place - 1].step
            self.comparison.show_caption(tr("Field · step {}").format(f"{step:,}"))

    def _compare(self, mode: Mode) -> None:
        self.comparison.show_mode(mode)
        self._show_surround()
        self.compare.button(MODES.index(mode)).setChecked(True)
        self.position.setVisible(mode == "split")
        self._draw_errors()

    def _draw_errors(self) -> None:
        """The map of errors of what is shown, if one looks at it."""
        fits, lane = self._fits, self._desk.lanes.steps
        wanted = self.comparison.mode in MAPS and fits.source is not None
        if not wanted or fits.source is None or lane.jobs:
            return
        shown = self._desk.session.shown
        if shown.weights is None:
            return
        map_of = error_map if self.comparison.mode == "error" else spectrum_map
        work = map_of(shown, fits.source, "auto")
        job = lane.start("Comparing", (part for part in work))
        job.updated.connect(self._on_errors)

    def _on_errors(self, pixels: NDArray[np.uint8]) -> None:
        if pixels.size:
            self.comparison.show_errors(pixels)

    def _on_field_form(self, form: Form) -> None:
        form.changed.connect(self._on_field)

    def _on_field(self, path: str, value: Any, more: bool = False) -> None:
        name = path.split(".")[-1]
        self._fits.change(name, value)

    def _on_plan(self, path: str, value: Any, more: bool = False) -> None:
        fits = self._fits
        try:
            fits.replan(replanned(fits.plan, {path.split(".")[-1]: value}))
        except (CanvasError, ValueError):
            self.plan.show_spec(fits.plan)


def _field_groups(kind: type[Any]) -> tuple[Group, ...]:
    from canvas_app.core.spec import knobs

    names = tuple(k.name for k in knobs(kind) if k.name not in NOT_HERE)
    return (Group("", names),)
