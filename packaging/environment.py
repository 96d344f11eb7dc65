"""Environment: `.venv` with the pinned dependencies, made once and recognised by a stamp."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from system_libraries import apt, command, may_install

STAMP = "canvas-stamp"  # written last: what was installed
MARK = "canvas-installing"  # there while pip runs: an interrupted run is seen by it
Say = Callable[[str], None]


def base_python() -> str:
    """The interpreter outside any virtual environment: .venv may be what is to be rebuilt."""
    return getattr(sys, "_base_executable", None) or sys.executable


def venv_python(venv: Path) -> Path:
    """The interpreter inside `venv`."""
    windows = sys.platform == "win32"
    return venv / ("Scripts/python.exe" if windows else "bin/python")


def stamp(root: Path) -> str:
    """A digest of all that decides what is installed: pins, project, interpreter, place."""
    digest = hashlib.sha256()
    for name in ("packaging/constraints.txt", "pyproject.toml"):
        digest.update((root / name).read_bytes() + b"\0")
    where = f"{platform.python_version()} {platform.machine()} {sys.platform} {root}"
    digest.update(where.encode())
    return digest.hexdigest()


def is_ready(root: Path, venv: Path) -> bool:
    """Whether `venv` holds exactly what is wanted now. Reads two small files, starts nothing."""
    mark = venv / STAMP
    return (
        mark.is_file()
        and mark.read_text() == stamp(root)
        and venv_python(venv).exists()
        and not (venv / MARK).exists()
    )


def is_usable(venv: Path) -> bool:
    """Whether an existing `venv` may be added to: same Python, working pip, no interrupted run."""
    python = venv_python(venv)
    if (venv / MARK).exists() or not python.exists():
        return False
    probe = "import platform, pip; print(platform.python_version())"
    try:
        found = subprocess.run([python, "-c", probe], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return found.returncode == 0 and found.stdout.strip() == platform.python_version()


def create(venv: Path, say: Say) -> bool:
    """A new, empty environment at `venv`, replacing what is there."""
    if not provide_ensurepip(say):
        return False
    if venv.exists():
        say(f"{venv.name} is broken or was interrupted: making it anew")
        shutil.rmtree(venv)
    say(f"python -m venv {venv.name}")
    return subprocess.run([base_python(), "-m", "venv", str(venv)]).returncode == 0


def provide_ensurepip(say: Say) -> bool:
    """See that environments can be made: Debian keeps that part in a package of its own."""
    if importlib.util.find_spec("ensurepip"):
        return True
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if may_install() and apt([package], say):
        return True
    say("this Python cannot make virtual environments")
    say(f"please run: sudo {' '.join(command([package]))}")
    return False


def pip_command(root: Path, python: Path) -> list[str]:
    """The one resolution that installs the pinned dependencies and the project, editable."""
    constraints = root / "packaging" / "constraints.txt"
    quiet = ["-qq", "--disable-pip-version-check", "--no-input"]
    target = ["-c", str(constraints), "-e", f"{root}[test]"]
    return [str(python), "-m", "pip", "install", *quiet, *target]


def install(root: Path, venv: Path, say: Say) -> bool:
    """Run pip; on success leave the stamp, on any other end leave the mark."""
    (venv / MARK).touch()
    (venv / STAMP).unlink(missing_ok=True)
    say("pip install -c packaging/constraints.txt -e .[test]   (minutes on a fresh machine)")
    # The variable pins the build back-end as well, which -c does not reach.
    env = {**os.environ, "PIP_CONSTRAINT": str(root / "packaging" / "constraints.txt")}
    if subprocess.run(pip_command(root, venv_python(venv)), env=env, cwd=root).returncode:
        say("pip failed; its own lines above say why. Run this again when that is cured.")
        return False
    (venv / STAMP).write_text(stamp(root))
    (venv / MARK).unlink()
    return True


def prepare(root: Path, say: Say) -> Path | None:
    """The interpreter of a complete `.venv`; None, with the reason said, when it cannot be had."""
    venv = root / ".venv"
    if not is_ready(root, venv):
        if not is_usable(venv) and not create(venv, say):
            return None
        if not install(root, venv, say):
            return None
        say("set-up done")
    return venv_python(venv)
