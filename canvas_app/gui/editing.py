"""Editing: what forms say becomes edits of the session. The one place where a knob is written."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.paths import with_value
from canvas_app.session import chance
from canvas_app.session.session import Notice

from . import filming
from .desk import Desk
from .forms import Form
from .widgets.choice_row import spoken
from .words import tr

Change = Callable[[Artwork], Artwork]


class Editing:
    """Edits on behalf of one panel. `again` is called to show what is, when an edit is refused."""

    def __init__(self, desk: Desk, again: Callable[[], None]) -> None:
        self._desk = desk
        self._again = again

    def connect(self, form: Form) -> None:
        """Let a form edit."""
        form.changed.connect(self.set)
        form.settled.connect(self.settle)
        form.rolled.connect(self.roll)
        form.lock_wanted.connect(self.lock)
        form.animate_wanted.connect(self.animate)

    def set(self, path: str, value: object, more: bool = False) -> None:
        """Set one knob. A drag of one knob is one step, however many values it passes."""
        last = [part for part in path.split(".") if not part.isdecimal()][-1]
        self.edit(tr(spoken(last)), lambda a: _set(a, path, value), merge=("knob", path))

    def edit(self, label: str, change: Change, merge: Hashable = None) -> bool:
        """Make a change as one step, or say in a line why it cannot be."""
        session = self._desk.session
        try:
            session.edit(label, change, merge=merge)
        except CanvasError as error:
            session.tell(Notice.of(error, tr("{} stays as it was").format(label)))
            self._again()
            return False
        if merge is None:
            session.settle()
        return True

    def settle(self) -> None:
        """The hand was lifted."""
        self._desk.session.settle()

    def roll(self, paths: Sequence[str] | str, nudge: bool) -> None:
        """Throw the dice of knobs or groups, as one step."""
        amount = self._desk.prefs.prefs.nudge if nudge else 1.0
        chance.roll(self._desk.session, paths, amount=amount)

    def animate(self, path: str) -> None:
        """Give a knob a track of its own in the film."""
        filming.animate(self._desk, path)

    def lock(self, path: str, on: bool) -> None:
        """Lock or unlock a knob or group."""
        self._desk.session.locks.set(path, on, self._desk.session.shown)


def _set(artwork: Artwork, path: str, value: object) -> Artwork:
    new = with_value(artwork, path, value)
    return new.but(weights=None) if _rebuilds(path) and artwork.weights is not None else new


def _rebuilds(path: str) -> bool:
    return path.startswith(("field.", "inputs."))
