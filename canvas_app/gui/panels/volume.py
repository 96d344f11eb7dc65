"""Volume panel: how the field is seen in space: clouds, surface or slices, opacity, light, box, camera."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from canvas_app.core.artwork import Artwork
from canvas_app.core.volume import Volume
from canvas_app.gui.box_section import BoxSection
from canvas_app.gui.camera_section import CameraSection
from canvas_app.gui.desk import Desk
from canvas_app.gui.forms import Form, Group
from canvas_app.gui.inspector import Inspector
from canvas_app.gui.opacity_section import OpacitySection
from canvas_app.gui.orbit_dialog import open_dialog
from canvas_app.gui.panel import panel
from canvas_app.gui.volume_export import export_volume
from canvas_app.gui.widgets.choice_row import ChoiceRow
from canvas_app.gui.widgets.parts import button, label, row
from canvas_app.gui.widgets.section import Section
from canvas_app.gui.words import tr
from canvas_app.session.volume_work import Outlet
from canvas_app.session.volumes import MODES, Stage, Wish

WORDS = {
    "composite": "Clouds",
    "maximum": "Brightest",
    "average": "Average",
    "surface": "Surface",
    "slices": "Slices",
}
SIDES = (64, 96, 128, 192, 256, 384)
_LAMP = ("density", "ambient", "diffuse", "gloss", "polish", "lamp", "lamp_azimuth",
         "lamp_elevation")  # fmt: skip
_LEVEL = Group("", ("level",))
_LIGHT = Group("Light", _LAMP)
_FILES = Group("Files", ("width", "height", "longest", "smoothing", "reduction"))
_BEHIND = Group("Background and axes", ("background", "ground", "sky", "axes"))


@panel("3-D", area="right", order=35)
class VolumePanel(Inspector):
    """Shows `artwork.volume`; how fine it is sampled is the page's."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "volume")

    def make(self) -> Iterator[None]:
        """Seen as, opacity, light, box, background, camera, files."""
        theme = self._theme
        yield from self._make_sight()
        self.opacity = OpacitySection(theme, self.editing)
        self.put(self.opacity)
        yield from self.opacity.fill()
        self.light = Form(theme, Volume, "volume", (_LIGHT,), later=True, chance=False)
        self.put(self.light)
        yield from self.light.fill()
        self.box = BoxSection(theme, self.editing, self._desk.volumes)
        self.put(self.box)
        yield
        self.behind = Form(theme, Volume, "volume", (_BEHIND,), later=True, chance=False)
        self.put(self.behind)
        yield from self.behind.fill()
        self.camera = CameraSection(self._desk, self.editing)
        self.put(self.camera)
        yield from self.camera.fill()
        self.files = Form(theme, Outlet, "files", (_FILES,), later=True, chance=False)
        self.put(self.files)
        yield from self.files.fill()
        self._connect()
        yield

    def _make_sight(self) -> Iterator[None]:
        theme = self._theme
        sight = Section(theme, tr("Volume"), dice=False)
        self.put(sight)
        self.open = button(tr("In Space"), small=True)
        self.open.setCheckable(True)
        self.open.setObjectName("volume-open")
        self.open.setToolTip(tr("See the field as a volume, and back (V)"))
        self.export = button(tr("Export…"), small=True)
        self.export.setToolTip(tr("Voxels, a mesh, a still or a page (Ctrl+Alt+V)"))
        self.film = button(tr("Turntable…"), small=True)
        self.film.setToolTip(tr("A film once round the volume, or of its slices (Ctrl+Alt+T)"))
        self.hint = label(theme, role="caption")
        self.hint.setWordWrap(True)
        self.hint.setContentsMargins(14, 0, 12, 6)
        self.mode = ChoiceRow(
            theme, tr("Seen as"), MODES, words=[tr(WORDS[m]) for m in MODES], dice=False,
            segmented=False, default="composite",
            doc=tr("Clouds of colour, the most opaque of each ray, its mean, a surface, or slices"),
        )  # fmt: skip
        self.side = ChoiceRow(
            theme, tr("Voxels"), SIDES, words=[f"{n}³" for n in SIDES], dice=False,
            segmented=False, default=128, doc=tr("How fine the volume is in the end"),
        )  # fmt: skip
        self.level = Form(theme, Volume, "volume", (_LEVEL,), chance=False)
        keys = row(self.open, self.export, self.film, margins=(14, 4, 14, 6))
        sight.add(keys, self.hint, self.mode, self.level, self.side)
        yield

    def _connect(self) -> None:
        volumes = self._desk.volumes
        for form in (self.level, self.light, self.behind):
            self.editing.connect(form)
        self.open.clicked.connect(lambda *_: self._desk.volume())
        self.export.clicked.connect(lambda *_: export_volume(self._desk))
        self.film.clicked.connect(lambda *_: open_dialog(self._desk))
        self.files.changed.connect(self._on_files)
        self.mode.changed.connect(self._on_mode)
        self.side.changed.connect(lambda side, _: volumes.want(side=side))
        volumes.wish_changed.connect(self._show_wish)
        volumes.open_changed.connect(self.show_open)
        volumes.changed.connect(self._on_stage)
        self._show_wish(volumes.wish)
        self.files.show_spec(volumes.outlet)

    def show_artwork(self, artwork: Artwork) -> None:
        """Show how the artwork is seen in space, quietly."""
        look = artwork.volume
        self.mode.show_value(look.mode)
        self.level.show_spec(look)
        self.level.setVisible(look.mode == "surface")
        self.opacity.show_opacity(look.opacity)
        self.light.show_spec(look)
        self.behind.show_spec(look)
        self.box.show_look(look, solid=artwork.solid)
        self.camera.show_camera(look.camera)
        flat = tr("This field is flat; z drives it as time would.")
        self.hint.setText("" if artwork.solid else flat)
        self.hint.setVisible(not artwork.solid)

    def on_artwork(self, new: Artwork, old: Artwork) -> None:
        """Another volume, perhaps."""
        if new.volume != old.volume or new.inputs != old.inputs:
            self.show_artwork(new)

    def show_locks(self) -> None:
        """Nothing here is left to chance, so nothing is locked."""

    def show_open(self, on: bool) -> None:
        """Whether the page is in sight."""
        self.open.setChecked(on)

    def _on_mode(self, mode: Any, _: bool) -> None:
        self.editing.set("volume.mode", mode)
        self.editing.settle()

    def _on_files(self, path: str, value: Any, _: bool) -> None:
        volumes = self._desk.volumes
        volumes.outlet = volumes.outlet.but(**{path.rpartition(".")[2]: value})
        self.files.show_spec(volumes.outlet)

    def _on_stage(self, stage: Stage) -> None:
        self.opacity.show_stage(stage)

    def _show_wish(self, wish: Wish) -> None:
        self.side.show_value(wish.side)


__all__ = ["VolumePanel"]
