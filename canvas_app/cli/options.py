"""Options that several commands share: sizes, views and folders, and how answers are worded."""

from __future__ import annotations

import re
from pathlib import Path

import click

from canvas_app.core.errors import CanvasError
from canvas_app.core.view import Size, View
from canvas_app.engine.request import MAX_SIDE

DEVICE = click.option(
    "--device", default="auto", show_default=True, help="auto, cpu, cuda, cuda:1 or mps."
)


def size(ctx: click.Context, param: click.Parameter, text: str) -> Size:
    """WxH in pixels, such as 1920x1080; one number is a square."""
    found = re.fullmatch(r"(\d{1,9})(?:[xX×](\d{1,9}))?", text.strip())
    if not found:
        raise click.BadParameter(f"{text!r:.80} is no size. Write 1920x1080.", ctx, param)
    wanted = int(found.group(1)), int(found.group(2) or found.group(1))
    if not all(1 <= side <= MAX_SIDE for side in wanted):
        message = f"{text!r} is no size: each side may be 1 to {MAX_SIDE} pixels."
        raise click.BadParameter(message, ctx, param)
    return wanted


def view(ctx: click.Context, param: click.Parameter, text: str | None) -> View | None:
    """X,Y,HEIGHT[,ANGLE[,Z]] in world units and radians; home is 0,0,2,0,0."""
    if text is None:
        return None
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) not in {3, 4, 5} or not all(abs(n) <= 1e12 for n in numbers):
        message = f"{text!r:.80} is no view. Write X,Y,HEIGHT[,ANGLE[,Z]], as 0.1,0.2,0.5."
        raise click.BadParameter(message, ctx, param)
    if not 1e-30 <= numbers[2] <= 1e12:
        raise click.BadParameter("A view is higher than 0: home is 2 high.", ctx, param)
    return View().but(**dict(zip(("x", "y", "height", "angle", "z"), numbers, strict=False)))


def made(folder: Path) -> Path:
    """The folder, made if need be. A CanvasError when it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "its name is none"
        raise CanvasError(
            f"The folder {folder!s:.200} could not be made: {reason}.", hint="Choose another."
        ) from error
    return folder


def one_line(text: str) -> str:
    """Words of a file fit for a terminal: one line, without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def amount(count: int) -> str:
    """Bytes, for people."""
    return f"{count / 1e6:.2f} MB" if count >= 100_000 else f"{count / 1e3:.1f} kB"
