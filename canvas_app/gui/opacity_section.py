"""OpacitySection: what one sees through: a style by name, a curve over values and one over slopes, knobs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from canvas_app.core.opacity import Opacity
from canvas_app.core.opacity_styles import NAMED, name_of
from canvas_app.session.volumes import Stage

from .editing import Editing
from .forms import Form, Group
from .theme import Theme
from .widgets.choice_row import ChoiceRow
from .widgets.opacity_curve import OpacityCurve
from .widgets.parts import label, row
from .words import tr

OWN = "own"
CURVED = ("value", "light")
_GROUP = Group(
    "Opacity", ("style", "channel", "axes", "channels", "sign", "gain", "fade", "scaled")
)


class OpacitySection(QWidget):
    """Shows `artwork.volume.opacity` and edits it."""

    def __init__(self, theme: Theme, editing: Editing) -> None:
        super().__init__()
        self._editing = editing
        self.form = Form(theme, Opacity, "volume.opacity", (_GROUP,), later=True, chance=False)
        self.named = ChoiceRow(
            theme, tr("Named"), (OWN, *NAMED), words=[tr("Own"), *NAMED], dice=False,
            segmented=False,
            doc=tr("Ways to begin with; then the twelve of neural-canvas, by their names there"),
        )  # fmt: skip
        self.curve = OpacityCurve(theme)
        self.slopes = OpacityCurve(
            theme,
            name=tr("Slope curve"),
            doc=tr(
                "Second curve: from how fast the value changes (across) to a factor (up).\n"
                "Pull its left end down to see only where something begins or ends."
            ),
        )
        self._words = label(theme, tr("by value; below, by how fast it changes"), role="caption",
                            tier=3)  # fmt: skip
        self._caption = row(self._words, margins=(14, 0, 14, 2))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.form)

    def fill(self) -> Iterator[None]:
        """Make the rows, slice by slice."""
        yield from self.form.fill()
        section = self.form.sections["Opacity"]
        for each in (self.slopes, self._caption, self.curve, self.named):
            section.add_first(each)
        self.named.changed.connect(self._on_named)
        for knob, curve in (("points", self.curve), ("slopes", self.slopes)):
            path = f"volume.opacity.{knob}"
            curve.changed.connect(lambda p, more, path=path: self._editing.set(path, p, more))
            curve.settled.connect(self._editing.settle)
        self._editing.connect(self.form)
        yield

    def show_opacity(self, opacity: Opacity) -> None:
        """Show it, quietly."""
        self.form.show_spec(opacity)
        self.curve.show_points(opacity.points)
        self.slopes.show_points(opacity.slopes)
        curved = opacity.style in CURVED
        for each in (self.curve, self.slopes, self._caption):
            each.setVisible(curved)
        self.named.show_value(name_of(opacity) or OWN)

    def show_stage(self, stage: Stage) -> None:
        """Show how frequent values and slopes are."""
        if stage.tones:
            self.curve.show_tones(stage.tones)
            self.slopes.show_tones(stage.slopes)

    def _on_named(self, name: Any, _: bool) -> None:
        if name in NAMED:
            self._editing.edit(
                tr("Opacity"), lambda a: a.but(volume=a.volume.but(opacity=NAMED[name]))
            )
