"""What VTK draws live is what stills will be: the same light, opacities, lamp and box, mode by mode."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from canvas_app.core.camera import Camera
from canvas_app.core.volume import Mode, Volume
from canvas_app.engine.isosurface import isosurface
from canvas_app.engine.raycast import still
from canvas_app.render.rest_picture import RestPicture
from canvas_app.render.solids import Solids, image_of, surface_of
from canvas_app.render.volume_pace import VolumePace

BOX = (-1.2, 1.2, -1.0, 1.0, -0.8, 0.8)
SHAPE = (32, 40, 48)
SIZE = (200, 150)
LOOK = Volume(
    camera=Camera(azimuth=35, elevation=25, zoom=1.3), ambient=0.3, gloss=0.4, density=1.5
)


def places() -> list[np.ndarray]:
    """z, y and x of the voxels, rows from the top."""
    z, y, x = (
        low + (np.arange(n) + 0.5) * (high - low) / n
        for n, low, high in zip(SHAPE, BOX[4::-2], BOX[5::-2], strict=True)
    )
    return np.meshgrid(z, y[::-1], x, indexing="ij")


def value() -> np.ndarray:
    """A bent egg, 1 in its middle, with nothing symmetrical about it."""
    z, y, x = places()
    return (1 - np.sqrt((x - 0.3 + 0.4 * z) ** 2 + (1.5 * y + 0.3) ** 2 + z**2)).astype(np.float32)


def cloud(peak: float) -> np.ndarray:
    """Voxels whose colours turn through space, opaque where the egg is."""
    z, y, x = places()
    levels = [
        0.5 + 0.5 * np.sin(3 * x + 1),
        0.5 + 0.5 * np.sin(4 * y),
        0.5 + 0.5 * np.cos(5 * z + x),
    ]
    planes = [*levels, peak * np.clip(value(), 0, 1)]
    return (np.stack(planes, -1) * 255 + 0.5).astype(np.uint8)


class Stage:
    """A window that nobody sees."""

    def __init__(self) -> None:
        import vtkmodules.vtkRenderingOpenGL2
        from vtkmodules.vtkRenderingCore import vtkRenderer, vtkRenderWindow

        assert vtkmodules.vtkRenderingOpenGL2
        self.render_window = self._window = vtkRenderWindow()
        self._window.SetOffScreenRendering(1)
        self._window.SetMultiSamples(0)
        self._window.SetSize(*SIZE)
        self.renderer = vtkRenderer()
        self._window.AddRenderer(self.renderer)
        self.solids = Solids(self.renderer)

    def grab(self, look: Volume) -> np.ndarray:
        """Levels on black, 0 to 255."""
        from vtkmodules.util.numpy_support import vtk_to_numpy
        from vtkmodules.vtkRenderingCore import vtkWindowToImageFilter

        self.solids.light(look)
        self.solids.clip(look.clip)
        self.solids.look_from(look.camera, SIZE)
        self._window.Render()
        taken: Any = vtkWindowToImageFilter()
        taken.SetInput(self._window)
        taken.Update()
        flat = vtk_to_numpy(taken.GetOutput().GetPointData().GetScalars())
        return np.flipud(flat.reshape(SIZE[1], SIZE[0], -1))[..., :3].astype(float)


class Screen(QWidget):
    """A widget with the window of a stage, for pictures that come in pieces."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.renderer, self.render_window = stage.renderer, stage.render_window


def softened(picture: np.ndarray) -> np.ndarray:
    """The means of squares of 10 pixels."""
    return picture.reshape(15, 10, 20, 10, 3).mean((1, 3))


def at_rest(stage: Stage, look: Volume, qtbot: Any) -> np.ndarray:
    """The fine picture, 0 to 255, and no piece of it as large as the window."""
    stage.grab(look)
    screen = Screen(stage)
    qtbot.addWidget(screen)
    fine, ended = RestPicture(screen), []
    fine.start(look.camera, stage.solids.radius, False, lambda: None, lambda: ended.append(1))
    qtbot.waitUntil(lambda: not fine.busy, timeout=60_000)
    assert ended == [1]
    image = fine.image.convertToFormat(QImage.Format.Format_RGB888)
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return flat[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).astype(float)


@pytest.fixture(scope="module")
def stage() -> Stage:
    """One window for all."""
    return Stage()


def taken(rgba: np.ndarray, look: Volume) -> np.ndarray:
    """The still, on black, 0 to 255."""
    work = still(rgba, BOX, look, SIZE)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value[..., :3] * end.value[..., 3:] * 255


@pytest.mark.parametrize("mode", ["composite", "maximum", "average"])
@pytest.mark.parametrize(
    "clip", [(0, 1, 0, 1, 0, 1), (0.1, 0.55, 0, 1, 0.3, 1)], ids=["whole", "cut"]
)
def test_rays_agree(stage: Stage, mode: Mode, clip: Any) -> None:
    """Thin clouds with a lamp and highlights; the mean difference is a level or two where there is any."""
    look = LOOK.but(mode=mode, clip=clip)
    rgba = cloud(0.6 if mode == "maximum" else 0.15)  # of few levels the greatest is anywhere
    stage.solids.show_voxels(image_of(rgba, BOX), BOX, mode)
    live, made = stage.grab(look), taken(rgba, look)
    assert made.max() > 60
    assert np.abs(live - made).mean() < 0.8
    assert np.abs(live - made)[made > 8].mean() < 3.0
    assert live[made > 8].mean() == pytest.approx(made[made > 8].mean(), rel=0.02)


