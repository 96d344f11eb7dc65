"""Presets: the shipped recipes, and opening what a person means by a file or a preset's name."""

from __future__ import annotations

from .finding import find, preset_files, volume_files
from .load import Loaded, load

__all__ = ["find", "open_recipe", "preset_files", "volume_files"]


def open_recipe(recipe: str) -> Loaded:
    """The artwork in a file, or the preset of that name."""
    return load(find(recipe))
