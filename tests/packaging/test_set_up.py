"""The set-up: what is missing and how it comes, what is done already, what an interruption leaves."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import environment
import pytest
import system_libraries


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The two files that decide what is installed, and nothing else."""
    (tmp_path / "packaging").mkdir()
    (tmp_path / "packaging" / "constraints.txt").write_text("numpy==2.0\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    return tmp_path


def installed(root: Path) -> Path:
    """A folder that looks like a finished environment."""
    venv = root / ".venv"
    python = environment.venv_python(venv)
    python.parent.mkdir(parents=True)
    python.touch()
    (venv / environment.STAMP).write_text(environment.stamp(root))
    return venv


def test_nothing_is_missing_when_all_loads() -> None:
    """No library and no program missing: nothing to install."""
    assert system_libraries.missing(lambda _: True, lambda _: "/usr/bin/x") == {}


def test_missing_things_are_named_with_their_package() -> None:
    """A library and a program, each with what brings it."""
    absent = system_libraries.missing(lambda name: name != "libEGL.so.1", lambda _: None)
    assert absent == {"libEGL.so.1": "libegl1", "Xvfb": "xvfb"}


def test_the_command_is_exact() -> None:
    """What is printed can be pasted."""
    said: list[str] = []
    system_libraries.explain({"Xvfb": "xvfb", "libEGL.so.1": "libegl1"}, said.append)
    assert said[0] == "missing on this system: Xvfb, libEGL.so.1"
    assert said[1] == ("please run: sudo apt-get install -y --no-install-recommends libegl1 xvfb")


class Debian:
    """A make-believe apt: what was called, and which calls fail at first."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *broken: str) -> None:
        self.calls: list[str] = []
        self.broken = list(broken)
        monkeypatch.setattr(system_libraries.subprocess, "run", self.run)

    def run(self, call: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        line = " ".join(call)
        self.calls.append(line)
        if line.startswith("dpkg --configure -a"):
            self.broken = [word for word in self.broken if word != "dpkg"]
        if line.startswith("apt-get update"):
            self.broken = [word for word in self.broken if word != "lists"]
        return subprocess.CompletedProcess(call, 1 if self.broken else 0)


def test_a_healthy_apt_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No update, no repair; and it waits for another apt rather than failing."""
    debian = Debian(monkeypatch)
    assert system_libraries.apt(["xvfb"], lambda _: None)
    assert [call.split(" -o ")[0] for call in debian.calls] == [
        "apt-get install -y --no-install-recommends xvfb"
    ]
    assert "DPkg::Lock::Timeout=" in debian.calls[0]


@pytest.mark.parametrize("broken", [["dpkg"], ["lists"], ["dpkg", "lists"]])
def test_an_interrupted_dpkg_and_missing_lists_are_mended(monkeypatch, broken) -> None:
    """Both make apt refuse; both are cured before the second try, and said."""
    debian = Debian(monkeypatch, *broken)
    said: list[str] = []
    assert system_libraries.apt(["xvfb"], said.append)
    assert debian.calls[0] == debian.calls[-1] == said[0]
    assert said[1:] == debian.calls[1:-1]


def test_an_apt_that_cannot_be_helped_is_no_success(monkeypatch: pytest.MonkeyPatch) -> None:
    """No network, say: two tries and the end."""
    debian = Debian(monkeypatch, "network")
    assert not system_libraries.apt(["xvfb"], lambda _: None)
    assert sum("xvfb" in call for call in debian.calls) == 2


def test_one_command_brings_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Python lacks is named together with the libraries, in one line to paste."""
    monkeypatch.setattr(system_libraries.sys, "platform", "linux")
    monkeypatch.setattr(system_libraries, "missing", lambda: {"Xvfb": "xvfb"})
    monkeypatch.setattr(system_libraries, "may_install", lambda: False)
    said: list[str] = []
    more = {"ensurepip": "python3.11-venv"}
    assert not system_libraries.provide(said.append, lambda: more)
    assert said[0] == "missing on this system: Xvfb, ensurepip"
    assert said[1].endswith(" python3.11-venv xvfb")


def test_a_desktop_needs_no_virtual_display(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a window can open, a missing Xvfb stops nobody; a missing library does."""
    monkeypatch.setattr(system_libraries.sys, "platform", "linux")
    monkeypatch.setattr(system_libraries, "may_install", lambda: False)
    monkeypatch.setattr(system_libraries, "missing", lambda: {"Xvfb": "xvfb"})
    said: list[str] = []
    assert system_libraries.provide(said.append, virtual_display=False)
    assert said == []
    assert not system_libraries.provide(said.append, lambda: {"libEGL.so.1": "libegl1"}, False)
    assert said[0] == "missing on this system: libEGL.so.1"


def test_a_python_without_venv_is_noticed(checkout: Path, monkeypatch) -> None:
    """Debian splits it off; it is not asked for where the environment is there already."""
    monkeypatch.setattr(environment, "can_make", lambda: False)
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    assert environment.lacks(checkout) == {"ensurepip": package}
    said: list[str] = []
    assert environment.prepare(checkout, said.append) is None
    assert "ensurepip" in said[-1]
    installed(checkout)
    assert environment.lacks(checkout) == {}


def test_a_finished_environment_is_left_alone(checkout: Path) -> None:
    """Stamp and interpreter there: ready, and no process is started to find out."""
    assert environment.is_ready(checkout, installed(checkout))


@pytest.mark.parametrize("file", ["packaging/constraints.txt", "pyproject.toml"])
def test_a_changed_pin_is_noticed(checkout: Path, file: str) -> None:
    """The stamp covers the pins and the project file."""
    venv = installed(checkout)
    (checkout / file).write_text("changed")
    assert not environment.is_ready(checkout, venv)


def test_a_moved_checkout_is_noticed(checkout: Path, tmp_path: Path) -> None:
    """Environments hold absolute paths, so the place is part of the stamp."""
    before = environment.stamp(checkout)
    moved = tmp_path / "elsewhere"
    (moved / "packaging").mkdir(parents=True)
    for file in ("packaging/constraints.txt", "pyproject.toml"):
        (moved / file).write_bytes((checkout / file).read_bytes())
    assert environment.stamp(moved) != before


def test_an_interrupted_install_is_made_anew(checkout: Path) -> None:
    """The mark of a killed pip makes the environment neither ready nor usable."""
    venv = installed(checkout)
    (venv / environment.MARK).touch()
    assert not environment.is_ready(checkout, venv)
    assert not environment.is_usable(venv)


def test_an_interrupted_venv_is_made_anew(checkout: Path, monkeypatch) -> None:
    """The mark is there before Python's own tool has put a working pip into the folder."""
    venv = checkout / ".venv"
    failing = "/bin/false" if os.name == "posix" else sys.executable
    monkeypatch.setattr(environment, "base_python", lambda: failing)
    environment.create(venv, lambda _: None)
    assert (venv / environment.MARK).exists()


def test_a_second_set_up_waits_for_the_first(checkout: Path) -> None:
    """Also for a program that outlived the script which started it."""
    said: list[str] = []
    nap = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(0.4)"]
    with environment.alone(checkout, said.append):
        orphan = subprocess.Popen(nap, stdout=subprocess.PIPE, close_fds=False)
        assert orphan.stdout is not None
        orphan.stdout.readline()
    assert said == []
    with environment.alone(checkout, said.append):
        # The lock goes with the last descriptor, a moment before the process can be waited for.
        assert orphan.wait(5) == 0
    assert "waiting" in said[0]
    orphan.stdout.close()


def test_a_folder_that_is_not_ours_is_told(checkout: Path, monkeypatch) -> None:
    """No traceback: what failed, and what to do about it."""

    def refuse(*_: object) -> bool:
        raise PermissionError(13, "Permission denied", ".venv/canvas-installing")

    monkeypatch.setattr(environment, "set_up", refuse)
    said: list[str] = []
    assert environment.prepare(checkout, said.append) is None
    assert "Permission denied" in said[0]
    assert "remove .venv" in said[1]


def test_a_broken_interpreter_is_made_anew(checkout: Path) -> None:
    """An empty file is no Python."""
    assert not environment.is_usable(installed(checkout))


def test_a_working_environment_is_added_to() -> None:
    """The one these tests run in, if no install is under way in it."""
    assert environment.is_usable(Path(sys.prefix))


def test_a_failed_install_leaves_no_stamp(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """pip fails: the mark stays and the next run starts over."""
    venv = installed(checkout)
    failing = [sys.executable, "-c", "raise SystemExit(1)"]
    monkeypatch.setattr(environment, "pip_command", lambda *_: failing)
    assert not environment.install(checkout, venv, lambda _: None)
    assert (venv / environment.MARK).exists()
    assert not (venv / environment.STAMP).exists()


def test_pip_gets_the_pins_and_the_project_in_one_call(checkout: Path) -> None:
    """One resolution, or torch would be taken from elsewhere."""
    call = environment.pip_command(checkout, Path("python"))
    assert call[call.index("-c") + 1] == str(checkout / "packaging" / "constraints.txt")
    assert call[call.index("-e") + 1] == f"{checkout}[test]"
