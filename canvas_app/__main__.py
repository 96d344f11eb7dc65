"""Window or command? No arguments, or one file: the window. A command: the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

SAFE, SOFTWARE = "--safe-mode", "--software-gl"
SWITCHES = (SAFE, SOFTWARE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns the exit code. The console script `canvas-app` calls this."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words == ["probe-gl"]:  # asked by `doctor`, in a process of its own
        from canvas_app.render.probe import probe

        return probe()
    if words == ["bench-gl"]:  # asked by `doctor --bench`, likewise
        from canvas_app.render.gl_speed import gl_speed

        return gl_speed()
    switches = [word for word in words if word in SWITCHES]
    rest = [word for word in words if word not in SWITCHES]
    if not rest or _is_file(rest):
        return _window(rest[0] if rest else None, switches)
    from canvas_app.cli.doors import Doors
    from canvas_app.cli.program import run as command

    return command(words, Doors(_tour))


def _window(file: str | None, switches: Sequence[str]) -> int:
    if SOFTWARE in switches:  # before Qt is imported: it reads them once
        os.environ["LIBGL_ALWAYS_SOFTWARE"] = "1"
        os.environ["QT_OPENGL"] = "software"
    from canvas_app.gui.app import run

    return run(file, safe=SAFE in switches)


def _is_file(words: Sequence[str]) -> bool:
    """Whether the only word is a file and no command. A file called `info` is opened as ./info."""
    if len(words) != 1 or words[0].startswith("-"):
        return False
    from canvas_app.cli.doors import COMMANDS

    try:
        return words[0] not in COMMANDS and Path(words[0]).is_file()
    except (OSError, ValueError):
        return False


def _tour(out: Path) -> int:
    from canvas_app.gui.tour import run

    return run(out)


if __name__ == "__main__":
    sys.exit(main())
