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
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
)  # any of them; the tests of pages use it
INSTALL = ["apt-get", "install", "-y", "--no-install-recommends"]
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
    *,
    browser: bool = False,
) -> dict[str, str]:
    """Missing libraries and programs, each with the Debian package that has it.

    browser: whether one is wanted, as for the tests that open exported pages.
    """
    absent = {name: package for name, package in LIBRARIES.items() if not finds_library(name)}
    absent |= {name: package for name, package in PROGRAMS.items() if not finds_program(name)}
    if browser and not any(map(finds_program, BROWSERS)):
        absent["chromium"] = "chromium"
    return absent


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
    """Install `packages`, refreshing apt's lists only when the first try fails."""
    call = command(packages)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    say(" ".join(call))
    if (
        subprocess.run(
            call, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ).returncode
        == 0
    ):
        return True
    say("apt-get update")
    subprocess.run(["apt-get", "update", "-q"], env=env, stdout=subprocess.DEVNULL)
    return subprocess.run(call, env=env, stdout=subprocess.DEVNULL).returncode == 0


def provide(say: Say, *, browser: bool = False) -> bool:
    """See that all libraries are there; install them or say how. False when some stay missing."""
    if sys.platform != "linux":
        return True
    absent = missing(browser=browser)
    if not absent:
        return True
    if may_install() and apt(absent.values(), say) and not (absent := missing(browser=browser)):
        return True
    explain(absent, say)
    return False
