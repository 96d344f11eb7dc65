"""Rows of the Fit menu: choosing a picture, and what can be done with a fit under way."""

from __future__ import annotations

from . import fitting
from .action_row import Action

ROWS = (
    Action("fit_picture", "Fit a Picture…", "Choose a picture that a field shall learn", "Fit",
           fitting.choose, ("Ctrl+I",), "fit", ends_group=True),
    Action("fit_start", "Start Fitting", "Learn the picture of the Fit panel", "Fit", fitting.start),
    Action("fit_pause", "Pause or Go On", "Let the fit under way rest, or go on", "Fit",
           fitting.pause),
    Action("fit_keep", "Stop and Keep", "End the fit; the field so far becomes the artwork", "Fit",
           fitting.keep),
    Action("fit_discard", "Discard Fit", "Throw away what was learned", "Fit", fitting.discard),
)  # fmt: skip
