"""KnobRow: name, slider and number, the control of every single number."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from canvas_app.gui.theme import Theme

from .control import NOTHING, SCRUB_STEP, Control
from .number_field import NumberField
from .scale import Scale
from .slider import Slider, speed


class KnobRow(Control):
    """A number over a scale. Drag the slider or the name, type, or use wheel and arrows."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        scale: Scale,
        *,
        doc: str = "",
        default: Any = NOTHING,
        dice: bool = True,
        width: int | None = None,
    ) -> None:
        super().__init__(theme, name, doc=doc, default=default, dice=dice, width=width)
        self.scale = scale
        self.slider = Slider(theme, scale)
        self.slider.setAccessibleName(name)
        self.number = NumberField(theme, scale, name)
        self._loose = 0.0  # where the scrubbing hand is, between two steps
        self.name.set_scrubs()
        self.name.scrubbed.connect(self._scrub)
        self.name.lifted.connect(self.settled)
        self.slider.moved.connect(lambda value: self.take(value, True))
        self.slider.settled.connect(self.settled)
        self.number.entered.connect(lambda value, more: self.take(value, more))
        self.number.settled.connect(self.settled)
        self.number.refused.connect(self.refuse)
        self.lay((self.slider, 8, True), (self.number, 2, False))

    def display(self, value: Any) -> None:
        """Slider and number."""
        self.slider.show_value(value)
        self.number.show_value(value)

    def hold(self, held: bool) -> None:
        """The slider dims, the number stays readable."""
        self.slider.setEnabled(not held)
        self.number.set_locked(held)

    def fix(self, fixed: bool) -> None:
        """The number dims too."""
        self.number.setEnabled(not fixed)

    def _scrub(self, pixels: float, modifiers: Qt.KeyboardModifier) -> None:
        if self.locked or not self.slider.isEnabled():
            return
        self._loose += pixels / SCRUB_STEP * speed(modifiers)
        least = 1.0 if self.scale.whole and not self.scale.log else 0.05
        if abs(self._loose) < least:
            return
        steps = float(int(self._loose)) if least == 1.0 else self._loose
        self._loose -= steps
        self.take(self.scale.stepped(self.value, steps), True)
