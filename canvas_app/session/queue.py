"""Queue: renderings that wait their turn, one at a time, in a lane of their own.

The list survives a restart and a crash. A job that fails tells why, and the next one begins.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Generator
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import Any

from psygnal import Signal

from canvas_app.core.errors import CanvasError
from canvas_app.io.exporter import Progress
from canvas_app.io.film_parts import drop_parts
from canvas_app.jobs import Job, Lane, Post

from .operations import bytes_text, seconds_text
from .queue_file import QueueFile, Row
from .queue_work import driven, kind_of
from .session import Notice, Session

KEPT = "What is finished is kept: Try again goes on there, and removing the job deletes it."
SPANS = 15  # steps from whose pace the rest is guessed


class Queue:
    """The jobs, in the order they will be rendered. Main thread only.

    changed: another job, order or state. progressed(id): a job got further.
    """

    changed = Signal()
    progressed = Signal(str)

    def __init__(
        self,
        session: Session,
        lane: Lane,
        post: Post,
        *,
        folder: Path | None = None,
        busy: Callable[[], bool] = lambda: False,
        safe: bool = False,
    ) -> None:
        """busy: whether the picture on screen is being drawn. safe: nothing is read or kept."""
        self._session, self._lane, self._busy = session, lane, busy
        self._ledger = Lane("queue-file", post)
        self._file = QueueFile(folder)
        self._safe = safe
        self._documents: dict[str, Any] = {}
        self._job: Job[Any, Any] | None = None
        self._paused = threading.Event()
        self._pace: deque[tuple[float, float]] = deque(maxlen=SPANS + 1)
        self._complained = self._closed = False
        self.rows: tuple[Row, ...] = ()

    @property
    def paused(self) -> bool:
        """Whether everything rests."""
        return self._paused.is_set()

    @property
    def running(self) -> Row | None:
        """The job under way, also while it rests."""
        return next((r for r in self.rows if r.state == "running"), None)

    def row(self, name: str) -> Row | None:
        """The job of that id."""
        return next((r for r in self.rows if r.id == name), None)

    def document(self, name: str) -> Any:
        """What a job renders; None where that could not be read."""
        return self._documents.get(name)

    @property
    def seconds_left(self) -> float | None:
        """What the job under way may still take, from the median pace of its last steps."""
        row = self.running
        if row is None or len(self._pace) < 3:
            return None
        pairs = zip(list(self._pace), list(self._pace)[1:], strict=False)
        paces = [(t1 - t0) / (f1 - f0) for (t0, f0), (t1, f1) in pairs if f1 > f0]
        return median(paces) * (1 - row.fraction) if paces else None

    def recall(self) -> Job[Any, Any] | None:
        """Take over what earlier runs left, in the background, and go on with it."""
        if self._safe:
            return None
        lost: list[str] = []
        job = self._ledger.start("Reading the render queue", _adopting(self._file, lost))

        def read(found: tuple[tuple[Row, ...], bool, dict[str, Any]]) -> None:
            rows, paused, documents = found
            self._documents |= documents
            self.rows = (*rows, *(r for r in self.rows if all(r.id != o.id for o in rows)))
            if paused:
                self._paused.set()
            if lost:
                body = "It was left where it is. Other jobs are not affected."
                self._session.tell(Notice(lost[0], body, "warning"))
            self._tell_of(rows)
            self._changed()

        job.done.connect(read)
        job.failed.connect(self._complain)
        return job

    def add(self, kind: str, path: Path, document: Any, options: Any) -> Row:
        """Put a job at the end. A CanvasError when nothing can write such a file."""
        how = kind_of(kind)
        how.check(path)
        name = secrets.token_hex(6)
        row = Row(
            id=name,
            kind=kind,
            path=str(path.absolute()),
            options=how.plain(options),
            detail=how.detail(path, document, options),
            document=f"{name}{how.ending(document)}",
        )
        self._documents[row.id] = document
        self.rows = (*self.rows, row)
        if not self._safe:
            keeping = self._ledger.start("Keeping a job", _keeping(self._file, row, document))
            keeping.failed.connect(self._complain)
        self._changed()
        return row

    def pause(self) -> None:
        """Let everything rest after the step it is on."""
        self._paused.set()
        self._changed()

    def resume(self) -> None:
        """Go on."""
        self._paused.clear()
        self._pace.clear()
        self._changed()

    def stop(self) -> None:
        """End the job under way; it can be tried again."""
        if self._job is not None:
            self._job.cancel()

    def remove(self, name: str) -> None:
        """Take a job out of the list; under way, it is cancelled first. Files that are whole stay, and
        the finished parts of a film that is not go."""
        row = self.row(name)
        if row is None:
            return
        if row.state == "running" and self._job is not None:
            self._job.stopped.connect(lambda: self._drop_parts(row))
            self._job.cancel()
        elif row.state != "done":
            self._drop_parts(row)
        self.rows = tuple(r for r in self.rows if r.id != name)
        self._documents.pop(name, None)
        if not self._safe:
            self._ledger.start("Forgetting a job", _forgetting(self._file, row))
        self._changed()

    def clear(self) -> None:
        """Take everything that ended well out of the list."""
        for row in self.rows:
            if row.state == "done":
                self.remove(row.id)

    def retry(self, name: str) -> None:
        """Try a job again that failed or was stopped; films go on where they were."""
        row = self.row(name)
        if row is not None and row.state in ("failed", "stopped"):
            self._set(name, state="waiting", why="", fraction=0.0, crashes=0)
            self._changed()

    def move(self, name: str, by: int) -> None:
        """Earlier (by < 0) or later among the jobs that wait."""
        waiting = [r for r in self.rows if r.state == "waiting"]
        at = next((k for k, r in enumerate(waiting) if r.id == name), None)
        if at is None:
            return
        to = min(max(0, at + by), len(waiting) - 1)
        waiting.insert(to, waiting.pop(at))
        order = iter(waiting)
        rows = tuple(next(order) if r.state == "waiting" else r for r in self.rows)
        if rows != self.rows:
            self.rows = rows
            self._changed()

    def close(self) -> None:
        """Stop where it is, keep the list and let go. The next start goes on."""
        self._closed = True
        if self._job is not None:
            self._job.cancel()
        self._lane.close()
        if self._safe:
            self._ledger.close()
            return
        for row in self.rows:
            if row.state == "running":
                self._set(row.id, state="waiting")
        self._write()
        self._ledger.start("Leaving the queue", _leaving(self._file, not self.rows))
        self._ledger.close(finish=True)

    def _drop_parts(self, row: Row) -> None:
        """Remove what a film left beside itself to go on with, unless another job wants it."""
        wanted = any(r.path == row.path and r.id != row.id and r.state != "done" for r in self.rows)
        if row.kind == "film" and not wanted and not self._ledger.closed:
            self._ledger.start("Removing parts of a film", _dropping(Path(row.path)))

    def _begin(self) -> None:
        """The next job, if nothing runs and nothing rests."""
        if self._job is not None or self.paused or self._closed:
            return
        row = next((r for r in self.rows if r.state == "waiting"), None)
        if row is None:
            return
        self._pace.clear()
        self._set(row.id, state="running", fraction=0.0)
        started, path = time.monotonic(), Path(row.path)
        document = self._documents.get(row.id)
        file = None if self._safe else self._file
        work = driven(file, row, document, self._paused, self._busy)
        job = self._job = self._lane.start(f"Exporting {path.name}", work)
        job.updated.connect(lambda item: self._on_progress(row.id, item))
        job.done.connect(lambda size: self._on_done(row.id, size, time.monotonic() - started))
        job.failed.connect(lambda error: self._on_failed(row.id, error))
        job.stopped.connect(lambda: self._on_stopped(row.id))
        self._session.follow(job)
        self.changed.emit()
        self._write()

    def _on_progress(self, name: str, item: object) -> None:
        row = self.row(name)
        if row is None or self._closed or not isinstance(item, Progress):
            return
        if not self._pace or item.fraction > self._pace[-1][1]:
            self._pace.append((time.monotonic(), item.fraction))
        self._set(name, fraction=item.fraction)
        self.progressed.emit(name)

    def _on_done(self, name: str, size: int, seconds: float) -> None:
        self._set(name, state="done", fraction=1.0, bytes=size, seconds=seconds)
        row = self.row(name)
        if row is not None:
            path = Path(row.path)
            body = f"{row.detail}, {bytes_text(size)}, in {seconds_text(seconds)}."
            self._session.tell(Notice(f"Exported {path.name}", body, "done", path))
        self._on_end()

    def _on_failed(self, name: str, error: Exception) -> None:
        told = error if isinstance(error, CanvasError) else None
        why = f"{told.message} {told.hint}".strip() if told else f"{type(error).__name__}: {error}"
        self._set(name, state="failed", why=why)
        row = self.row(name)
        if row is not None:
            self._session.tell(Notice(f"Couldn’t export {Path(row.path).name}", why, "error"))
        self._on_end()
        if told is None:
            self._session.fault.emit(error)

    def _on_stopped(self, name: str) -> None:
        row = self.row(name)
        film = row is not None and row.kind == "film"
        self._set(name, state="stopped", why=KEPT if film else "")
        self._on_end()

    def _on_end(self) -> None:
        self._job = None
        self._changed()

    def _set(self, name: str, **changes: Any) -> None:
        self.rows = tuple(r.but(**changes) if r.id == name else r for r in self.rows)

    def _changed(self) -> None:
        if self._closed:
            return
        self.changed.emit()
        self._write()
        self._begin()

    def _write(self) -> None:
        if not self._safe and not self._ledger.closed:
            job = self._ledger.start("Keeping the render queue", self._writing())
            job.failed.connect(self._complain)

    def _writing(self) -> Generator[int, None, None]:
        yield 0
        self._file.write(self.rows, self.paused)

    def _tell_of(self, rows: tuple[Row, ...]) -> None:
        """A job that was under way when the program ended goes on: say so."""
        left = [r for r in rows if r.state == "waiting"]
        if left and not self.paused:
            what = Path(left[0].path).name if len(left) == 1 else f"{len(left)} files"
            self._session.tell(Notice("The render queue goes on", f"{what} to export."))

    def _complain(self, error: Exception) -> None:
        if self._complained:
            return
        self._complained = True
        why = f"{error.message} {error.hint}" if isinstance(error, CanvasError) else str(error)
        self._session.tell(Notice("The render queue cannot be kept", why.strip(), "warning"))


def _adopting(
    file: QueueFile, lost: list[str]
) -> Generator[int, None, tuple[tuple[Row, ...], bool, dict[str, Any]]]:
    yield 0
    rows, paused = file.adopt(lost)
    documents = {}
    for row in rows:
        with suppress(CanvasError):  # its turn comes, and then it tells
            documents[row.id] = kind_of(row.kind).read(file.folder / row.document)
        yield 0
    return rows, paused, documents


def _keeping(file: QueueFile, row: Row, document: Any) -> Generator[int, None, None]:
    yield 0
    kind_of(row.kind).keep(file.folder / row.document, document)


def _forgetting(file: QueueFile, row: Row) -> Generator[int, None, None]:
    yield 0
    file.forget(row)


def _dropping(path: Path) -> Generator[int, None, None]:
    yield 0
    drop_parts(path)


def _leaving(file: QueueFile, empty: bool) -> Generator[int, None, None]:
    file.close(empty=empty)
    yield 0
