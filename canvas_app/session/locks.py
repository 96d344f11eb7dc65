"""Locks: the knobs and groups that chance leaves alone. They belong to the sitting, not to the work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from psygnal import Signal

from canvas_app.core.artwork import Artwork
from canvas_app.core.genome import locked
from canvas_app.core.paths import ROOTS, places


class Locks:
    """A set of paths such as "field.width" (one knob) or "look" (a whole group)."""

    changed = Signal()

    def __init__(self) -> None:
        self._paths: frozenset[str] = frozenset()

    @property
    def paths(self) -> frozenset[str]:
        """What is locked, as it was locked."""
        return self._paths

    def holds(self, path: str) -> bool:
        """Whether a knob, or a group it belongs to, is locked."""
        return locked(path, self._paths)

    def holds_all(self, root: str, artwork: Artwork) -> bool:
        """Whether every knob of a group is locked, be it one by one."""
        inside = [p.path for p in places(artwork) if _within(p.path, root)]
        return bool(inside) and all(map(self.holds, inside))

    def set(self, path: str, on: bool, artwork: Artwork | None = None) -> None:
        """Lock or unlock a knob or group.

        artwork: needed to unlock one knob of a locked group: the rest of the group stays locked.
        """
        kept = {p for p in self._paths if not _within(p, path)}
        above = [p for p in kept if _within(path, p)]
        if on and not above:
            kept.add(path)
        if not on and above:
            kept -= set(above)
            knobs = [p.path for p in places(artwork)] if artwork is not None else []
            kept |= {k for k in knobs if any(_within(k, a) for a in above) and not _within(k, path)}
        self._become(kept)

    def lock_all(self) -> None:
        """Everything."""
        self._become(ROOTS)

    def clear(self) -> None:
        """Nothing any more."""
        self._become(())

    def reordered(self, root: str, order: Sequence[int | None]) -> None:
        """The members of a list changed places: locks go with them.

        order: for each place now, the place it had before; None for a new member.
        """
        moved = {old: new for new, old in enumerate(order) if old is not None}
        kept = []
        for path in self._paths:
            head, _, rest = path.removeprefix(f"{root}.").partition(".")
            if path == root or not path.startswith(f"{root}.") or not head.isdecimal():
                kept.append(path)
            elif int(head) in moved:
                kept.append(".".join(filter(None, (root, str(moved[int(head)]), rest))))
        self._become(kept)

    def _become(self, paths: Iterable[str]) -> None:
        new = frozenset(paths)
        if new != self._paths:
            self._paths = new
            self.changed.emit()


def _within(path: str, group: str) -> bool:
    return path == group or path.startswith(f"{group}.")
