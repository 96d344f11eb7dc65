"""Registries: filled from a folder once, whole for every thread that asks."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from canvas_app.core.errors import CanvasError
from canvas_app.core.registry import Registry
from canvas_app.engine.family import FAMILIES

MODULE = """
import time
time.sleep(0.03)
from slow_things_registry import THINGS
THINGS.add({name!r})({name!r})
"""
NAMES = [f"thing{i}" for i in range(5)]


@pytest.fixture
def things(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry[str]:
    """A registry whose folder takes a while to import."""
    (tmp_path / "slow_things").mkdir()
    (tmp_path / "slow_things" / "__init__.py").touch()
    home = (
        "from canvas_app.core.registry import Registry\nTHINGS = Registry('thing', 'slow_things')\n"
    )
    (tmp_path / "slow_things_registry.py").write_text(home)
    for name in NAMES:
        (tmp_path / "slow_things" / f"{name}.py").write_text(MODULE.format(name=name))
    monkeypatch.syspath_prepend(tmp_path)
    for name in [m for m in sys.modules if m.startswith("slow_things")]:
        monkeypatch.delitem(sys.modules, name)
    import slow_things_registry  # type: ignore[import-not-found]

    found: Registry[str] = slow_things_registry.THINGS
    return found


def test_many_threads_at_once_all_see_everything(things: Registry[str]) -> None:
    """The first pictures are painted by several threads: each found half a registry once."""
    seen: list[list[str]] = []
    threads = [threading.Thread(target=lambda: seen.append(list(things))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [NAMES] * 8


def test_what_is_not_there_names_its_neighbours(things: Registry[str]) -> None:
    assert things.find("thing3") == "thing3"
    with pytest.raises(CanvasError, match="no thing called 'thing33'") as caught:
        things.find("thing33")
    assert "thing3" in caught.value.hint
    with pytest.raises(ValueError, match="two things"):
        things.add("thing1")("again")


def test_an_underscore_in_a_name_is_as_good_as_a_hyphen() -> None:
    assert FAMILIES.find("high_order") is FAMILIES.find("high-order")
