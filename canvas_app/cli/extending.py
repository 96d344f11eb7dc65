"""Extending: reads what an extension needs, drives it for the command line, and writes what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.spec import tag_of
from canvas_app.core.weights import Weights
from canvas_app.engine.cells.aligning import aligned
from canvas_app.engine.cells.celled import celled, weights_of
from canvas_app.engine.cells.extending import Extension, learning
from canvas_app.engine.cells.region import Region, unchanged
from canvas_app.engine.fitting.plans import FitPlan
from canvas_app.engine.fitting.report import figures
from canvas_app.engine.fitting.resuming import best_of
from canvas_app.engine.fitting.starts import fitted
from canvas_app.engine.fitting.steps import FitState
from canvas_app.engine.fitting.targets import Target
from canvas_app.io import ndf
from canvas_app.io.array_targets import load_array
from canvas_app.io.checkpoint import Checkpoint, checkpoint_of, read_checkpoint
from canvas_app.io.fit_diary import LOG, diary_for
from canvas_app.io.presets import open_recipe
from canvas_app.io.targets import load_target

from .extend_wish import Wish
from .fit_keeper import Keeper
from .fitting import Start
from .progress import finished


@dataclass(frozen=True)
class Done:
    """What came of it."""

    report: dict[str, Any]
    notes: tuple[str, ...]
    stopped: bool


def run(file: str, goal: Path, out: Path, wish: Wish, device: str, *, resume: bool = False) -> Done:
    """Extend, write the field, and tell how close it came. resume: from where it was cut off.

    Raises:
        CanvasError: the extension is not possible, or a file cannot be read or written.
        KeyboardInterrupt: stopped before there was anything to keep.
    """
    loaded = open_recipe(file)
    artwork = loaded.artwork
    celled(artwork)
    start = wish.start(artwork)
    kept = read_checkpoint(checkpoint_of(out)) if resume else None
    largest = start.plan.largest if kept is None else kept.plan.largest
    target = aligned(artwork, _target(artwork, goal, largest), wish.sides)
    source = wish.source(artwork, target)
    plan, state = _going_on(start, kept, source, checkpoint_of(out).name)
    extension = wish.extension(artwork, target, device)
    diary = diary_for(artwork.title) if kept is None or not kept.diary else Path(kept.diary)
    with Keeper(extension.artwork, plan, source, out, diary=diary) as keeper:
        try:
            work = learning(extension, plan, wish.mode, old=wish.old, device=device, resume=state)
            learned = finished(keeper.driven(work), f"Extending to {target.name}")
        except KeyboardInterrupt:
            if keeper.state is None:
                raise
            learned = extension.best(wish.mode, best_of(keeper.state))
            keeper.stopped = True
        report = _report(extension, learned, wish, keeper)
        ndf.write(out, fitted(extension.artwork, Weights(learned, report=report)))
        if keeper.stopped:
            keeper.keep(force=True)
    if not keeper.stopped:
        checkpoint_of(out).unlink(missing_ok=True)
    told = {"file": str(out), "source": str(loaded.source), "to": str(goal), **report}
    told |= {"log": str(diary / LOG), "diary": str(diary)}
    told |= {"bytes": out.stat().st_size, "bytes_before": loaded.source.stat().st_size}
    return Done(told, target.notes, keeper.stopped)


def _going_on(
    start: Start, kept: Checkpoint | None, source: str, name: str
) -> tuple[FitPlan, FitState | None]:
    """The plan, and where it stands; limits of now are on top of what was."""
    if kept is None:
        return start.plan, None
    if kept.source != source:
        raise CanvasError(
            f"{name} is not of this extension.",
            hint="Give the file, picture and options of before, or leave --resume out.",
        )
    plan = kept.plan.but(**start.limits)
    if "seconds" in start.limits:
        plan = plan.but(seconds=plan.seconds + kept.state.numbers["seconds"])
    return plan, kept.state


def _target(artwork: Artwork, goal: Path, largest: float) -> Target:
    axes = len(celled(artwork).cells)
    if goal.suffix.lower() == ".npy":
        return load_array(goal, axes=axes)
    clear = artwork.field.outputs in (2, 4)
    return load_target(goal, alpha="fit" if clear else "mask", largest=largest)


def _report(extension: Extension, learned: Weights, wish: Wish, keeper: Keeper) -> dict[str, Any]:
    """What the file says of itself: how close the whole is, and the new cells alone."""
    whole = fitted(extension.artwork, learned)
    region = Region(whole, extension.new)
    alone = figures(region.artwork, region.target(extension.target))
    before = weights_of(extension.before)
    field = celled(whole)
    return {
        **figures(whole, extension.target),
        "psnr_new": alone["psnr"],
        "family": tag_of(whole.field),
        "mode": wish.mode,
        "preset": wish.preset,
        "steps": keeper.last.step if keeper.last else 0,
        "seconds": round(keeper.last.seconds, 2) if keeper.last else 0.0,
        "coding": extension.target.coding,
        "cells": field.layout.total,
        "kept": field.layout.count,
        "kept_before": len(extension.old),
        "new": len(extension.new),
        "again": wish.chosen.any,
        "unchanged": unchanged(extension.artwork, extension.old, learned),
        "parameters_before": before.count,
        "notes": list(extension.target.notes),
    }
