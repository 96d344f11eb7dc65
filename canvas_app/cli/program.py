"""Program: the group of commands, and how everything that goes wrong is told.

Exit 0; 2 with one line for wrong input; 1 with one line and a log for our own faults; 130 when the
person stops it.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from difflib import get_close_matches
from types import FrameType

import click

from canvas_app import __version__
from canvas_app.core.errors import CanvasError

from . import (
    animate,
    crop,
    doctor,
    export,
    extend,
    fit,
    info,
    listing,
    random,
    render,
    tour,
    volume,
)
from .doors import Doors

INTERRUPTED = 130
GROUP = (
    render.render,
    fit.fit,
    crop.crop,
    extend.extend,
    animate.animate,
    volume.volume,
    export.export,
    random.random,
    info.info,
    listing.listing,
    doctor.doctor,
    tour.tour,
)


class Commands(click.Group):
    """Commands, where a word that is none may have been meant as a file."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Click's, with a kinder error."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            near = get_close_matches(args[0], self.commands, 2) or list(self.commands)
            ctx.fail(f"There is no file or command {args[0]!r:.200}. Try {', '.join(near)}.")
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="canvas-app")
@click.option("--safe-mode", is_flag=True, help="The window with defaults, nothing restored.")
@click.option("--software-gl", is_flag=True, help="The window without the graphics card.")
def group(safe_mode: bool, software_gl: bool) -> None:
    """Canvas: paint with functions, zoom for ever.

    Without a command, or with one FILE, it opens the window: canvas-app [FILE]
    """
    if safe_mode or software_gl:  # the window alone never comes here
        raise click.UsageError(
            "--safe-mode and --software-gl are for the window, not for commands."
        )


for _command in GROUP:
    group.add_command(_command)


def run(arguments: Sequence[str], doors: Doors) -> int:
    """Run one command line; returns the exit code. Everything wrong becomes one line on stderr."""
    try:
        with suppress(ValueError):  # not in the main thread: then nobody sends us signals
            signal.signal(signal.SIGTERM, _terminated)
        result = group.main(
            list(arguments), prog_name="canvas-app", standalone_mode=False, obj=doors
        )
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except CanvasError as error:
        return _tell(str(error), 2)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except click.UsageError as error:
        return _tell(_usage(error), 2)
    except click.ClickException as error:
        return _tell(error.format_message(), 2)
    except MemoryError:
        return _tell("There is not enough memory for this. Take a smaller size or field.", 2)
    except (KeyboardInterrupt, click.Abort):
        return _tell("Stopped. Nothing half-written was left behind.", INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception:  # noqa: BLE001 - the outermost door: a fault is kept in a log and told in a line
        return _tell(_fault(traceback.format_exc()), 1)


def _tell(message: str, code: int) -> int:
    line = " ".join(message.replace("\0", "?").split())
    with suppress(OSError):
        sys.stderr.write(f"canvas-app: {line}\n")
    return code


def _usage(error: click.UsageError) -> str:
    where = error.ctx.command_path if error.ctx else "canvas-app"
    return f"{error.format_message()} See `{where} --help`."


def _fault(report: str) -> str:
    """Keep the traceback in a log; one line that says where."""
    from platformdirs import user_log_path

    last = report.strip().splitlines()[-1]
    message = f"A fault of Canvas, not yours: {last}"
    try:
        log = user_log_path("canvas-app", appauthor=False, ensure_exists=True) / "faults.log"
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now(UTC).isoformat()} canvas-app {__version__}\n{report}\n")
        return f"{message} (the whole report is in {log})"
    except OSError:
        return message


def _terminated(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
