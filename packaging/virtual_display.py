"""Virtual display: an Xvfb for as long as a block lasts."""

from __future__ import annotations

import os
import select
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

# 24 bit on purpose: at the server's default depth a screenshot has 32 levels a channel.
SCREEN = "1600x1000x24"
PATIENCE = 20.0  # seconds; an idle machine needs 0.05


class NoDisplayError(Exception):
    """Xvfb is not installed or did not start."""


def xvfb_command(number_fd: int) -> list[str]:
    """An X server that picks a free display by itself and writes its number to `number_fd`."""
    return ["Xvfb", "-displayfd", str(number_fd), "-screen", "0", SCREEN, "-nolisten", "tcp"]


def _number(read_fd: int) -> str:
    ready, _, _ = select.select([read_fd], [], [], PATIENCE)
    number = os.read(read_fd, 32).decode().strip() if ready else ""
    if not number:
        raise NoDisplayError("Xvfb started but opened no display")
    return number


@contextmanager
def virtual_display() -> Iterator[str]:
    """Start Xvfb, yield its name (":7"), and end it whatever happens.

    Raises:
        NoDisplayError: there is no Xvfb, or it does not come up.
    """
    read_fd, write_fd = os.pipe()
    try:
        server = subprocess.Popen(
            xvfb_command(write_fd),
            pass_fds=[write_fd],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except FileNotFoundError as error:
        os.close(read_fd)
        raise NoDisplayError("there is no Xvfb on this machine (package xvfb)") from error
    finally:
        os.close(write_fd)
    try:
        yield f":{_number(read_fd)}"
    finally:
        os.close(read_fd)
        server.terminate()
        server.wait(10)
