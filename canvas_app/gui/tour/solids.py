"""Solids: the step of the tour that goes into space, turns a volume, opens it up and writes a mesh."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest

from canvas_app.gui.panels.gallery import GalleryPanel
from canvas_app.gui.panels.volume import VolumePanel

from .hands import LEFT, PLAIN, Hands


def volume(h: Hands) -> str:
    """A shipped volume, seen as clouds, turned by hand, given another opacity; a file is written."""
    studio, volumes = h.studio, h.studio.desk.volumes
    h.studio.window.docks["3-d"].raise_()
    panel = h.find(VolumePanel, "volume")
    h.reveal(panel.open)
    volumes.want(side=64)
    gallery = h.find(GalleryPanel, "gallery")
    gallery.search.setText("Carina")
    h.wait(lambda: gallery.count() == 1, "the volume in the gallery")
    h.click(gallery.grid, gallery.grid.visualRect(gallery.grid.thumbs.index(0, 0)).center())
    gallery.search.clear()
    h.expect(h.session.artwork.title == "Carina", "the volume did not open")
    h.wait(lambda: volumes.stage and max(volumes.stage.shape) == 64, "the voxels", 120)
    page = studio.space_door.page
    assert page is not None
    view = page.view
    assert view is not None

    def rested() -> None:
        QTest.qWait(150)
        h.wait(lambda: view.rested, "the fine picture", 120)

    rested()
    h.shot("clouds")
    canvas = view.interactor
    middle = canvas.rect().center()
    before = h.session.artwork.volume.camera
    QTest.mousePress(canvas, LEFT, PLAIN, middle)
    for k in range(1, 6):
        QTest.mouseMove(canvas, middle + QPoint(16 * k, 5 * k), 10)
    QTest.mouseRelease(canvas, LEFT, PLAIN, middle + QPoint(80, 25))
    h.expect(h.session.artwork.volume.camera != before, "the hand turned nothing")
    panel.opacity.form.rows["style"].take("gradient")
    panel.opacity.form.rows["gain"].take(8.0)
    h.wait(lambda: not studio.lanes.volume.jobs, "the other opacity", 120)
    rested()
    h.shot("opacity")
    panel.box.clips[0].setValue((400, 1000))
    rested()
    h.shot("opened")
    written = _exported(h, panel)
    h.reveal(panel.open)
    h.click(panel.open)
    h.settle()
    return f"64 voxels a side; {written} written"


def _exported(h: Hands, panel: VolumePanel) -> str:
    queue = h.studio.desk.queue
    h.click(panel.export)
    row = queue.rows[-1].id

    def ended() -> bool:
        found = queue.row(row)
        return found is not None and found.state in ("done", "failed")

    h.wait(ended, "the export", 120)
    found = queue.row(row)
    assert found is not None
    h.expect(found.state == "done", f"the export failed: {found}")
    return found.path.rpartition("/")[2]
