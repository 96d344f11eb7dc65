"""What is behind a volume, its axes, and what a lens blurs: stills have them as the window shows them."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from canvas_app.core.axes import COLOURS, marks
from canvas_app.core.camera import Camera
from canvas_app.core.volume import Volume
from canvas_app.engine.raycast import still
from canvas_app.engine.rays import Rays, Through

BOX = (-1.2, 1.2, -1.0, 1.0, -0.8, 0.8)
SIZE = (96, 72)


def taken(rgba: np.ndarray, look: Volume, size: tuple[int, int] = SIZE) -> np.ndarray:
    """A still, (h, w, 4)."""
    work = still(rgba, BOX, look, size)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def clear() -> np.ndarray:
    """Voxels that nobody sees."""
    return np.zeros((8, 10, 12, 4), np.uint8)


def beads() -> np.ndarray:
    """A near bead at the left and a far one at the right, in the middle of the height."""
    out = np.zeros((24, 24, 24, 4), np.uint8)
    out[20:23, 11:13, 5:7] = out[1:4, 11:13, 17:19] = 255
    return out


def test_a_background_is_opaque_and_the_theme_s_is_clear() -> None:
    """Black, white, a colour, and a gradient whose sky is above."""
    assert taken(clear(), Volume())[..., 3].max() < 1 / 512
    for words, level in (
        ({"background": "black"}, 0.0),
        ({"background": "white"}, 1.0),
        ({"background": "own", "ground": "#336699"}, 0.2),
    ):
        picture = taken(clear(), Volume().but(**words))
        assert picture[..., 3].min() == 1
        assert picture[..., 0] == pytest.approx(level, abs=1e-3)
    look = Volume(background="gradient", sky="#ffffff", ground="#000000")
    column = taken(clear(), look)[:, 5, 0]
    assert (np.diff(column) < 0).all()
    assert column[[0, -1]] == pytest.approx([1, 0], abs=0.02)


@pytest.mark.parametrize("field", [0.0, 40.0])
def test_places_of_the_world_are_where_rays_meet_them(field: float) -> None:
    """The arithmetic of axes is that of rays."""
    camera = Camera(azimuth=37, elevation=21, roll=11, zoom=1.3, field=field)
    points = np.array([[0.3, -0.6, 0.5], [-1.0, 0.4, -0.7]])
    rays = Rays(BOX, camera, SIZE, (8, 8, 8))
    start, way, _ = (t.double() for t in rays.of(0, SIZE[1]))
    for point, (x, y) in zip(points, camera.seen(points, BOX, SIZE), strict=True):
        pixel = int(y) * SIZE[0] + int(x)
        at = torch.from_numpy(point / np.array([1.2, 1.0, 0.8]))
        along = way[:, pixel] / way[:, pixel].norm()
        far = at - start[:, pixel]
        assert float((far - along * (far @ along)).norm()) < 0.06  # a pixel is about 0.04 wide


def test_numbers_stand_at_the_rim_and_arrows_in_the_corner() -> None:
    """In the picture they are opaque, in their colours; a box seen from the front has no depth to tell."""
    arrows = taken(clear(), Volume(axes="corner"), (240, 180))
    seen = arrows[..., 3] > 0.9
    assert seen[120:, :80].any()
    assert not seen[:100].any()
    look = Volume(axes="box", camera=Camera(zoom=0.7))
    assert taken(clear(), look, (240, 180))[..., 3].max() > 0.9
    words = [word.text for word in marks(look, BOX, (240, 180), "#ffffff").words]
    assert {"x", "y", "z", "0", "1", "\N{MINUS SIGN}1"} <= set(words)
    front = look.but(camera=Camera(azimuth=0, elevation=0))
    flat = marks(front, BOX, (240, 180), "#ffffff")
    assert {w.text for w in flat.words if w.colour in COLOURS} == {"x", "y"}
    assert not marks(look.but(axes="none"), BOX, SIZE, "#ffffff").words


def test_numbers_are_never_before_the_volume() -> None:
    """From wherever one looks, edges lie on the outline of the box."""
    corners = np.array([(x, y, z) for x in BOX[:2] for y in BOX[2:4] for z in BOX[4:]])
    for azimuth in (10, 100, 190, 280):
        for elevation in (-30, 30):
            camera = Camera(azimuth=azimuth, elevation=elevation, zoom=0.7)
            lines = marks(Volume(axes="box", camera=camera), BOX, SIZE, "#ffffff").lines
            seen = camera.seen(corners, BOX, SIZE)
            long = [e for e in lines if np.hypot(e.b[0] - e.a[0], e.b[1] - e.a[1]) > 8]
            assert len(long) == 3
            for edge in long:
                a, b = np.array(edge.a), np.array(edge.b)
                normal = np.array([a[1] - b[1], b[0] - a[0]]) / np.hypot(*(b - a))
                sides = (seen - a) @ normal
                assert sides.min() > -1e-6 or sides.max() < 1e-6


@pytest.mark.parametrize("field", [0.0, 30.0])
def test_what_is_in_focus_stays_and_the_rest_blurs(field: float) -> None:
    """A bead is as bright as through a pinhole where the focus is, and dimmer elsewhere; light is kept."""
    look = Volume(ambient=1, gloss=0, camera=Camera(azimuth=0, elevation=0, field=field))
    sharp = taken(beads(), look)[..., 3]
    near = taken(beads(), look.but(camera=look.camera.but(aperture=0.3, focus=0.5)))[..., 3]
    far = taken(beads(), look.but(camera=look.camera.but(aperture=0.3, focus=-0.5)))[..., 3]
    left, right = slice(0, 48), slice(48, 96)
    assert near[:, left].max() > 0.8 * sharp[:, left].max() > 1.3 * near[:, right].max()
    assert far[:, right].max() > 0.8 * sharp[:, right].max() > 1.3 * far[:, left].max()
    assert near.sum() == pytest.approx(sharp.sum(), rel=0.15)


def test_rays_through_a_lens_meet_in_the_focus() -> None:
    """All places of the lens, one place of the world."""
    camera = Camera(aperture=0.4, focus=0.25, azimuth=0, elevation=0)
    radius = float(np.linalg.norm([1.2, 1.0, 0.8]))
    meets = []
    for x, y in ((0.0, 0.0), (1.0, 0.0), (0.0, -0.7)):
        rays = Rays(BOX, camera, (3, 3), (8, 8, 8), through=Through(x, y, 0.5))
        start, way, _ = (t.double().numpy() for t in rays.of(1, 2))
        start, way = start[:, 1] * [1.2, 1.0, 0.8], way[:, 1] * [1.2, 1.0, 0.8]
        meets.append(start + way * ((0.25 * radius - start[2]) / way[2]))
    assert np.ptp(np.array(meets), axis=0).max() < 1e-5
