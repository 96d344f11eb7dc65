"""bootstrap.py decides rightly: what to start, what needs a display, and how it ended."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import bootstrap
import gates
import launch
import pytest
import system_libraries
from virtual_display import NoDisplayError, virtual_display, xvfb_command

ROOT = Path(__file__).resolve().parents[2]
BOOTSTRAP = ROOT / "packaging" / "bootstrap.py"
SHELL = ["-c", "import sys; print(sys.argv[1]); sys.exit(int(sys.argv[2]))"]


@pytest.mark.parametrize(
    ("args", "display", "window", "virtual"),
    [
        ([], True, True, False),
        ([], False, True, True),
        (["art.json"], True, True, False),
        (["art.json"], False, True, True),
        (["render", "art.json", "-o", "a.png"], False, False, False),
        (["--help"], False, False, False),
        (["tour", "--out", "o"], False, True, True),
        (["tour", "--out", "o"], True, True, False),
        (["doctor"], False, False, True),
    ],
)
def test_run_knows_what_needs_a_display(args, display, window, virtual) -> None:
    """Windows need one, tours make one, commands go without."""
    plan = launch.plan(args, display, ROOT)
    assert (plan.window, plan.virtual) == (window, virtual)


def test_without_a_display_the_window_is_a_tour() -> None:
    """And it says so, with the folder."""
    plan = launch.plan([], False, ROOT)
    assert plan.args == ("tour", "--out", str(ROOT / "out" / "tour"))
    assert str(ROOT / "out" / "tour") in plan.note


def test_commands_are_passed_on_as_they_are() -> None:
    """With a display and without."""
    args = ["random", "--seed", "7", "-o", "out/"]
    assert launch.plan(args, True, ROOT).args == launch.plan(args, False, ROOT).args == tuple(args)


@pytest.mark.parametrize("name", ["", ":", ":987654", "nonsense"])
def test_a_dead_display_is_no_display(name: str) -> None:
    """Qt aborts on one, so it must be known before."""
    assert not launch.is_alive(name)


def test_the_program_gets_a_display_and_its_exit_code_is_ours(tmp_path: Path) -> None:
    """A program under the virtual display is told which, and how it ends is passed on."""
    seen = tmp_path / "display"
    look = "import os, sys; open(sys.argv[1], 'w').write(os.environ['DISPLAY']); sys.exit(3)"
    with virtual_display() as display:
        env = {**os.environ, "DISPLAY": display}
        assert launch.follow([sys.executable, "-c", look, str(seen)], env) == 3
    assert seen.read_text() == display


def test_a_virtual_display_lives_and_ends_with_its_block() -> None:
    """It answers inside and is gone after."""
    with virtual_display() as display:
        assert launch.is_alive(display)
    assert not launch.is_alive(display)


def test_two_virtual_displays_do_not_collide() -> None:
    """The server picks the number."""
    with virtual_display() as one, virtual_display() as two:
        assert one != two


def test_the_virtual_display_ends_when_the_block_fails() -> None:
    """An error inside is passed on, the server is not left behind."""
    seen: list[str] = []

    def fail() -> None:
        with virtual_display() as display:
            seen.append(display)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not launch.is_alive(seen[0])


def test_a_missing_server_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """No Xvfb: an error that names the package."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NoDisplayError, match="package xvfb"), virtual_display():
        pass


def test_the_virtual_screen_is_large_and_24_bit() -> None:
    """Fewer bits would spoil every screenshot."""
    assert "1600x1000x24" in xvfb_command(3)


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("3 passed in 0.12s", {"passed": 3}),
        ("=== 1 failed, 3 passed, 2 warnings in 61.20s (0:01:01) ===", {"failed": 1, "passed": 3, "warnings": 2}),
        ("1 error in 1.00s", {"errors": 1}),
        ("no tests ran in 0.01s", {}),
        ("FAILED tests/x.py::test - it passed in 3s once", {}),
        ("the test printed: 3 passed in 0.1s", {}),
    ],
)  # fmt: skip
def test_only_the_closing_line_counts(line: str, counts: dict[str, int]) -> None:
    """A test may print what it likes."""
    assert gates.read_counts(line) == Counter(counts)


def test_the_closing_line_is_the_sum_in_pytests_form() -> None:
    """Counts are added; a failed gate is an error."""
    outcomes = [
        gates.Outcome("lint", False, 1.0),
        gates.Outcome("unit", True, 2.0, Counter(passed=5)),
        gates.Outcome("gui", False, 3.25, Counter(passed=2, failed=1)),
    ]
    assert gates.verdict(outcomes).strip("= ") == "1 failed, 7 passed, 1 error in 6.25s"


