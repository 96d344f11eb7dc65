"""Chance: the dice of knobs, groups and of everything unlocked. Each throw is one undo step."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Collection, Generator, Sequence
from typing import Any

from canvas_app.core.artwork import Artwork
from canvas_app.core.genome import locked, rewoven, rolled
from canvas_app.core.paths import Place, places
from canvas_app.core.random import Stream
from canvas_app.core.spec import tag_of
from canvas_app.engine.gate import Limits
from canvas_app.jobs import Job, Lane

from . import latents
from .operations import watched
from .prefs import Prefs
from .seeds import seed_of
from .session import Notice, Session

MUTATION = 0.15
TRIES = 24
# A mutation keeps the weights, how they are drawn and how values are read: it is still the same field.
STILL = ("field.seed", "field.init", "look.levels.mapping")
HEAVY = 4.0  # times as many weights as now, beyond ROOMY, are too many to explore with
ROOMY = 60_000
THROWS = 40  # a choice among two stays as it was in half of them
SAID = "Random of the unlocked"
_ACTIVATIONS = ("activations", "stem_activations", "output_activation", "mix")


def roll(
    session: Session, paths: Sequence[str] | str, *, amount: float = 1.0, label: str = ""
) -> bool:
    """Throw the dice of knobs or groups; locked ones stay. Whether anything could move.

    A dice that lands where it was is thrown again, many times: one that seems dead is no dice.
    """
    now, locks = session.artwork, session.locks.paths
    within = (paths,) if isinstance(paths, str) else tuple(paths)
    new = now
    for _ in range(THROWS):
        for path in within:
            if path.partition(".")[0] == "latent":
                new = _latent_drawn(new, path, locks, amount)
            else:
                new = rolled(new, _stream(), within=path, locks=locks, amount=amount)
        if new != now:
            break
    _put(session, new, label or _label(within), now)
    return new != now


def mutate(session: Session, amount: float = MUTATION) -> bool:
    """One small step away: field, space, inputs, latent and look move, the weights stay."""
    now = session.artwork
    locks = {*session.locks.paths, *STILL}
    new = rolled(now, _stream(), locks=locks, amount=amount)
    _put(session, new, "Mutate", now)
    return new != now


def reroll_weights(session: Session) -> bool:
    """The same structure with other weights."""
    if session.locks.holds("field.seed"):
        session.tell(Notice("The seed is locked", "Unlock it to draw other weights.", "warning"))
        return False
    now = session.artwork
    _put(session, rewoven(now, _stream()), "Reroll weights", now)
    return True


def reroll_activations(session: Session) -> bool:
    """The same weights through other activations, where the family has any to choose."""
    now, locks = session.artwork, session.locks.paths
    mine = [p.path for p in places(now) if _activates(p) and not locked(p.path, locks)]
    if not mine:
        body = "This family has none to choose, or they are locked."
        session.tell(Notice("No activations to draw", body, "warning"))
        return False
    new = now
    for _ in range(THROWS):
        for path in mine:
            new = rolled(new, _stream(), within=path)
        if new != now:
            break
    _put(session, new, "Reroll activations", now)
    return True


def set_seed(session: Session, text: str) -> None:
    """The seed that was typed or pasted.

    Raises:
        CanvasError: it is none; nothing changed.
    """
    seed = seed_of(text)
    session.edit("Seed", lambda a: a.but(field=a.field.but(seed=seed), weights=None))
    session.settle()


def random_unlocked(session: Session, lane: Lane, prefs: Prefs) -> Job[Any, Any]:
    """Draw everything that is not locked, until the gate lets it through; in the background."""
    for older in lane.jobs:
        if older.label == SAID:
            older.cancel()
    start, title = session.artwork, "Couldn’t draw the unlocked"
    work = _gated(start, session.locks.paths, secrets.randbelow(2**32), prefs.reach, limits(prefs))
    job = lane.start(SAID, work)

    def done(found: tuple[Artwork, Counter[str]]) -> None:
        artwork, faults = found
        if session.artwork != start:
            return  # the hand was faster: what it did stays
        _put(session, artwork, "Random unlocked", start)
        if artwork == start:
            session.tell(Notice("Nothing to draw", "Unlock something for Random to change."))
        else:
            session.tell(Notice(SAID, rejected_text(faults)))

    job.done.connect(done)
    return watched(session, job, title)


def rejected_text(faults: Counter[str]) -> str:
    """How many were rejected and why: "7 rejected: 4 flat, 3 noisy."."""
    if not faults:
        return "The first draw passed the gate."
    why = ", ".join(f"{count} {word}" for word, count in faults.most_common())
    return f"{faults.total()} rejected: {why}."


def limits(prefs: Prefs) -> Limits:
    """Where the gate closes, as the person has it."""
    return Limits(
        contrast=prefs.gate_contrast,
        chroma=prefs.gate_chroma,
        free_chroma=prefs.gate_free_chroma,
    )


def _latent_drawn(artwork: Artwork, path: str, locks: Collection[str], amount: float) -> Artwork:
    """Latents are drawn from a normal law, as networks expect them, not evenly over their range."""
    inside = [k for k in range(len(artwork.latent)) if path in ("latent", f"latent.{k}")]
    free = [k for k in inside if not locked(f"latent.{k}", locks)]
    return artwork.but(latent=latents.drawn(artwork.latent, _stream(), amount, free))


def _label(paths: Sequence[str]) -> str:
    """What a throw is called: "Random width", and "Random field" for several knobs of the field."""
    if len(paths) == 1:
        words = [part for part in paths[0].split(".") if not part.isdecimal()]
        return f"Random {words[-1].replace('_', ' ')}"
    return f"Random {paths[0].partition('.')[0]}" if paths else "Random"


def _gated(
    start: Artwork, locks: Collection[str], seed: int, amount: float, gate: Limits
) -> Generator[int, None, tuple[Artwork, Counter[str]]]:
    from canvas_app.engine.field import build, measured
    from canvas_app.engine.gate import measures
    from canvas_app.engine.random_art import small_picture

    most = max(ROOMY, HEAVY * build(start, "cpu").size)
    faults: Counter[str] = Counter()
    best: tuple[int, Artwork] | None = None
    for tried in range(TRIES):
        yield tried
        new = rolled(start, Stream(seed, "unlocked", tried), locks=locks, amount=amount)
        if new == start:
            continue
        new = new.but(weights=None) if new.field != start.field else new
        if build(new, "cpu").size > most:
            faults["too heavy"] += 1
            continue
        found = measures(small_picture(new)).faults(tag_of(new.look.head), gate)
        if best is None or len(found) < best[0]:
            best = (len(found), new)
        if not found:
            break
        faults[found[0]] += 1
    return (measured(best[1]) if best else start), faults


def _activates(place: Place) -> bool:
    name = place.path.rpartition(".")[2]
    return place.path.startswith("field.") and name in _ACTIVATIONS and bool(place.value)


def _put(session: Session, new: Artwork, label: str, now: Artwork) -> None:
    kept = new.but(weights=None) if new.field != now.field else new
    session.edit(label, lambda _: kept)
    session.settle()


def _stream() -> Stream:
    return Stream(secrets.randbelow(2**53))
