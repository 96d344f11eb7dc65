"""Casts: numbers of GLSL in JavaScript: literals, constructors, and arithmetic of whole numbers; see `script.py`."""

from __future__ import annotations

from dataclasses import dataclass

from .dialect import CONSTANTS, KINDS
from .syntax import Call


@dataclass(frozen=True, slots=True)
class Value:
    """Numbers of one kind ("float", "int", "uint", "bool"), each an expression of JavaScript."""

    kind: str
    parts: tuple[str, ...]


def made(each: Call, given: list[Value]) -> Value:
    """A constructor: a cast, a vector of parts or of one number, an array."""
    kind, width = KINDS[each.name]
    parts = tuple(cast(kind, value.kind, part) for value in given for part in value.parts)
    if each.array or len(parts) == width:
        return Value(kind, parts)
    return Value(kind, parts * width if len(parts) == 1 else parts[:width])


def cast(kind: str, was: str, part: str) -> str:
    """A number of one kind as one of another."""
    if kind == "uint" and was != "uint":
        return f"({part} >>> 0)"
    return f"Math.trunc({part})" if kind == "int" and was == "float" else part


def number(text: str) -> Value:
    """A literal of GLSL."""
    if text.endswith("u"):
        return Value("uint", (str(int(text[:-1], 0)),))
    if text.lower().startswith("0x"):
        return Value("int", (str(int(text, 16)),))
    if not any(mark in text for mark in ".e"):
        return Value("int", (text,))
    return Value("float", (CONSTANTS.get(text, text),))


ARITHMETIC = {
    ("int", "/"): "Math.trunc({a} / {b})",
    ("uint", "*"): "(Math.imul({a}, {b}) >>> 0)",
    ("uint", "+"): "(({a} + {b}) >>> 0)",
    ("uint", "-"): "(({a} - {b}) >>> 0)",
    ("uint", "^"): "(({a} ^ {b}) >>> 0)",
    ("uint", "&"): "(({a} & {b}) >>> 0)",
    ("uint", "|"): "(({a} | {b}) >>> 0)",
    ("uint", ">>"): "({a} >>> {b})",
    ("uint", "<<"): "(({a} << {b}) >>> 0)",
}
"""How kinds of numbers are joined, where JavaScript has another way than GLSL."""
