"""Specs: immutable descriptions whose ranges, units, help and file form are said once, as knobs.

A spec is at once the document, the file format, the form in the inspector and the row in the
reference: all are read from the annotations made with `knob`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import (
    Annotated,
    Any,
    Literal,
    Self,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

import msgspec

from .errors import CanvasError


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Spec(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """Base of everything a recipe, an undo step or a request can hold."""

    def but(self, **changes: Any) -> Self:
        """A copy with `changes`, validated against the knobs.

        Raises:
            CanvasError: a value is outside its range or of the wrong kind, or a name is unknown.
        """
        unknown = changes.keys() - set(self.__struct_fields__)
        if unknown:
            name = type(self).__name__
            raise CanvasError(
                f"{name} has no knob called {sorted(unknown)[0]!r}.",
                hint=f"It has {', '.join(self.__struct_fields__)}.",
            )
        plain = msgspec.to_builtins({**msgspec.structs.asdict(self), **changes})
        config = type(self).__struct_config__
        if config.tag is not None and config.tag_field:
            plain[config.tag_field] = config.tag
        try:
            return msgspec.convert(plain, type(self))
        except msgspec.ValidationError as error:
            raise CanvasError(f"{type(self).__name__}: {error}.") from error


@dataclass(frozen=True, slots=True)
class Knob:
    """One editable parameter of a spec, as every form, flag and reference row sees it."""

    name: str
    type: Any  # bool, int, float, str, a Literal, a tuple or another spec
    default: Any
    ge: float | None
    le: float | None
    log: bool
    unit: str
    doc: str
    dice: bool  # whether Random may touch it

    @property
    def choices(self) -> tuple[Any, ...]:
        """The allowed values of a Literal; empty for anything else."""
        return get_args(self.type) if get_origin(self.type) is Literal else ()


def knob(
    *,
    ge: float | None = None,
    le: float | None = None,
    log: bool = False,
    unit: str = "",
    doc: str = "",
    dice: bool = True,
    max_length: int | None = None,
) -> msgspec.Meta:
    """Say once what a value means: its range, unit, slider scale, help text, and if Random may draw it."""
    limits: dict[str, Any] = {"ge": ge, "le": le, "max_length": max_length}
    extra = {"log": log, "unit": unit, "dice": dice}
    return msgspec.Meta(**limits, description=doc, extra=extra)


@cache
def _knobs(spec: type[msgspec.Struct]) -> tuple[Knob, ...]:
    hints = get_type_hints(spec, include_extras=True)
    fields = {f.name: f for f in msgspec.structs.fields(spec)}
    out = []
    for name in spec.__struct_fields__:
        hint, meta = hints[name], None
        if get_origin(hint) is Annotated:
            meta = next((m for m in get_args(hint)[1:] if isinstance(m, msgspec.Meta)), None)
            hint = get_args(hint)[0]
        extra = (meta.extra if meta else None) or {}
        default = fields[name].default
        if default is msgspec.NODEFAULT and fields[name].default_factory is not msgspec.NODEFAULT:
            default = fields[name].default_factory()
        out.append(
            Knob(
                name,
                hint,
                default,
                meta.ge if meta else None,
                meta.le if meta else None,
                bool(extra.get("log", False)),
                str(extra.get("unit", "")),
                (meta.description if meta else "") or "",
                bool(extra.get("dice", True)),
            )
        )
    return tuple(out)


def knobs(spec: type[msgspec.Struct] | msgspec.Struct) -> Iterator[Knob]:
    """The parameters of a spec (or the parts of an artwork), in the order they are written."""
    yield from _knobs(spec if isinstance(spec, type) else type(spec))


def tag_of(spec: type[Spec] | Spec) -> str:
    """The name of a tagged spec in files, e.g. "siren". Empty when it has none."""
    tag = (spec if isinstance(spec, type) else type(spec)).__struct_config__.tag
    return str(tag) if tag is not None else ""


def members(union: Any) -> dict[str, type[Spec]]:
    """The specs of a tagged union by their tags, in order."""
    return {tag_of(kind): kind for kind in get_args(union)}
