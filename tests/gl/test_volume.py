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


def see(studio, **look) -> None:
    """Look at the volume in another way, as the panel does."""
    studio.session.edit("Look", lambda a: a.but(volume=a.volume.but(**look)))


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
    for mode in ("maximum", "average", "slices", "surface"):
        before = pixels(view)
        see(studio, mode=mode)
        kind = "surface" if mode == "surface" else "voxels"
        hands.wait(
            lambda k=kind: (volumes.stage.kind == k and volumes.stage.thing is not None)
            or "surface" in page.words.text(),
            mode, 60,
        )  # fmt: skip
        QTest.qWait(60)
        assert difference(before, pixels(view)) > 0.5, mode
    whole = pixels(view)
    see(studio, clip=(0.5, 1.0, 0.0, 1.0, 0.0, 1.0))
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
    see(studio, mode="slices")
    assert session.artwork.volume.slices[2] == (plane.z + 1) / 2
    see(studio, slices=(0.5, 0.5, 0.75))
    assert session.view.z == 0.5, "where three slices are seen, one of them is the plane's"
    studio.window.actions_.by_id["link_slice"].trigger()
    assert not plane.shown


def test_a_camera_is_kept_and_flown_to_whatever_the_keys_of_bookmarks_are(hands):
    studio = hands.studio
    session = studio.session
    studio.desk.bookmarks.add(session.view)  # 1 flies there in the plane
    studio.desk.volumes.want(side=16)
    studio.window.actions_.by_id["volume"].trigger()
    hands.wait(lambda: studio.space_door.page.view is not None, "the page", 60)
    hands.wait(lambda: not studio.lanes.volume.jobs, "voxels", 60)
    page = studio.space_door.page
    QTest.keyClick(page.view.interactor, Qt.Key.Key_3)
    hands.wait(lambda: session.artwork.volume.camera.azimuth == 90, "the side", 5)
    studio.window.actions_.by_id["bookmark"].trigger()
    kept = studio.desk.bookmarks.here[-1].camera
    assert kept == session.artwork.volume.camera
    QTest.keyClick(page.view.interactor, Qt.Key.Key_1)
    hands.wait(lambda: session.artwork.volume.camera.azimuth == 0, "the front", 5)
    assert studio.space_door.open, "1 looks from the front, and leaves space for no bookmark"
    section = studio.window.docks["3-d"].widget().camera
    section.fill_menu()
    entry = next(a for a in section.menu.actions() if a.objectName() == "camera-1")
    entry.trigger()
    assert page.flight.flying
    hands.wait(lambda: session.artwork.volume.camera == kept, "the end of the flight", 10)
    session.undo()
    assert session.artwork.volume.camera.azimuth == 0
    assert page.view.camera.azimuth == 0
