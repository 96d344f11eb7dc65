"""Recovery: what a Canvas that ended badly left behind, offered again. Damaged copies are put aside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.view import View
from canvas_app.io import ndf
from canvas_app.io.recipe import from_tree

from .autosave import COPIES, Saved
from .fit_keeping import NAME as FIT
from .running import Running, left_behind
from .session import Session

ASIDE = "damaged"


@dataclass(frozen=True)
class Found:
    """A work that can be had again. Times are seconds since 1970. fit: the checkpoint of a fit that was
    under way."""

    artwork: Artwork
    view: View
    path: Path | None
    saved: float
    ended: float
    running: Running
    fit: Path | None = None

    @property
    def age(self) -> float:
        """Seconds between the copy and the end of the program that made it."""
        return max(0.0, self.ended - self.saved)


def find(home: Path, aside: Path) -> list[Found]:
    """Works of dead programs in the folders under `home`, newest first; each is claimed for us.

    Copies that cannot be read go to `aside`, folders without any copy go away.
    """
    found = []
    for running in left_behind(home):
        work = _newest(running, aside)
        if work is None:
            running.remove()
        else:
            found.append(work)
    return sorted(found, key=lambda work: -work.saved)


def restore(session: Session, found: Found) -> None:
    """Put the work in hand, in its view, as a step that can be undone; its copies go."""
    label = f"Recover {found.artwork.title}"
    session.open(found.artwork, label=label, path=found.path, kept=False)
    session.jump(found.view)
    discard(found)


def discard(found: Found) -> None:
    """The person does not want it."""
    found.running.remove()


def later(found: Found) -> None:
    """Offer it again next time."""
    found.running.release()


def _newest(running: Running, aside: Path) -> Found | None:
    for name in COPIES:
        path = running.folder / name
        try:
            saved = msgspec.json.decode(path.read_bytes(), type=Saved)
            artwork = _with_weights(from_tree(saved.recipe), running.folder, saved.weights)
        except FileNotFoundError:
            continue
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError, CanvasError):
            _put_aside(path, aside)
            continue
        file = Path(saved.path) if saved.path else None
        fit = running.folder / FIT
        under_way = fit if fit.exists() else None
        return Found(artwork, saved.view, file, saved.saved, running.last_beat, running, under_way)
    return None


def _with_weights(artwork: Artwork, folder: Path, name: str) -> Artwork:
    """The artwork with what it had learned, which lies beside the copy."""
    if not name:
        return artwork
    if Path(name).name != name:
        raise CanvasError("The copy names a file elsewhere.")
    return artwork.but(weights=ndf.read(folder / name).artwork.weights)


def _put_aside(path: Path, aside: Path) -> None:
    try:
        aside.mkdir(parents=True, exist_ok=True)
        path.replace(aside / f"{path.parent.name}-{path.name}")
    except OSError:
        return  # it goes with its folder
