"""Scale: how a range of numbers lies along a slider and is written in a field. No Qt."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from canvas_app.core.spec import Knob
from canvas_app.gui.words import number

from .arithmetic import value_of

_RADIANS = re.compile(r"pi|π|tau|τ|rad")


@dataclass(frozen=True, slots=True)
class Scale:
    """A range from `low` to `high`. What people see is the value times `factor`, and `suffix`."""

    low: float = 0.0
    high: float = 1.0
    log: bool = False
    whole: bool = False
    factor: float = 1.0
    suffix: str = ""

    @classmethod
    def of(cls, knob: Knob) -> Scale:
        """The scale of a knob; angles are shown in degrees."""
        low = -1.0 if knob.ge is None else float(knob.ge)
        high = max(low + 1.0, 1.0) if knob.le is None else float(knob.le)
        whole = knob.type is int
        log = knob.log and low > 0
        if knob.unit == "rad" and low < 0:
            return cls(low, high, log, whole, 180 / math.pi, "°")
        if knob.unit in ("", "rad"):
            return cls(low, high, log, whole)
        return cls(low, high, log, whole, 1.0, "°" if knob.unit == "deg" else f" {knob.unit}")

    @property
    def zero(self) -> float | None:
        """Where 0 lies along the slider, when it lies within."""
        return -self.low / (self.high - self.low) if self.low < 0 < self.high else None

    def place(self, value: float) -> float:
        """Where a value lies, 0 to 1."""
        value = min(max(value, self.low), self.high)
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def at(self, place: float) -> float:
        """The value at a place, rounded to what the field can show."""
        place = min(max(place, 0.0), 1.0)
        if self.log:
            return self.clean(self.low * (self.high / self.low) ** place)
        return self.clean(self.low + place * (self.high - self.low))

    def clean(self, value: float) -> float:
        """The nearest value that reads well, within the range."""
        seen = round(value * self.factor, self.decimals(value))
        value = seen / self.factor if self.factor != 1.0 else seen
        value = min(max(value, self.low), self.high)
        return round(value) if self.whole else value

    def decimals(self, value: float) -> int:
        """Digits after the point at this value."""
        if self.whole:
            return 0
        size = abs(value) * self.factor if self.log else (self.high - self.low) * self.factor
        if self.log:
            return 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 0.1 else 4
        return 0 if size >= 150 else 2 if size >= 0.6 else 3 if size >= 0.06 else 5

    def stepped(self, value: float, steps: float) -> float:
        """The value some steps on: hundredths of the range, whole numbers one by one."""
        if self.whole and not self.log:
            return self.clean(value + (steps if abs(steps) >= 1 else math.copysign(1, steps)))
        moved = self.at(self.place(value) + steps / 100)
        if moved == self.clean(value) and steps:
            least = 10.0 ** -self.decimals(value) / self.factor
            moved = self.clean(value + math.copysign(least, steps))
        return moved

    def text(self, value: float) -> str:
        """The value for people: a true minus, and the unit."""
        return number(value * self.factor, self.decimals(value)) + self.suffix

    def read(self, text: str, now: float) -> float:
        """The value that was typed, brought into the range. With pi in it, an angle is in radians.

        Raises:
            CanvasError: it is no number.
        """
        plain = text.strip().removesuffix(self.suffix.strip() or " ").removesuffix("rad")
        radians = self.suffix == "°" and self.factor != 1.0 and _RADIANS.search(text.lower())
        factor = 1.0 if radians else self.factor
        value = value_of(plain, now * factor) / factor
        value = min(max(value, self.low), self.high)
        return round(value) if self.whole else value
