"""Arithmetic: what a person types into a number, read by a small grammar. Nothing is executed.

    sum := product (("+" | "-") product)*        product := signed (("*" | "/") signed)*
    signed := ("+" | "-")* power                 power := atom (("^" | "**") signed)?
    atom := number "%"? | "pi" | "tau" | "e" | "sqrt" "(" sum ")" | "(" sum ")"

In front of it all, `*` `/` `×` `÷` `+=` `-=` take the value there is; so does `+10%`.
"""

from __future__ import annotations

import math
import re

from canvas_app.core.errors import CanvasError

LONGEST = 80
DEEPEST = 20
HINT = "Try 0.25 or 1/4."
_NAMES = {"pi": math.pi, "tau": math.tau, "e": math.e}
_TOKEN = re.compile(r"\s*(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|[a-z]+|\*\*|[-+*/^()%])")
_SIGNS = {"−": "-", "–": "-", "×": "*", "÷": "/", "·": "*", "π": "pi", "τ": "tau", ",": "."}
_SHARE = re.compile(r"\s*([+-])\s*(.+)%\s*$")


def value_of(text: str, now: float = 0.0) -> float:
    """The number that `text` means, where the value there is may be taken up: `×2`, `+10%`.

    Raises:
        CanvasError: it is no number, or none that is finite.
    """
    plain = "".join(_SIGNS.get(sign, sign) for sign in text.lower()).strip()
    if not plain or len(plain) > LONGEST:
        raise CanvasError("Not a number.", hint=HINT)
    try:
        value = _meant(plain, now)
    except (ValueError, ZeroDivisionError, OverflowError, IndexError) as error:
        raise CanvasError("Not a number.", hint=HINT) from error
    if not math.isfinite(value):
        raise CanvasError("Not a number.", hint=HINT)
    return value


def _meant(text: str, now: float) -> float:
    share = _SHARE.match(text)
    if share:
        part = _Reader(share[2]).all() / 100
        return now * (1 + part if share[1] == "+" else 1 - part)
    for sign in ("+=", "-=", "*=", "/="):
        if text.startswith(sign):
            return _joined(sign[0], now, _Reader(text[2:]).all())
    if text[0] in "*/" and not text.startswith("**"):
        return _Reader(text[1:]).all(first=(text[0], now))
    return _Reader(text).all()


def _joined(sign: str, a: float, b: float) -> float:
    if sign == "+":
        return a + b
    if sign == "-":
        return a - b
    return a * b if sign == "*" else a / b


class _Reader:
    """Reads one expression from left to right."""

    def __init__(self, text: str) -> None:
        self._tokens: list[str] = []
        at = 0
        while at < len(text.rstrip()):
            found = _TOKEN.match(text, at)
            if found is None:
                raise ValueError(text)
            self._tokens.append(found[1])
            at = found.end()
        self._depth = 0

    def all(self, first: tuple[str, float] | None = None) -> float:
        """The whole expression; `first` is a sign and the value before it."""
        value = self._sum() if first is None else self._rest(*first)
        if self._tokens:
            raise ValueError(self._tokens[0])
        return value

    def _rest(self, sign: str, before: float) -> float:
        self._tokens.insert(0, sign)
        return self._more(self._product_from(before))

    def _sum(self) -> float:
        self._depth += 1
        if self._depth > DEEPEST:
            raise ValueError("too deep")
        value = self._more(self._product_from(self._signed()))
        self._depth -= 1
        return value

    def _more(self, value: float) -> float:
        while self._next() in ("+", "-"):
            sign = self._tokens.pop(0)
            value = _joined(sign, value, self._product_from(self._signed()))
        return value

    def _product_from(self, value: float) -> float:
        while self._next() in ("*", "/"):
            sign = self._tokens.pop(0)
            value = _joined(sign, value, self._signed())
        return value

    def _signed(self) -> float:
        sign = 1.0
        while self._next() in ("+", "-"):
            sign = -sign if self._tokens.pop(0) == "-" else sign
        return sign * self._power()

    def _power(self) -> float:
        value = self._atom()
        if self._next() not in ("^", "**"):
            return value
        self._tokens.pop(0)
        return math.pow(value, self._signed())

    def _atom(self) -> float:
        token = self._tokens.pop(0)
        if token == "(":
            return self._closed()
        if token == "sqrt" and self._next() == "(":
            self._tokens.pop(0)
            return math.sqrt(self._closed())
        if token in _NAMES:
            return _NAMES[token]
        value = float(token)
        if self._next() == "%":
            self._tokens.pop(0)
            return value / 100
        return value

    def _closed(self) -> float:
        value = self._sum()
        if self._tokens.pop(0) != ")":
            raise ValueError(")")
        return value

    def _next(self) -> str:
        return self._tokens[0] if self._tokens else ""
