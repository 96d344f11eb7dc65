"""Layout: JSON for people. What fits on a line stays on a line; keys keep their order."""

from __future__ import annotations

import json
from typing import Any

WIDTH = 100


def laid_out(value: Any, indent: int = 0) -> str:
    """Plain values as JSON text, broken only where a line would pass 100 characters."""
    line = json.dumps(value, ensure_ascii=False)
    if len(line) + indent <= WIDTH or not _nested(value):
        return line
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        parts = [f"{inner}{json.dumps(k)}: {laid_out(v, indent + 2)}" for k, v in value.items()]
        return "{\n" + ",\n".join(parts) + "\n" + " " * indent + "}"
    parts = [inner + laid_out(v, indent + 2) for v in value]
    return "[\n" + ",\n".join(parts) + "\n" + " " * indent + "]"


def _nested(value: Any) -> bool:
    """Whether breaking helps: a list of plain numbers or words stays on its line."""
    if isinstance(value, dict):
        return bool(value)
    return isinstance(value, list) and any(isinstance(v, dict | list) for v in value)
