"""SpecList: specs in an order, as the steps of space or the inputs: add, remove, move, switch, edit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import QFrame, QMenu, QVBoxLayout, QWidget

from canvas_app.core.spec import Spec

from .spec_item import SpecItem, brief, name_of
from .theme import Theme
from .widgets.parts import button, label, row
from .words import tr

LONGEST = 58


class SpecList(QWidget):
    """Shows specs and says what hands ask for.

    arranged(label, specs, order): members were added, removed, moved or switched; `order` has, for
    each spec, its place before, or None when it was not there. rolled(place, nudge).
    form_made(form): rows that want to be connected.
    """

    arranged = Signal(str, object, object)
    rolled = Signal(str, bool)
    form_made = Signal(object)

    def __init__(
        self,
        theme: Theme,
        root: str,
        kinds: Mapping[str, type[Spec]],
        *,
        word: str,
        empty: str,
        toggles: bool = False,
        least: int = 0,
    ) -> None:
        super().__init__()
        self._theme, self._root, self.kinds, self._least = theme, root, kinds, least
        self._toggles, self._word = toggles, word
        self._entries: list[tuple[Spec, bool]] = []
        self.items: list[SpecItem] = []
        self._holds: Callable[[str], bool] = lambda _: False
        self.add = button(tr("Add {}…").format(word), small=True)
        self.add.clicked.connect(self._open_menu)
        self.empty = label(theme, empty, role="caption")
        self.empty.setWordWrap(True)
        self.empty.setContentsMargins(14, 2, 12, 6)
        self._mark = QFrame(self)
        self._mark.setProperty("line", "drop")
        self._mark.hide()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addWidget(self.empty)
        self._box.addWidget(row(self.add, None, margins=(14, 4, 8, 2)))

    def show_specs(self, specs: Sequence[Spec]) -> None:
        """Show these, quietly. Members that are switched off stay where they were."""
        on = [entry for entry in self._entries if entry[1]]
        if [type(s) for s in specs] == [type(s) for s, _ in on]:
            fresh = iter(specs)
            self._entries = [(next(fresh), True) if up else (s, False) for s, up in self._entries]
        else:
            self._entries = [(spec, True) for spec in specs]
        self._refill()

    def show_locks(self, holds: Callable[[str], bool]) -> None:
        """Show which knobs are locked."""
        self._holds = holds
        for item in self.items:
            item.show_locks(holds)

    def show_fixed(self, reason: str) -> None:
        """Nothing can be added or moved, and why."""
        self.setEnabled(not reason)
        self.setToolTip(reason)

    def menu(self) -> QMenu:
        """What can be added, each with a line on what it does."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for tag, kind in self.kinds.items():
            line = brief(kind)
            short = line if len(line) <= LONGEST else f"{line[:LONGEST].rsplit(' ', 1)[0]}…"
            action = menu.addAction(f"{name_of(kind)}\t{short}")
            action.setObjectName(f"add-{tag}")
            action.setToolTip(line)
            action.triggered.connect(lambda _=False, k=kind: self.append(k()))
        return menu

    def append(self, spec: Spec) -> None:
        """Ask for one more at the end, and open it."""
        entries = [*self._numbered(), (None, spec, True)]
        self._ask(tr("Add {}").format(name_of(spec).lower()), entries)
        if self.items and self.items[-1].kind is type(spec):
            self.items[-1].open(True)

    def remove(self, place: int) -> None:
        """Ask for one fewer."""
        if len(self._entries) <= self._least:
            return
        gone = self._entries[place][0]
        entries = self._numbered()
        del entries[place]
        self._ask(tr("Remove {}").format(name_of(gone).lower()), entries)

    def shift(self, place: int, to: int) -> None:
        """Ask for another order."""
        to = min(max(to, 0), len(self._entries) - 1)
        if to == place:
            return
        entries = self._numbered()
        entries.insert(to, entries.pop(place))
        opened = [item.opened for item in self.items]
        opened.insert(to, opened.pop(place))
        self._ask(tr("Move {}").format(name_of(entries[to][1]).lower()), entries)
        for item, each in zip(self.items, opened, strict=True):
            item.open(each)
        self.items[to].head.setFocus()

    def toggle(self, place: int) -> None:
        """Ask for one to be left out, or taken in again."""
        entries = self._numbered()
        old, spec, on = entries[place]
        entries[place] = (old, spec, not on)
        word = tr("Switch {} off") if on else tr("Switch {} on")
        self._ask(word.format(name_of(spec).lower()), entries)

    def _numbered(self) -> list[tuple[int | None, Spec, bool]]:
        """The entries with the places they have in the artwork; those switched off have none."""
        out: list[tuple[int | None, Spec, bool]] = []
        count = 0
        for spec, on in self._entries:
            out.append((count if on else None, spec, on))
            count += on
        return out

    def _ask(self, text: str, entries: list[tuple[int | None, Spec, bool]]) -> None:
        self._entries = [(spec, on) for _, spec, on in entries]
        up = [(old, spec) for old, spec, on in entries if on]
        self.arranged.emit(text, tuple(spec for _, spec in up), [old for old, _ in up])
        self._refill()

    def _refill(self) -> None:
        for place, (spec, _) in enumerate(self._entries):
            if place < len(self.items) and self.items[place].kind is type(spec):
                continue
            if place < len(self.items):
                self._drop(place)
            self._insert(place, type(spec))
        while len(self.items) > len(self._entries):
            self._drop(len(self.items) - 1)
        for item, (old, spec, on) in zip(self.items, self._numbered(), strict=True):
            item.show_spec(spec, f"{self._root}.{old}" if on else "", on)
            item.remove.setEnabled(len(self._entries) > self._least)
            item.show_locks(self._holds)
        self.empty.setVisible(not self._entries)

    def _insert(self, place: int, kind: type[Spec]) -> None:
        item = SpecItem(self._theme, kind, toggles=self._toggles)
        item.form_made.connect(self.form_made)
        item.toggled.connect(lambda: self._later(lambda: self.toggle(self.items.index(item))))
        item.removed.connect(lambda: self._later(lambda: self.remove(self.items.index(item))))
        item.shifted.connect(
            lambda by: self._later(lambda: self.shift(k := self.items.index(item), k + by))
        )
        item.rolled.connect(lambda nudge: self.rolled.emit(item.path, nudge))
        item.grip.pulled.connect(self._pulled)
        item.grip.dropped.connect(lambda y: self._later(lambda: self._dropped(item, y)))
        self.items.insert(place, item)
        self._box.insertWidget(place, item)

    def _later(self, deed: Callable[[], None]) -> None:
        """After the event: the item that sent it may go."""
        QTimer.singleShot(0, self, deed)

    def _drop(self, place: int) -> None:
        item = self.items.pop(place)
        self._box.removeWidget(item)
        item.hide()
        item.deleteLater()

    def _gap(self, y: int) -> int:
        """Between which items a height on the screen lies."""
        here = self.mapFromGlobal(QPoint(0, y)).y()
        return sum(here > item.geometry().center().y() for item in self.items)

    def _pulled(self, y: int) -> None:
        gap = self._gap(y)
        last = self.items[-1].geometry().bottom() + 1
        top = self.items[gap].y() if gap < len(self.items) else last
        self._mark.setGeometry(8, max(0, top - 1), self.width() - 16, 2)
        self._mark.show()
        self._mark.raise_()

    def _dropped(self, item: SpecItem, y: int) -> None:
        self._mark.hide()
        gap, place = self._gap(y), self.items.index(item)
        self.shift(place, gap - 1 if gap > place else gap)

    def _open_menu(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.add.mapToGlobal(QPoint(0, self.add.height() + 2)))
