"""Fit diary: how a fit went and what had been learned on the way, in a folder of its own.

    <home>/20261121-203011-kodim05-1f3a/
        log.csv               figures of the fit as it goes
        step-000000200.ndf    an artwork as any other: what had been learned at step 200

The home is `fits` in the person's data folder. The newest diaries stay, older ones make room. Snapshots
lie densely at the beginning, where most happens. A thread of its own writes them: a fit waits for no disk.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import platformdirs

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.weights import Weights
from canvas_app.engine.fitting.starts import fitted
from canvas_app.engine.fitting.steps import FitStep, least_missed

from . import ndf
from .atomic import told
from .fit_csv import CsvLog

LOG = "log.csv"
MOST_DIARIES = 12
MOST_SNAPSHOTS = 48
MOST_BYTES = 96_000_000  # of the snapshots of one fit
_WAITING = 3  # snapshots that wait for a slow disk; more are left out
_STEP = re.compile(r"step-(\d{9,})\.ndf")


def diaries_home() -> Path:
    """Where diaries lie: `fits` in the person's data folder."""
    return platformdirs.user_data_path("canvas-app", appauthor=False) / "fits"


def diary_for(name: str, home: Path | None = None) -> Path:
    """A folder for the diary of a fit that begins now; it is not made yet."""
    word = re.sub(r"[^\w]+", "-", name.casefold()).strip("-")[:40] or "fit"
    when = time.strftime("%Y%m%d-%H%M%S")
    return (home or diaries_home()) / f"{when}-{word}-{secrets.token_hex(2)}"


@dataclass(frozen=True, slots=True)
class Moment:
    """What had been learned at a step: an .ndf file."""

    step: int
    path: Path

    def artwork(self) -> Artwork:
        """The artwork as it was. Raises CanvasError where the file is gone or damaged."""
        try:
            return ndf.read(self.path).artwork
        except OSError as error:
            raise told(error, self.path) from error


def diaries(home: Path | None = None) -> list[Path]:
    """The folders of all diaries, newest first."""
    try:
        return sorted((d for d in (home or diaries_home()).iterdir() if d.is_dir()), reverse=True)
    except OSError:
        return []


def moments(folder: Path) -> list[Moment]:
    """The snapshots of a diary by their steps; none where there is no such folder."""
    try:
        found = [(_STEP.fullmatch(path.name), path) for path in folder.iterdir()]
    except OSError:
        return []
    return sorted((Moment(int(m[1]), p) for m, p in found if m), key=lambda one: one.step)


def developed(folder: Path) -> tuple[Artwork, list[Weights]]:
    """What `core.journeys.developing` makes a film of: the last artwork of a diary, and the weights of
    all its snapshots in their order.

    Raises:
        CanvasError: there are none, or one is damaged.
    """
    seen = [moment.artwork() for moment in moments(folder)]
    learned = [a.weights for a in seen if a.weights is not None]
    if not learned:
        raise CanvasError(f"There are no snapshots of a fit in {folder}.", hint="Fit a picture.")
    return seen[-1], learned


class Diary:
    """Writes the diary of one fit. Never raises and never waits: what goes wrong is in `complaint`.

    folder: where; made here, and older diaries beside it make room. One that is there is gone on with.
    """

    def __init__(self, folder: Path, artwork: Artwork) -> None:
        self.folder, self._artwork = folder, artwork
        self.complaint: CanvasError | None = None
        self._csv: CsvLog | None = None
        self._pool = ThreadPoolExecutor(1, "canvas-diary")
        self._writing: list[Future[None]] = []
        self._kept: list[int] = []
        self._last: Weights | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._kept = [moment.step for moment in moments(folder)]
            self._csv = CsvLog(folder / LOG, resumed=True)
            _make_room(folder.parent, folder)
        except CanvasError as error:
            self.complaint = error
        except OSError as error:
            self.complaint = told(error, folder)

    @property
    def log(self) -> Path:
        """The .csv."""
        return self.folder / LOG

    def told(self, step: FitStep, artwork: Artwork | None = None) -> None:
        """A step of the fit: its figures, and its weights where it has some."""
        if self.complaint is not None or self._csv is None:
            return
        try:
            self._csv.told(step, self._artwork)
        except OSError as error:
            self.complaint = told(error, self.log)
            return
        if step.weights is not None:
            self._submit(step.step, step.weights)

    def learned(self, step: int, weights: Weights) -> None:
        """The end: these weights are what came of it."""
        if self.complaint is None:
            self._submit(step, weights)

    def close(self) -> None:
        """Finish writing."""
        self._pool.shutdown(wait=True)
        if self._csv is not None:
            self._csv.close()

    def _submit(self, step: int, weights: Weights) -> None:
        self._writing = [future for future in self._writing if not future.done()]
        if len(self._writing) < _WAITING and weights is not self._last:
            self._last = weights
            self._writing.append(self._pool.submit(self._write, step, weights))

    def _write(self, step: int, weights: Weights) -> None:
        if not all(np.isfinite(array).all() for array in weights.values()):
            return  # the fit is about to be taken back
        try:
            report = {"step": step, **weights.report}
            ndf.write(_path(self.folder, step), fitted(self._artwork, weights), report=report)
            self._kept = sorted({*self._kept, step})
            most = min(MOST_SNAPSHOTS, max(4, MOST_BYTES // max(1, weights.nbytes)))
            while len(self._kept) > most:
                _path(self.folder, self._kept.pop(least_missed(self._kept))).unlink(missing_ok=True)
        except CanvasError as error:
            self.complaint = error
        except OSError as error:
            self.complaint = told(error, self.folder)


def forget(folder: Path) -> None:
    """Remove a diary; one that cannot be removed stays."""
    shutil.rmtree(folder, ignore_errors=True)


def _path(folder: Path, step: int) -> Path:
    return folder / f"step-{step:09d}.ndf"


def _make_room(home: Path, mine: Path) -> None:
    """Remove the oldest diaries beyond the most that are kept. Folders of other names are not ours."""
    ours = [d for d in diaries(home) if (d / LOG).is_file() and d != mine]
    for old in ours[MOST_DIARIES - 1 :]:
        if os.access(old, os.W_OK):
            forget(old)
