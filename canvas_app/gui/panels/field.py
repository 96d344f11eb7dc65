"""Field panel: what the artwork is made of, to read. The controls come with the studio."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from canvas_app.core.artwork import Artwork
from canvas_app.core.spec import Spec, knobs, tag_of
from canvas_app.gui.desk import Desk
from canvas_app.gui.panel import panel
from canvas_app.gui.widgets.parts import column, label, line, scrolled
from canvas_app.gui.words import number, tr
from canvas_app.io.recipe import to_compact
from canvas_app.session import operations
from canvas_app.session.operations import bytes_text

MOST_KNOBS = 12


@panel("Field", area="right", order=10)
class FieldPanel(QWidget):
    """Title, one line of facts, and the knobs of the network in a table."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._theme = desk.theme
        self._shown = desk.session.shown
        self.setObjectName("field")
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = label(self._theme, role="title")
        self.title.setWordWrap(True)
        self.facts = label(self._theme, role="caption")
        self.facts.setWordWrap(True)
        self._network, self._work = QGridLayout(), QGridLayout()
        self._lay_out()
        desk.session.artwork_changed.connect(self._on_artwork)
        self.show_artwork(desk.session.shown)

    def show_artwork(self, artwork: Artwork) -> None:
        """Read the artwork aloud."""
        self._shown = artwork
        self.title.setText(artwork.title)
        self.facts.setText(_facts(artwork, 0))
        count = operations.count_weights(self._desk.lanes.files, artwork)
        count.done.connect(lambda weights: self._on_counted(artwork, weights))
        self._fill(self._network, _network(artwork))
        self._fill(self._work, _work(artwork))

    def _on_counted(self, artwork: Artwork, weights: int) -> None:
        if artwork == self._shown:
            self.facts.setText(_facts(artwork, weights))

    def _on_artwork(self, new: Artwork, old: Artwork) -> None:
        self.show_artwork(new)

    def _lay_out(self) -> None:
        inner = column(
            column(self.title, self.facts, margins=(14, 12, 12, 10), spacing=2),
            line(),
            self._section(tr("Network"), self._network),
            line(),
            self._section(tr("Artwork"), self._work),
            line(),
            None,
            spacing=0,
            surface="panel",
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(scrolled(inner))
        self.setMinimumWidth(self._theme.size("width", "dock_min"))
        self.setMaximumWidth(self._theme.size("width", "dock_max"))

    def _section(self, title: str, grid: QGridLayout) -> QWidget:
        inner = QWidget()
        inner.setLayout(grid)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(0)
        grid.setColumnMinimumWidth(0, self._theme.size("width", "label") + 20)
        grid.setColumnStretch(1, 1)
        head = label(self._theme, title, role="section")
        return column(head, inner, margins=(14, 10, 12, 8), spacing=6)

    def _fill(self, grid: QGridLayout, rows: list[tuple[str, str, str]]) -> None:
        while grid.count():
            item = grid.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for place, (name, value, doc) in enumerate(rows):
            left = label(self._theme, name, tier=2)
            left.setToolTip(doc)
            left.setFixedHeight(24)
            grid.addWidget(left, place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._value(name, value), place, 1)

    def _value(self, name: str, value: str) -> QLabel:
        made = label(self._theme, value)
        made.setAccessibleName(f"{name}: {value}")
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        made.setWordWrap(True)
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        made.setContentsMargins(0, 4, 0, 4)
        return made


def _facts(artwork: Artwork, weights: int) -> str:
    counted = [tr("{} weights").format(f"{weights:,}")] if weights else []
    return " · ".join([_family(artwork), *counted, _recipe_size(artwork)])


def _family(artwork: Artwork) -> str:
    tag = tag_of(artwork.field)
    return tag.upper() if len(tag) <= 5 else tag.capitalize()


def _recipe_size(artwork: Artwork) -> str:
    if artwork.weights is not None:
        return tr("learned weights")
    return bytes_text(len(to_compact(artwork.but(statistics=None))))


def _network(artwork: Artwork) -> list[tuple[str, str, str]]:
    rows = [(tr("Family"), _family(artwork), "")]
    own = type(artwork.field).__annotations__
    for knob in sorted(knobs(artwork.field), key=lambda k: k.name not in own):
        value = getattr(artwork.field, knob.name)
        if knob.name in ("seed", "outputs", "final") or value == ():
            continue
        rows.append((_name(knob.name), value_text(value), knob.doc))
    return [*rows[:MOST_KNOBS], (tr("Seed"), _seed(artwork.field.seed), "")]


def _work(artwork: Artwork) -> list[tuple[str, str, str]]:
    look, about = artwork.look, artwork.about
    rows = [
        (tr("Inputs"), ", ".join(tag_of(i) for i in artwork.inputs), ""),
        (tr("Space"), ", ".join(tag_of(s) for s in artwork.space) or tr("none"), ""),
        (tr("Latent"), str(len(artwork.latent)) if artwork.latent else tr("none"), ""),
        (tr("Head"), tag_of(look.head), (type(look.head).__doc__ or "").strip()),
        (tr("Palette"), look.palette.name, ""),
        (tr("Style"), about.style, ""),
        (tr("Tags"), ", ".join(about.tags), ""),
    ]
    return [r for r in rows if r[1]]


def value_text(value: object) -> str:
    """A knob's value in few characters."""
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    if isinstance(value, float):
        return number(value, 2)
    if isinstance(value, Spec):
        return tag_of(value) or type(value).__name__
    if isinstance(value, tuple):
        return ", ".join(value_text(v) for v in value) or tr("none")
    return str(value)


def _name(text: str) -> str:
    return text.replace("_", " ").capitalize()


def _seed(seed: int) -> str:
    digits = f"{seed:08X}"
    return " ".join(digits[k : k + 2] for k in range(0, len(digits), 2))
