"""App: the composition root. Everything is made here, once, and passed to those who need it."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Generator
from pathlib import Path
from types import TracebackType

import platformdirs
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from canvas_app import __version__
from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.view import View
from canvas_app.engine.family import FAMILIES
from canvas_app.engine.request import Frame
from canvas_app.io.load import load, save
from canvas_app.io.presets import preset_files
from canvas_app.session import operations
from canvas_app.session.bookmarks import Bookmarks
from canvas_app.session.chosen_cells import ChosenCells
from canvas_app.session.curtain import Curtain
from canvas_app.session.film_keeping import FilmKeeper
from canvas_app.session.fits import Fits
from canvas_app.session.gallery import Gallery, Thumbs
from canvas_app.session.logs import Log
from canvas_app.session.prefs import PrefsFile
from canvas_app.session.queue import Queue
from canvas_app.session.session import Lanes, Notice, Session
from canvas_app.session.timeline import OpenTimeline
from canvas_app.session.viewport import Viewport
from canvas_app.session.volumes import Volumes

from . import filming, fitting
from .bookmark_menu import BookmarkMenu
from .canvas_host import CanvasHost
from .cells.tools import CellTools
from .desk import Asks, Desk
from .dialogs import NativeAsks, open_path
from .figures import Figures
from .first_picture import FirstPicture, without_collections
from .greeting import Greeting
from .guard import Guard
from .live_prefs import LivePrefs
from .main_thread import MainThread
from .notices import Toasts, fault_dialog
from .past import Past
from .shading import shader
from .space_door import SpaceDoor
from .theme import Theme
from .window import Window
from .words import tr

log = logging.getLogger(__name__)
SETTLED_MS = 4000  # by then torch is imported: what is there stays, and collections skip it


class Studio:
    """A running Canvas: its parts, wired. `close` takes all of it down."""

    def __init__(
        self,
        app: QApplication,
        *,
        prefs: PrefsFile | None = None,
        thumbs: Thumbs | None = None,
        asks: Asks | None = None,
        artwork: Artwork | None = None,
        safe: bool = False,
    ) -> None:
        """safe: default preferences, nothing restored, modest quality on the processor."""
        self.prefs = prefs or PrefsFile(safe=safe)
        self._saving = False
        self._dress(app)
        self._make_session(artwork, safe=safe)
        self.window = Window()
        self.host = CanvasHost(self.session, self.theme, lambda: self.prefs.prefs)
        self.desk = self._make_desk(thumbs, asks, safe=safe)
        self.film_keeper = FilmKeeper(self.session, self.main_thread.post, safe=safe)
        self.desk.reopen_film = lambda: self.film_keeper.reopen(
            self.desk.timeline, self.lanes.files
        )
        self._draw_curtain(thumbs)
        self._furnish()
        self._make_attendants(safe=safe)
        self.host.resized.connect(self._on_resized)
        self.host.dropped.connect(self._on_dropped)
        self._ask_device()
        if self.prefs.damaged:
            self.session.tell(
                Notice(tr("The preferences were damaged"), tr("Canvas starts with the defaults."))
            )

    def _dress(self, app: QApplication) -> None:
        choices = self.prefs.prefs
        self.theme = Theme()
        self.theme.load_fonts()
        self.theme.apply(app, choices.theme, choices.text_size / 100)

    def _make_session(self, artwork: Artwork | None, *, safe: bool) -> None:
        """What the window shows, and the lanes on which work is done for it."""
        choices = self.prefs.prefs
        self.main_thread = MainThread()
        self.lanes = Lanes(self.main_thread.post)
        self.session = Session(artwork or first_artwork(choices.start), undo=choices.undo)
        self.viewport = Viewport(
            self.session, self.lanes.draw, self.main_thread.post, shader=shader()
        )
        self.session.bound(choices.undo, choices.history_memory * 1_000_000)
        self.viewport.use(
            "cpu" if safe else choices.device,
            modest=safe,
            renderer="tiles" if safe else choices.renderer,
            target_ms=float(choices.target_ms),
        )

    def _make_desk(self, thumbs: Thumbs | None, asks: Asks | None, *, safe: bool) -> Desk:
        """What every panel and action is given."""
        return Desk(
            session=self.session,
            lanes=self.lanes,
            viewport=self.viewport,
            gallery=Gallery(self.lanes.thumbs, thumbs, lambda: bool(self.lanes.draw.jobs)),
            prefs=self.prefs,
            theme=self.theme,
            host=self.host,
            asks=asks or NativeAsks(),
            window=self.window,
            bookmarks=Bookmarks(self.session, self.main_thread.post, safe=safe),
            fits=Fits(self.session, self.lanes.fit, self.lanes.files, self.lanes.measure),
            queue=Queue(
                self.session,
                self.lanes.queue,
                self.main_thread.post,
                busy=lambda: bool(self.lanes.draw.jobs),
                safe=safe,
            ),
            timeline=OpenTimeline(self.session, self.viewport, self.lanes.film),
            volumes=Volumes(self.session, self.lanes.volume),
            chosen=ChosenCells(self.session),
        )

    def _furnish(self) -> None:
        """Notices first: what comes after may have something to tell."""
        self.toasts = Toasts(self.theme, self.host)
        self.session.notice.connect(self.toasts.show)
        self.session.fault.connect(self.on_fault)
        self.window.furnish(self.desk, self._may_close)
        self.bookmark_menu = BookmarkMenu(self.desk)
        self.figures = Figures(self.desk)
        self.desk.bookmarks.recall()

    def _make_attendants(self, *, safe: bool) -> None:
        """Who watches over the work while a person paints, each with its own part of the window."""
        self.guard = Guard(self.desk)
        self.greeting = Greeting(self.desk)
        self.live_prefs = LivePrefs(self.desk, safe=safe)
        self.desk.welcome, self.desk.walk = self.greeting.show_welcome, self.greeting.show_walk
        self.cells = CellTools(self.desk)
        self.desk.cell_menu = self.cells.add_to
        self.space_door = SpaceDoor(self.desk)
        in_plane = self.space_door.in_plane
        self.desk.crop, self.desk.extend = in_plane(self.cells.crop), in_plane(self.cells.extend)
        self.desk.arrange = in_plane(self.cells.arrange)
        self.desk.volumes.open_changed.connect(self.cells.on_space)
        self.past = Past(self.desk, self.main_thread.post, safe=safe)

    def greet(self, *, quiet: bool = False) -> None:
        """What a start shows over the picture: what a dead window left, or the welcome card."""
        self.greeting.start(self.guard.found(), quiet=quiet)
        self.desk.queue.recall()

    def close(self) -> None:
        """Stop all work but a save that was asked for, free the graphics card. No question is asked."""
        self.host.resized.disconnect(self._on_resized)
        self.window.spare.stop()
        self.greeting.close()
        self.cells.close()
        self.live_prefs.close()
        self.viewport.close()
        self.guard.close()
        self.past.close()
        self.desk.bookmarks.close()
        self.desk.queue.close()
        self.film_keeper.close()
        self.lanes.close(finish_files=self._saving)
        self.space_door.close()
        self.host.canvas.close()
        self.window.close()
        self.window.deleteLater()

    def on_fault(self, error: BaseException) -> None:
        """A fault of ours: keep the work first, then tell."""
        log.error("A fault of ours", exc_info=error)
        self.guard.now()
        kept = self._rescue()
        dialog = fault_dialog(self.theme, self.window, error, kept)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def excepthook(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """What Python calls for an exception nobody caught."""
        sys.__excepthook__(kind, error, trace)
        if issubclass(kind, KeyboardInterrupt):
            self.window.close()
            return
        self.main_thread.post(lambda: self._safely(error))

    def _safely(self, error: BaseException) -> None:
        """A fault while telling about a fault must not start a circle."""
        try:
            self.on_fault(error)
        except Exception as second:  # noqa: BLE001
            sys.__excepthook__(type(second), second, second.__traceback__)

    def _rescue(self) -> str:
        name = "rescued.json" if self.session.artwork.weights is None else "rescued.ndf"
        path = platformdirs.user_data_path("canvas-app", appauthor=False) / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            save(path, self.session.artwork)
        except (CanvasError, OSError):
            return tr("Your artwork is still open; save it under another name.")
        return tr("Your artwork was kept in {}.").format(path)

    def _may_close(self) -> bool:
        if self.session.modified and self.session.path is not None:
            answer = self.desk.asks.keep_changes(self.window, self.session.artwork.title)
            if answer is None:
                return False
            if answer:
                self._saving = True
                fitted = self.session.artwork.weights is not None
                path = self.session.path.with_suffix(".ndf") if fitted else self.session.path
                operations.save(self.session, self.lanes.files, path)
        return True

    def _on_resized(self) -> None:
        self.viewport.resize(self.host.pixels)

    def _on_dropped(self, names: list[str]) -> None:
        paths = [Path(name) for name in names]

        def drop() -> None:
            operations.drop(
                self.session, self.lanes.files, paths, lambda path: fitting.take(self.desk, path)
            )

        filming.take(self.desk, paths[0], drop) if len(paths) == 1 else drop()

    def _draw_curtain(self, thumbs: Thumbs | None) -> None:
        """Show the picture of the last start at once; keep this one's for the next."""
        curtain = Curtain(self.session.shown, thumbs.folder if thumbs else None)
        frame = curtain.frame()
        if frame is not None:
            self.host.canvas.show(frame)
            self.lanes.hold()
        self.first_picture = FirstPicture(self.desk, lambda: self.window.spare.begin())

        def keep(frame: Frame) -> None:
            if curtain.keep(frame):
                self.session.frame_ready.disconnect(keep)

        self.session.frame_ready.connect(keep)

    def _ask_device(self) -> None:
        job = self.lanes.files.start("Looking for devices", _device_name(self.prefs.prefs.device))
        job.done.connect(self.window.status.show_device)
        job.done.connect(self.greeting.show_device)


