"""What the 3-D page is shown: coarse first, then fine; surfaces at their level; nothing while hidden."""

from __future__ import annotations

import time

import numpy as np
import pytest

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.inputs import Ball, X, Y, Z
from canvas_app.core.opacity import Opacity
from canvas_app.core.weights import Weights
from canvas_app.engine import kept_volume
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.isosurface import Mesh
from canvas_app.engine.volume import colours_at, sampled
from canvas_app.engine.voxels import VolumeRequest
from canvas_app.jobs import Lane
from canvas_app.session.kept_volumes import KeptVolumes
from canvas_app.session.session import Session
from canvas_app.session.volumes import COARSE, Makers, Stage, Volumes, Wish, stages

SOLID = Artwork(field=Cppn(seed=5, width=6, depth=2), inputs=(X(), Y(), Z(), Ball()))
FLAT = Artwork(field=Cppn(seed=5, width=6, depth=2))
MAKERS = Makers(
    lambda values, bounds: values, lambda points, faces, colours: (points, faces, colours)
)


def seen(work: Artwork, kept: KeptVolumes | None = None, **wish: object) -> list[Stage]:
    """The stages that show something, each once."""
    found: list[Stage] = []
    for stage in stages(work, Wish(**wish), MAKERS, kept or KeptVolumes()):
        if stage.thing is not None and (not found or stage.thing is not found[-1].thing):
            found.append(stage)
    return found


def test_coarse_comes_before_fine():
    found = seen(SOLID, side=56)
    assert [stage.shape for stage in found] == [(COARSE,) * 3, (56,) * 3]
    assert found[-1].thing.shape == (56, 56, 56, 4)
    assert sum(found[-1].tones) == pytest.approx(1, abs=0.02)


def test_the_curve_is_drawn_over_what_decides_it():
    by_light = SOLID.but(volume=SOLID.volume.but(opacity=Opacity(style="light")))
    by_value = SOLID.but(volume=SOLID.volume.but(opacity=Opacity(style="value")))
    light, value = seen(by_light, side=16)[-1], seen(by_value, side=16)[-1]
    assert light.tones != value.tones
    values = sampled(VolumeRequest(SOLID, (16, 16, 16), "value"))
    wanted, _ = np.histogram(values, 64, (0, 1))
    assert np.allclose(value.tones, wanted / wanted.sum(), atol=1e-3)
    assert sum(value.slopes) == pytest.approx(1)


def no_network(*_: object) -> None:
    raise AssertionError("the network was run")


def test_a_curve_acts_without_the_network_and_as_if_it_had_run(monkeypatch):
    kept = KeptVolumes()
    by_value = Opacity(style="value", points=((0.3, 0.0), (0.7, 0.8)), fade=0.4)
    before = seen(SOLID, kept, side=24)[-1]
    assert before.thing[..., 3].std() > 1
    monkeypatch.setattr(kept_volume, "sample", no_network)
    for opacity in (by_value, by_value.but(style="light"), Opacity(gain=2.0), Opacity(style="red")):
        work = SOLID.but(volume=SOLID.volume.but(opacity=opacity))
        found = seen(work, kept, side=24)
        assert [stage.shape for stage in found] == [(24, 24, 24)]
        wanted = sampled(VolumeRequest(work, (24, 24, 24), opacity=opacity)).astype(int)
        assert np.abs(found[0].thing - wanted).max() <= 1
        assert wanted[..., 3].std() > 1
    with pytest.raises(AssertionError, match="network"):
        seen(SOLID.with_field(seed=6), kept, side=24)


def test_a_level_acts_without_the_network_and_a_clipped_surface_is_closed(monkeypatch):
    kept = KeptVolumes()
    look = SOLID.volume.but(level=0.4, mode="surface")
    whole = seen(SOLID.but(volume=look), kept, side=24)[-1].thing
    monkeypatch.setattr(kept_volume, "sample", no_network)
    cut = look.but(level=0.45, clip=(0.0, 0.6, 0.0, 1.0, 0.0, 1.0))
    stage = seen(SOLID.but(volume=cut), kept, side=24)[-1]
    points, faces, colours = stage.thing
    assert stage.clip == cut.clip
    assert points[:, 0].max() == pytest.approx(0.2, abs=0.01)
    assert whole[0][:, 0].max() > 0.5
    assert Mesh(points, faces).open_edges == 0
    there = points[:, 0] > 0.19
    wanted = colours_at(VolumeRequest(SOLID, (24, 24, 24), "value"), points[there])
    assert there.sum() > 20
    assert np.abs(colours[there].astype(int) - wanted).mean() < 8


