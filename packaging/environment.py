"""Environment: `.venv` with the pinned dependencies, made once and recognised by a stamp."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # not on Windows, where a lock is not worth its trouble
    fcntl = None  # type: ignore[assignment]

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


def lacks(root: Path) -> dict[str, str]:
    """What is missing for making an environment, with its package; nothing when none is to be made.

    Debian keeps that part of Python in a package of its own.
    """
    venv = root / ".venv"
    if can_make() or is_ready(root, venv) or is_usable(venv):
        return {}
    return {"ensurepip": f"python{sys.version_info.major}.{sys.version_info.minor}-venv"}


def can_make() -> bool:
    """Whether this Python can make environments with pip in them."""
    importlib.invalidate_caches()  # it may have been installed a moment ago
    return importlib.util.find_spec("ensurepip") is not None


def create(venv: Path, say: Say) -> bool:
    """A new, empty environment at `venv`, replacing what is there."""
    if not can_make():
        say(f"{base_python()} cannot make virtual environments: it has no ensurepip")
        return False
    if venv.exists():
        say(f"{venv.name} is broken or was interrupted: making it anew")
        shutil.rmtree(venv)
    venv.mkdir()
    (venv / MARK).touch()
    say(f"python -m venv {venv.name}")
    call = [base_python(), "-m", "venv", str(venv)]
    return subprocess.run(call, close_fds=False).returncode == 0


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
    call = pip_command(root, venv_python(venv))
    if subprocess.run(call, env=env, cwd=root, close_fds=False).returncode:
        say("pip failed; its own lines above say why. Run this again when that is cured.")
        return False
    (venv / STAMP).write_text(stamp(root))
    (venv / MARK).unlink()
    return True


@contextmanager
def alone(root: Path, say: Say) -> Iterator[None]:
    """One set-up at a time in this checkout: wait for another, or for the pip of a killed one.

    The lock lies on the folder of these scripts, so it leaves no file behind. Programs started with
    close_fds=False hold it too: should this script be killed, they live on and so must the lock.
    """
    if fcntl is None:
        yield
        return
    folder = os.open(root / "packaging", os.O_RDONLY)
    os.set_inheritable(folder, True)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another set-up is under way here: waiting for its end")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def prepare(root: Path, say: Say) -> Path | None:
    """The interpreter of a complete `.venv`; None, with the reason said, when it cannot be had."""
    venv = root / ".venv"
    if is_ready(root, venv):
        return venv_python(venv)
    try:
        with alone(root, say):
            return venv_python(venv) if is_ready(root, venv) or set_up(root, venv, say) else None
    except OSError as error:
        say(f"the set-up cannot go on: {error}")
        say(f"see that {root} has room and that {venv.name} is yours, or remove {venv.name}")
        return None


def set_up(root: Path, venv: Path, say: Say) -> bool:
    """Make the environment where there is none to add to, and fill it."""
    if not is_usable(venv) and not create(venv, say):
        return False
    if not install(root, venv, say):
        return False
    say("set-up done")
    return True
