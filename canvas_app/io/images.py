"""Images: pictures from files as arrays, upright, within the memory one is willing to give."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from canvas_app.core.errors import CanvasError

MOST_PIXELS = 150_000_000


def load_image(path: Path | str, *, most: int = MOST_PIXELS) -> NDArray[np.uint8]:
    """A picture as sRGB levels, (h, w, 3), or (h, w, 4) where it has transparency; turned upright.

    The size is checked before any pixel is decoded.

    Raises:
        CanvasError: missing, no picture, damaged, or of more than `most` pixels.
    """
    path = Path(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of sizes that we judge ourselves
            with Image.open(path) as picture:
                _check_size(picture, most, path)
                upright = ImageOps.exif_transpose(picture)
                return np.asarray(
                    upright.convert("RGBA" if upright.has_transparency_data else "RGB")
                )
    except CanvasError:
        raise
    except Image.DecompressionBombError:
        raise CanvasError(
            f"{path.name} has more pixels than Canvas opens.",
            hint=f"At most {most / 1e6:.0f} million pixels.",
        ) from None
    except FileNotFoundError:
        raise CanvasError(
            f"There is no file {path}.", hint="Check the name and the folder."
        ) from None
    except Exception as error:  # Pillow raises every kind on damaged files
        raise CanvasError(f"{path.name} is no picture, or a damaged one.") from error


def _check_size(picture: Image.Image, most: int, path: Path) -> None:
    width, height = picture.size
    if width * height > most:
        raise CanvasError(
            f"{path.name} has {width} x {height} pixels, more than Canvas opens.",
            hint=f"At most {most / 1e6:.0f} million pixels.",
        )
