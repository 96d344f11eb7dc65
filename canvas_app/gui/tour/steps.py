"""Steps: the table of the tour, in the order a person would go."""

from __future__ import annotations

from collections.abc import Callable

from . import cutting, filming, finding, keeping, learning, making, moving, painting, solids, tuning
from .hands import Hands

STEPS: tuple[tuple[str, Callable[[Hands], str]], ...] = (
    ("first start", finding.first_start),
    ("welcome card", finding.welcome_card),
    ("search the gallery", finding.search),
    ("open a preset", finding.open_preset),
    ("pan", moving.pan),
    ("zoom", moving.zoom),
    ("rotate", moving.rotate),
    ("home", moving.home),
    ("tiles", painting.tiles),
    ("shader", painting.shader),
    ("accumulation", painting.accumulation),
    ("deep zoom", painting.deep_zoom),
    ("change the family", making.family),
    ("move a slider", making.slider),
    ("symmetry", making.symmetry),
    ("latent pad", making.latent_pad),
    ("choose a palette", making.palette),
    ("mutate the palette", making.mutate_palette),
    ("lock and randomise", tuning.lock_and_randomise),
    ("random", tuning.random),
    ("undo and redo", tuning.undo_redo),
    ("history", tuning.history),
    ("save", keeping.save),
    ("reopen", keeping.reopen),
    ("export", keeping.export),
    ("drop back", keeping.drop_back),
    ("make a film", filming.film),
    ("fit a picture", learning.fit),
    ("fit cells", cutting.fit_cells),
    ("carry cells", cutting.carry),
    ("crop by cells", cutting.crop),
    ("extend", cutting.extend),
    ("see a volume", solids.volume),
    ("switch the theme", finding.theme),
    ("command palette", finding.command_palette),
    ("help", finding.guide),
)
