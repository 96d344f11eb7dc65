"""Words: the one door through which text for people passes, so that it can be translated."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def tr(text: str) -> str:
    """The text in the language of the person."""
    return QCoreApplication.translate("Canvas", text)


def number(value: float, decimals: int) -> str:
    """A number with a true minus sign, and no minus before a rounded zero."""
    text = f"{value:.{decimals}f}"
    if text.strip("-0.") == "":
        text = text.lstrip("-")
    return text.replace("-", "−")
