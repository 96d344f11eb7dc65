"""Space panel: what happens to the plane before the field sees it: symmetry, and steps in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from canvas_app.core.artwork import Artwork
from canvas_app.core.space import Fold, Space, WallpaperFold, WallpaperGroup
from canvas_app.core.spec import knobs, members
from canvas_app.gui.desk import Desk
from canvas_app.gui.inspector import Inspector
from canvas_app.gui.panel import panel
from canvas_app.gui.spec_list import SpecList
from canvas_app.gui.widgets.choice_row import ChoiceRow
from canvas_app.gui.widgets.knob_row import KnobRow
from canvas_app.gui.widgets.motif import group_icon
from canvas_app.gui.widgets.scale import Scale
from canvas_app.gui.widgets.section import Section
from canvas_app.gui.words import tr
from canvas_app.session.switching import (
    SYMMETRIES,
    Symmetry,
    symmetry_of,
    symmetry_order,
    symmetry_place,
    with_symmetry,
)

_FOLD = next(iter(knobs(Fold)))
_GROUPS = WallpaperGroup.__args__  # type: ignore[attr-defined]
_TURNS = {"p1": 1, "pm": 1, "pg": 1, "cm": 1, "p3": 3, "p3m1": 3, "p31m": 3, "p4": 4, "p4m": 4,
          "p4g": 4, "p6": 6, "p6m": 6}  # fmt: skip


def group_name(group: str) -> str:
    """A wallpaper group with what one sees in it: its turns, and whether it has mirrors."""
    turns = _TURNS.get(group, 2)
    mirrored = "m" in group
    glides = "g" in group and not mirrored
    said = [tr("{}-fold turns").format(turns)] if turns > 1 else []
    said += [tr("mirrors")] if mirrored else [tr("glides")] if glides else []
    return f"{group} · {', '.join(said) or tr('shifts only')}"


@panel("Space", area="right", order=12)
class SpacePanel(Inspector):
    """A quick choice of symmetry, and the list of transforms."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "space")

    def show_artwork(self, artwork: Artwork) -> None:
        """Show the artwork, quietly."""
        self.slice.setVisible(artwork.solid)
        self._show_slice()
        now, at = symmetry_of(artwork), symmetry_place(artwork)
        step = artwork.space[at] if at is not None else None
        self.symmetry.show_value(now)
        self.wedges.setVisible(isinstance(step, Fold))
        self.group.setVisible(isinstance(step, WallpaperFold))
        if isinstance(step, Fold):
            self.wedges.show_value(step.n)
        if isinstance(step, WallpaperFold):
            self.group.show_value(step.group)
        self.quick.say(tr("None") if now == "none" else now.capitalize())
        self.steps.show_specs(artwork.space)
        count = len(artwork.space)
        self.all.counted(str(count) if count else "")

    def make(self) -> Iterator[None]:
        """The quick choice, then the list."""
        theme = self._theme
        self.slice = Section(theme, tr("Slice"), dice=False)
        self.slice.setVisible(False)
        self.quick = Section(theme, tr("Symmetry"), dice=False)
        self.all = Section(theme, tr("Transforms"))
        self.all.rolled.connect(lambda nudge: self.editing.roll(["space"], nudge))
        self.put(self.slice, self.quick, self.all)
        self._make_slice()
        yield
        words = [tr("None"), tr("Mirror"), tr("Fold"), tr("Tiles")]
        self.symmetry = ChoiceRow(
            theme, tr("Kind"), SYMMETRIES, words=words, segmented=True, wide=True, dice=False,
            doc=tr("How the plane repeats: not at all, left as right, in wedges, as a wallpaper"),
        )  # fmt: skip
        self.wedges = KnobRow(
            theme, tr("Wedges"), Scale.of(_FOLD), doc=tr(_FOLD.doc), default=_FOLD.default
        )
        self.group = ChoiceRow(
            theme, tr("Group"), _GROUPS, words=[group_name(g) for g in _GROUPS],
            icon=lambda group: group_icon(theme, group),
            doc=tr("One of the 17 ways to repeat in the plane"), default="p4m",
        )  # fmt: skip
        self.symmetry.changed.connect(self._on_symmetry)
        for row, name in ((self.wedges, "n"), (self.group, "group")):
            row.changed.connect(lambda v, more, n=name: self.editing.set(self._path(n), v, more))
            row.settled.connect(self.editing.settle)
            row.rolled.connect(lambda nudge, n=name: self.editing.roll([self._path(n)], nudge))
            row.lock_wanted.connect(lambda on, n=name: self.editing.lock(self._path(n), on))
        self.quick.add(self.symmetry, self.wedges, self.group)
        yield
        self.steps = SpecList(
            theme, "space", members(Space), word=tr("transform"), toggles=True,
            empty=tr("The plane is as it is. A transform bends, folds or repeats it."),
        )  # fmt: skip
        self.steps.arranged.connect(self._arrange)
        self.steps.rolled.connect(lambda path, nudge: self.editing.roll([path], nudge))
        self.steps.form_made.connect(self.on_form)
        self.all.add(self.steps)
        yield

    def _make_slice(self) -> None:
        """Which slice of a volume the picture shows: no edit, a view."""
        session = self._desk.session
        self.slice_place = KnobRow(
            self._theme, tr("z"), Scale(-1.0, 1.0), default=0.0, dice=False,
            doc=tr("Which slice of the volume the picture shows; Page Up and Page Down move it"),
        )  # fmt: skip
        self.slice_place.changed.connect(
            lambda z, _: self._desk.host.navigator.follow(session.view.but(z=float(z)))
        )
        session.view_changed.connect(lambda *_: self._show_slice())
        self.slice.add(self.slice_place)

    def _show_slice(self) -> None:
        self.slice_place.show_value(self._desk.session.view.z)

    def _path(self, name: str) -> str:
        return f"space.{symmetry_place(self._desk.session.shown) or 0}.{name}"

    def on_artwork(self, new: Artwork, old: Artwork) -> None:
        """Another space, perhaps."""
        if new.space is not old.space or new.solid != old.solid:
            self.show_artwork(new)

    def show_locks(self) -> None:
        """Show which knobs are locked."""
        holds = self._desk.session.locks.holds
        self.steps.show_locks(holds)
        self.wedges.show_locked(holds(self._path("n")))
        self.group.show_locked(holds(self._path("group")))

    def _on_symmetry(self, wanted: Symmetry, _: bool) -> None:
        order = symmetry_order(self._desk.session.shown, wanted)
        if self.editing.edit(tr("Symmetry"), lambda a: with_symmetry(a, wanted)):
            self._desk.session.locks.reordered("space", order)

    def _arrange(self, text: str, specs: tuple[Any, ...], order: list[int | None]) -> None:
        if self.editing.edit(text, lambda a: a.but(space=specs)):
            self._desk.session.locks.reordered("space", order)
