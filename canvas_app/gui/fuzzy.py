"""Fuzzy: how well a few typed letters mean a title. Pure."""

from __future__ import annotations


def score(typed: str, title: str) -> float | None:
    """Greater is better; None when the letters do not occur in this order.

    Letters at the start of words and letters in a row count more, so that "zi" finds "Zoom In"
    before "Resize". Empty text fits everything alike.
    """
    letters, text = typed.casefold().replace(" ", ""), title.casefold()
    if not letters:
        return 0.0
    best: float | None = None
    for start in (k for k, c in enumerate(text) if c == letters[0]):
        found = _from(letters, text, start)
        if found is not None and (best is None or found > best):
            best = found
    return None if best is None else best - 0.01 * len(text)


def _from(letters: str, text: str, start: int) -> float | None:
    total, at, last = 0.0, start, start - 1
    for letter in letters:
        at = _next(letter, text, at, last)
        if at < 0:
            return None
        if at == 0 or not text[at - 1].isalnum():
            total += 3.0
        elif at == last + 1:
            total += 2.0
        else:
            total += 0.3
        last, at = at, at + 1
    return total


def _next(letter: str, text: str, at: int, last: int) -> int:
    """The next place of a letter: right behind the last one, else at a word's start, else anywhere."""
    if at < len(text) and text[at] == letter and at == last + 1:
        return at
    for k in range(at, len(text)):
        if text[k] == letter and (k == 0 or not text[k - 1].isalnum()):
            return k
    return text.find(letter, at)
