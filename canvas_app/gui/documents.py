"""Documents: beginning anew."""

from __future__ import annotations

from canvas_app.core.artwork import Artwork
from canvas_app.core.view import View
from canvas_app.engine.family import FAMILIES

from .desk import Desk
from .words import tr


def new(desk: Desk) -> None:
    """A plain field of the first family, as a step that can be undone."""
    artwork = Artwork(field=next(iter(FAMILIES.values()))(), home=View())
    desk.session.open(artwork, label=tr("New"))
