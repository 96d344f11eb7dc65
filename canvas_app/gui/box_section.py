"""BoxSection: what of a volume's box is shown, where its three slices lie, and the slice of the plane."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from superqt import QRangeSlider

from canvas_app.core.volume import WHOLE, Volume
from canvas_app.session.volumes import Sight, Volumes

from .editing import Editing
from .theme import Theme
from .widgets.choice_row import SwitchRow
from .widgets.knob_row import KnobRow
from .widgets.parts import label, row
from .widgets.scale import Scale
from .widgets.section import Section
from .words import tr

FULL = 1000


class BoxSection(Section):
    """Edits `artwork.volume.clip` and `slices`; the linked slice and the outline are the page's."""

    def __init__(self, theme: Theme, editing: Editing, volumes: Volumes) -> None:
        super().__init__(theme, tr("Box and slices"), dice=False)
        self._editing, self._volumes = editing, volumes
        self.outline = SwitchRow(
            theme, tr("Outline"), dice=False, default=True, doc=tr("Draw the edges of the box")
        )
        self.linked = SwitchRow(
            theme, tr("Plane’s slice"), dice=False, default=False,
            doc=tr("The picture of the plane stands in the box: drag its frame; PgUp, PgDn (Shift+V)"),
        )  # fmt: skip
        self.clips = [self._clip(axis) for axis in "xyz"]
        self.slices = [self._slice(axis) for axis in "xyz"]
        width = theme.size("width", "label")
        self.add(self.linked, self.outline)
        for axis, slider in zip("xyz", self.clips, strict=True):
            name = label(theme, tr("Clip {}").format(axis), tier=2)
            name.setFixedWidth(width)
            self.add(row(name, slider, 52, margins=(14, 4, 14, 4)))
        self.add(*self.slices)
        self.linked.changed.connect(lambda on, _: volumes.look(linked=on))
        self.outline.changed.connect(lambda on, _: volumes.look(outline=on))
        volumes.sight_changed.connect(self._show_sight)
        self._show_sight(volumes.sight)

    def show_look(self, look: Volume, *, solid: bool) -> None:
        """Show the box of the document, quietly."""
        for place, at in zip(self.slices, look.slices, strict=True):
            place.show_value(at)
            place.show_fixed(
                "" if look.mode == "slices" else tr("Used only when Seen as is Slices")
            )
        for slider, low, high in zip(self.clips, look.clip[::2], look.clip[1::2], strict=True):
            slider.blockSignals(True)
            slider.setValue((round(low * FULL), round(high * FULL)))
            slider.blockSignals(False)
        flat = "" if solid else tr("A flat field shows the same picture at every z")
        self.linked.show_fixed(flat)
        self.say(tr("As usual") if look.clip == WHOLE else tr("Clipped"))

    def _clip(self, axis: str) -> Any:
        slider: Any = QRangeSlider(Qt.Orientation.Horizontal)  # type: ignore[no-untyped-call]
        slider.setRange(0, FULL)
        slider.setValue((0, FULL))
        slider.setAccessibleName(tr("Clip box along {}").format(axis))
        slider.setToolTip(
            tr("What is shown along {}: drag an end, or what lies between").format(axis)
        )
        slider.valueChanged.connect(self._on_clip)
        slider.sliderReleased.connect(self._editing.settle)
        return slider

    def _slice(self, axis: str) -> KnobRow:
        place = KnobRow(
            self._theme, tr("Slice {}").format(axis), Scale(0.0, 1.0), dice=False, default=0.5,
            doc=tr("Where the plane across {} lies, as part of the box").format(axis),
        )  # fmt: skip
        place.changed.connect(self._on_slice)
        place.settled.connect(self._editing.settle)
        return place

    def _on_clip(self, *_: object) -> None:
        """The handles of a slider may meet; then a thousandth is left to be seen."""
        parts: list[float] = []
        for slider in self.clips:
            low, high = slider.value()
            low = min(low, FULL - 1)
            parts += [low / FULL, max(low + 1, high) / FULL]
        self._editing.set("volume.clip", tuple(parts), True)

    def _on_slice(self, _: float, more: bool) -> None:
        places = tuple(float(place.value) for place in self.slices)
        self._editing.set("volume.slices", places, more)

    def _show_sight(self, sight: Sight) -> None:
        self.linked.show_value(sight.linked)
        self.outline.show_value(sight.outline)
