"""Fit folder: the pictures of a folder, one after the other, each to a field of its name in another."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from canvas_app.core.errors import CanvasError

from .fit_one import Asked, fit_one, told_text

_PICTURES = frozenset(
    [
        ".png",
        ".jpg",
        ".jpeg",
        ".webp",
        ".tif",
        ".tiff",
        ".bmp",
        ".gif",
        ".exr",
        ".hdr",
        ".npy",
        ".ppm",
        ".pgm",
    ]
)


def fit_folder(asked: Asked, folder: Path, out: Path) -> None:
    """Fit every picture of a folder. One that cannot be fitted is told and left out; with --resume,
    what is done is skipped, and what was cut off goes on.

    Raises:
        CanvasError: there is nothing to fit, or some could not be fitted.
        KeyboardInterrupt: stopped; what was done is kept.
    """
    files = sorted(f for f in folder.iterdir() if f.suffix.lower() in _PICTURES and f.is_file())
    if not files:
        raise CanvasError(f"There are no pictures in {folder}.", hint="Name another folder.")
    if out.suffix.lower() == ".ndf" or (out.exists() and not out.is_dir()):
        raise CanvasError(f"{out} is no folder.", hint="Of a folder, a folder is written: -o OUT.")
    from .fit_keeper import first
    from .fitting import parted

    out.mkdir(parents=True, exist_ok=True)
    reports, failed = _all(asked, files, out)
    parted()
    if not first():
        return
    if asked.quiet:
        click.echo(json.dumps(reports, indent=2))
    else:
        _sum_up(out, reports, len(files))
    if failed:
        names = ", ".join(failed[:3]) + (" ..." if len(failed) > 3 else "")
        raise CanvasError(f"{len(failed)} of {len(files)} could not be fitted: {names}")


def _all(asked: Asked, files: list[Path], out: Path) -> tuple[list[dict[str, Any]], list[str]]:
    reports: list[dict[str, Any]] = []
    failed = []
    for place, (file, field) in enumerate(zip(files, _names(files, out), strict=True), 1):
        own = _own(asked, file, field)
        if own is None:
            click.echo(f"{field} is there already.", err=asked.quiet)
            continue
        if os.environ.get("RANK", "0") == "0":
            click.echo(f"{place} of {len(files)}: {file.name}", err=True)
        try:
            told = fit_one(own, file, field, time.time())
        except CanvasError as error:
            failed.append(file.name)
            click.echo(f"error: {error.message} {error.hint}".rstrip(), err=True)
            continue
        if told is None:
            continue
        reports.append(told)
        if not asked.quiet:
            click.echo(told_text(field, told))
        if told["stopped"]:
            raise KeyboardInterrupt
    return reports, failed


def _names(files: list[Path], out: Path) -> list[Path]:
    """The field of each file: two of one name keep their endings, so that neither is overwritten."""
    stems = [file.stem.lower() for file in files]
    return [
        out / f"{file.stem if stems.count(file.stem.lower()) == 1 else file.name}.ndf"
        for file in files
    ]


def _own(asked: Asked, file: Path, field: Path) -> Asked | None:
    """What is asked for of one picture; None where --resume finds it done."""
    from canvas_app.io.checkpoint import checkpoint_of

    cut_off = checkpoint_of(field).exists()
    if asked.resume and field.exists() and not cut_off:
        return None
    log = asked.log and asked.log.with_name(f"{asked.log.stem}-{field.stem}{asked.log.suffix}")
    board = asked.board and asked.board / field.stem
    return replace(asked, resume=asked.resume and cut_off, log=log, board=board)


def _sum_up(out: Path, reports: list[dict[str, Any]], count: int) -> None:
    if not reports:
        return
    mean = sum(report["psnr"] for report in reports) / len(reports)
    click.echo(f"{out}: {len(reports)} of {count} fitted, {mean:.2f} dB on average")
