"""Report: what the tour says as it goes, and the page it leaves beside the pictures."""

from __future__ import annotations

import sys
import time
from pathlib import Path


class Report:
    """One line for each step: what was checked, how long it took, and where its picture is."""

    def __init__(self, out: Path, count: int) -> None:
        self._out, self._count = out, count
        self._page = ["# Tour", "", "| step | what was checked | seconds |", "|---|---|---|"]
        self._began = self._last = time.monotonic()

    def happened(self, place: int, name: str, found: str, shot: Path) -> None:
        """A step that happened."""
        now = time.monotonic()
        took, self._last = now - self._last, now
        self._page.append(f"| [{place} {name}]({shot.name}) | {found} | {took:.1f} |")
        self.say(f"{place:2d} {name}: {found} ({shot.name}, {took:.1f} s)")

    def failed(self, place: int, name: str, missing: str, shot: Path) -> None:
        """The step that ended the tour."""
        self._page.append(f"| [{place} {name}]({shot.name}) | **FAILED.** {missing} | |")
        self.say(f"{place:2d} {name}: FAILED. {missing} ({shot})")
        self._write()

    def end(self) -> None:
        """All of them happened."""
        took = time.monotonic() - self._began
        self._page += ["", f"All {self._count} steps happened in {took:.0f} s."]
        self._write()
        self.say(f"All {self._count} steps happened in {took:.0f} s. Pictures are in {self._out}.")

    def say(self, line: str) -> None:
        """Where a person reads it at once."""
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    def _write(self) -> None:
        (self._out / "tour.md").write_text("\n".join([*self._page, ""]), "utf-8")