def test_the_lamp_and_density_are_seen_at_once(stage: Stage) -> None:
    """Without new voxels: from the other side, fixed in the world, without any lamp, thinner."""
    rgba = cloud(0.6)
    stage.solids.show_voxels(image_of(rgba, BOX), BOX, "composite")
    first = stage.grab(LOOK)
    for look in (
        LOOK.but(lamp_azimuth=120.0),
        LOOK.but(lamp="world", lamp_elevation=-60.0),
        LOOK.but(ambient=1.0, gloss=0.0),
        LOOK.but(density=0.1),
        LOOK.but(diffuse=3.0, polish=2.0),
    ):
        live, made = stage.grab(look), taken(rgba, look)
        assert np.abs(live - first).mean() > 1.5
        assert np.abs(live - made).mean() < 1.5


def test_pieces_make_the_whole_picture(stage: Stage, qtbot: Any) -> None:
    """Seam by seam, on a gradient as well; and the window is as it was."""
    stage.solids.show_voxels(image_of(cloud(0.6), BOX), BOX, "composite")
    stage.renderer.SetGradientBackground(True)
    stage.renderer.SetBackground2(0.9, 0.2, 0.1)
    try:
        whole = stage.grab(LOOK)
        assert np.abs(at_rest(stage, LOOK, qtbot) - whole).max() <= 4
        assert np.abs(stage.grab(LOOK) - whole).max() == 0
    finally:
        stage.renderer.SetGradientBackground(False)


@pytest.mark.parametrize("field", [0.0, 30.0])
def test_the_lens_is_that_of_stills(stage: Stage, qtbot: Any, field: float) -> None:
    """The mean of pictures through places of it, but for the grain of stills; a pinhole's is another."""
    rgba = cloud(0.6)
    stage.solids.show_voxels(image_of(rgba, BOX), BOX, "composite")
    pinhole = LOOK.but(camera=LOOK.camera.but(field=field))
    look = pinhole.but(camera=pinhole.camera.but(aperture=0.25, focus=0.4))
    live = softened(at_rest(stage, look, qtbot))
    apart = np.abs(live - softened(taken(rgba, look))).mean()
    assert apart < 1.0
    assert np.abs(live - softened(taken(rgba, pinhole))).mean() > 2 * apart


def test_rays_further_apart_are_as_opaque(stage: Stage) -> None:
    """While a hand turns it, the picture is coarser, neither darker nor thinner."""
    stage.solids.show_voxels(image_of(cloud(0.15), BOX), BOX, "composite")
    fine = stage.grab(LOOK)
    stage.solids.rays(3.0, 2.0)
    coarse = stage.grab(LOOK)
    stage.solids.rays(1.0)
    assert 0 < np.abs(coarse - fine).mean() < 2.5
    assert coarse.mean() == pytest.approx(fine.mean(), rel=0.03)


def test_surfaces_and_slices_agree(stage: Stage) -> None:
    """A mesh with colours under the same lamp; planes with the colours of their voxels."""
    look = LOOK.but(mode="surface", level=0.4)
    mesh = isosurface(value(), BOX, 0.4).coloured(
        lambda points: np.full((len(points), 3), (200, 120, 60), np.uint8)
    )
    stage.solids.show_surface(surface_of(mesh.points, mesh.faces, mesh.colours), BOX)
    rgba = np.full((*SHAPE, 4), 255, np.uint8)
    rgba[..., :3] = (200, 120, 60)
    rgba[..., 3] = np.clip((value() - 0.4) * 2 + 0.5, 0, 1) * 255
    live, made = stage.grab(look), taken(rgba, look)
    inside = (live.max(-1) > 8) & (made.max(-1) > 8)
    assert ((live.max(-1) > 8) == (made.max(-1) > 8)).mean() > 0.99
    assert np.abs(live - made)[inside].mean() < 4
    sliced, rgba = LOOK.but(mode="slices", slices=(0.3, 0.5, 0.7)), cloud(1.0)
    places = [
        low + p * (high - low)
        for p, low, high in zip((0.3, 0.5, 0.7), BOX[::2], BOX[1::2], strict=True)
    ]
    stage.solids.show_slices(image_of(rgba, BOX), BOX, (places[0], places[1], places[2]))
    live, made = stage.grab(sliced), taken(rgba, sliced)
    both = (live.max(-1) > 4) & (made.max(-1) > 4)
    assert both.mean() > 0.2
    assert np.abs(live - made)[both].mean() < 4


def test_rays_keep_to_the_time_there_is() -> None:
    """A quick machine draws everything; a slow one as much as it can, at last six pixels apart."""
    quick, slow, slowest = VolumePace(), VolumePace(), VolumePace()
    quick.told(0.004, 1.0, 1.0)
    assert quick.moving() == (1.0, 1.0)
    slow.told(0.1, 3.0, 2.0)  # 1.8 s for all
    rays, along = slow.moving()
    assert 1.8 / (rays * rays * along) <= 0.08 < 1.8 / ((rays - 0.5) ** 2 * along)
    slowest.told(60, 1.0, 1.0)
    assert slowest.moving()[0] == 6.0
    slow.forget()
    assert slow.moving() == (3.0, 2.0)
