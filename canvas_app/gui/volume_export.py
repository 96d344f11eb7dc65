"""Volume export: a file of the field in space, asked for by its ending, written by the queue."""

from __future__ import annotations

from canvas_app.core.errors import CanvasError
from canvas_app.session.session import Notice

from .desk import Desk
from .export_parts import slug
from .lower import open_lower
from .words import tr

KINDS = ";;".join((
    "VTK (*.vti)", "NumPy (*.npy)", "NRRD (*.nrrd)", "TIFF stack (*.tif)", "Zarr (*.zarr)",
    "STL mesh (*.stl)", "PLY mesh (*.ply)", "OBJ mesh (*.obj)", "glTF mesh (*.glb)",
    "Still (*.png *.jpg *.webp)", "Web page (*.html)",
))  # fmt: skip


def export_volume(desk: Desk) -> None:
    """Ask where to, and put it into the queue: as many voxels as the page shows, its camera, and
    what the panel says of files."""
    artwork = desk.session.shown
    suggestion = desk.folder / f"{slug(artwork.title)}.vti"
    path = desk.asks.other_to_save(desk.window, tr("Export Volume"), suggestion, KINDS)
    if path is None:
        return
    try:
        desk.queue.add("volume", path, artwork, desk.volumes.outlet.options(desk.volumes.wish.side))
    except CanvasError as error:
        desk.session.tell(Notice.of(error, tr("Nothing was exported")))
        return
    open_lower(desk.window, "queue")
