"""Shots: pictures of the window together with the menus, lists and dialogs that lie over it."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QMenu, QWidget


def portrait(window: QWidget) -> QPixmap:
    """What a person sees of the program; nothing of other programs is in it."""
    whole = window.grab()
    painter = QPainter(whole)
    for over in QApplication.topLevelWidgets():
        if over is not window and over.isVisible() and isinstance(over, (QDialog, QMenu, QFrame)):
            corner = window.mapFromGlobal(over.mapToGlobal(over.rect().topLeft()))
            painter.drawPixmap(corner, over.grab())
    painter.end()
    return whole
