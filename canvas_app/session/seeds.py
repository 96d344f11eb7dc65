"""Seeds as people copy them: pairs of hexadecimal digits."""

from __future__ import annotations

from canvas_app.core.errors import CanvasError

MOST = 2**53 - 1


def seed_text(seed: int) -> str:
    """A seed for people: 54 29 C1 0A."""
    digits = f"{seed:08X}"
    digits = digits.rjust(len(digits) + len(digits) % 2, "0")
    return " ".join(digits[k : k + 2] for k in range(0, len(digits), 2))


def seed_of(text: str) -> int:
    """The seed that was written or pasted.

    Raises:
        CanvasError: these are no hexadecimal digits, or too many.
    """
    digits = "".join(text.lower().removeprefix("0x").split())
    if not digits or len(digits) > 14 or any(d not in "0123456789abcdef" for d in digits):
        raise CanvasError("Not a seed.", hint="Try digits such as 54 29 C1 0A.")
    seed = int(digits, 16)
    if seed > MOST:
        raise CanvasError("This seed is too long.", hint="The longest is 1F FF FF FF FF FF FF.")
    return seed
