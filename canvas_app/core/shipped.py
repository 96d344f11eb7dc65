"""Shipped: where the data that comes with Canvas lies, in a checkout and in an installed wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal


@cache
def shipped(folder: Literal["resources", "presets"]) -> Path:
    """The folder of shipped files: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parents[1]
    inside = package / folder
    return inside if inside.is_dir() else package.parent / folder