def test_an_absent_folder_is_said_and_passes(tmp_path: Path) -> None:
    """A part that has no tests yet is no failure, and no secret."""
    outcome = gates.run_part("gl", [], Path(sys.executable), tmp_path)
    assert outcome.ok
    assert "nothing was run" in outcome.line()


@pytest.mark.parametrize(
    ("text", "code", "ok"),
    [("4 passed in 0.1s", 0, True), ("no tests ran in 0.1s", 5, False), ("", 3, False)],
)
def test_a_part_is_as_good_as_its_exit_codes(text, code, ok, monkeypatch, tmp_path) -> None:
    """Also an empty collection fails."""
    call = [sys.executable, *SHELL, text, str(code)]
    monkeypatch.setattr(gates, "commands", lambda *_: [call])
    assert gates.run_part("unit", [], Path(sys.executable), tmp_path).ok is ok


def test_unit_runs_without_qt_and_one_thread() -> None:
    """Its plugins are left out and the import is blocked."""
    call = gates.commands("unit", [], Path("python"))[0]
    assert {"no:pytest-qt", "no:xvfb", "--ignore=tests/gui"} <= set(call)
    env = gates.surroundings("unit")
    assert (env["CANVAS_WITHOUT_QT"], env["OMP_NUM_THREADS"]) == ("1", "1")


@pytest.mark.parametrize("extra", [[], ["-q"], ["-x", "-qq"], ["-v"], ["-vv", "-k", "one"]])
def test_the_numbers_are_read_however_quiet_pytest_is(extra: list[str], tmp_path: Path) -> None:
    """-q twice drops pytest's closing line; the parts need it."""
    (tmp_path / "tests" / "gui").mkdir(parents=True)
    (tmp_path / "tests" / "gui" / "test_it.py").write_text("def test_one(): pass\n")
    call = gates.commands("gui", extra, Path(sys.executable))[0]
    call.remove("--no-xvfb")
    code, counts = gates.stream([*call, "-p", "no:cacheprovider"], tmp_path, {})
    assert (code, counts) == (0, Counter(passed=1))


def test_what_hangs_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    """A part that never ends would otherwise take the whole run's verdict with it."""
    child = "import time; print('up', flush=True); time.sleep(60)"
    call = ["sh", "-c", f'"{sys.executable}" -c "{child}" & wait']
    code, counts = gates.stream(call, tmp_path, {}, longest=0.5)  # returns once the pipe is closed
    assert code != 0
    assert not counts


def test_bench_measures_the_machine_as_it_is() -> None:
    """No thread limit there."""
    assert "OMP_NUM_THREADS" not in gates.surroundings("bench")


def test_drawing_goes_to_the_display_it_is_given() -> None:
    """Everything else stays off screen."""
    assert gates.surroundings("gl", ":7")["QT_QPA_PLATFORM"] == "xcb"
    assert gates.surroundings("gui")["QT_QPA_PLATFORM"] == "offscreen"


def test_an_old_python_is_told_which_one_to_take(tmp_path, monkeypatch, capsys) -> None:
    """The exact command when a newer one is here, and no promise when none is."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert bootstrap.too_old(["run"]) == 1
    assert "please run" not in capsys.readouterr().out
    (tmp_path / "python3.12").write_text("#!/bin/sh\n")
    (tmp_path / "python3.12").chmod(0o755)
    assert bootstrap.too_old(["run", "a.json"]) == 1
    assert f"please run: python3.12 {BOOTSTRAP} run a.json" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["--help"], 0, "bootstrap.py run"),
        ([], 2, "bootstrap.py run"),
        (["test", "lnt"], 2, "'lnt'"),
    ],
)
def test_the_script_answers_by_itself(args: list[str], code: int, said: str) -> None:
    """Standard library only: it runs with the user's and the environment's packages shut out."""
    call = [sys.executable, "-E", "-s", "-S", str(BOOTSTRAP), *args]
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(call, capture_output=True, text=True, env=env, timeout=60)
    assert done.returncode == code
    assert said in done.stdout


def test_a_browser_is_asked_for_where_pages_are_tested() -> None:
    """Any of several will do."""
    assert system_libraries.no_browser({"google-chrome"}.__contains__) == {}
    assert system_libraries.no_browser(lambda _: False) == {"chromium": "chromium"}
