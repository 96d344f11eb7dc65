"""Field panel: title and facts, the family and its knobs, the seed, and the inputs it reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from canvas_app.core.artwork import Artwork
from canvas_app.core.field import FieldSpec
from canvas_app.core.inputs import Input
from canvas_app.core.spec import Spec, knobs, members, tag_of
from canvas_app.engine.family import FAMILIES
from canvas_app.engine.schemes import DrawnField
from canvas_app.gui.desk import Desk
from canvas_app.gui.diagram_section import DiagramSection
from canvas_app.gui.forms import Form, FormSlot, Group
from canvas_app.gui.inspector import Inspector
from canvas_app.gui.panel import panel
from canvas_app.gui.spec_list import SpecList
from canvas_app.gui.widgets.choice_row import ChoiceRow
from canvas_app.gui.widgets.heading import Heading
from canvas_app.gui.widgets.parts import line
from canvas_app.gui.widgets.section import Section
from canvas_app.gui.widgets.seed_row import SeedRow
from canvas_app.gui.words import tr
from canvas_app.io.recipe import to_compact
from canvas_app.session import chance, operations
from canvas_app.session.operations import bytes_text
from canvas_app.session.switching import with_family

REST_MS = 250  # facts are counted when the hand rests
_OUTPUT = ("outputs", "output_activation", "final")


@panel("Field", area="right", order=10)
class FieldPanel(Inspector):
    """What the artwork is made of. Shows the session's artwork; edits through it."""

    rest_ms = REST_MS

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "field")
        self._shown: Artwork | None = None
        self._counted: tuple[object, int] = (None, 0)

    def show_artwork(self, artwork: Artwork) -> None:
        """Show the artwork, quietly."""
        old, self._shown = self._shown, artwork
        self.heading.show_title(artwork.title)
        self.family.show_value(tag_of(artwork.field))
        form = self.slot.show_spec(artwork.field, "field")
        self._house(form)
        self.seed.show_value(artwork.field.seed)
        self.structure.show_artwork(artwork)
        self.inputs.show_specs(artwork.inputs)
        self._inputs.say(tr("{} in all").format(len(artwork.inputs)))
        fixed = tr("Fixed: this field was fitted, its weights are learned")
        reason = fixed if artwork.weights is not None else ""
        form.show_fixed(reason)
        self.inputs.show_fixed(reason)
        if old is None:
            self.rest()
        elif old is not artwork:
            self._resting.start()

    @property
    def title(self) -> Any:
        """The label of the title."""
        return self.heading.title

    @property
    def facts(self) -> Any:
        """The line of facts."""
        return self.heading.facts

    @property
    def form(self) -> Form:
        """The form of the family in hand."""
        assert self.slot.form is not None
        return self.slot.form

    def make(self) -> Iterator[None]:
        """Title and facts, the form of the family, the inputs."""
        theme = self._theme
        self.heading = Heading(theme)
        self.heading.renamed.connect(self._rename)
        tags = tuple(FAMILIES)
        self.family = ChoiceRow(
            theme, tr("Family"), tags, words=[family_name(t) for t in tags], dice=False,
            doc=tr("What kind of network draws the field"), segmented=False,
        )  # fmt: skip
        self.family.changed.connect(self._switch)
        yield
        self.seed = SeedRow(theme, doc=tr("Decides every weight"))
        self.seed.changed.connect(self._reseed)
        self.seed.rolled.connect(lambda _: chance.reroll_weights(self._desk.session))
        self.seed.lock_wanted.connect(lambda on: self.editing.lock("field.seed", on))
        self.slot = FormSlot(theme, groups)
        self.slot.made.connect(self.on_form)
        self.put(self.heading, line(), self.slot)
        yield from self.slot.prepare(self._desk.session.shown.field, "field")
        self.inputs = SpecList(
            theme, "inputs", members(Input), word=tr("input"), least=1,
            empty=tr("No inputs."),
        )  # fmt: skip
        self.inputs.arranged.connect(self._arrange)
        self.inputs.rolled.connect(lambda path, nudge: self.editing.roll([path], nudge))
        self.inputs.form_made.connect(self.on_form)
        self._inputs = Section(theme, tr("Inputs"), self.inputs, opened=False)
        self._inputs.rolled.connect(lambda nudge: self.editing.roll(["inputs"], nudge))
        self.structure = DiagramSection(self._desk)
        self.put(self.structure, self._inputs)
        yield

    def _house(self, form: Form) -> None:
        """Family and seed are rows of every form's first section: they move to the one shown."""
        section = form.sections[NETWORK]
        if self.family.parentWidget() is not section.body:
            section.add_first(self.family)
            section.add(self.seed)
            self.family.show()
            self.seed.show()
            form.show_locks(self._desk.session.locks.holds)

    def show_locks(self) -> None:
        """Show which knobs are locked."""
        holds = self._desk.session.locks.holds
        self.form.show_locks(holds)
        self.seed.show_locked(holds("field.seed"))
        self.inputs.show_locks(holds)

    def _rename(self, title: str) -> None:
        self.editing.edit(tr("Title"), lambda a: a.but(title=title))

    def _switch(self, tag: str, _: bool) -> None:
        self.editing.edit(family_name(tag), lambda a: with_family(a, tag))

    def _reseed(self, seed: int, _: bool) -> None:
        self.editing.edit(tr("Seed"), lambda a: a.but(field=a.field.but(seed=seed), weights=None))

    def _arrange(self, text: str, specs: tuple[Any, ...], order: list[int | None]) -> None:
        if self.editing.edit(text, lambda a: a.but(inputs=specs, weights=None)):
            self._desk.session.locks.reordered("inputs", order)

    def rest(self) -> None:
        """Count the weights."""
        artwork = self._desk.session.shown
        key = (artwork.field, artwork.inputs, len(artwork.latent), artwork.weights)
        known = self._counted[1] if key == self._counted[0] else 0
        self.heading.facts.setText(facts(artwork, known))
        if not known:
            count = operations.count_weights(self._desk.lanes.files, artwork)
            count.done.connect(lambda weights: self._on_counted(key, weights))

    def _on_counted(self, key: object, weights: int) -> None:
        self._counted = (key, weights)
        artwork = self._desk.session.shown
        if key == (artwork.field, artwork.inputs, len(artwork.latent), artwork.weights):
            self.heading.facts.setText(facts(artwork, weights))