def first_artwork(name: str) -> Artwork:
    """The preset called `name`, else the first that can be read, else any field at all."""
    files = preset_files()
    for path in [*([files[name]] if name in files else []), *files.values()]:
        try:
            return load(path).artwork
        except CanvasError:
            continue
    return Artwork(field=next(iter(FAMILIES.values()))(), home=View())


def application(arguments: list[str]) -> QApplication:
    """The Qt application, with what must be set before it exists."""
    os.environ.setdefault("QT_API", "pyside6")
    if sys.platform.startswith("linux") and os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "xcb")
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    QApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    app = QApplication(arguments)
    app.setApplicationName("canvas-app")
    app.setApplicationDisplayName("Canvas")
    app.setDesktopFileName("canvas-app")
    return app


def run(file: str | None = None, *, safe: bool = False) -> int:
    """Open the window, with a file if one is given; the exit code of the program."""
    collect = without_collections()
    diary = Log()
    diary.open()
    log.info("Canvas %s begins%s", __version__, " in safe mode" if safe else "")
    app = application(sys.argv[:1])
    studio = Studio(app, safe=safe)
    studio.session.notice.connect(_note)
    sys.excepthook = studio.excepthook
    threading.excepthook = lambda about: studio.excepthook(
        about.exc_type, about.exc_value or RuntimeError("unknown"), about.exc_traceback
    )
    if file is not None:
        open_path(studio.desk, Path(file))
    studio.window.show()
    studio.greet(quiet=file is not None)
    QTimer.singleShot(SETTLED_MS, collect)
    code = app.exec()
    sys.excepthook = sys.__excepthook__
    studio.close()
    log.info("Canvas ends")
    diary.close()
    return code


def _note(notice: Notice) -> None:
    level = {"error": logging.ERROR, "warning": logging.WARNING}.get(notice.tier, logging.INFO)
    log.log(level, "%s %s", notice.title, notice.body)


def _device_name(choice: str) -> Generator[int, None, str]:
    import torch

    from canvas_app.engine.device import choose

    yield 0
    device = choose(choice)
    return torch.cuda.get_device_name(device) if device.type == "cuda" else device.type.upper()
