"""RandomMenu: what else Random can draw: only what is unlocked, in one style, of one family."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QWidget

from canvas_app.core.styles import styles
from canvas_app.engine.family import FAMILIES
from canvas_app.session import operations

from .actions import LiveActions
from .desk import Desk
from .widgets.choice_row import spoken
from .words import tr

PLAIN = (("random", "random_unlocked"), ("reroll_weights", "reroll_activations"))


class RandomMenu(QMenu):
    """Opens below the Random key. The lists of styles and families are filled when first opened."""

    def __init__(self, actions: LiveActions, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setObjectName("tool-random-menu")
        for group in PLAIN:
            self.addActions([actions.by_id[each] for each in group])
            self.addSeparator()
        self.styles = self.addMenu(tr("In a Style"))
        self.families = self.addMenu(tr("Of a Family"))
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """List styles by their category, and families. Once."""
        if self.styles.actions():
            return
        groups: dict[str, QMenu] = {}
        for style in styles():
            if style.category not in groups:
                groups[style.category] = self.styles.addMenu(tr(spoken(style.category)))
            entry = groups[style.category].addAction(style.name)
            entry.triggered.connect(lambda _=False, n=style.name: self._draw(style=n))
        for tag in FAMILIES:
            name = tag.upper() if len(tag) <= 5 and tag not in ("conv", "graph") else spoken(tag)
            entry = self.families.addAction(name)
            entry.triggered.connect(lambda _=False, t=tag: self._draw(family=t))

    def _draw(self, family: str | None = None, style: str | None = None) -> None:
        operations.random(self._desk.session, self._desk.lanes.files, family=family, style=style)