NETWORK, WEIGHTS, OUTPUT = "Network", "Weights", "Output"


def groups(kind: type[Spec]) -> list[Group]:
    """The sections of a family: its structure, how weights are drawn, what comes out."""
    names = [knob.name for knob in knobs(kind) if knob.name != "seed"]
    drawn = [n for n in DrawnField.__struct_fields__ if n not in FieldSpec.__struct_fields__]
    weights = tuple(n for n in names if n in drawn)
    own = tuple(n for n in names if n not in drawn and n not in _OUTPUT)
    out = [Group(NETWORK, own)]
    if weights:
        out.append(Group(WEIGHTS, weights))
    return [*out, Group(OUTPUT, tuple(n for n in _OUTPUT if n in names), opened=False)]


_NAMES = {
    "local-global": "Local–Global", "siren-cells": "SIREN cells", "incode": "INCODE",
    "local-global-incode": "Local–Global INCODE",
}  # fmt: skip


def family_name(tag: str) -> str:
    """A family as people write it."""
    if tag in _NAMES:
        return _NAMES[tag]
    return tag.upper() if len(tag) <= 5 and tag not in ("conv", "graph") else tag.capitalize()


def facts(artwork: Artwork, weights: int) -> str:
    """Family, depth and width, weights, size of the recipe: what a title does not say."""
    field = artwork.field
    size = [getattr(field, n) for n in ("depth", "width") if n in field.__struct_fields__]
    shape = [" × ".join(map(str, size))] if size else []
    counted = [tr("{} weights").format(f"{weights:,}")] if weights else []
    return " · ".join([family_name(tag_of(field)), *shape, *counted, _recipe_size(artwork)])


def _recipe_size(artwork: Artwork) -> str:
    if artwork.weights is not None:
        return tr("learned, {}").format(bytes_text(artwork.weights.nbytes))
    return bytes_text(len(to_compact(artwork.but(statistics=None))))
