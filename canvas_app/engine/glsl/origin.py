"""Origin: which of our expressions a line of a printed shader comes from, for messages of drivers.

Printed texts carry a line of comment before what each step of space, each input and each operation of the
network was printed as; `expression` writes those of the network, and `origin` finds them again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from canvas_app.engine.activations import ACTIVATIONS
from canvas_app.engine.network import (
    Activate,
    Add,
    Affine,
    Linear,
    Multiply,
    Normalise,
    Operation,
    sources_of,
)

_ACTIVATION = re.compile(r"\bfloat s_([a-z0-9_]+)\(")
_NOTE = re.compile(r"^\s*// ((?:step \d+|space|input|levels)\b.*)$")
_FUNCTION = re.compile(r"^(?:\w+\s+)+(\w+)\([^;]*\)\s*\{")


def expression(operation: Operation, arrays: Mapping[str, Any]) -> str:
    """What an operation computes, as one reads it in `engine/network.py`; registers are r0, r1 ..."""
    sources = [f"r{source}" for source in sources_of(operation)]
    if isinstance(operation, Linear):
        shape = " x ".join(str(side) for side in arrays[operation.weight].shape)
        parts = [f"{operation.weight} ({shape}) @ {sources[0]}", operation.bias, *sources[1:]]
        return " + ".join(part for part in parts if part)
    if isinstance(operation, Activate):
        names = [operation.name] if isinstance(operation.name, str) else operation.name
        each = sorted({f"{name}, {ACTIVATIONS[name].glsl}" for name in names})
        return f"{'; '.join(each)} of {sources[0]}"
    if isinstance(operation, Add | Multiply):
        return (" + " if isinstance(operation, Add) else " * ").join(sources)
    if isinstance(operation, Affine):
        named = [n for n in (operation.scale_parameter, operation.shift_parameter) if n]
        return " ".join([f"{sources[0]} * factor + shift", *named])
    what = operation.kind if isinstance(operation, Normalise) else ""
    name = type(operation).__name__.lower()
    return " ".join(part for part in (name, what, "of", *sources) if part)


def origin(lines: Sequence[str], at: int) -> str:
    """What made line `at` (from 1) of a printed shader, in words: an activation with its expression
    (engine/activations.py), a step of space, an input, a step of the network with its expression, else the
    function it stands in. Empty where it is in none."""
    if not 0 < at <= len(lines):
        return ""
    found = _ACTIVATION.search(lines[at - 1])
    name = found[1].replace("_", "-") if found else ""
    if name in ACTIVATIONS:
        return f"the activation {name}, {ACTIVATIONS[name].glsl}"
    for before in range(at - 1, -1, -1):
        text = lines[before]
        if note := _NOTE.match(text):
            return _told(note[1])
        if function := _FUNCTION.match(text):
            return f"the function {function[1]}"
        if text.startswith("}") and before < at - 1:
            return ""
    return ""


def _told(note: str) -> str:
    kind, _, what = note.partition(" ")
    if kind == "step":
        number, _, made = what.partition(": ")
        return f"step {number} of the network, {made}"
    return f"the {kind} {what}".rstrip()
