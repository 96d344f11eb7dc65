"""Origin: which of our expressions a line of a printed shader comes from, for messages of drivers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from canvas_app.engine.activations import ACTIVATIONS

_ACTIVATION = re.compile(r"\b[sv]_([a-z0-9_]+)\(")
_STEP = re.compile(r"\bvec4 r(\d+)_\d+ =")
_FUNCTION = re.compile(r"^(?:\w+\s+)+(\w+)\([^;]*\)\s*\{")


def origin(lines: Sequence[str], at: int) -> str:
    """What made line `at` (from 1) of a printed shader, in words: an activation with its expression
    (engine/activations.py), a step of the network (glsl/network.py), else the function it stands in.
    Empty where it is in none."""
    if not 0 < at <= len(lines):
        return ""
    found = _ACTIVATION.search(lines[at - 1])
    name = found[1].replace("_", "-") if found else ""
    if name in ACTIVATIONS:
        return f"the activation {name}, {ACTIVATIONS[name].glsl}"
    for before in range(at, 0, -1):  # a product goes over many lines
        text = lines[before - 1]
        if step := _STEP.search(text):
            return f"step {step[1]} of the network"
        if function := _FUNCTION.match(text):
            return f"the function {function[1]}"
        if before < at and text.rstrip().endswith((";", "}")):
            return _enclosing(lines, before)
    return ""


def _enclosing(lines: Sequence[str], at: int) -> str:
    heads = (_FUNCTION.match(lines[i]) for i in range(at - 1, -1, -1))
    return next((f"the function {head[1]}" for head in heads if head), "")
