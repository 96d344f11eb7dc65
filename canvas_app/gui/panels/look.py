"""Look panel: how the field's numbers become colour. Palette, head, tone, relief and finish."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent

from canvas_app.core.artwork import Artwork
from canvas_app.core.look import Finish, Levels, Relief
from canvas_app.core.palette import Palette
from canvas_app.core.palette_edits import mutated
from canvas_app.core.random import Stream
from canvas_app.core.spec import Spec, knobs, tag_of
from canvas_app.gui.desk import Desk
from canvas_app.gui.forms import Form, FormSlot, Group
from canvas_app.gui.inspector import Inspector
from canvas_app.gui.palette_desk import PaletteDesk
from canvas_app.gui.panel import panel
from canvas_app.gui.theme import Theme
from canvas_app.gui.widgets.choice_row import ChoiceRow, spoken
from canvas_app.gui.widgets.control import Control
from canvas_app.gui.widgets.gradient import GradientEditor
from canvas_app.gui.widgets.palette_row import PaletteRow
from canvas_app.gui.widgets.parts import label, tool
from canvas_app.gui.widgets.section import Section
from canvas_app.gui.widgets.tone_curve import ToneCurve
from canvas_app.gui.words import tr
from canvas_app.session.looks import (
    HEADS,
    with_head,
    with_palette,
    with_random_head,
    with_random_palette,
)
from canvas_app.session.palettes import PaletteShelf
from canvas_app.session.tones import ToneReader

WORDS = {"rgb": "RGB", "hsv": "HSV", "oklch": "OKLCH"}
MUTATION = 0.25
FORMS: tuple[tuple[type[Spec], str, str], ...] = (
    (Levels, "levels", "Tone"),
    (Relief, "relief", "Relief"),
    (Finish, "finish", "Finish"),
)


@panel("Look", area="right", order=30)
class LookPanel(Inspector):
    """Shows the look of the artwork; every edit goes through the session."""

    rest_ms = 200

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "look")
        self.setAcceptDrops(True)
        self.shelf = PaletteShelf(desk.lanes.files)
        self.palettes = PaletteDesk(desk, self.shelf)

    def make(self) -> Iterator[None]:
        """Palette, head, tone, relief and finish."""
        yield from self._make_palette()
        yield from self._make_colour()
        self.forms = tuple(_form(self._theme, *about) for about in FORMS)
        for form in self.forms:
            self.put(form)
            yield from form.fill()
            self.editing.connect(form)
        self.tone_curve = ToneCurve(self._theme)
        self.forms[0].sections["Tone"].add_first(self.tone_curve)
        self._tones = ToneReader(
            self._desk.lanes.files, lambda t: self.tone_curve.show_tones(t.curve, t.shares, t.span)
        )
        yield
        self._connect()
        self.shelf.refresh()

    def _make_palette(self) -> Iterator[None]:
        theme = self._theme
        self.mutate = tool(theme, "mutate", tr("Mutate the palette a little"), mark=16)
        palette = Section(theme, tr("Palette"), extra=self.mutate)
        palette.rolled.connect(self._roll_palette)
        self.put(palette)
        self._dress()
        yield
        self.row = PaletteRow(theme, self.palettes.groups)
        palette.add(self.row)
        yield
        self.gradient = GradientEditor(theme)
        palette.add(self.gradient)
        yield

    def _make_colour(self) -> Iterator[None]:
        theme = self._theme
        self.head = ChoiceRow(
            theme, tr("Head"), tuple(HEADS), words=[_head_name(t) for t in HEADS],
            doc=tr("What turns numbers into colours"), segmented=False,
        )  # fmt: skip
        self.doc = label(theme, role="caption")
        self.doc.setWordWrap(True)
        self.doc.setContentsMargins(14, 0, 12, 6)
        self.knobs = FormSlot(theme, lambda _: None)
        self.knobs.made.connect(self.on_form)
        colour = Section(theme, tr("Colour"), self.head, self.doc, self.knobs)
        colour.rolled.connect(lambda nudge: self.editing.roll("look.head", nudge))
        self.put(colour)
        yield
        yield from self.knobs.prepare(self._desk.session.shown.look.head, "look.head")

    def show_artwork(self, artwork: Artwork) -> None:
        """Show a look, quietly."""
        look = artwork.look
        self.row.show_value(look.palette)
        self.gradient.show_palette(look.palette)
        self.head.show_value(tag_of(look.head))
        self.doc.setText((type(look.head).__doc__ or "").strip())
        self.knobs.show_spec(look.head, "look.head")
        for form, spec in zip(self.forms, (look.levels, look.relief, look.finish), strict=True):
            form.show_spec(spec)
        self.tone_curve.show_levels(look.levels)
        self.show_locks()
        self._read_tones(artwork)

    def showEvent(self, event: QShowEvent) -> None:
        """The tones of what happened meanwhile."""
        super().showEvent(event)
        self.rest()

    def rest(self) -> None:
        """Read the tones of another field, if someone looks."""
        self._read_tones(self._desk.session.shown)

    def _read_tones(self, artwork: Artwork) -> None:
        if self.isVisible():
            self._tones.read(artwork)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A picture or a palette file is welcome."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """The colours of what was dropped."""
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.palettes.bring(Path(files[0]))

    def mutate_palette(self) -> None:
        """Nudge the colours, as one step."""
        stream = Stream(secrets.randbelow(2**53))
        self.editing.edit(
            tr("Mutate palette"),
            lambda a: a.with_look(palette=mutated(a.look.palette, stream, MUTATION)),
        )

    # What hands do

    def _connect(self) -> None:
        session = self._desk.session
        self.row.tried.connect(self._try)
        self.row.taken.connect(self.palettes.take)
        self.row.rolled.connect(self._roll_palette)
        self.row.popup.deed.connect(self.palettes.do)
        self.row.popup.delete_wanted.connect(self.palettes.delete)
        self.gradient.proposed.connect(self._on_gradient)
        self.gradient.settled.connect(session.settle)
        self.tone_curve.proposed.connect(self._on_tone)
        self.tone_curve.settled.connect(session.settle)
        self.mutate.clicked.connect(self.mutate_palette)
        self.head.changed.connect(
            lambda tag, _: self.editing.edit(_head_name(tag), lambda a: with_head(a, tag))
        )
        self.head.rolled.connect(self._roll_head)
        for row, path in ((self.row, "look.palette"), (self.head, "look.head")):
            self._lockable(row, path)
        self.shelf.changed.connect(self._on_shelf)
        self._desk.theme.changed.connect(self._dress)

    def _lockable(self, row: Control, path: str) -> None:
        row.lock_wanted.connect(lambda on: self.editing.lock(path, on))

    def _try(self, palette: Palette | None) -> None:
        session = self._desk.session
        session.preview(None if palette is None else with_palette(session.artwork, palette))

    def _on_gradient(self, palette: Palette) -> None:
        if self._desk.session.locks.holds("look.palette"):
            self.again()
            return
        self.editing.edit(tr("Gradient"), lambda a: a.with_look(palette=palette), merge="gradient")

    def _on_tone(self, name: str, value: float) -> None:
        path = f"look.levels.{name}"
        if self._desk.session.locks.holds(path):
            self.again()
        else:
            self.editing.set(path, value)

    def _roll_palette(self, nudge: bool) -> None:
        if self._desk.session.locks.holds("look.palette"):
            return
        amount = self._desk.prefs.prefs.nudge if nudge else 1.0
        self._edit_by_chance(tr("Random palette"), lambda a, s: with_random_palette(a, s, amount))

    def _roll_head(self, nudge: bool) -> None:
        if nudge:
            self.editing.roll("look.head", True)
        else:
            self._edit_by_chance(tr("Random head"), with_random_head)

    def _edit_by_chance(self, said: str, change: Callable[[Artwork, Stream], Artwork]) -> None:
        stream = Stream(secrets.randbelow(2**53))
        self.editing.edit(said, lambda a: change(a, stream))

    # What the session says

    def on_artwork(self, new: Artwork, old: Artwork) -> None:
        """Another look, perhaps; another field may have other tones."""
        if new.look != old.look:
            self.show_artwork(new)
        else:
            self._resting.start()

    def _on_shelf(self) -> None:
        if self.row.popup.isVisible():
            self.row.popup.refresh()
        if self.shelf.faults:
            self.palettes.name_faults()
            self.shelf.faults = {}

    def show_locks(self) -> None:
        """Show what is locked."""
        locks = self._desk.session.locks
        self.row.show_locked(locks.holds("look.palette"))
        self.head.show_locked(locks.holds("look.head"))
        self.gradient.setEnabled(not locks.holds("look.palette"))
        if self.knobs.form is not None:
            self.knobs.form.show_locks(locks.holds)
        for form in self.forms:
            form.show_locks(locks.holds)

    def _dress(self) -> None:
        self.mutate.setIcon(self._desk.theme.icon("mutate", "text3"))


def _form(theme: Theme, kind: type[Spec], name: str, title: str) -> Form:
    names = tuple(knob.name for knob in knobs(kind))
    return Form(theme, kind, f"look.{name}", [Group(title, names)], later=True)


def _head_name(tag: str) -> str:
    return tr(WORDS.get(tag, spoken(tag)))
