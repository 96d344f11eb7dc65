"""Stills: what is on the right is on the right, what is near hides what is far, fog is as thick as told."""

from __future__ import annotations

import numpy as np
import pytest

from canvas_app.core.camera import Camera
from canvas_app.core.errors import CanvasError
from canvas_app.core.volume import Volume
from canvas_app.engine.raycast import glimpses, still

BOX = (-1.2, 1.2, -1.0, 1.0, -0.8, 0.8)
FRONT = Camera(azimuth=0, elevation=0, field=0)
SIZE = (120, 90)
PLAIN = Volume(ambient=1.0, gloss=0.0)


def cast(rgba: np.ndarray, camera: Camera, **look: object) -> np.ndarray:
    """The picture; progress never falls."""
    work, told = still(rgba, BOX, PLAIN.but(camera=camera, **look), SIZE), [0.0]
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
        next(still(huge, BOX, PLAIN, SIZE))


def fog(alpha: int, colour: tuple[int, int, int] = (255, 255, 255)) -> np.ndarray:
    """The same everywhere."""
    out = np.empty((16, 20, 24, 4), np.uint8)
    out[...] = (*colour, alpha)
    return out


def test_the_maximum_is_the_most_opaque_place_wherever_it_is() -> None:
    """Not what is near; as opaque as beside the volume's most opaque."""
    both = blob(0, 0, 0.5, (255, 0, 0)), blob(0, 0, -0.5, (0, 255, 0))
    both[0][..., 3] //= 2
    volume = np.maximum(*both)
    seen = cast(volume, FRONT, mode="maximum")[45, 60]
    assert seen[1] > 0.9 > 0.1 > seen[0]
    assert seen[3] == pytest.approx(1.0, abs=0.02)
    aside = cast(np.maximum(both[0], blob(-0.8, 0, 0, (0, 0, 255))), FRONT, mode="maximum")[45, 60]
    assert aside[3] == pytest.approx(0.5, abs=0.03)


def test_the_average_mixes_light_and_is_as_opaque_as_usual() -> None:
    """Half red, half green, is their mean in linear light, whichever is near; fog is 1 - 1/e opaque."""
    halves = fog(40, (255, 0, 0))
    halves[8:, ..., :3] = (0, 255, 0)
    seen = cast(halves, FRONT, mode="average")[45, 60]
    level = 1.055 * 0.5 ** (1 / 2.4) - 0.055
    assert seen == pytest.approx([level, level, 0, 1 - np.exp(-1)], abs=0.02)
    back = cast(halves, FRONT.but(azimuth=180), mode="average")[45, 60]
    assert back == pytest.approx(seen, abs=0.03)
    thick = cast(halves, FRONT, mode="average", density=2.0)[45, 60, 3]
    assert thick == pytest.approx(1 - np.exp(-2), abs=0.02)


def test_what_is_clipped_is_not_there() -> None:
    """In every mode that has rays; the fog that is left is as thick as its part of the box."""
    left = (0.0, 0.5, 0.0, 1.0, 0.0, 1.0)
    for mode in ("composite", "maximum", "average", "surface"):
        seen = cast(fog(200), FRONT, mode=mode, clip=left)[45, :, 3]
        assert seen[70:].max() == 0, mode
        assert seen[50] > 0.5, mode
    part = cast(fog(5), FRONT, clip=(0, 1, 0, 1, 0.25, 0.5))[45, 60, 3]
    assert part == pytest.approx(1 - (1 - 5 / 255) ** (0.25 * 1.6 / 2.4 * 128), abs=0.04)


def test_slices_show_the_voxels_of_their_planes() -> None:
    """From the front that across z; opaque; the colours of its slab."""
    volume = np.random.default_rng(3).integers(0, 255, (16, 20, 24, 4)).astype(np.uint8)
    volume[9, ..., :3] = (0, 128, 255)
    seen = cast(volume, FRONT, mode="slices", slices=(0.5, 0.5, 9.5 / 16))
    assert seen[30, 30] == pytest.approx([0, 128 / 255, 1, 1], abs=0.01)
    assert seen[0, 0, 3] == 0


