"""Findings: the checks of `doctor`, each a function that returns what it saw. None ever raises."""

from __future__ import annotations

import json
import platform
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from canvas_app import __version__

_PACKAGES = (
    "torch",
    "numpy",
    "PySide6-Essentials",
    "vispy",
    "msgspec",
    "pillow",
    "networkx",
    "pyvista",
)
_CODECS = {"libx264": "H.264", "libvpx-vp9": "VP9", "prores_ks": "ProRes", "gif": "GIF"}
_PATIENCE = 60.0


@dataclass(frozen=True)
class Finding:
    """One thing seen. A remedy makes it a fault."""

    name: str
    value: str
    remedy: str = ""


def versions() -> list[Finding]:
    """Canvas, Python and the libraries it stands on."""
    out = [Finding("canvas-app", __version__)]
    out.append(Finding("python", f"{platform.python_version()} on {platform.platform()}"))
    return out + [_version(name) for name in _PACKAGES]


def _version(name: str) -> Finding:
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Finding(name, "not installed", f"pip install {name}")
    if name == "PySide6-Essentials" and version.startswith("6.12.0") and sys.version_info < (3, 12):
        return Finding(
            name, version, "This release crashes on Python 3.11: install one below 6.12."
        )
    return Finding(name, version)


def devices() -> list[Finding]:
    """Where fields can be computed."""
    try:
        import torch
    except (ImportError, OSError) as error:  # a missing wheel, or a library that it needs
        return [Finding("devices", f"torch does not load: {error}", "Reinstall torch.")]
    threads = torch.get_num_threads()
    name = platform.processor() or platform.machine()
    out = [Finding("cpu", f"{name}, {threads} thread{'s' if threads > 1 else ''}")]
    for index in range(torch.cuda.device_count()):
        memory = torch.cuda.get_device_properties(index).total_memory
        out.append(
            Finding(
                f"cuda:{index}", f"{torch.cuda.get_device_name(index)}, {memory / 2**30:.0f} GB"
            )
        )
    if torch.backends.mps.is_available():
        out.append(Finding("mps", "Apple GPU"))
    return out


def program() -> list[str]:
    """The words that start this program in a process of its own."""
    frozen = getattr(sys, "frozen", False)
    return [sys.executable] if frozen else [sys.executable, "-m", "canvas_app"]


def opengl() -> list[Finding]:
    """The renderer behind the window, asked in a process of its own: drivers may crash it."""
    remedy = "Install a graphics driver, or Mesa's software OpenGL (libgl1-mesa-dri)."
    try:
        done = subprocess.run(
            [*program(), "probe-gl"], capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
        told = json.loads(done.stdout.strip().splitlines()[-1])
        return [Finding("opengl", f"{told['renderer']}, OpenGL {told['version']}")]
    except subprocess.TimeoutExpired:
        return [Finding("opengl", "the driver does not answer", remedy)]
    except (OSError, ValueError, IndexError, KeyError, TypeError):
        lines = done.stderr.strip().splitlines() if "done" in locals() else []
        why = lines[0].strip() if lines else "no display, or the driver crashed"
        return [
            Finding("opengl", f"none: {why:.160}", f"{remedy} Without a display, use xvfb-run.")
        ]


def codecs() -> list[Finding]:
    """What the bundled ffmpeg can write."""
    try:
        import imageio_ffmpeg

        exe = imageio_ffmpeg.get_ffmpeg_exe()
        command = [exe, "-hide_banner", "-encoders"]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_PATIENCE, check=True
        )
    except (ImportError, RuntimeError, OSError, subprocess.SubprocessError) as error:
        return [Finding("ffmpeg", f"none: {error!s:.160}", "pip install imageio-ffmpeg")]
    present = {line.split()[1] for line in done.stdout.splitlines() if len(line.split()) > 1}
    names = [label for codec, label in _CODECS.items() if codec in present]
    lacking = [label for codec, label in _CODECS.items() if codec not in present]
    version = re.search(r"(\d[\w.]*)", Path(exe).name.replace("x86_64", "").replace("64", ""))
    text = f"{version.group(1) if version else exe}: {', '.join(names)}"
    remedy = (
        f"No {', '.join(lacking)}: set IMAGEIO_FFMPEG_EXE to a fuller ffmpeg." if lacking else ""
    )
    return [Finding("ffmpeg", text, remedy)]


def folders() -> list[Finding]:
    """Where settings, works, caches and logs go, and if they can be written."""
    import platformdirs as dirs

    name: str = "canvas-app"
    places = {
        "settings": dirs.user_config_path(name, appauthor=False),
        "data": dirs.user_data_path(name, appauthor=False),
        "cache": dirs.user_cache_path(name, appauthor=False),
        "log": dirs.user_log_path(name, appauthor=False),
        "temporary": Path(tempfile.gettempdir()),
    }
    return [_folder(label, path) for label, path in places.items()]


def _folder(label: str, path: Path) -> Finding:
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            return Finding(label, str(path))
    except OSError as error:
        reason = error.strerror or "unwritable"
        return Finding(label, f"{path}: {reason}", "Give yourself the right to write there.")


def shipped_files() -> list[Finding]:
    """Presets and palettes: an installation without them is broken."""
    from canvas_app.core.palette import shipped_palettes
    from canvas_app.io.presets import preset_files, volume_files

    remedy = "Reinstall Canvas: its data files are missing."
    flat, solid = len(preset_files()), len(volume_files())
    told = f"{flat + solid}, {solid} of them volumes"
    out = [Finding("presets", told, "" if flat and solid else remedy)]
    try:
        return [*out, Finding("palettes", str(len(shipped_palettes())))]
    except (OSError, ValueError) as error:
        return [*out, Finding("palettes", f"unreadable: {error}", remedy)]
