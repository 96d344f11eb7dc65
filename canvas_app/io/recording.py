"""Recording: frames drawn one after the other into an encoder, told as progress."""

from __future__ import annotations

from collections.abc import Generator, Iterable

from canvas_app.engine.request import Pixels

from .encoder import Encoder
from .exporter import Progress
from .film_frames import Reeling, fed
from .film_plan import Plan


def recorded(
    plan: Plan, reel: Reeling, frames: Iterable[int], words: list[str], share: tuple[float, float]
) -> Generator[Progress, None, None]:
    """Draw frames into an encoder. share: where this stands in the whole progress."""
    low, high = share
    with Encoder(plan.exe, words) as encoder:
        for frame in frames:
            done = low + (high - low) * frame / plan.frames
            note = f"frame {frame + 1} of {plan.frames}"
            picture = yield from drawn(reel.drawn(frame), Progress(done, note))
            encoder.write(fed(picture, plan.size, alpha=plan.alpha))
        encoder.close()


def drawn(
    drawing: Generator[None, None, Pixels], told: Progress
) -> Generator[Progress, None, Pixels]:
    """A frame while it is drawn: each step tells how far the film is."""
    while True:
        try:
            next(drawing)
        except StopIteration as end:
            picture: Pixels = end.value
            return picture
        yield told
