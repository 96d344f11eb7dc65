"""Palette image: a palette as a strip of pixels, painted exactly as the engine interpolates it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen

from canvas_app.core.palette import Palette, linear_to_srgb, oklab_to_linear
from canvas_app.gui.theme import Theme


@lru_cache(maxsize=256)
def palette_image(palette: Palette) -> QImage:
    """One row of 1024 pixels."""
    levels = linear_to_srgb(oklab_to_linear(palette.table()))
    pixels = np.round(levels * 255).astype(np.uint8)
    image = QImage(pixels.tobytes(), len(pixels), 1, 3 * len(pixels), QImage.Format.Format_RGB888)
    return image.copy()


def paint_palette(
    painter: QPainter, theme: Theme, box: QRectF, palette: Palette, radius: float = 4
) -> None:
    """The strip in a rounded box with a thin edge."""
    path = QPainterPath()
    path.addRoundedRect(box, radius, radius)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setClipPath(path)
    painter.drawImage(box, palette_image(palette))
    painter.setClipping(False)
    painter.setPen(QPen(theme.colour("border_field"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.restore()
