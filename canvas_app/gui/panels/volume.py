"""Volume panel: how the field is seen in space: voxels, surface or slices, opacity, light, clip box."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from superqt import QRangeSlider

from canvas_app.core.artwork import Artwork
from canvas_app.core.camera import Camera
from canvas_app.core.opacity import PANELS, Opacity
from canvas_app.core.volume import Volume
from canvas_app.gui.desk import Desk
from canvas_app.gui.dialogs import open_path
from canvas_app.gui.forms import Form, Group
from canvas_app.gui.inspector import Inspector
from canvas_app.gui.panel import panel
from canvas_app.gui.volume_export import export_volume
from canvas_app.gui.widgets.choice_row import ChoiceRow, SwitchRow
from canvas_app.gui.widgets.knob_row import KnobRow
from canvas_app.gui.widgets.opacity_curve import OpacityCurve
from canvas_app.gui.widgets.parts import button, label, row
from canvas_app.gui.widgets.scale import Scale
from canvas_app.gui.widgets.section import Section
from canvas_app.gui.words import tr
from canvas_app.io.presets import volume_files
from canvas_app.session.volumes import MODES, Sight, Stage, Wish

WORDS = {
    "composite": "Clouds",
    "maximum": "Brightest",
    "surface": "Surface",
    "slices": "Slices",
}
SIDES = (64, 96, 128, 192, 256, 384)
FULL = 1000
OWN = "own"
CURVED = ("value", "light")
_OPACITY = Group(
    "Opacity", ("style", "channel", "axes", "channels", "sign", "gain", "fade", "scaled")
)
_LIGHT = Group("Stills and surface", ("level", "density", "ambient", "gloss"))
_CAMERA = Group("Camera", ("azimuth", "elevation", "roll", "zoom", "field"))


@panel("3-D", area="right", order=35)
class VolumePanel(Inspector):
    """Shows `artwork.volume`; what is only looked at (mode, clip box, slices) is the page's."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "volume")

    def make(self) -> Iterator[None]:
        """Seen as, opacity, clip box, light, camera, files."""
        theme = self._theme
        yield from self._make_sight()
        self.opacity = Form(theme, Opacity, "volume.opacity", (_OPACITY,), later=True, chance=False)
        self.put(self.opacity)
        yield from self.opacity.fill()
        self.preset = ChoiceRow(
            theme, tr("Named"), (OWN, *PANELS), words=[tr("Own"), *PANELS], dice=False,
            segmented=False, doc=tr("The twelve ways of neural-canvas, by their names there"),
        )  # fmt: skip
        self.curve = OpacityCurve(theme)
        section = self.opacity.sections["Opacity"]
        section.add_first(self.curve)
        section.add_first(self.preset)
        yield
        yield from self._make_box()
        self.light = Form(theme, Volume, "volume", (_LIGHT,), later=True, chance=False)
        self.camera = Form(theme, Camera, "volume.camera", (_CAMERA,), later=True, chance=False)
        for form in (self.light, self.camera):
            self.put(form)
            yield from form.fill()
        for form in (self.opacity, self.light, self.camera):
            self.editing.connect(form)
        self._connect()
        yield

    def _make_sight(self) -> Iterator[None]:
        theme = self._theme
        self.open = button(tr("In Space"), small=True)
        self.open.setCheckable(True)
        self.open.setObjectName("volume-open")
        self.open.setToolTip(tr("See the field as a volume, and back (V)"))
        self.hint = label(theme, role="caption")
        self.hint.setWordWrap(True)
        self.hint.setContentsMargins(14, 0, 12, 6)
        self.mode = ChoiceRow(
            theme, tr("Seen as"), MODES, words=[tr(WORDS[m]) for m in MODES], dice=False,
            segmented=False, default="composite",
            doc=tr("Clouds of colour, the brightest on each ray, the surface at a level, or slices"),
        )  # fmt: skip
        self.side = ChoiceRow(
            theme, tr("Voxels"), SIDES, words=[f"{n}³" for n in SIDES], dice=False,
            segmented=False, default=128, doc=tr("How fine the volume is in the end"),
        )  # fmt: skip
        sight = Section(theme, tr("Space"), dice=False)
        self.put(sight)
        self.export = button(tr("Export…"), small=True)
        self.export.setToolTip(tr("Write voxels, a mesh or a still; the queue does it"))
        self.begin = button(tr("Presets"), small=True)
        self.begin.setToolTip(tr("Fields that were made to be seen in space"))
        self.ready = QMenu(self.begin)
        self.begin.setMenu(self.ready)
        keys = row(self.open, self.begin, self.export, margins=(14, 4, 14, 6))
        self.outline = SwitchRow(
            theme, tr("Box"), dice=False, default=True, doc=tr("Draw the edges of the box")
        )
        sight.add(keys, self.hint, self.mode, self.side, self.outline)
        yield

    def _make_box(self) -> Iterator[None]:
        theme = self._theme
        box = Section(theme, tr("Clip box and slices"), dice=False, opened=False)
        self.put(box)
        self.linked = SwitchRow(
            theme, tr("Linked slice"), dice=False, default=False,
            doc=tr("The picture of the plane stands in the box: drag its frame, or PgUp and PgDn"),
        )  # fmt: skip
        box.add(self.linked)
        self.clips: list[Any] = []
        self.slices: list[KnobRow] = []
        for axis in "xyz":
            slider: Any = QRangeSlider(Qt.Orientation.Horizontal)  # type: ignore[no-untyped-call]
            slider.setRange(0, FULL)
            slider.setValue((0, FULL))
            slider.setAccessibleName(tr("Clip box along {}").format(axis))
            slider.setToolTip(tr("What is shown along {}").format(axis))
            place = KnobRow(
                theme, tr("Slice {}").format(axis), Scale(0.0, 1.0), dice=False, default=0.5,
                doc=tr("Where the plane across {} lies, as part of the box").format(axis),
            )  # fmt: skip
            place.show_value(0.5)
            box.add(row(slider, margins=(14, 4, 14, 4)), place)
            self.clips.append(slider)
            self.slices.append(place)
        yield

    def _connect(self) -> None:
        desk = self._desk
        self.open.clicked.connect(lambda *_: desk.volume())
        self.export.clicked.connect(lambda *_: export_volume(desk))
        self.mode.changed.connect(lambda mode, _: desk.volumes.want(mode=mode))
        self.side.changed.connect(lambda side, _: desk.volumes.want(side=side))
        self.preset.changed.connect(self._on_preset)
        self.curve.changed.connect(
            lambda points, more: self.editing.set("volume.opacity.points", points, more)
        )
        self.curve.settled.connect(self.editing.settle)
        self.linked.changed.connect(lambda on, _: desk.volumes.look(linked=on))
        self.outline.changed.connect(lambda on, _: desk.volumes.look(outline=on))
        desk.volumes.sight_changed.connect(self._show_sight)
        for slider in self.clips:
            slider.valueChanged.connect(self._on_clip)
        for place in self.slices:
            place.changed.connect(self._on_slice)
        desk.volumes.wish_changed.connect(self._show_wish)
        desk.volumes.open_changed.connect(self.show_open)
        desk.volumes.changed.connect(self._on_stage)
        self._show_wish(desk.volumes.wish)
        self._show_sight(desk.volumes.sight)
        found = desk.lanes.files.start("Looking for volumes", _shipped())
        found.done.connect(self._fill)

    def show_artwork(self, artwork: Artwork) -> None:
        """Show how the artwork is seen in space, quietly."""
        look = artwork.volume
        self.opacity.show_spec(look.opacity)
        self.light.show_spec(look)
        self.camera.show_spec(look.camera)
        self.curve.show_points(look.opacity.points)
        self.curve.setVisible(look.opacity.style in CURVED)
        named = next((n for n, opacity in PANELS.items() if opacity == look.opacity), OWN)
        self.preset.show_value(named)
        solid = artwork.solid
        self.hint.setText("" if solid else tr("This field is flat; z drives it as time would."))
        self.hint.setVisible(not solid)
        self.linked.show_fixed(
            "" if solid else tr("A flat field shows the same picture at every z")
        )

    def on_artwork(self, new: Artwork, old: Artwork) -> None:
        """Another volume, perhaps."""
        if new.volume != old.volume or new.inputs != old.inputs:
            self.show_artwork(new)

    def show_locks(self) -> None:
        """Nothing here is left to chance, so nothing is locked."""

    def show_open(self, on: bool) -> None:
        """Whether the page is in sight."""
        self.open.setChecked(on)

    def _fill(self, files: dict[str, Path]) -> None:
        for name, path in files.items():
            entry = self.ready.addAction(name.replace("-", " ").capitalize())
            entry.setObjectName(f"volume-{name}")
            entry.triggered.connect(lambda *_, path=path: open_path(self._desk, path))

    def _on_preset(self, name: Any, _: bool) -> None:
        if name in PANELS:
            self.editing.edit(
                tr("Opacity"), lambda a: a.but(volume=a.volume.but(opacity=PANELS[name]))
            )

    def _on_clip(self, *_: object) -> None:
        parts = tuple(v / FULL for slider in self.clips for v in slider.value())
        self._desk.volumes.look(parts=parts)

    def _on_slice(self, *_: object) -> None:
        """A place that is linked is that of the picture in the plane."""
        x, y, z = (float(place.value) for place in self.slices)
        desk = self._desk
        desk.volumes.look(places=(x, y, z))
        stage = desk.volumes.stage
        if desk.volumes.sight.linked and stage is not None and stage.bounds:
            low, high = stage.bounds[4:]
            desk.host.navigator.follow(desk.session.view.but(z=low + z * (high - low)))

    def _on_stage(self, stage: Stage) -> None:
        if stage.tones:
            self.curve.show_tones(stage.tones)

    def _show_wish(self, wish: Wish) -> None:
        self.mode.show_value(wish.mode)
        self.side.show_value(wish.side)

    def _show_sight(self, sight: Sight) -> None:
        self.linked.show_value(sight.linked)
        self.outline.show_value(sight.outline)
        for place, at in zip(self.slices, sight.places, strict=True):
            place.show_value(at)
        for slider, low, high in zip(self.clips, sight.parts[::2], sight.parts[1::2], strict=True):
            slider.blockSignals(True)
            slider.setValue((round(low * FULL), round(high * FULL)))
            slider.blockSignals(False)


def _shipped() -> Generator[int, None, dict[str, Path]]:
    yield 0
    return volume_files()


__all__ = ["VolumePanel"]
