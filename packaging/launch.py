"""Launch: from the arguments of `run` to the program, in a window, on the tour or without either."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from virtual_display import NoDisplayError, virtual_display

WANTS_DISPLAY = ("tour", "doctor")  # commands that look at a window or at OpenGL
GRACE = 20.0  # seconds for tidying up after Ctrl-C
Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What to start. window: a display is needed; virtual: there is none, so make one."""

    args: tuple[str, ...]
    window: bool
    virtual: bool
    note: str = ""


def opens_window(args: list[str]) -> bool:
    """Whether `canvas-app ARGS` is the window: nothing, or a file rather than a command."""
    if not args:
        return True
    first = args[0]
    return not first.startswith("-") and (bool(Path(first).suffix) or Path(first).exists())


def plan(args: list[str], display: bool, root: Path) -> Plan:
    """Decide what `run ARGS` means here. Pure but for looking whether ARGS names a file."""
    if not opens_window(args):
        wants = args[0] in WANTS_DISPLAY
        return Plan(tuple(args), window=args[0] == "tour", virtual=wants and not display)
    if display:
        return Plan(tuple(args), window=True, virtual=False)
    out = root / "out" / "tour"
    note = f"no display here: taking the tour under a virtual one; pictures go to {out}"
    return Plan(("tour", "--out", str(out)), window=True, virtual=True, note=note)


def has_display() -> bool:
    """Whether a window can open: always off Linux, else a live Wayland or X11 server."""
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("WAYLAND_DISPLAY")) or is_alive(os.environ.get("DISPLAY", ""))


def is_alive(display: str) -> bool:
    """Whether an X server answers. Qt would abort the process on a dead one."""
    host, _, rest = display.partition(":")
    if not rest:
        return False
    if host and host != "unix":
        return True  # a forwarded display: only the X library can tell
    path = f"/tmp/.X11-unix/X{rest.partition('.')[0]}"
    for address in (path, "\0" + path):  # some servers listen on the abstract name only
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(address) == 0:
                return True
    return False


def start(wanted: Plan, python: Path, say: Say) -> int:
    """Run the program to its end; its exit code."""
    # -P: what lies in the folder one happens to stand in is not imported.
    call = [str(python), "-P", "-m", "canvas_app", *wanted.args]
    if wanted.note:
        say(wanted.note)
    if not wanted.virtual:
        return become(call)
    try:
        with virtual_display() as display:
            env = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
            env.pop("WAYLAND_DISPLAY", None)
            return follow(call, env)
    except NoDisplayError as error:
        say(f"{error}")
        return 1


def become(call: list[str]) -> int:
    """Turn into the program where the system can, so that signals reach it and nobody else."""
    if os.name == "posix":
        os.execv(call[0], call)
    return subprocess.run(call).returncode


def follow(call: list[str], env: dict[str, str]) -> int:
    """Wait for the program; after Ctrl-C, which it gets as well, until it has tidied up."""
    with subprocess.Popen(call, env=env) as program:
        try:
            return program.wait()
        except KeyboardInterrupt:
            return program.wait(GRACE)
        finally:
            if program.poll() is None:
                program.terminate()