def test_what_is_too_fine_is_not_kept():
    assert KeptVolumes.fits(192)
    assert not KeptVolumes.fits(384)


def test_a_picture_field_is_driven_by_z():
    found = seen(FLAT, side=16)
    assert np.ptp(found[0].thing[..., :3].astype(int), axis=0).max() > 8


def test_a_surface_lies_at_its_level():
    level = 0.4
    work = SOLID.but(volume=SOLID.volume.but(level=level, mode="surface"))
    points, faces, colours = seen(work, side=24)[-1].thing
    assert len(points) == len(colours) > 100
    assert faces.max() < len(points)


def test_a_level_that_nothing_crosses_is_told():
    work = SOLID.but(volume=SOLID.volume.but(level=15.0, mode="surface"))
    with pytest.raises(CanvasError, match="no surface"):
        seen(work, side=16)


def test_learned_pictures_have_no_third_axis():
    learned = FLAT.but(weights=Weights({"a": np.zeros(2, np.float32)}))
    with pytest.raises(CanvasError, match="flat"):
        seen(learned, side=16)


class Desk:
    """A session and its volumes, whose main loop turns when asked."""

    def __init__(self) -> None:
        self.posted: list[object] = []
        self.lane = Lane("volume", self.posted.append, newest=True)
        self.session = Session(SOLID)
        self.volumes = Volumes(self.session, self.lane)
        self.stages: list[Stage] = []
        self.volumes.changed.connect(self.stages.append)

    def settle(self) -> None:
        """Until nothing is under way."""
        while self.lane.jobs or self.posted:
            while self.posted:
                self.posted.pop(0)()  # type: ignore[operator]


@pytest.fixture
def desk():
    made = Desk()
    yield made
    made.lane.close()


def test_nothing_is_sampled_out_of_sight(desk):
    desk.session.edit("Seed", lambda a: a.with_field(seed=6))
    desk.settle()
    assert not desk.stages


def test_in_sight_it_follows_the_session_and_only_what_it_shows(desk):
    desk.volumes.want(side=16)
    desk.volumes.show(MAKERS)
    desk.settle()
    first = desk.stages[-1].thing
    desk.session.edit("Title", lambda a: a.but(title="Other"))
    assert not desk.lane.jobs
    for look in ({"mode": "slices"}, {"clip": (0.2, 1, 0, 1, 0, 1)}, {"ambient": 0.1}):
        desk.session.edit("Look", lambda a, look=look: a.but(volume=a.volume.but(**look)))
        assert not desk.lane.jobs, look
    desk.session.edit("Seed", lambda a: a.with_field(seed=6))
    desk.settle()
    assert (desk.stages[-1].thing != first).any()
    desk.volumes.show(None)
    desk.session.edit("Seed", lambda a: a.with_field(seed=7))
    assert not desk.lane.jobs


def test_a_drag_of_a_curve_shows_stages_on_its_way(desk):
    desk.volumes.want(side=24)
    desk.volumes.show(MAKERS)
    desk.settle()
    things: list[object] = []
    desk.volumes.changed.connect(lambda stage: things.append(stage.thing))
    for k in range(24):  # faster than a stage is made
        gain = 1 + k / 8
        opacity = Opacity(gain=gain)
        desk.session.edit("Gain", lambda a, o=opacity: a.but(volume=a.volume.but(opacity=o)))
        time.sleep(0.004)
        while desk.posted:
            desk.posted.pop(0)()
    on_the_way = {id(thing) for thing in things if thing is not None}
    desk.settle()
    assert len(on_the_way) >= 2
    wanted = sampled(VolumeRequest(SOLID, (24, 24, 24), opacity=Opacity(gain=1 + 23 / 8)))
    assert np.abs(things[-1].astype(int) - wanted).max() <= 1, "the last is what is shown"
