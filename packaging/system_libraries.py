"""System libraries: which shared libraries Qt and OpenGL need, and how to get the missing ones."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

# What the loader looks for -> the Debian package that has it. Found by adding one package at a time
# to a minimal Debian 12. libgl1 brings Mesa's software renderer with it.
LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libXcursor.so.1": "libxcursor1",
}
PROGRAMS = {"Xvfb": "xvfb"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")  # any: tests of pages use it
INSTALL = ["apt-get", "install", "-y", "--no-install-recommends"]
REPAIR = ["apt-get", "install", "-y", "--fix-broken"]
PATIENT = ["-o", "DPkg::Lock::Timeout=300"]  # seconds to wait for another apt, ours or not
Say = Callable[[str], None]


def loads(library: str) -> bool:
    """Whether the dynamic loader finds `library`."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing(
    finds_library: Callable[[str], bool] = loads,
    finds_program: Callable[[str], object] = shutil.which,
) -> dict[str, str]:
    """Missing libraries and programs, each with the Debian package that has it."""
    absent = {name: package for name, package in LIBRARIES.items() if not finds_library(name)}
    absent |= {name: package for name, package in PROGRAMS.items() if not finds_program(name)}
    return absent


def no_browser(finds_program: Callable[[str], object] = shutil.which) -> dict[str, str]:
    """The browser that tests of exported pages need, where there is none; running needs none."""
    return {} if any(map(finds_program, BROWSERS)) else {"chromium": "chromium"}


def command(packages: Iterable[str]) -> list[str]:
    """The apt-get call that installs `packages`, in a settled order."""
    return [*INSTALL, *sorted(set(packages))]


def may_install() -> bool:
    """Only root on a Debian or Ubuntu may; everyone else is told what to type."""
    return (
        hasattr(os, "geteuid")
        and os.geteuid() == 0
        and Path("/etc/debian_version").exists()
        and shutil.which("apt-get") is not None
    )


def explain(absent: dict[str, str], say: Say) -> None:
    """Name what is missing and the exact command that brings it."""
    say(f"missing on this system: {', '.join(absent)}")
    say(f"please run: sudo {' '.join(command(absent.values()))}")
    if not Path("/etc/debian_version").exists():
        say("(those are Debian's package names; your system may call them otherwise)")


def apt(packages: Iterable[str], say: Say) -> bool:
    """Install `packages`; when the first try fails, mend what may be the cause and try again."""
    call = [*command(packages), *PATIENT]
    say(" ".join(call))
    if quietly(call):
        return True
    # An interrupted dpkg refuses all work until it is told to finish; a new machine has no lists.
    for remedy in (["dpkg", "--configure", "-a"], [*REPAIR, *PATIENT], ["apt-get", "update", "-q"]):
        say(" ".join(remedy))
        quietly(remedy)
    return subprocess.run(call, env=unattended(), stdout=subprocess.DEVNULL).returncode == 0


def quietly(call: list[str]) -> bool:
    """Whether `call` succeeds; what it prints is not shown."""
    silent = subprocess.DEVNULL
    done = subprocess.run(call, env=unattended(), stdin=silent, stdout=silent, stderr=silent)
    return done.returncode == 0


def unattended() -> dict[str, str]:
    """The environment in which Debian's tools ask no questions."""
    return {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}


def provide(
    say: Say, more: Callable[[], dict[str, str]] = dict, virtual_display: bool = True
) -> bool:
    """See that all libraries are there; install them or say how. False when some stay missing.

    more: what else is missing now, each with its package; asked again after installing.
    virtual_display: whether the programs for one are wanted; a desktop does without.
    """

    def absent() -> dict[str, str]:
        found = missing() | more()
        return {name: found[name] for name in found if virtual_display or name not in PROGRAMS}

    if sys.platform != "linux" or not (lacking := absent()):
        return True
    if may_install() and apt(lacking.values(), say) and not (lacking := absent()):
        return True
    explain(lacking, say)
    return False
