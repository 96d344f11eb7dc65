"""Queue file: the list of jobs on disk, in a folder that belongs to one running Canvas at a time.

A crash leaves the folder behind; the next start adopts what lies in it. Each row is a job, its document
lies beside the list, and a finished job has a mark of its own, written the moment its file is whole.
"""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import platformdirs

from canvas_app.core.errors import CanvasError
from canvas_app.io.atomic import write_bytes

from .running import Running, left_behind

LIST = "queue.json"
MARK = ".done"
MOST_BYTES = 8_000_000
MOST_CRASHES = 2  # times a job may take the program with it before it is left alone

State = Literal["waiting", "running", "done", "failed", "stopped"]


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A job: what to write, how it goes, and why it ended.

    fraction: 0..1. seconds: what it took. bytes: what it made. crashes: how often the program ended
    while it ran.
    """

    id: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{8,32}$")]
    kind: str
    path: str
    options: dict[str, Any]
    detail: str = ""
    document: str = ""
    state: State = "waiting"
    fraction: float = 0.0
    why: str = ""
    seconds: float = 0.0
    bytes: int = 0
    crashes: int = 0

    def but(self, **changes: Any) -> Row:
        """A copy with changes."""
        return msgspec.structs.replace(self, **changes)


class _Kept(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    queue: Annotated[int, msgspec.Meta(ge=1, le=1)]
    paused: bool
    rows: tuple[Row, ...]


def home(folder: Path | None = None) -> Path:
    """Where the folders of all running Canvases lie."""
    return folder or platformdirs.user_data_path("canvas-app", appauthor=False) / "queue"


class QueueFile:
    """Our folder. Everything here touches the disk: never call it from the window's thread."""

    def __init__(self, folder: Path | None = None) -> None:
        self._home = home(folder)
        self._running: Running | None = None
        self._lock = threading.Lock()

    @property
    def folder(self) -> Path:
        """Ours; made when it is first needed. An OSError when it cannot be."""
        with self._lock:
            if self._running is None:
                self._home.mkdir(parents=True, exist_ok=True)
                self._running = Running.start(self._home)
            return self._running.folder

    def mark(self, row: Row) -> None:
        """The job is finished: whatever happens now, it is not rendered again."""
        write_bytes(self.folder / f"{row.id}{MARK}", b"done")

    def forget(self, row: Row) -> None:
        """Remove what belongs to a job that nobody wants any more."""
        for file in self.folder.glob(f"{row.id}.*"):
            file.unlink(missing_ok=True)

    def write(self, rows: tuple[Row, ...], paused: bool) -> None:
        """Keep the list. A CanvasError or an OSError when it cannot be."""
        kept = _Kept(queue=1, paused=paused, rows=rows)
        write_bytes(self.folder / LIST, msgspec.json.format(msgspec.json.encode(kept)))

    def adopt(self, lost: list[str]) -> tuple[tuple[Row, ...], bool]:
        """The jobs that ended or dead Canvases left, which are ours now, and whether they were paused.

        lost: told the lists that could not be read; they stay where they are.
        """
        rows: dict[str, Row] = {}
        paused, emptied = False, []
        for old in reversed(left_behind(self._home)):
            try:
                found, was_paused = _read(old.folder)
                for row in found:
                    rows.setdefault(row.id, self._take_over(old.folder, row))
                paused |= was_paused
                emptied.append(old)
            except (OSError, CanvasError) as error:
                lost.append(str(error))
                old.release()
        if rows:
            self.write(tuple(rows.values()), paused)
        for old in emptied:
            old.remove()
        return tuple(rows.values()), paused

    def close(self, *, empty: bool) -> None:
        """Let go; the folder stays for the next start unless it is `empty`."""
        if self._running is not None:
            if empty:
                self._running.remove()
            else:
                self._running.release()
            self._running = None

    def _take_over(self, folder: Path, row: Row) -> Row:
        for file in folder.glob(f"{row.id}.*"):
            shutil.copy2(file, self.folder / file.name)
        if (folder / f"{row.id}{MARK}").exists():
            return row.but(state="done", fraction=1.0)
        if row.state != "running":
            return row
        if row.crashes + 1 >= MOST_CRASHES:
            why = "Canvas ended twice while this was rendered."
            return row.but(state="failed", why=why, crashes=row.crashes + 1)
        return row.but(state="waiting", crashes=row.crashes + 1)


def _read(folder: Path) -> tuple[tuple[Row, ...], bool]:
    file = folder / LIST
    if not file.exists():
        return (), False
    if file.stat().st_size > MOST_BYTES:
        raise CanvasError("A list of the render queue is too large to be one.")
    try:
        kept = msgspec.json.decode(file.read_bytes(), type=_Kept)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise CanvasError("A list of the render queue is damaged.") from error
    return kept.rows, kept.paused
