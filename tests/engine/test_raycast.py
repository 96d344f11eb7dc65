"""Stills: what is on the right is on the right, what is near hides what is far, fog is as thick as told."""

from __future__ import annotations

import numpy as np
import pytest

from canvas_app.core.camera import Camera
from canvas_app.core.errors import CanvasError
from canvas_app.engine.raycast import PLAIN, still

BOX = (-1.2, 1.2, -1.0, 1.0, -0.8, 0.8)
FRONT = Camera(azimuth=0, elevation=0, field=0)
SIZE = (120, 90)


def cast(rgba: np.ndarray, camera: Camera, **more: object) -> np.ndarray:
    """The picture; progress never falls."""
    work, told = still(rgba, BOX, camera, SIZE, lighting=PLAIN, **more), [0.0]
    while True:
        try:
            told.append(next(work))
        except StopIteration as end:
            assert told == sorted(told)
            return np.asarray(end.value)


def blob(x: float, y: float, z: float, colour: tuple[int, int, int]) -> np.ndarray:
    """An opaque ball of radius 0.25."""
    shape = (16, 20, 24)
    zs, ys, xs = np.meshgrid(
        -0.8 + (np.arange(16) + 0.5) * 0.1,
        1.0 - (np.arange(20) + 0.5) * 0.1,
        -1.2 + (np.arange(24) + 0.5) * 0.1,
        indexing="ij",
    )
    out = np.zeros((*shape, 4), np.uint8)
    inside = (xs - x) ** 2 + (ys - y) ** 2 + (zs - z) ** 2 < 0.0625
    out[inside] = (*colour, 255)
    return out


def centre(picture: np.ndarray, colour: int) -> tuple[float, float]:
    """Where a colour is: right of the middle, above the middle, in half heights."""
    weight = picture[..., colour] * picture[..., 3]
    rows, columns = np.mgrid[: SIZE[1], : SIZE[0]]
    half = SIZE[1] / 2
    right = (weight * (columns + 0.5 - SIZE[0] / 2)).sum() / weight.sum() / half
    up = (weight * (half - rows - 0.5)).sum() / weight.sum() / half
    return float(right), float(up)


def test_the_front_is_the_picture_of_a_slice() -> None:
    """x to the right, y up."""
    right, up = centre(cast(blob(0.6, 0.4, 0, (255, 0, 0)), FRONT), 0)
    reach = np.sqrt(1.2**2 + 1 + 0.8**2)
    assert right == pytest.approx(0.6 / reach, abs=0.03)
    assert up == pytest.approx(0.4 / reach, abs=0.03)


def test_the_camera_goes_round_to_the_right_and_up() -> None:
    """From the right, what has a high z lies on the left; from above, on the lower side."""
    near = blob(0, 0, 0.5, (255, 0, 0))
    right, _ = centre(cast(near, FRONT.but(azimuth=90)), 0)
    _, up = centre(cast(near, FRONT.but(elevation=90)), 0)
    assert right < -0.2
    assert up < -0.2
    turned, _ = centre(cast(blob(0, 0.5, 0, (255, 0, 0)), FRONT.but(roll=90)), 0)
    assert abs(turned) > 0.2


def test_what_is_near_hides_what_is_far() -> None:
    """A high z is near; perspective makes it larger."""
    both = np.maximum(blob(0, 0, 0.5, (255, 0, 0)), blob(0, 0, -0.5, (0, 255, 0)))
    front = cast(both, FRONT)[45, 60]
    back = cast(both, FRONT.but(azimuth=180))[45, 60]
    assert front[0] > 0.9 > 0.1 > front[1]
    assert back[1] > 0.9 > 0.1 > back[0]
    wide = cast(blob(0, 0, 0.5, (255, 0, 0)), FRONT.but(field=60))[..., 3].sum()
    far = cast(blob(0, 0, -0.5, (255, 0, 0)), FRONT.but(field=60))[..., 3].sum()
    assert wide > 1.5 * far


def test_fog_is_as_thick_as_it_is_deep() -> None:
    """Beer and Lambert: 1 - (1 - a)^parts, a part being 1/128 of the longest side."""
    fog = np.full((16, 20, 24, 4), 255, np.uint8)
    fog[..., 3] = 5
    seen = cast(fog, FRONT)[45, 60, 3]
    parts = 1.6 / 2.4 * 128
    assert seen == pytest.approx(1 - (1 - 5 / 255) ** parts, abs=0.03)


def test_too_many_voxels_are_refused() -> None:
    """Before memory runs out."""
    huge = np.broadcast_to(np.zeros((1, 1, 1, 4), np.uint8), (1024, 1024, 1024, 4))
    with pytest.raises(CanvasError, match="memory"):
        next(still(huge, BOX, FRONT, SIZE))