def test_a_surface_is_lit_by_the_lamp_as_it_faces_it() -> None:
    """A ball under a lamp on the right is bright there; one that stays in the world is turned with it."""
    ball = blob(0, 0, 0, (180, 180, 180))
    look = {"mode": "surface", "ambient": 0.2, "diffuse": 1.0, "lamp_azimuth": 80.0,
            "lamp_elevation": 0.0}  # fmt: skip
    front = cast(ball, FRONT, **look)
    stopped = set(4 * front[..., 3].round(3).ravel())  # of the four rays of each pixel
    assert {0, 4} < stopped <= {0, 1, 2, 3, 4}
    right, left = front[45, 64, :3].mean(), front[45, 55, :3].mean()
    assert right > left + 0.2
    with_it = cast(ball, FRONT.but(azimuth=180), **look)
    staying = cast(ball, FRONT.but(azimuth=180), lamp="world", **look)
    assert with_it[45, 64, 0] > with_it[45, 55, 0] + 0.2
    assert staying[45, 55, 0] > staying[45, 64, 0] + 0.1


def test_clouds_are_lit_where_their_opacity_has_a_slope() -> None:
    """Ambient light alone changes nothing; the lamp makes the far side dark; highlights add light."""
    ball = blob(0, 0, 0, (128, 128, 128))
    flat = cast(ball, FRONT)[36:54, 51:69]
    lamp = {"ambient": 0.3, "lamp_azimuth": 80.0, "lamp_elevation": 0.0}
    lit = cast(ball, FRONT, **lamp)[36:54, 51:69]
    assert np.ptp(flat[6:12, 4:14, 0]) < 0.02
    assert lit[9, 14, 0] > lit[9, 3, 0] + 0.15
    bright = cast(ball, FRONT, **lamp, gloss=1.0)[36:54, 51:69]
    assert bright[9, 14, 0] > lit[9, 14, 0] + 0.05


@pytest.mark.parametrize("mode", ["surface", "slices"])
def test_hard_edges_are_smooth_in_stills(mode: str) -> None:
    """Pixels that a body covers by half are half opaque, and as bright as its inside."""
    tilted = FRONT.but(azimuth=30.0, elevation=20.0)
    volume = np.full((16, 20, 24, 4), 255, np.uint8)
    seen = cast(volume, tilted, mode=mode)
    between = (seen[..., 3] > 0.2) & (seen[..., 3] < 0.8)
    assert between.sum() > 60
    assert np.median(seen[between][:, 0]) > 0.5 * seen[seen[..., 3] == 1][:, 0].min()


def test_light_does_not_depend_on_the_number_of_voxels() -> None:
    """A soft ball from twice as many is shaded alike."""
    pictures = []
    for n in (24, 48):
        at = (np.arange(n) + 0.5) / n * 2 - 1
        z, y, x = np.meshgrid(at, at, at, indexing="ij")
        soft = np.clip(1.2 - np.sqrt(x * x + y * y + z * z) * 1.5, 0, 1) * 30
        rgba = np.full((n, n, n, 4), 200, np.uint8)
        rgba[..., 3] = soft
        work = still(rgba, (-1, 1) * 3, Volume(ambient=0.2, gloss=0.0), (48, 48))
        try:
            while True:
                next(work)
        except StopIteration as end:
            pictures.append(end.value[..., :3] * end.value[..., 3:])
    assert pictures[0].max() > 0.5
    assert np.abs(pictures[0] - pictures[1]).mean() < 0.012


def test_glimpses_come_coarse_first_and_end_as_the_still() -> None:
    """A quarter, a half, the whole, which is the still but for its finer steps; what is between tells how far it is."""
    ball = blob(0.2, 0.1, 0, (200, 90, 30))
    told = list(glimpses(ball, BOX, PLAIN.but(camera=FRONT), SIZE))
    pictures = [t for t in told if isinstance(t, np.ndarray)]
    assert [p.shape for p in pictures] == [(22, 30, 4), (45, 60, 4), (90, 120, 4)]
    assert np.abs(pictures[-1] - cast(ball, FRONT)).mean() < 0.005
    coarse = pictures[0][..., 3].mean()
    assert coarse == pytest.approx(pictures[-1][..., 3].mean(), rel=0.1)
    assert all(0 <= t <= 1 for t in told if not isinstance(t, np.ndarray))
