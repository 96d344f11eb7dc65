"""The Qt binding keeps its references: one release lost them and aborted after some hundred frames."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

ROUNDS = 500
SLACK = 50  # what the interpreter itself may let go of meanwhile


class Bell(QObject):
    """Something that rings."""

    rang = Signal(int)


@pytest.mark.parametrize("value", [None, True], ids=["None", "True"])
def test_calls_and_signals_lose_no_references(qtbot, value) -> None:
    """500 emits and 500 updates leave the counts of None and True where they were."""
    bell, widget, heard = Bell(), QWidget(), []
    qtbot.addWidget(widget)
    bell.rang.connect(heard.append)
    before = sys.getrefcount(value)
    for number in range(ROUNDS):
        bell.rang.emit(number)
        widget.update()
    assert len(heard) == ROUNDS
    assert sys.getrefcount(value) > before - SLACK
