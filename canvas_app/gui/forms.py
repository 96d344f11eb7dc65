"""Forms: rows for any spec, read from its knobs. A form says what hands do; it never edits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from canvas_app.core.spec import Knob, Spec, knobs

from .theme import Theme
from .widgets.choice_row import spoken
from .widgets.control import Control
from .widgets.parts_row import PartsRow
from .widgets.rows import control_for, parts_of, title_of
from .widgets.section import Section
from .words import tr


@dataclass(frozen=True)
class Group:
    """A section of a form: its title and the knobs in it. An empty title: rows without a heading."""

    title: str
    names: tuple[str, ...]
    opened: bool = True


class Form(QWidget):
    """Rows for one kind of spec at a path. Made once, then only shown other values.

    changed(path, value, more): a hand changed a knob and is perhaps still at it; settled(): it was
    lifted; rolled(paths, nudge): dice of a knob or a section; lock_wanted(path, on);
    animate_wanted(path).
    """

    changed = Signal(str, object, bool)
    settled = Signal()
    rolled = Signal(object, bool)
    lock_wanted = Signal(str, bool)
    animate_wanted = Signal(str)

    def __init__(
        self,
        theme: Theme,
        kind: type[Spec],
        path: str,
        groups: Sequence[Group] | None = None,
        *,
        later: bool = False,
        chance: bool = True,
    ) -> None:
        """later: it is empty until someone goes through `fill`. chance: there are locks and dice."""
        super().__init__()
        self.kind, self.path = kind, path
        self.rows: dict[str, Control] = {}
        self.sections: dict[str, Section] = {}
        self.spec: Spec | None = None
        self._theme = theme
        self._knobs = {knob.name: knob for knob in knobs(kind)}
        self._needs = {name: needs for name, knob in self._knobs.items()
                       if (needs := _needs(knob, self._knobs.values()))}  # fmt: skip
        self._fixed, self._chance = "", chance
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(0)
        self._groups = groups if groups is not None else (Group("", tuple(self._knobs)),)
        if not later:
            for _ in self.fill():
                pass

    def fill(self) -> Iterator[None]:
        """Make the rows, one after the other."""
        for group in self._groups:
            yield from self._group(group)

    def show_spec(self, spec: Spec) -> None:
        """Show the values of a spec of this kind, quietly."""
        self.spec = spec
        for name, row in self.rows.items():
            row.show_value(getattr(spec, name))
        self._show_needs(spec)
        self._summarise(spec)

    def show_locks(self, holds: Callable[[str], bool]) -> None:
        """Show which knobs are locked, quietly."""
        for name, row in self.rows.items():
            row.show_locked(holds(f"{self.path}.{name}"))

    def show_fixed(self, reason: str) -> None:
        """Disable every row and say why; an empty reason enables them."""
        self._fixed = reason
        for name, row in self.rows.items():
            row.show_fixed(reason or self._unused(name))

    def add(self, title: str, *rows: QWidget) -> None:
        """More rows at the end of a section."""
        self.sections[title].add(*rows)

    def _group(self, group: Group) -> Iterator[None]:
        if not group.title:
            for row in self._made(group):
                self.box.addWidget(row)
                yield
            return
        section = Section(self._theme, tr(group.title), opened=group.opened, dice=self._chance)
        self.box.addWidget(section)  # before its rows: Qt dresses a whole branch when it is moved
        self.sections[group.title] = section
        paths = tuple(n for n in group.names if self._knobs[n].dice)
        section.rolled.connect(
            lambda nudge: self.rolled.emit([f"{self.path}.{n}" for n in paths], nudge)
        )
        section.setProperty("names", list(group.names))
        for row in self._made(group):
            section.add(row)
            yield

    def _made(self, group: Group) -> Iterator[Control]:
        return (row for name in group.names if (row := self._row(self._knobs[name])))

    def _row(self, knob: Knob) -> Control | None:
        name = knob.name
        part = parts_of(knob)
        row = (
            control_for(self._theme, knob, chance=self._chance)
            if part is None
            else PartsRow(self._theme, title_of(knob), part, default=knob.default, doc=knob.doc)
        )
        if row is None:
            return None
        row.setProperty("path", f"{self.path}.{name}")
        row.changed.connect(lambda v, more: self.changed.emit(f"{self.path}.{name}", v, more))
        row.settled.connect(self.settled)
        row.rolled.connect(lambda nudge: self.rolled.emit([f"{self.path}.{name}"], nudge))
        row.lock_wanted.connect(lambda on: self.lock_wanted.emit(f"{self.path}.{name}", on))
        row.animates = self._chance and (knob.type in (int, float, bool) or bool(knob.choices))
        row.animate_wanted.connect(lambda: self.animate_wanted.emit(f"{self.path}.{name}"))
        self.rows[name] = row
        return row

    def _show_needs(self, spec: Spec) -> None:
        for name in self._needs:
            if name in self.rows:
                self.rows[name].show_fixed(self._fixed or self._unused(name))

    def _unused(self, name: str) -> str:
        if name not in self._needs or self.spec is None:
            return ""
        by, values = self._needs[name]
        if getattr(self.spec, by) in values:
            return ""
        said = tr(" or ").join(spoken(value) for value in values)
        return tr("Used only when {} is {}").format(title_of(self._knobs[by]), said)

    def _summarise(self, spec: Spec) -> None:
        for section in self.sections.values():
            names = section.property("names")
            count = sum(getattr(spec, n) != self._knobs[n].default for n in names)
            section.say(tr("{} changed").format(count) if count else tr("As usual"))


def _needs(knob: Knob, every: Any) -> tuple[str, tuple[str, ...]] | None:
    """What must be chosen for a knob to matter: its help begins with the choices and a colon."""
    head, colon, _ = knob.doc.partition(":")
    words = tuple(word.strip() for word in head.split(","))
    for other in every:
        if colon and other.name != knob.name and set(words) <= set(other.choices):
            return other.name, words
    return None


class FormSlot(QWidget):
    """One place for forms of several kinds: each is made when first needed, and kept."""

    made = Signal(object)  # a new form, to be connected

    def __init__(
        self,
        theme: Theme,
        groups: Callable[[type[Spec]], Sequence[Group] | None],
        *,
        chance: bool = True,
    ) -> None:
        super().__init__()
        self._theme, self._groups, self._chance = theme, groups, chance
        self._forms: dict[type[Spec], Form] = {}
        self.form: Form | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)

    def prepare(self, spec: Spec, path: str) -> Iterator[None]:
        """Make the form for a spec row by row, unless it is there."""
        kind = type(spec)
        if kind in self._forms:
            return
        form = Form(self._theme, kind, path, self._groups(kind), later=True, chance=self._chance)
        form.hide()
        self._box.addWidget(form)
        yield from form.fill()
        self._forms[kind] = form
        self.made.emit(form)

    def show_spec(self, spec: Spec, path: str) -> Form:
        """Show the form for a spec, filled."""
        for _ in self.prepare(spec, path):
            pass
        form = self._forms[type(spec)]
        form.path = path
        form.show_spec(spec)
        if form is not self.form:
            if self.form is not None:
                self.form.hide()
            form.show()
            self.form = form
        return form
