"""Encoder: ffmpeg as a process of its own that is fed frame by frame, through a pipe.

The binary is imageio-ffmpeg's, or the one that IMAGEIO_FFMPEG_EXE names. It reads ahead while it
works, so rendering and encoding overlap; it lives in a process group of its own, so that Ctrl-C reaches
us alone, and ends when we do, because its input does.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from types import TracebackType
from typing import IO, Any

from canvas_app.core.errors import CanvasError

from .feeder import Feeder

_NICE = 5
_PATIENCE = 60.0  # seconds that a question to ffmpeg may take
_QUIET = ("-hide_banner", "-nostdin", "-loglevel", "error")
_FULL = re.compile(r"No space left|File too large|Disk quota", re.IGNORECASE)
_TOO_LARGE = getattr(signal, "SIGXFSZ", 0) or 10_000  # a limit on the size of files
_NOISE = re.compile(r"^\s*(\[[^\]]*\]\s*)+|^\s+")


def binary() -> str:
    """The path of ffmpeg.

    Raises:
        CanvasError: there is none; the hint says what helps.
    """
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError, OSError):
        raise CanvasError(
            "There is no ffmpeg, which encodes films.",
            hint="pip install imageio-ffmpeg, or name one by IMAGEIO_FFMPEG_EXE. "
            "A sequence of .png needs none.",
        ) from None


@lru_cache(maxsize=4)
def encoders(exe: str) -> frozenset[str]:
    """The names of all encoders that a binary has."""
    lines = asked(exe, ["-encoders"]).splitlines()
    return frozenset(line.split()[1] for line in lines if len(line.split()) > 1)


def asked(exe: str, words: Sequence[str]) -> str:
    """What ffmpeg answers on stdout.

    Raises:
        CanvasError: it does not run, or not to a good end.
    """
    command = [exe, *_QUIET, *words]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        why = getattr(error, "strerror", None) or "it does not answer"
        raise CanvasError(
            f"The encoder {exe} does not run: {why}.",
            hint="Reinstall imageio-ffmpeg, or name another by IMAGEIO_FFMPEG_EXE.",
        ) from None
    if done.returncode:
        raise failure(done.stderr.decode("utf-8", "replace"), done.returncode)
    return done.stdout.decode("utf-8", "replace")


def failure(report: str, code: int) -> CanvasError:
    """What went wrong with an encoder, for people, by what it wrote and how it ended."""
    lines = [_NOISE.sub("", line).strip() for line in report.splitlines()]
    lines = [line for line in lines if line and not line.startswith("Conversion failed")]
    if _FULL.search(report) or code == -_TOO_LARGE:
        return CanvasError(
            "The disk is full: the film was not written.", hint="Make room, or choose another."
        )
    if code < 0:
        return CanvasError(
            f"The encoder was ended by signal {-code}.",
            hint="Was it killed, or is there too little memory? Try again, or a smaller size.",
        )
    said = lines[0] if lines else "it gave no reason"
    return CanvasError(f"The encoder gave up: {said:.200}.", hint="Try another size or codec.")


def _step_back(pid: int) -> None:
    """Let what draws go first on the processor: the encoder takes what that leaves idle."""
    if hasattr(os, "setpriority"):
        with suppress(OSError):
            own = os.getpriority(os.PRIO_PROCESS, 0)
            os.setpriority(os.PRIO_PROCESS, pid, min(19, own + _NICE))


class Encoder:
    """One run of ffmpeg: construct, `write` frames, `close`. As a context it never outlives its block."""

    def __init__(self, exe: str, words: Sequence[str]) -> None:
        """words: all arguments; the input is `-`."""
        self._report: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as we do
        own: dict[str, Any] = {}
        if os.name == "posix":
            own["process_group"] = 0
        else:  # pragma: no cover
            own["creationflags"] = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
        command = [exe, "-hide_banner", "-loglevel", "error", "-y", *words]
        try:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=self._report,
                bufsize=0,
                **own,
            )
        except OSError as error:
            self._report.close()
            raise CanvasError(
                f"The encoder {exe} does not start: {error.strerror}.",
                hint="Reinstall imageio-ffmpeg.",
            ) from None
        _step_back(self.process.pid)
        assert self.process.stdin is not None
        self._feeder = Feeder(self.process.stdin)

    def write(self, content: memoryview | bytes) -> None:
        """Hand over the bytes of a frame, which nobody changes any more; waits while the encoder is
        behind by more than a few.

        Raises:
            CanvasError: it ended in mid-film.
        """
        self._feeder.give(content)
        if self._feeder.broken:
            raise self._failed()

    def close(self) -> None:
        """End the film and wait until it is written.

        Raises:
            CanvasError: the encoder failed.
        """
        self._feeder.finish()
        if self.process.wait() or self._feeder.broken:
            raise self._failed()

    def _failed(self) -> CanvasError:
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(5.0)
        code = self.process.poll()
        self._report.seek(0)
        report = self._report.read(65_536).decode("utf-8", "replace")
        return failure(report, -9 if code is None else code)

    def __enter__(self) -> Encoder:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._feeder.leave()
        self._report.close()
