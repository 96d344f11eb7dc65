"""Fitting: drives a fit for the command line: its clock, its log, its checkpoints, its report."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Generator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.spec import knobs
from canvas_app.core.weights import Weights
from canvas_app.engine.fitting.compat import Recipe
from canvas_app.engine.fitting.fit import fit
from canvas_app.engine.fitting.plans import (
    FitPlan,
    Preset,
    plan_for,
    preset_called,
    replanned,
    suited,
)
from canvas_app.engine.fitting.report import figures
from canvas_app.engine.fitting.resuming import best_of
from canvas_app.engine.fitting.solids import start_for
from canvas_app.engine.fitting.starts import fitted
from canvas_app.engine.fitting.targets import Target
from canvas_app.io import ndf
from canvas_app.io.checkpoint import Checkpoint, checkpoint_of, read_checkpoint
from canvas_app.io.exporter import Progress
from canvas_app.io.fit_diary import diary_for

from .fit_keeper import Keeper, first
from .fit_logs import logs_for
from .progress import finished
from .settings import changed, number_or_word

_IMPORTED = time.time()
_SAVING = 0.8  # seconds set aside for the report and the file


@dataclass(frozen=True)
class Start:
    """What the words of a command ask for, before the picture is known."""

    family: str
    preset: Preset
    plan: FitPlan
    changes: tuple[str, ...]  # of the artwork
    limits: Mapping[str, Any]  # of steps and time, where the command names them
    knobs: Mapping[str, Any] = field(default_factory=dict)  # of the field, before those changes


@dataclass(frozen=True)
class Done:
    """What came of it."""

    artwork: Artwork
    report: Mapping[str, Any]
    stopped: bool


def prepared(
    family: str,
    preset: str,
    limits: Mapping[str, float | None],
    changes: tuple[str, ...],
    recipe: Recipe | None = None,
) -> Start:
    """The plan with what the person changed in it; all other changes are of the artwork. recipe: whose
    family, knobs and plan come before those changes.

    Raises:
        CanvasError: a value does not suit a knob of the plan.
    """
    kind = preset_called(preset)
    mine = {k.name: k for k in knobs(FitPlan)}
    asked: dict[str, Any] = {name: v for name, v in limits.items() if v is not None}
    if limits.get("seconds") and "steps" not in asked:
        asked["steps"] = 10_000_000  # time alone is to end it
    named = dict(asked)
    rest = []
    for change in changes:
        name, equals, text = change.partition("=")
        bare = name.strip().removeprefix("plan.")
        if equals and bare in mine and (bare != "seed" or name.strip().startswith("plan.")):
            asked[bare] = number_or_word(text.strip(), mine[bare].type)
        else:
            rest.append(change)
    named_knobs = dict(change.split("=", 1) for change in rest if "=" in change)
    if recipe is None:
        extra = suited(family, named_knobs).items() - named_knobs.items()
        rest = [*(f"{name}={value}" for name, value in extra), *rest]
        return Start(family, kind, replanned(plan_for(family, kind), asked), tuple(rest), named)
    plan = recipe.plan_of(kind).but(**asked)
    return Start(recipe.family, kind, plan, tuple(rest), named, recipe.knobs)


def largest_of(start: Start, out: Path, *, resume: bool) -> float:
    """Millions of pixels that are fitted: what goes on takes the picture as it was.

    Raises:
        CanvasError: there is nothing to resume.
    """
    plan = read_checkpoint(checkpoint_of(out)).plan if resume else start.plan
    return plan.largest


def began() -> float:
    """When this process began, in seconds of time.time(), as well as the system tells."""
    with suppress(OSError, ValueError, IndexError):
        ticks = float(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
        up = float(Path("/proc/uptime").read_text().split()[0])
        return time.time() - up + ticks / 100.0
    return _IMPORTED


def run(
    start: Start,
    target: Target,
    out: Path,
    *,
    resume: bool,
    log: Path | None,
    board: Path | None = None,
    device: str,
    since: float,
) -> Done:
    """Fit, write the field, and tell how close it came.

    Raises:
        CanvasError: the fit is not possible, or a file cannot be written.
        KeyboardInterrupt: stopped before there was anything to keep.
    """
    source = target.digest
    device = joined(device)
    kept = _kept(checkpoint_of(out), source) if resume else None
    if kept is not None:
        artwork, state = kept.artwork, kept.state
        plan = kept.plan.but(**start.limits)
    else:
        artwork = changed(
            start_for(target, start.family, start.preset, **start.knobs), start.changes
        )
        plan, state = start.plan, None
    if "seconds" in start.limits or (plan.seconds and state is None):
        before = 0.0 if state is None else state.numbers["seconds"]
        room = plan.seconds - (time.time() - since) - _SAVING
        plan = plan.but(seconds=before + max(0.2, room))
    logs = logs_for(log, board, resumed=resume) if first() else ()
    diary = diary_for(target.name) if kept is None or not kept.diary else Path(kept.diary)
    with Keeper(artwork, plan, source, out, logs, diary if first() else None) as keeper:
        try:
            work = fit(artwork, target, plan, device=device, resume=state)
            driven = keeper.driven(work)
            weights = finished(driven, f"Fitting {target.name}") if first() else _silently(driven)
        except KeyboardInterrupt:  # in the middle of a long step
            if keeper.state is None:
                raise
            weights, keeper.stopped = best_of(keeper.state), True
        return _written(keeper, weights, target, start, out)


def joined(device: str) -> str:
    """Where torchrun started several processes, join the others; the device of this one."""
    if int(os.environ.get("WORLD_SIZE", "1")) < 2:
        return device
    import torch
    from torch import distributed

    on_gpu = device != "cpu" and torch.cuda.is_available()
    if not distributed.is_initialized():  # of a folder, each picture comes here
        distributed.init_process_group("nccl" if on_gpu else "gloo")
    return f"cuda:{os.environ.get('LOCAL_RANK', '0')}" if on_gpu else device


def _silently(work: Generator[Progress, None, Weights]) -> Weights:
    while True:
        try:
            next(work)
        except StopIteration as end:
            weights: Weights = end.value
            return weights


def parted() -> None:
    """Leave the other processes of a fit, if there are any."""
    if int(os.environ.get("WORLD_SIZE", "1")) > 1:
        from torch import distributed

        distributed.destroy_process_group()


def _kept(path: Path, source: str) -> Checkpoint:
    kept = read_checkpoint(path)
    if kept.source != source:
        raise CanvasError(
            f"{path.name} is of a fit to another picture.",
            hint="Fit without --resume, or give the picture of before.",
        )
    return kept


def _written(keeper: Keeper, weights: Weights, target: Target, start: Start, out: Path) -> Done:
    artwork, last, stopped = fitted(keeper.artwork, weights), keeper.last, keeper.stopped
    report = figures(artwork, target) | {
        "family": keeper.artwork.field.__struct_config__.tag,
        "preset": start.preset,
        "steps": last.step if last else 0,
        "seconds": round(last.seconds, 2) if last else 0.0,
        "coding": target.coding,
        "notes": list(target.notes),
    }
    assert artwork.weights is not None
    artwork = artwork.but(weights=Weights(artwork.weights, report=report))
    if not first():
        return Done(artwork, report, stopped)
    ndf.write(out, artwork)
    size = out.stat().st_size
    report |= {"bytes": size, "bits_per_pixel": 8 * size / math.prod(target.axes)}
    if keeper.diary is not None:
        report |= {"log": str(keeper.diary.log), "diary": str(keeper.diary.folder)}
    keeper.rest()
    if stopped:
        keeper.keep(force=True)
    else:
        checkpoint_of(out).unlink(missing_ok=True)
    return Done(artwork, report, stopped)
