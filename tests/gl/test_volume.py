"""The field in space in the real window: voxels appear, a hand turns them, the plane comes back."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from canvas_app.core.inputs import Z
from canvas_app.gui.tour import LEFT, PLAIN, difference


def pixels(view) -> np.ndarray:
    """What VTK drew, (h, w, 3)."""
    view.interactor.render()
    return np.asarray(view.interactor.screenshot(return_img=True))[..., :3]


def test_into_space_and_back(hands, results):
    studio = hands.studio
    studio.desk.volumes.want(side=48)
    studio.window.actions_.by_id["volume"].trigger()
    page = studio.space_door.page
    volumes = studio.desk.volumes
    hands.wait(lambda: volumes.stage is not None and volumes.stage.thing is not None, "voxels", 60)
    QTest.qWait(100)
    view = page.view
    first = pixels(view)
    assert first.std() > 4
    at = view.interactor.rect().center()
    QTest.mousePress(view.interactor, LEFT, PLAIN, at)
    QTest.mouseMove(view.interactor, at + QPoint(60, 20))
    QTest.mouseMove(view.interactor, at + QPoint(120, 30))
    QTest.mouseRelease(view.interactor, LEFT, PLAIN, at + QPoint(120, 30))
    assert difference(first, pixels(view)) > 1
    camera = studio.session.artwork.volume.camera
    assert camera == view.camera
    assert camera.azimuth < 0
    for mode in ("maximum", "slices", "surface"):
        before = pixels(view)
        volumes.want(mode=mode)
        hands.wait(
            lambda m=mode: (volumes.stage.mode == m and volumes.stage.thing is not None)
            or "surface" in page.words.text(),
            mode, 60,
        )  # fmt: skip
        QTest.qWait(60)
        assert difference(before, pixels(view)) > 0.5, mode
    whole = pixels(view)
    volumes.look(parts=(0.5, 1.0, 0.0, 1.0, 0.0, 1.0))
    assert difference(whole, pixels(view)) > 0.5
    studio.window.grab().save(str(results / "volume.png"))
    studio.window.actions_.by_id["volume"].trigger()
    hands.settle()
    assert not studio.space_door.open
    assert not volumes.shown


def test_a_hand_moves_the_slice_and_the_picture_goes_along(hands):
    studio = hands.studio
    session, volumes = studio.session, studio.desk.volumes
    session.edit("Third axis", lambda a: a.but(inputs=(*a.inputs, Z())))
    volumes.want(side=16)
    studio.window.actions_.by_id["link_slice"].trigger()
    hands.wait(lambda: volumes.stage is not None and volumes.stage.thing is not None, "voxels", 60)
    hands.settle()
    page = studio.space_door.page
    plane, widget = page.slice.plane, page.view.interactor
    at = plane.grip().toPoint()
    asked, camera = session.view, session.artwork.volume.camera
    QTest.mousePress(widget, LEFT, PLAIN, at)
    QTest.mouseMove(widget, at + QPoint(-20, 12))
    held = session.view.z
    assert held > 0.05, "the frame follows the hand towards the eye"
    QTest.keyClick(widget, Qt.Key.Key_Escape)
    assert session.view == asked, "Esc takes the drag back"
    QTest.mouseRelease(widget, LEFT, PLAIN, at)
    QTest.mousePress(widget, LEFT, PLAIN, at)
    QTest.mouseMove(widget, at + QPoint(-20, 12))
    QTest.mouseRelease(widget, LEFT, PLAIN, at + QPoint(-20, 12))
    assert session.view.z == held
    assert session.artwork.volume.camera == camera, "the hand turned nothing"
    hands.settle()
    with_picture = pixels(page.view)
    studio.window.actions_.by_id["slice_further"].trigger()
    hands.settle()
    assert plane.z == session.view.z < held, "and the plane follows the picture"
    assert difference(with_picture, pixels(page.view)) > 0.2
    places = volumes.sight.places
    assert places[2] == (plane.z + 1) / 2
    studio.window.actions_.by_id["link_slice"].trigger()
    assert not plane.shown
