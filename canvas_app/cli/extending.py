"""Extending: reads what an extension needs, drives it for the command line, and writes what came of it."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.spec import tag_of
from canvas_app.core.weights import Weights
from canvas_app.engine.cells.aligning import Side, aligned
from canvas_app.engine.cells.celled import celled, weights_of
from canvas_app.engine.cells.extending import Extension, Mode, Old, again, extended, learning
from canvas_app.engine.cells.region import Region, unchanged
from canvas_app.engine.cells.selection import in_box
from canvas_app.engine.fitting.plans import FitPlan
from canvas_app.engine.fitting.report import figures
from canvas_app.engine.fitting.resuming import best_of
from canvas_app.engine.fitting.starts import fitted
from canvas_app.engine.fitting.steps import FitStep
from canvas_app.engine.fitting.targets import Target
from canvas_app.io import ndf
from canvas_app.io.array_targets import load_array
from canvas_app.io.exporter import Progress
from canvas_app.io.presets import open_recipe
from canvas_app.io.targets import load_target

from .fit_keeper import words
from .fitting import prepared
from .progress import finished


@dataclass(frozen=True)
class Wish:
    """What the options ask for."""

    mode: Mode
    old: Old
    sides: tuple[Side, ...]
    region: tuple[float, ...] | None
    preset: str
    limits: Mapping[str, float | None]
    changes: tuple[str, ...]

    def plan(self, artwork: Artwork) -> FitPlan:
        """How the cells learn.

        Raises:
            CanvasError: a value does not suit a knob of the plan, or is none of its knobs.
        """
        start = prepared(tag_of(artwork.field), self.preset, self.limits, self.changes)
        if start.changes:
            raise CanvasError(
                f"{start.changes[0]!r:.60} is no knob of a plan.",
                hint="The network stays as it is: only how it learns can be set.",
            )
        return start.plan


@dataclass(frozen=True)
class Done:
    """What came of it."""

    report: dict[str, Any]
    notes: tuple[str, ...]
    stopped: bool


def asked(
    mode: str,
    old: str,
    sides: tuple[str, ...],
    region: tuple[float, ...] | None,
    preset: str,
    limits: Mapping[str, float | None],
    changes: tuple[str, ...],
) -> Wish:
    """The options, which click has checked, as what they mean."""
    if region is not None and (sides or mode != "exact"):
        raise CanvasError(
            "--region adds no cells and leaves all others as they are.",
            hint="It goes neither with --side nor with --mode refine.",
        )
    ends = cast("tuple[Side, ...]", sides)
    return Wish(cast(Mode, mode), cast(Old, old), ends, region, preset, limits, changes)


def run(file: str, goal: Path, out: Path, wish: Wish, device: str) -> Done:
    """Extend, write the field, and tell how close it came.

    Raises:
        CanvasError: the extension is not possible, or a file cannot be read or written.
        KeyboardInterrupt: stopped before there was anything to keep.
    """
    loaded = open_recipe(file)
    artwork = loaded.artwork
    celled(artwork)
    plan = wish.plan(artwork)
    target = _target(artwork, goal, plan)
    extension = _extension(artwork, aligned(artwork, target, wish.sides), wish, device)
    driver = _Driver()
    stopped, since = False, time.monotonic()
    try:
        work = learning(extension, plan, wish.mode, old=wish.old, device=device)
        learned = finished(driver.driven(work), f"Extending to {target.name}")
    except KeyboardInterrupt:
        if driver.last is None or driver.last.state is None:
            raise
        learned, stopped = extension.best(wish.mode, best_of(driver.last.state)), True
    report = _report(extension, learned, wish, driver.step, time.monotonic() - since)
    learned = Weights(learned, report=report)
    ndf.write(out, fitted(extension.artwork, learned))
    told = {"file": str(out), "source": str(loaded.source), "to": str(goal), **report}
    told |= {"bytes": out.stat().st_size, "bytes_before": loaded.source.stat().st_size}
    return Done(told, target.notes, stopped)


def _extension(artwork: Artwork, target: Target, wish: Wish, device: str) -> Extension:
    if wish.region is None:
        return extended(artwork, target, device=device)
    return again(artwork, target, in_box(celled(artwork).cells, wish.region))


def _target(artwork: Artwork, goal: Path, plan: FitPlan) -> Target:
    axes = len(celled(artwork).cells)
    if goal.suffix.lower() == ".npy":
        return load_array(goal, axes=axes)
    clear = artwork.field.outputs in (2, 4)
    return load_target(goal, alpha="fit" if clear else "mask", largest=plan.largest)


class _Driver:
    """Sees every step, and keeps the last one that has a state."""

    def __init__(self) -> None:
        self.last: FitStep | None = None
        self.step = 0

    def driven(self, work: Generator[FitStep, None, Weights]) -> Generator[Progress, None, Weights]:
        """The work as progress."""
        try:
            while True:
                step = next(work)
                self.step = step.step
                if step.state is not None:
                    self.last = step
                yield Progress(step.fraction, words(step))
        except StopIteration as end:
            learned: Weights = end.value
            return learned
        finally:
            work.close()


def _report(
    extension: Extension, learned: Weights, wish: Wish, steps: int, seconds: float
) -> dict[str, Any]:
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
        "steps": steps,
        "seconds": round(seconds, 2),
        "coding": extension.target.coding,
        "cells": field.layout.total,
        "kept": field.layout.count,
        "kept_before": len(extension.old),
        "new": len(extension.new),
        "again": wish.region is not None,
        "unchanged": unchanged(extension.artwork, extension.old, learned),
        "parameters_before": before.count,
        "notes": list(extension.target.notes),
    }
