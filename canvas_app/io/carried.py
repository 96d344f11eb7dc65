"""Carried: the text inside a picture by which it can be made again: a recipe, or, of a picture in which
one work fades into another, the timeline of that fade, with the picture's own time as its still."""

from __future__ import annotations

import json
from typing import Any

from canvas_app.core.artwork import Artwork
from canvas_app.core.journeys import still_of
from canvas_app.core.keyframe import Shot

from .exporter import ExportOptions, exported
from .recipe import to_compact
from .timelines import tree_of


def recipe_in(whole: Artwork, options: ExportOptions) -> str:
    """Of a picture that is exported; `whole` is what `exported` gave."""
    if options.over is None:
        return to_compact(whole)
    return recipe_of(Shot(whole, exported(options.over, options), options.amount))


def recipe_of(shot: Shot) -> str:
    """Of what is seen at a time of a film. Learned weights are no part of it, as in any picture."""
    if shot.second is None:
        return to_compact(shot.first)
    tree = tree_of(still_of(shot), _tree)
    return json.dumps(tree, separators=(",", ":"), ensure_ascii=True)


def _tree(artwork: Artwork) -> Any:
    return json.loads(to_compact(artwork))
