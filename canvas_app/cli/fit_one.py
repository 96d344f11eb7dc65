"""Fit one: a file and what was asked for, to a field on disk and a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from canvas_app.core.errors import CanvasError

from .options import amount, one_line

if TYPE_CHECKING:  # the mathematics waits until a command needs it
    from canvas_app.engine.fitting.targets import Target


@dataclass(frozen=True)
class Asked:
    """The words of a command. quiet: stdout is for a report."""

    family: str | None
    preset: str
    limits: Mapping[str, float | None]
    changes: tuple[str, ...]
    alpha: Literal["fit", "mask"]
    crop: tuple[float, float, float, float] | None
    mask: Path | None
    axes: int | None
    frame: tuple[float, ...] | None
    resume: bool
    log: Path | None
    board: Path | None
    device: str
    quiet: bool
    compat: str | None = None
    cells: tuple[int, ...] | None = None


def fit_one(
    asked: Asked, file: Path, out: Path, since: float | None = None
) -> dict[str, Any] | None:
    """Fit a field to a file; the report, or None in a process that neither writes nor speaks.

    since: when the time that is asked for began, in seconds of time.time(); None: with the process.

    Raises:
        CanvasError: the file cannot be read, or the field not be fitted or written.
        KeyboardInterrupt: stopped before there was anything to keep.
    """
    from canvas_app.engine.fitting.compat import recipe_called
    from canvas_app.io.targets import load_target

    from .fit_keeper import first
    from .fitting import began, largest_of, parted, prepared, run

    array = _array(file, asked.axes, asked.frame)
    start = prepared(
        asked.family or _usual(array),
        asked.preset,
        asked.limits,
        asked.changes,
        None if asked.compat is None else recipe_called(asked.compat),
    )
    if asked.cells is not None:
        start = replace(start, knobs={**start.knobs, "cells": asked.cells})
    target = array or load_target(
        file,
        alpha=asked.alpha,
        crop=asked.crop,
        mask=asked.mask,
        largest=largest_of(start, out, resume=asked.resume),
    )
    for note in target.notes if first() else ():
        click.echo(f"note: {one_line(note)}", err=asked.quiet)
    done = run(
        start,
        target,
        out,
        resume=asked.resume,
        log=asked.log,
        board=asked.board,
        device=asked.device,
        since=began() if since is None else since,
    )
    if since is None:
        parted()
    if "bytes" not in done.report:
        return None
    return {"file": str(out), "source": str(file), **done.report, "stopped": done.stopped}


def _array(file: Path, axes: int | None, frame: tuple[float, ...] | None) -> Target | None:
    """The target of a .npy; None for all other files."""
    from canvas_app.io.array_targets import load_array

    if file.suffix.lower() == ".npy":
        return load_array(file, axes=axes, frame=frame)
    if axes or frame:
        raise CanvasError("--axes and --frame are for .npy files.", hint=f"{file.name} is none.")
    return None


def _usual(array: Target | None) -> str:
    """The family where nobody names one."""
    from canvas_app.engine.fitting.solids import FAMILY

    return FAMILY[2 if array is None else len(array.axes)]


def check_out(out: Path) -> None:
    """A CanvasError where a field cannot be written to `out`."""
    from canvas_app.io.atomic import check_folder

    if out.suffix.lower() != ".ndf":
        raise CanvasError(
            f"A fitted field is saved as .ndf, not {out.suffix or 'without an ending'}.",
            hint=f"Write -o {out.with_suffix('.ndf').name:.80}.",
        )
    check_folder(out)


def told_text(out: Path, told: dict[str, Any]) -> str:
    """A report in a line."""
    axes = told["axes"]
    size = " x ".join(map(str, axes[::-1] if len(axes) == 2 else axes))
    more = f"SSIM {told['ssim']:.4f}" if "ssim" in told else f"SNR {told['snr']:.2f} dB"
    how = f"{told['psnr']:.2f} dB, {more}"
    cost = f"{told['parameters']:,} numbers, {amount(told['bytes'])}"
    return f"{out}: {size}, {how}, {cost}, {told['steps']:,} steps in {told['seconds']:.1f} s"
