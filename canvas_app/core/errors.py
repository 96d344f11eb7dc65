"""Errors meant for people: one line that says what happened, one hint that says what works."""

from __future__ import annotations


class CanvasError(Exception):
    """Wrong input, told kindly. A toast in the window; one line and exit code 2 on the command line.

    Anything else that is raised is a fault of ours: a traceback and exit code 1.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


def reason_of(error: Exception) -> str:
    """Why something went wrong, for a notice: what we say, or the system, without numbers of its own."""
    if isinstance(error, CanvasError):
        return error.message
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error) or type(error).__name__
