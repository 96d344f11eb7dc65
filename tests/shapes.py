"""How signatures are checked during tests: beartype, agreeing with mypy about int, float and Self.

Plain beartype refuses an int where a float is meant, which mypy allows, and refuses to wrap a
method that returns `Self` unless it sees the whole class, which the import hook does not show it.
"""

from __future__ import annotations

from typing import Any, Self

from beartype import BeartypeConf, FrozenDict, beartype

checked = beartype(conf=BeartypeConf(is_pep484_tower=True, hint_overrides=FrozenDict({Self: Any})))
